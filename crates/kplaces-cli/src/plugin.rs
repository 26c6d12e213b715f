use std::fmt::Debug;
use std::path::PathBuf;

use async_trait::async_trait;
use clap::{ArgMatches, Command};
use kplaces_edition::Feature;

use crate::{CliError, Finding, Help, Output, Session};

/// A command that a paid feature brings.
#[async_trait]
pub trait PluginCommand: Debug + Send + Sync {
    /// The feature it belongs to.
    fn feature(&self) -> Feature;

    /// Its name and arguments. The name is the one [`Feature::command`] knows.
    fn command(&self) -> Command;

    /// What people read of it, of the commands below it and of their arguments.
    fn help(&self) -> Vec<Help>;

    /// Files it has put outside of our folders that make the program run by itself: who erases places
    /// has to know that they may come back.
    fn runs_by_itself(&self, session: &Session) -> Vec<PathBuf> {
        let _ = session;
        Vec::new()
    }

    /// Does it.
    async fn run(&self, session: &Session, matches: &ArgMatches) -> Result<Output, CliError>;

    /// What `doctor` should say of it. It must be quick, change nothing, and bear that settings and
    /// folders are not there.
    fn examine(&self, session: &Session) -> Vec<Finding> {
        let _ = session;
        Vec::new()
    }
}
