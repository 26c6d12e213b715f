use std::fs::File;
use std::io::{self, ErrorKind, Seek, Write};
use std::path::{Path, PathBuf};

use crate::draft::found;
use crate::draft::named::{self, Name};
use crate::draft::notes::Notes;
use crate::exchange::rename_and_wipe;
use crate::folder::{folder_of, sync_folder};

/// A file that is not finished, in the folder where it is to be.
///
/// Dropped without being placed it is gone. Killed, the process leaves nothing, or what
/// [`sweep`](crate::sweep) finds.
#[derive(Debug)]
pub struct Draft {
    file: File,
    folder: PathBuf,
    notes: Notes,
    name: Option<Name>,
}

impl Draft {
    /// Begins a file that only the user can read. What a killed process has left in the folder is
    /// removed.
    pub fn begin(folder: &Path, notes: &Notes) -> io::Result<Self> {
        found::sweep(folder);
        notes.forget_what_is_gone();
        let (file, name) = match nameless(folder) {
            Some(file) => (file, None),
            None => named::file_in(folder, notes).map(|(file, name)| (file, Some(name)))?,
        };
        Ok(Self {
            file,
            folder: folder.to_owned(),
            notes: notes.clone(),
            name,
        })
    }

    /// What is written to.
    pub fn file(&self) -> &File {
        &self.file
    }

    /// Puts it in its place, where nothing may be: what is there stays, and the error is of the kind
    /// `AlreadyExists`.
    pub fn place(self, path: &Path) -> io::Result<()> {
        match self.link(path) {
            Ok(()) => return Ok(()),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => return Err(error),
            Err(_) => {}
        }
        let (_file, name) = self.into_named()?;
        let placed = name.path.persist_noclobber(path);
        placed.map_err(|error| error.error)
    }

    /// Puts it in its place, and what is there out of it.
    pub fn replace(self, path: &Path) -> io::Result<()> {
        // Where nothing is there, it needs no other name first.
        if self.link(path).is_ok() {
            return Ok(());
        }
        let (_file, name) = self.into_named()?;
        let placed = name.path.persist(path);
        placed.map_err(|error| error.error)
    }

    /// Gives a file without a name one that is free.
    fn link(&self, path: &Path) -> io::Result<()> {
        match self.name {
            None => link(&self.file, path),
            Some(_) => Err(ErrorKind::Unsupported.into()),
        }
    }

    /// The file with a name to be moved by. It stays locked as long as it is open.
    pub(crate) fn into_named(self) -> io::Result<(File, Name)> {
        let Self {
            mut file,
            folder,
            notes,
            name,
        } = self;
        if let Some(name) = name {
            return Ok((file, name));
        }
        if let Ok(((), name)) = named::named(&folder, &notes, |path| link(&file, path)) {
            return Ok((file, name));
        }
        // Some systems have files without a name and give them none afterwards.
        let (mut copy, name) = named::file_in(&folder, &notes)?;
        file.rewind()?;
        io::copy(&mut file, &mut copy)?;
        copy.sync_all()?;
        Ok((copy, name))
    }
}

#[cfg(target_os = "linux")]
use crate::draft::nameless::{begin as nameless, link};

#[cfg(not(target_os = "linux"))]
fn nameless(_folder: &Path) -> Option<File> {
    None
}

#[cfg(not(target_os = "linux"))]
fn link(_file: &File, _path: &Path) -> io::Result<()> {
    Err(ErrorKind::Unsupported.into())
}

/// Replaces a file of our own: who reads it, also after a power cut, finds the old content or the new.
pub fn replace(path: &Path, pieces: &[&[u8]]) -> io::Result<()> {
    written(path, pieces)?.replace(path)?;
    sync_folder(folder_of(path))
}

/// The same, without waiting until it is the new content that a power cut leaves: it may be the old.
pub fn replace_in_time(path: &Path, pieces: &[&[u8]]) -> io::Result<()> {
    written(path, pieces)?.replace(path)
}

/// [`replace`] where nothing is to be left of the old content: it is overwritten. `false` says that it could not be.
pub fn replace_for_good(path: &Path, pieces: &[&[u8]]) -> io::Result<bool> {
    let (_file, name) = written(path, pieces)?.into_named()?;
    rename_and_wipe(&name.path, path)
}

/// A draft with this content, on the medium, in the folder of the file that it is for.
fn written(path: &Path, pieces: &[&[u8]]) -> io::Result<Draft> {
    let draft = Draft::begin(folder_of(path), &Notes::nowhere())?;
    for piece in pieces {
        draft.file().write_all(piece)?;
    }
    draft.file().sync_all()?;
    Ok(draft)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    fn begin(folder: &Path, text: &str) -> Draft {
        let draft = Draft::begin(folder, &Notes::nowhere()).unwrap();
        draft.file().write_all(text.as_bytes()).unwrap();
        draft
    }

    #[test]
    fn a_draft_takes_its_place_or_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out");
        drop(begin(folder.path(), "dropped"));
        begin(folder.path(), "one").place(&path).unwrap();
        let taken = begin(folder.path(), "two").place(&path).unwrap_err();
        assert_eq!(taken.kind(), ErrorKind::AlreadyExists);
        assert_eq!(fs::read_to_string(&path).unwrap(), "one");
        begin(folder.path(), "three").replace(&path).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "three");
        replace(&path, &[b"fo", b"ur"]).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "four");
        replace_in_time(&path, &[b"4"]).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "4");
        let mut old = File::open(&path).unwrap();
        assert!(replace_for_good(&path, &[b"five"]).unwrap());
        assert_eq!(io::read_to_string(&mut old).unwrap(), "\0");
        assert_eq!(fs::read_to_string(&path).unwrap(), "five");
        assert_eq!(names(folder.path()), ["out"]);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_draft_has_no_name_before_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let draft = begin(folder.path(), "places");
        if draft.name.is_some() {
            eprintln!("NOT CHECKED: the temporary folder has no files without a name");
            return;
        }
        assert!(names(folder.path()).is_empty());
        draft.place(&folder.path().join("out")).unwrap();
        assert_eq!(names(folder.path()), ["out"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_draft_is_for_the_user_only() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out");
        begin(folder.path(), "x").place(&path).unwrap();
        let (_file, name) = named::file_in(folder.path(), &Notes::nowhere()).unwrap();
        for path in [&path, &name.path.to_path_buf()] {
            let mode = fs::metadata(path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }
}
