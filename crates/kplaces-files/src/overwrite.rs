//! The bytes of one open file.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::Path;

use kplaces_text::text;

const PIECE: usize = 256 * 1024;

/// Overwrites a part of a file with zeros and waits until they are on the medium. Nothing is written
/// behind the end of the file, so no room is needed.
pub fn overwrite(mut file: &File, part: Range<u64>) -> io::Result<()> {
    let end = part.end.min(file.metadata()?.len());
    let mut left = end.saturating_sub(part.start);
    if left == 0 {
        return Ok(());
    }
    let zeros = vec![0; PIECE.min(usize::try_from(left).unwrap_or(PIECE))];
    file.seek(SeekFrom::Start(part.start))?;
    while left > 0 {
        let piece = left.min(zeros.len() as u64);
        file.write_all(&zeros[..piece as usize])?;
        left -= piece;
    }
    file.sync_all()
}

/// Overwrites all of a file that is about to go.
///
/// Where overwriting needs room and there is none, the medium copies what is written: then nothing is
/// gained by it, and the file may go all the same.
pub(crate) fn overwrite_all(file: &File) -> io::Result<()> {
    match overwrite(file, 0..u64::MAX) {
        Err(error) if is_full(&error) => Ok(()),
        overwritten => overwritten,
    }
}

fn is_full(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded
    )
}

/// Opens the file at `path` to be overwritten; one that its own user may not write, too. What became a
/// link meanwhile is refused.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    let opened = File::options().write(true).open(path);
    let file = match opened {
        Err(error) if error.kind() == ErrorKind::PermissionDenied => {
            let mut rights = fs::symlink_metadata(path)?.permissions();
            grant(&mut rights);
            fs::set_permissions(path, rights)?;
            File::options().write(true).open(path)?
        }
        opened => opened?,
    };
    if is_what_has_the_name(&file, path)? {
        Ok(file)
    } else {
        Err(io::Error::other(text!(
            "it was replaced meanwhile",
            "wurde inzwischen ersetzt"
        )))
    }
}

#[cfg(unix)]
fn grant(rights: &mut fs::Permissions) {
    use std::os::unix::fs::PermissionsExt;

    rights.set_mode(rights.mode() | 0o200);
}

#[cfg(not(unix))]
fn grant(rights: &mut fs::Permissions) {
    rights.set_readonly(false);
}

#[cfg(unix)]
fn is_what_has_the_name(file: &File, path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;

    let (opened, named) = (file.metadata()?, fs::symlink_metadata(path)?);
    Ok(named.is_file() && (opened.dev(), opened.ino()) == (named.dev(), named.ino()))
}

#[cfg(not(unix))]
fn is_what_has_the_name(_: &File, path: &Path) -> io::Result<bool> {
    Ok(fs::symlink_metadata(path)?.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_overwritten_and_the_file_keeps_its_length() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        fs::write(&path, vec![7; 1_000]).unwrap();
        let file = open(&path).unwrap();
        overwrite(&file, 100..200).unwrap();
        overwrite(&file, 900..5_000).unwrap();
        overwrite(&file, 4_000..5_000).unwrap();
        let bytes = fs::read(&path).unwrap();
        assert_eq!(bytes.len(), 1_000, "nothing behind its end");
        for (at, byte) in bytes.iter().enumerate() {
            let gone = (100..200).contains(&at) || at >= 900;
            assert_eq!(*byte, if gone { 0 } else { 7 }, "{at}");
        }
    }
}
