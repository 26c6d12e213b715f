use std::fmt::Debug;
use std::sync::Arc;

use async_trait::async_trait;
use clap::{ArgMatches, Command};
use kplaces_device::Product;
use kplaces_edition::Feature;

use crate::{CliError, Help, Output, Session};

/// A command that a paid feature brings.
#[async_trait(?Send)]
pub trait PluginCommand: Debug + Send + Sync {
    /// The feature it belongs to.
    fn feature(&self) -> Feature;

    /// Its name and arguments. The name is the one [`Feature::command`] knows.
    fn command(&self) -> Command;

    /// What people read of it, of the commands below it and of their arguments.
    fn help(&self) -> Vec<Help>;

    /// Whether it looks for signals itself, and says how it ended. Any other is dropped where somebody ends it.
    fn hears_signals(&self) -> bool {
        false
    }

    /// Does it.
    async fn run(&self, session: &Session, matches: &ArgMatches) -> Result<Output, CliError>;
}

/// The commands of the features of an edition, ordered by feature.
pub type Commands = Vec<Arc<dyn PluginCommand>>;

/// The commands of features this edition lacks.
pub(crate) fn foreign_commands(product: &Product) -> impl Iterator<Item = &'static str> {
    Feature::all()
        .filter(|feature| !product.policy.has(*feature))
        .filter_map(Feature::command)
}
