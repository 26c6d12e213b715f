use async_trait::async_trait;
use kplaces_cli::clap::{Arg, ArgAction, ArgMatches, Command};
use kplaces_cli::{GroupJson, Help, Output, PluginCommand, Session, group_table};
use kplaces_device::CliError;
use kplaces_domain::{GroupName, one_line};
use kplaces_edition::Feature;

use crate::json::GroupsJson;

/// `3kplaces groups`
#[derive(Debug)]
pub(crate) struct ListGroups;

#[async_trait(?Send)]
impl PluginCommand for ListGroups {
    fn feature(&self) -> Feature {
        Feature::GroupList
    }

    fn command(&self) -> Command {
        Command::new("groups").arg(Arg::new("names").long("names").action(ArgAction::SetTrue))
    }

    fn help(&self) -> Vec<Help> {
        crate::help::commands()
    }

    async fn run(&self, session: &Session, matches: &ArgMatches) -> Result<Output, CliError> {
        let groups = session.glance().await?.groups().await?;
        let (terminal, only_names) = (session.terminal(), matches.get_flag("names"));
        Ok(Output::of(
            groups,
            move |groups, language| {
                if only_names {
                    lines(groups.iter().map(|it| &it.name))
                } else {
                    group_table(groups, terminal, language)
                }
            },
            |groups| {
                let groups = groups.iter().map(GroupJson::from).collect();
                serde_json::to_value(GroupsJson { groups })
            },
        ))
    }
}

/// A line each, for scripts and shells.
fn lines<'a>(names: impl Iterator<Item = &'a GroupName>) -> String {
    names
        .map(|name| one_line(name.as_str(), usize::MAX) + "\n")
        .collect()
}
