use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::{RecordId, StateError, files};

/// Where they are in the state folder.
pub(crate) const FOLDER: &str = "refused";

/// That WEBFLEET has refused a login, so that it is not sent for ever.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// So many times in a row.
    pub times: u32,
    /// When last.
    pub at: i64,
    /// By what the login is known; who made the record knows how to read it.
    pub known_by: Vec<u8>,
}

/// The record of the refusals of one user of an account.
#[derive(Clone, Debug)]
pub struct Refusals {
    folder: PathBuf,
    path: PathBuf,
}

impl Refusals {
    /// Of this login.
    pub fn new(state_dir: &Path, login: &RecordId) -> Self {
        let folder = state_dir.join(FOLDER);
        let path = folder.join(format!("{login}.json"));
        Self { folder, path }
    }

    /// Forgets those of every login. One that cannot be forgotten keeps no other.
    pub fn forget_all(state_dir: &Path) -> Result<(), StateError> {
        let records = files::entries(&state_dir.join(FOLDER))?;
        let forgotten = records.iter().map(|path| forget(path));
        forgotten.fold(Ok(()), Result::and)
    }

    /// What is on record. One that is damaged is none.
    pub fn read(&self) -> Result<Option<Refused>, StateError> {
        let bytes = files::read(&self.path)?;
        Ok(bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
    }

    /// Puts another one in its place.
    pub fn write(&self, refused: &Refused) -> Result<(), StateError> {
        files::create_folder(&self.folder)?;
        let bytes = serde_json::to_vec(refused).unwrap_or_default();
        files::replace_for_good(&self.path, &bytes)
    }

    /// Forgets it: the login was accepted, or somebody has given another one.
    pub fn forget(&self) -> Result<(), StateError> {
        forget(&self.path)
    }
}

fn forget(path: &Path) -> Result<(), StateError> {
    kplaces_files::wipe(path)
        .map(drop)
        .map_err(|error| StateError::write(path, error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_known_until_it_is_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let of = |user| Refusals::new(folder.path(), &RecordId::login("host", "acme", user));
        let refused = Refused {
            times: 2,
            at: 7,
            known_by: vec![0, 255],
        };
        assert_eq!(of("one").read().unwrap(), None);
        of("one").forget().unwrap();
        of("one").write(&refused).unwrap();
        assert_eq!(of("one").read().unwrap(), Some(refused));
        assert_eq!(of("two").read().unwrap(), None);
        of("one").forget().unwrap();
        assert_eq!(of("one").read().unwrap(), None);
    }

    #[test]
    fn all_are_forgotten_at_once() {
        let folder = tempfile::tempdir().unwrap();
        Refusals::forget_all(folder.path()).unwrap();
        let of = |user| Refusals::new(folder.path(), &RecordId::login("host", "acme", user));
        for user in ["one", "two"] {
            let refused = Refused {
                times: 1,
                at: 7,
                known_by: Vec::new(),
            };
            of(user).write(&refused).unwrap();
        }
        Refusals::forget_all(folder.path()).unwrap();
        assert!(
            files::entries(&folder.path().join(FOLDER))
                .unwrap()
                .is_empty()
        );
    }

    #[test]
    fn what_cannot_be_forgotten_keeps_no_record() {
        let folder = tempfile::tempdir().unwrap();
        let of = |user: &str| Refusals::new(folder.path(), &RecordId::login("host", "acme", user));
        let in_the_way = folder.path().join(FOLDER).join("a folder");
        std::fs::create_dir_all(&in_the_way).unwrap();
        // In whatever order the folder names them.
        for user in 0..8 {
            let refused = Refused {
                times: 1,
                at: 7,
                known_by: Vec::new(),
            };
            of(&user.to_string()).write(&refused).unwrap();
        }
        Refusals::forget_all(folder.path()).unwrap_err();
        let left = files::entries(&folder.path().join(FOLDER)).unwrap();
        assert_eq!(left, [in_the_way]);
    }

    #[test]
    fn a_damaged_record_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let refusals = Refusals::new(folder.path(), &RecordId::login("host", "acme", "one"));
        std::fs::create_dir(&refusals.folder).unwrap();
        std::fs::write(&refusals.path, "{\"times\":").unwrap();
        assert_eq!(refusals.read().unwrap(), None);
    }
}
