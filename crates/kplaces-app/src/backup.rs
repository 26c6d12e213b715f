//! Backups of the places, beside the store, that it can be brought back from.

mod error;
mod name;
mod restore;

use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use kplaces_domain::Timestamp;
use kplaces_store::{Backends, PlaceStore, StoreError, StoreErrorKind, StoreState, StoreUrl};

pub use error::BackupError;
pub use name::BackupReason;
pub(crate) use restore::Arrival;
pub use restore::Restored;

use crate::App;
use name::BackupName;

/// Where the copies of one store are, and how many are kept.
#[derive(Clone, Debug)]
pub struct Backups {
    backends: Backends,
    scheme: String,
    folder: PathBuf,
    stem: String,
    extension: String,
    keep: u32,
}

/// A copy of the places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    /// Its file name, which is how it is named in commands.
    pub name: String,
    /// The file.
    pub path: PathBuf,
    /// When it was made.
    pub at: Timestamp,
    /// What for.
    pub reason: BackupReason,
    /// Its size in bytes.
    pub bytes: u64,
}

impl Backups {
    /// The copies of the store that `url` names; `None` if it keeps nothing in a file.
    pub fn of_store(
        backends: &Backends,
        url: &StoreUrl,
        data_dir: &Path,
        keep: u32,
    ) -> Result<Option<Self>, StoreError> {
        let Some(file) = backends.file(url, data_dir.to_owned())? else {
            return Ok(None);
        };
        let text =
            |part: Option<&std::ffi::OsStr>| part.map(|it| it.to_string_lossy().into_owned());
        Ok(Some(Self {
            backends: backends.clone(),
            scheme: url.scheme.clone(),
            folder: file.parent().unwrap_or(Path::new("")).join("backups"),
            stem: text(file.file_stem()).unwrap_or_default(),
            extension: text(file.extension()).unwrap_or_else(|| "db".to_owned()),
            keep,
        }))
    }

    /// The folder they are in; it need not exist.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where the folder leads if it is a link: what is there may belong to somebody else, so nothing of it is
    /// ever deleted.
    pub fn linked(&self) -> Option<(&Path, PathBuf)> {
        let to = std::fs::read_link(&self.folder).ok()?;
        Some((&self.folder, to))
    }

    /// Whether copies are made by themselves before places are lost.
    pub fn automatic(&self) -> bool {
        self.keep > 0
    }

    /// All copies, the newest first: as they were made, whatever the clock showed.
    pub fn list(&self) -> Result<Vec<Backup>, BackupError> {
        let all = self.in_order()?.into_iter();
        Ok(all.map(|(_, backup)| backup).collect())
    }

    /// All copies with how often the clock had been set back before each, the newest first.
    fn in_order(&self) -> Result<Vec<(u32, Backup)>, BackupError> {
        let entries = match std::fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(self.folder_error(error)),
        };
        let mut found = Vec::new();
        for entry in entries {
            let entry = entry.map_err(|error| self.folder_error(error))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let Some(parsed) = BackupName::read(&name, &self.stem, &self.extension) else {
                continue;
            };
            // One that was deleted meanwhile is none.
            let Ok(metadata) = entry.metadata() else {
                continue;
            };
            if !metadata.is_file() {
                continue;
            }
            let changed = metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH);
            let at = parsed.at.unwrap_or_else(|| changed.into());
            let backup = Backup {
                path: entry.path(),
                at,
                reason: parsed.reason,
                bytes: metadata.len(),
                name: name.clone(),
            };
            let order = (parsed.epoch, at, parsed.number, name);
            found.push((order, backup));
        }
        found.sort_by(|(a, _), (b, _)| b.cmp(a));
        let in_order = found.into_iter();
        Ok(in_order
            .map(|((epoch, ..), backup)| (epoch, backup))
            .collect())
    }

    /// How often the clock has been set back before a copy that is made now.
    fn epoch(existing: &[(u32, Backup)], now: Timestamp) -> u32 {
        let Some((epoch, newest)) = existing.first() else {
            return 1;
        };
        epoch.saturating_add(u32::from(now < newest.at))
    }

    /// Stores that were damaged, and were kept when others took their places; the newest first. They
    /// can be looked through and brought back as copies can.
    pub fn set_aside(&self) -> Result<Vec<Backup>, BackupError> {
        let folder = self.folder.parent().unwrap_or(Path::new(""));
        let store = format!("{}.{}", self.stem, self.extension);
        let url = self.url_of(&folder.join(store));
        let files = self.backends.files(&url, folder.to_owned());
        let files = files.map_err(|error| self.folder_error(io::Error::other(error)))?;
        let mut found = Vec::new();
        for path in files.aside {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            // Its log belongs to it.
            let ends_in_number = name.ends_with(|last: char| last.is_ascii_digit());
            let Some(metadata) = path.metadata().ok().filter(|_| ends_in_number) else {
                continue;
            };
            let changed = metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH);
            found.push(Backup {
                name: name.into_owned(),
                at: changed.into(),
                reason: BackupReason::SetAside,
                bytes: metadata.len(),
                path,
            });
        }
        found.sort_by_key(|it| std::cmp::Reverse(it.at));
        Ok(found)
    }

    /// The copy of this name, or the store that was set aside under it; `latest` is the newest copy.
    pub fn find(&self, name: &str) -> Result<Backup, BackupError> {
        let copies = self.list()?.into_iter();
        let aside = self.set_aside()?.into_iter();
        copies
            .chain(aside.filter(|aside| aside.name == name))
            .find(|backup| backup.name == name || name == "latest")
            .ok_or_else(|| BackupError::Unknown {
                name: name.to_owned(),
            })
    }

    /// Copies the whole content of `store`, and removes the oldest of the copies that were made by
    /// themselves, if there are too many.
    pub async fn create(
        &self,
        store: &dyn PlaceStore,
        reason: BackupReason,
        now: Timestamp,
    ) -> Result<Backup, BackupError> {
        let existing = self.in_order()?;
        let moment = (Self::epoch(&existing, now), now);
        let name = (1..=u32::MAX)
            .map(|n| BackupName::write(&self.stem, &self.extension, moment, reason, n))
            .find(|name| existing.iter().all(|(_, backup)| backup.name != *name))
            .unwrap_or_default();
        let path = self.folder.join(&name);
        store.snapshot(&path).await.map_err(|error| {
            if error.kind() == StoreErrorKind::Unsupported {
                BackupError::NothingKept
            } else {
                BackupError::NotMade(error)
            }
        })?;
        let bytes = std::fs::metadata(&path).map_or(0, |metadata| metadata.len());
        if reason.is_automatic() {
            self.prune(&name).await?;
        }
        Ok(Backup {
            name,
            path,
            at: now,
            reason,
            bytes,
        })
    }

    /// Reads a copy from end to end and says what it holds. The file is not changed.
    pub async fn verify(&self, backup: &Backup) -> Result<StoreState, BackupError> {
        let unsound = |source| BackupError::Unsound {
            name: backup.name.clone(),
            source,
        };
        let store = self.open(backup).await.map_err(unsound)?;
        store.check().await.map_err(unsound)?;
        store.state().await.map_err(unsound)
    }

    pub(crate) async fn open(
        &self,
        backup: &Backup,
    ) -> Result<std::sync::Arc<dyn PlaceStore>, StoreError> {
        self.backends
            .open_read_only(&self.url_of(&backup.path), self.folder.clone())
            .await
    }

    async fn prune(&self, newest: &str) -> Result<(), BackupError> {
        if self.linked().is_some() {
            return Ok(());
        }
        let automatic = self
            .list()?
            .into_iter()
            .filter(|it| it.reason.is_automatic());
        // The one just made stays, also where a clock that was set back makes it look old.
        let others = automatic.filter(|backup| backup.name != newest);
        for backup in others.skip(self.keep.saturating_sub(1) as usize) {
            match self.remove(&backup).await {
                // Somebody reads it; it goes next time.
                Err(error) if error.kind() == StoreErrorKind::Busy => {}
                Err(error) => return Err(self.folder_error(io::Error::other(error))),
                Ok(_) => {}
            }
        }
        Ok(())
    }

    /// Overwrites and deletes a copy, and says which files it was.
    pub async fn remove(&self, backup: &Backup) -> Result<Vec<PathBuf>, StoreError> {
        let url = self.url_of(&backup.path);
        self.backends.remove(&url, self.folder.clone()).await
    }

    fn url_of(&self, path: &Path) -> StoreUrl {
        StoreUrl {
            scheme: self.scheme.clone(),
            rest: path.into(),
        }
    }

    fn folder_error(&self, source: io::Error) -> BackupError {
        BackupError::Folder {
            folder: self.folder.clone(),
            source,
        }
    }
}

impl App {
    /// Makes copies of the store in `backups` before places are lost.
    #[must_use]
    pub fn backed_up_in(mut self, backups: Option<Backups>) -> Self {
        self.backups = backups;
        self
    }

    /// Copies the places on this device.
    pub async fn back_up(&self, now: Timestamp) -> Result<Backup, crate::AppError> {
        let backups = self.backups.as_ref().ok_or(BackupError::NothingKept)?;
        if self.store.state().await?.provenance.is_none() {
            return Err(BackupError::NothingThere.into());
        }
        let by_hand = BackupReason::ByHand;
        Ok(backups.create(&*self.store, by_hand, now).await?)
    }
}
