use std::io::{self, Read, Write};
use std::path::Path;

use kplaces_files::{create_folder, open_regular, private};

/// What tells this device from others: made up once, kept in `folder`. Nothing of the machine is read.
pub(crate) fn of_device(folder: &Path) -> io::Result<String> {
    let path = folder.join("device-id");
    match read(&path) {
        Ok(text) if !text.trim().is_empty() => return Ok(text.trim().to_owned()),
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    create_folder(folder)?;
    let id = format!("{:032x}", fastrand::u128(..));
    // A link stays, and what it leads to is written.
    let mut file = private()
        .create(true)
        .truncate(true)
        .write(true)
        .open(&path)?;
    writeln!(file, "{id}")?;
    file.sync_all()?;
    Ok(id)
}

/// Nothing longer is of ours.
fn read(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    open_regular(path)?.take(1_000).read_to_string(&mut text)?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_made_up_once() {
        let folder = tempfile::tempdir().unwrap();
        let state = folder.path().join("state");
        let id = of_device(&state).unwrap();
        assert_eq!(id.len(), 32);
        assert_eq!(of_device(&state).unwrap(), id);
        let other = tempfile::tempdir().unwrap();
        assert_ne!(of_device(other.path()).unwrap(), id);
    }
}
