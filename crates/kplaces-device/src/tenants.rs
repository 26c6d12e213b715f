use std::fmt::Debug;
use std::path::Path;

use kplaces_config::{Dirs, Loaded, Sources};
use kplaces_state::RecordId;

use crate::CliError;

/// How several WEBFLEET accounts are kept apart on one device. Basic and Pro have no implementation.
pub trait TenantAccess: Debug + Send + Sync {
    /// The sources of the tenant of this name, out of those of the device. Where `file_is_named`, the
    /// user named the file of settings, and it stays.
    ///
    /// Fails for a name that is none, for one that nobody added, and for folders that are no folders.
    fn enter(&self, name: &str, device: &Sources, file_is_named: bool)
    -> Result<Sources, CliError>;

    /// Moves the configured folder of the places to that of the tenant, if `sources` are one's, and
    /// refuses a folder that belongs to a tenant otherwise.
    fn settle(&self, device: &Dirs, sources: &Sources, loaded: Loaded) -> Result<Loaded, CliError>;

    /// Refuses a store that is outside of the tenant's folder of places, or inside that of another.
    fn check_store(
        &self,
        device: &Dirs,
        sources: &Sources,
        data_dir: &Path,
        file: &Path,
    ) -> Result<(), CliError>;

    /// Whether another tenant of the device has made calls with this login: each counts for itself, and
    /// WEBFLEET counts them together.
    fn shares_login(&self, device: &Dirs, sources: &Sources, login: &RecordId) -> bool;
}
