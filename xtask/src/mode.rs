//! What may be done with a file.

use std::path::Path;

#[cfg(unix)]
pub(crate) fn set_mode(path: &Path, mode: u32) -> anyhow::Result<()> {
    use std::fs::{Permissions, set_permissions};
    use std::os::unix::fs::PermissionsExt as _;
    Ok(set_permissions(path, Permissions::from_mode(mode))?)
}

#[cfg(not(unix))]
pub(crate) fn set_mode(_: &Path, _: u32) -> anyhow::Result<()> {
    anyhow::bail!("files get their modes on systems like Unix")
}
