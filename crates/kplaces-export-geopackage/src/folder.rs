use std::io;

use tempfile::TempDir;

/// A folder that nobody else can look into: SQLite makes the file as it likes.
pub(crate) fn private() -> io::Result<TempDir> {
    let mut builder = tempfile::Builder::new();
    builder.prefix("3kplaces-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o700));
    }
    builder.tempdir()
}
