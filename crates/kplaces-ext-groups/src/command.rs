use async_trait::async_trait;
use kplaces_cli::clap::{ArgMatches, Command};
use kplaces_cli::{GroupJson, Help, Output, PluginCommand, Session, group_table};
use kplaces_device::CliError;
use kplaces_edition::Feature;

use crate::json::GroupsJson;

/// `3kplaces groups`
#[derive(Debug)]
pub(crate) struct ListGroups;

#[async_trait]
impl PluginCommand for ListGroups {
    fn feature(&self) -> Feature {
        Feature::GroupList
    }

    fn command(&self) -> Command {
        Command::new("groups")
    }

    fn help(&self) -> Vec<Help> {
        crate::help::commands()
    }

    async fn run(&self, session: &Session, _: &ArgMatches) -> Result<Output, CliError> {
        let groups = session.glance().await?.groups().await?;
        let terminal = session.terminal();
        Ok(Output::of(
            groups,
            move |groups, language| group_table(groups, terminal, language),
            |groups| {
                let groups = groups.iter().map(GroupJson::from).collect();
                serde_json::to_value(GroupsJson { groups })
            },
        ))
    }
}
