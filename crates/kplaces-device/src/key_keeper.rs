use std::fmt::Debug;
use std::path::PathBuf;
use std::sync::Arc;

use kplaces_store::KeySource;

use crate::{CliError, Location, Secrets};

/// Gives the key of encrypted stores, in the editions that have them.
pub trait KeyKeeper: Debug + Send + Sync {
    /// Where the store in this place gets its key from; nothing is asked before it is opened.
    fn keys(&self, location: &Location, secrets: Secrets) -> Arc<dyn KeySource>;

    /// The files that hold the key or say what does, as far as there are any.
    fn files(&self, location: &Location) -> Vec<PathBuf>;

    /// Takes the key off this device, wherever it is, and says whether there was one. What it opens can
    /// be opened by nobody any more.
    fn forget(&self, location: &Location, secrets: &Secrets) -> Result<bool, CliError>;
}
