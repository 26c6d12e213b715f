//! Where a draft lies that has a name, as long as it has one.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use kplaces_text::text;

use crate::draft::found::{Swept, is_left};
use crate::draft::name::{is_of_a_draft, is_visible, lock};
use crate::folder::create_folder;
use crate::private::create_file;

/// A folder of ours for notes of drafts in folders of others.
#[derive(Clone, Debug, Default)]
pub struct Notes(Option<PathBuf>);

/// One note. Locked by its process; gone with the value.
#[derive(Debug)]
pub(crate) struct Note {
    path: PathBuf,
    _lock: File,
}

impl Drop for Note {
    fn drop(&mut self) {
        // One that stays names a draft that is not there, and goes when the next is written.
        let _ = fs::remove_file(&self.path);
        let _ = self.path.parent().map(fs::remove_dir);
    }
}

impl Notes {
    /// None are taken: for drafts in folders that are looked into anyway.
    pub fn nowhere() -> Self {
        Self(None)
    }

    /// In this folder, which is made when it is needed.
    pub fn in_folder(folder: PathBuf) -> Self {
        Self(Some(folder))
    }

    /// Notes that a draft is to be at `draft`. Where that cannot be written down it is done without: the next
    /// command that writes there finds it all the same.
    pub(crate) fn take(&self, draft: &Path) -> Option<Note> {
        let folder = self.0.as_ref()?;
        create_folder(folder).ok()?;
        let draft = std::path::absolute(draft).ok()?;
        let name = draft.file_name()?.to_str()?;
        let name = name.rsplit('-').next()?;
        let path = folder.join(format!(".3kplaces-{name}"));
        let mut file = create_file(&path).ok()?;
        let taken = lock(&file, &path).and_then(|()| file.write_all(&bytes(&draft)));
        let note = Note { path, _lock: file };
        taken.ok().map(|()| note)
    }

    /// The drafts that were noted by a process that is gone, and are there.
    pub fn left(&self) -> Vec<PathBuf> {
        let mut left: Vec<PathBuf> = self.dead().into_iter().map(|(_, draft)| draft).collect();
        left.retain(|draft| is_left(draft));
        left
    }

    /// Removes the drafts that were noted by a process that is gone. Where the folder of one cannot be reached now,
    /// it is among those that failed, and its note stays.
    pub fn sweep(&self) -> Swept {
        let mut swept = Swept::default();
        for (note, draft) in self.dead() {
            swept.take(draft.clone());
            match draft.symlink_metadata() {
                Err(_) if draft.parent().is_some_and(Path::is_dir) => drop(fs::remove_file(note)),
                Err(error) => {
                    let error = std::io::Error::new(
                        error.kind(),
                        text!(
                            "its folder cannot be reached now",
                            "sein Ordner ist jetzt nicht erreichbar"
                        ),
                    );
                    swept.failed.push((draft, error));
                }
                Ok(_) => {}
            }
        }
        if let Some(folder) = &self.0 {
            let _ = fs::remove_dir(folder);
        }
        swept
    }

    /// Removes notes of drafts that are not there any more.
    pub(crate) fn forget_what_is_gone(&self) {
        for (note, draft) in self.dead() {
            let is_gone = draft
                .symlink_metadata()
                .is_err_and(|error| error.kind() == ErrorKind::NotFound);
            if is_gone && draft.parent().is_some_and(Path::is_dir) {
                let _ = fs::remove_file(note);
            }
        }
    }

    /// Notes of processes that are gone, each with what it names.
    fn dead(&self) -> Vec<(PathBuf, PathBuf)> {
        let entries = self.0.as_ref().and_then(|it| fs::read_dir(it).ok());
        let entries = entries.into_iter().flatten().flatten();
        entries
            .map(|entry| entry.path())
            .filter(|note| is_left(note))
            .filter_map(|note| {
                let draft = path(fs::read(&note).ok()?);
                let is_one = draft.is_absolute()
                    && draft
                        .file_name()
                        .is_some_and(|name| is_of_a_draft(name) || is_visible(name));
                is_one.then_some((note, draft))
            })
            .collect()
    }
}

#[cfg(unix)]
fn bytes(path: &Path) -> Vec<u8> {
    std::os::unix::ffi::OsStrExt::as_bytes(path.as_os_str()).to_vec()
}

#[cfg(unix)]
fn path(bytes: Vec<u8>) -> PathBuf {
    PathBuf::from(<std::ffi::OsString as std::os::unix::ffi::OsStringExt>::from_vec(bytes))
}

#[cfg(not(unix))]
fn bytes(path: &Path) -> Vec<u8> {
    path.to_string_lossy().into_owned().into_bytes()
}

#[cfg(not(unix))]
fn path(bytes: Vec<u8>) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::named::file_in;

    #[test]
    fn a_note_is_there_as_long_as_its_draft_has_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let notes = Notes::in_folder(folder.path().join("notes"));
        let out = folder.path().join("out");
        fs::create_dir(&out).unwrap();
        let (file, name) = file_in(&out, &notes).unwrap();
        assert_eq!(
            fs::read_dir(folder.path().join("notes")).unwrap().count(),
            1
        );
        assert!(notes.left().is_empty(), "its process lives");
        let path = name.path.to_path_buf();
        fs::rename(path, out.join("done")).unwrap();
        drop((file, name));
        assert!(!folder.path().join("notes").exists());
    }

    #[test]
    fn what_was_noted_and_left_is_found_and_removed_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let notes = Notes::in_folder(at("notes"));
        fs::create_dir(at("notes")).unwrap();
        let write = |name: &str, draft: PathBuf| fs::write(at("notes").join(name), bytes(&draft));
        let draft = at(".3kplaces-killed000000");
        fs::write(&draft, "places").unwrap();
        fs::write(at("mine.csv"), "mine").unwrap();
        write(".3kplaces-killed000000", draft.clone()).unwrap();
        write(".3kplaces-killed000001", at("mine.csv")).unwrap();
        write(".3kplaces-killed000002", at(".3kplaces-killed000002")).unwrap();
        let away = at("stick/.3kplaces-killed000003");
        write(".3kplaces-killed000003", away.clone()).unwrap();
        assert_eq!(notes.left(), std::slice::from_ref(&draft));
        notes.forget_what_is_gone();
        assert_eq!(
            notes.dead().len(),
            2,
            "that of a stick that is not there stays"
        );
        let swept = notes.sweep();
        assert_eq!(swept.removed, [draft]);
        assert_eq!(swept.failed[0].0, away);
        assert!(at("mine.csv").exists());
        assert_eq!(notes.dead().len(), 1);
    }
}
