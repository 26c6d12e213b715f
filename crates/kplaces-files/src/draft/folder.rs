use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use kplaces_text::text;
use tempfile::TempPath;

use crate::draft::file::Draft;
use crate::draft::found;
use crate::draft::name::{hidden_names, lock};
use crate::draft::named::{Name, named, named_visibly};
use crate::draft::notes::{Note, Notes};
use crate::folder::create_new_folder;

/// A folder for files that are not finished, which nobody else can look into. Gone with the value.
///
/// Killed, the process leaves it under a name that [`sweep`](crate::sweep) finds, where folders can be locked.
#[derive(Debug)]
pub struct DraftFolder {
    path: PathBuf,
    is_visible: bool,
    note: Option<Note>,
    #[cfg(unix)]
    _lock: std::fs::File,
    next: u64,
}

impl Drop for DraftFolder {
    fn drop(&mut self) {
        // What stays is removed by the next who writes there.
        let _ = if self.is_visible {
            found::remove_visible(&self.path)
        } else {
            fs::remove_dir_all(&self.path)
        };
    }
}

/// A complete file that waits, and is not open. Dropped without being placed it is gone.
#[derive(Debug)]
pub struct Parked(TempPath);

impl DraftFolder {
    /// Makes one beside files that are there or will be. What a killed process has left there is removed.
    pub fn begin(beside: &Path, notes: &Notes) -> io::Result<Self> {
        found::sweep(beside);
        Self::of(named(beside, notes, private_folder)?, false)
    }

    /// Makes one that is not hidden, for [`ONE_FILE`](crate::ONE_FILE) and no other. It has to be in the notes: else nobody would find it.
    pub fn begin_visibly(beside: &Path, notes: &Notes) -> io::Result<Self> {
        let folder = Self::of(named_visibly(beside, notes, private_folder)?, true)?;
        match &folder.note {
            Some(_) => Ok(folder),
            None => Err(io::Error::other(text!(
                "it could not be noted",
                "ließ sich nicht vermerken"
            ))),
        }
    }

    fn of((lock, name): (Lock, Name), is_visible: bool) -> io::Result<Self> {
        let (path, note) = name.keep()?;
        #[cfg(not(unix))]
        let () = lock;
        Ok(Self {
            path,
            is_visible,
            note,
            #[cfg(unix)]
            _lock: lock,
            next: 0,
        })
    }

    /// Makes one where the system wants files to be that are there for a while.
    pub fn for_a_while() -> io::Result<Self> {
        Self::begin(&temporary(), &Notes::nowhere())
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Closes a draft that is complete and on the medium: a process has only so many open files.
    pub fn park(&mut self, draft: Draft) -> io::Result<Parked> {
        let (_file, name) = draft.into_named()?;
        let path = self.path().join(self.next.to_string());
        self.next += 1;
        let parked = name.path.persist_noclobber(&path);
        parked.map_err(|error| error.error)?;
        Ok(Parked(TempPath::try_from_path(path)?))
    }
}

impl Parked {
    /// As [`Draft::place`].
    pub fn place(self, path: &Path) -> io::Result<()> {
        self.0.persist_noclobber(path).map_err(|error| error.error)
    }

    /// As [`Draft::replace`].
    pub fn replace(self, path: &Path) -> io::Result<()> {
        self.0.persist(path).map_err(|error| error.error)
    }
}

#[cfg(unix)]
type Lock = fs::File;
#[cfg(not(unix))]
type Lock = ();

fn private_folder(path: &Path) -> io::Result<Lock> {
    create_new_folder(path)?;
    lock_folder(path)
}

#[cfg(unix)]
fn lock_folder(path: &Path) -> io::Result<Lock> {
    let folder = fs::File::open(path).map_err(|error| match error.kind() {
        // Somebody who looks for what is left over was quicker.
        io::ErrorKind::NotFound => io::ErrorKind::AlreadyExists.into(),
        _ => error,
    })?;
    lock(&folder, path)?;
    Ok(folder)
}

/// A folder cannot be locked here, and is never taken for left over.
#[cfg(not(unix))]
fn lock_folder(_path: &Path) -> io::Result<Lock> {
    Ok(())
}

/// Where the system wants files to be that are there for a while: where `tempfile` would make one.
pub fn temporary() -> PathBuf {
    let made = hidden_names().make(|path| Ok(path.parent().map(Path::to_owned)));
    let folder = made.ok().and_then(|made| made.into_parts().0);
    folder.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;
    use crate::draft::name::ONE_FILE;

    #[test]
    fn a_visible_folder_is_found_by_its_note_only_and_keeps_what_is_not_ours() {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().join("home");
        fs::create_dir(&home).unwrap();
        let notes = Notes::in_folder(folder.path().join("notes"));
        assert!(DraftFolder::begin_visibly(&home, &Notes::nowhere()).is_err());
        assert_eq!(fs::read_dir(&home).unwrap().count(), 0);
        let open = DraftFolder::begin_visibly(&home, &notes).unwrap();
        fs::write(open.path().join(ONE_FILE), "link").unwrap();
        assert!(notes.sweep().removed.is_empty(), "its process lives");
        drop(open);
        assert_eq!(fs::read_dir(&home).unwrap().count(), 0);
        #[cfg(unix)]
        {
            let open = DraftFolder::begin_visibly(&home, &notes).unwrap();
            fs::write(open.path().join(ONE_FILE), "link").unwrap();
            let path = open.path().to_owned();
            let DraftFolder { note, .. } = &open;
            assert!(note.is_some());
            let kept = path.with_file_name("3kplaces-open-abcdefabcdef");
            fs::create_dir(&kept).unwrap();
            fs::write(kept.join("mine"), "mine").unwrap();
            found::sweep(&home);
            drop(open);
            assert!(kept.join("mine").exists() && !path.exists());
        }
    }

    #[test]
    fn a_parked_file_takes_its_place_or_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let mut parking = DraftFolder::begin(folder.path(), &Notes::nowhere()).unwrap();
        let mut park = |text: &str| {
            let draft = Draft::begin(folder.path(), &Notes::nowhere()).unwrap();
            draft.file().write_all(text.as_bytes()).unwrap();
            parking.park(draft).unwrap()
        };
        let path = folder.path().join("out");
        park("one").place(&path).unwrap();
        let taken = park("two").place(&path).unwrap_err();
        assert_eq!(taken.kind(), io::ErrorKind::AlreadyExists);
        park("three").replace(&path).unwrap();
        let waits = park("four");
        assert!(
            found::left_in(folder.path()).is_empty(),
            "its process lives"
        );
        drop((waits, parking));
        assert_eq!(fs::read_to_string(&path).unwrap(), "three");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
