use async_trait::async_trait;
use kplaces_cli::clap::{self, Arg, ArgMatches, Command};
use kplaces_cli::{Help, Output, PluginCommand, Session};
use kplaces_device::{CliError, Device, Finding, Installed, Stock};
use kplaces_edition::Feature;

use crate::keep::Keep;
use crate::{off, on, rekey, status};

/// `3kplaces encrypt on|off|rekey|status`
#[derive(Debug)]
pub(crate) struct Encrypt;

#[async_trait(?Send)]
impl PluginCommand for Encrypt {
    fn feature(&self) -> Feature {
        Feature::EncryptedStore
    }

    fn command(&self) -> Command {
        let keep = Arg::new("keep")
            .long("keep")
            .value_name("WHERE")
            .value_parser(["keyring", "passphrase"]);
        Command::new("encrypt")
            .subcommand_required(true)
            .subcommand(Command::new("on").arg(keep.clone()))
            .subcommand(Command::new("off"))
            .subcommand(Command::new("rekey").arg(keep))
            .subcommand(Command::new("status"))
    }

    fn help(&self) -> Vec<Help> {
        crate::help::commands()
    }

    async fn run(&self, session: &Session, matches: &ArgMatches) -> Result<Output, CliError> {
        let Some((name, matches)) = matches.subcommand() else {
            return Err(CliError::internal(clap::Error::new(
                clap::error::ErrorKind::MissingSubcommand,
            )));
        };
        let wish = || -> Option<Keep> { matches.get_one::<String>("keep")?.parse().ok() };
        match name {
            "on" => on::on(session, wish()).await,
            "off" => off::off(session).await,
            "rekey" => rekey::rekey(session, wish()).await,
            _ => status::status(session),
        }
    }
}

impl Installed for Encrypt {
    fn feature(&self) -> Feature {
        Feature::EncryptedStore
    }

    fn examine(&self, device: &Device, _: Option<&Stock>) -> Vec<Finding> {
        // What cannot be looked at is told by the finding on the store.
        status::finding(device).ok().flatten().into_iter().collect()
    }
}
