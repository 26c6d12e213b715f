//! Drafts that a killed process has left.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use crate::draft::name::{ONE_FILE, is_of_a_draft, is_visible};
use crate::wipe::{wipe, wipe_all};

/// What came of removing drafts that nobody writes any more.
#[derive(Debug, Default)]
pub struct Swept {
    /// Those that are gone.
    pub removed: Vec<PathBuf>,
    /// Those that could not be removed, and why.
    pub failed: Vec<(PathBuf, io::Error)>,
}

/// The drafts in a folder that nobody writes any more, by path.
pub fn left_in(folder: &Path) -> Vec<PathBuf> {
    let mut left = drafts_in(folder);
    left.retain(|path| is_left(path));
    left
}

/// Removes the drafts in a folder that nobody writes any more.
pub fn sweep(folder: &Path) -> Swept {
    let mut swept = Swept::default();
    for path in drafts_in(folder) {
        swept.take(path);
    }
    swept
}

/// What is called as drafts are, by path.
fn drafts_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let drafts = entries.filter(|entry| is_of_a_draft(&entry.file_name()));
    let mut drafts: Vec<PathBuf> = drafts.map(|entry| entry.path()).collect();
    drafts.sort();
    drafts
}

impl Swept {
    /// Removes a draft, if nobody writes it any more.
    pub(crate) fn take(&mut self, path: PathBuf) {
        // Locked until it is gone: one that was only begun is not locked by its process yet.
        let Some(_lock) = lock_of_left(&path) else {
            return;
        };
        match remove(&path) {
            Ok(()) => self.removed.push(path),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => self.failed.push((path, error)),
        }
    }

    /// Adds what came of another folder.
    pub fn add(&mut self, mut other: Self) {
        self.removed.append(&mut other.removed);
        self.failed.append(&mut other.failed);
    }
}

/// The one way in which a draft that was left goes: overwritten.
fn remove(path: &Path) -> io::Result<()> {
    if path.file_name().is_some_and(is_visible) {
        return remove_visible(path);
    }
    wipe_all(path).map(drop)
}

/// Removes a folder that is not hidden, with the one file that belongs in it and no other.
pub(crate) fn remove_visible(folder: &Path) -> io::Result<()> {
    wipe(&folder.join(ONE_FILE))?;
    fs::remove_dir(folder)
}

/// Whether it is a draft of this user whose process is gone.
pub(crate) fn is_left(path: &Path) -> bool {
    lock_of_left(path).is_some()
}

/// The lock on a draft whose process is gone.
fn lock_of_left(path: &Path) -> Option<File> {
    let found = path.symlink_metadata().ok()?;
    let name = path.file_name()?;
    let is_one = is_of_a_draft(name) && (found.is_file() || found.is_dir())
        || is_visible(name) && found.is_dir();
    #[cfg(unix)]
    let is_one = {
        use std::os::unix::fs::MetadataExt as _;
        is_one && found.uid() == rustix::process::geteuid().as_raw()
    };
    let file = is_one.then(|| File::open(path).ok())??;
    file.try_lock().is_ok().then_some(file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::named::file_in;
    use crate::draft::notes::Notes;

    #[test]
    fn what_is_left_is_removed_and_what_is_written_and_what_is_the_users_stays() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let (live, name) = file_in(folder.path(), &Notes::nowhere()).unwrap();
        fs::write(at(".3kplaces-killed000000"), "places").unwrap();
        fs::write(at(".3kplaces-mine"), "mine").unwrap();
        #[cfg(unix)]
        {
            fs::create_dir(at(".3kplaces-killed000001")).unwrap();
            fs::write(at(".3kplaces-killed000001/1"), "places").unwrap();
            std::os::unix::fs::symlink(at(".3kplaces-mine"), at(".3kplaces-link00000000")).unwrap();
        }
        let left = left_in(folder.path());
        assert_eq!(left[0], at(".3kplaces-killed000000"));
        let swept = sweep(folder.path());
        assert_eq!(swept.removed, left);
        assert!(swept.failed.is_empty());
        assert!(name.path.exists() && at(".3kplaces-mine").exists());
        #[cfg(unix)]
        assert!(left.len() == 2 && at(".3kplaces-link00000000").is_symlink());
        let path = name.path.keep().unwrap();
        drop(live);
        assert_eq!(sweep(folder.path()).removed, [path]);
    }
}
