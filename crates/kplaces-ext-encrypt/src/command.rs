use async_trait::async_trait;
use kplaces_cli::clap::{self, Arg, ArgMatches, Command};
use kplaces_cli::{CliError, Finding, Output, PluginCommand, Session};
use kplaces_edition::Feature;

use crate::keep::Keep;
use crate::{off, on, rekey, status};

/// `3kplaces encrypt on|off|rekey|status`
#[derive(Debug)]
pub(crate) struct Encrypt;

#[async_trait]
impl PluginCommand for Encrypt {
    fn feature(&self) -> Feature {
        Feature::EncryptedStore
    }

    fn command(&self) -> Command {
        let keep = |help: &'static str| {
            Arg::new("keep")
                .long("keep")
                .value_name("WHERE")
                .value_parser(["keyring", "passphrase"])
                .help(help)
        };
        Command::new("encrypt")
            .about("Encrypt the places on this device and their backups")
            .subcommand_required(true)
            .subcommand(
                Command::new("on")
                    .about("Move the places and backups into an encrypted store and erase the plain ones")
                    .arg(keep("What keeps the key; the keyring where it answers, else a passphrase")),
            )
            .subcommand(
                Command::new("off")
                    .about("Move the places and backups back into a plain store"),
            )
            .subcommand(
                Command::new("rekey")
                    .about("Encrypt the places and backups with a new key, and change the passphrase")
                    .arg(keep("What keeps the new key; what kept the old one, if not given")),
            )
            .subcommand(
                Command::new("status").about("Say whether the places are encrypted and what keeps the key"),
            )
    }

    fn examine(&self, session: &Session) -> Vec<Finding> {
        // What cannot be looked at is told by the finding on the store.
        status::finding(session)
            .ok()
            .flatten()
            .into_iter()
            .collect()
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
