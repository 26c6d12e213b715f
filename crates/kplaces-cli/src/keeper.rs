use std::fmt::Debug;
use std::path::PathBuf;
use std::sync::Arc;

use kplaces_store::KeySource;

use crate::{CliError, Session};

/// Gives the key of encrypted stores, in the editions that have them.
pub trait KeyKeeper: Debug + Send + Sync {
    /// Where the stores of a run get their key from; nothing is asked before one is opened. `session` is
    /// the run itself, but cannot open encrypted stores.
    fn keys(&self, session: Session) -> Arc<dyn KeySource>;

    /// The files that hold the key or say what does, as far as there are any.
    fn files(&self, session: &Session) -> Vec<PathBuf>;

    /// Takes the key off this device, wherever it is, and says whether there was one. What it opens can
    /// be opened by nobody any more.
    fn forget(&self, session: &Session) -> Result<bool, CliError>;
}
