//! What is on a device, with where it is and who can read it.

use std::path::{Path, PathBuf};

use kplaces_domain::Timestamp;
use kplaces_state::{Run, Trace, traces};
use kplaces_store::{StoreError, StoreState};

use crate::local_data::{Content, LocalData};
use crate::{AppError, Backup, Backups};

/// A file of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldFile {
    /// Where it is.
    pub path: PathBuf,
    /// Its size in bytes.
    pub bytes: u64,
    /// Who may do what, as `chmod` writes it; `None` where the system has none.
    pub mode: Option<u32>,
}

impl HeldFile {
    /// Looks at a file; `None` if there is none.
    pub fn look(path: &Path) -> Option<Self> {
        let found = path.symlink_metadata().ok()?;
        Some(Self {
            path: path.to_owned(),
            bytes: found.len(),
            mode: mode(&found),
        })
    }

    /// Looks at files; those that are not there are left out.
    pub fn look_at(paths: impl IntoIterator<Item = impl AsRef<Path>>) -> Vec<Self> {
        let paths = paths.into_iter();
        paths.filter_map(|path| Self::look(path.as_ref())).collect()
    }

    /// Whether other users of the device may read it or change it; `None` where that cannot be told.
    pub fn is_open_to_others(&self) -> Option<bool> {
        self.mode.map(|mode| mode & 0o077 != 0)
    }
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "there are others")]
fn mode(found: &std::fs::Metadata) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;

    Some(found.permissions().mode() & 0o7777)
}

#[cfg(not(unix))]
fn mode(_: &std::fs::Metadata) -> Option<u32> {
    None
}

/// What is on a device.
#[derive(Debug)]
pub struct DeviceReport {
    /// The store and the number of its groups; an error where it cannot be read, `None` where there
    /// is none.
    pub store: Option<Result<(StoreState, u64), StoreError>>,
    /// Its files.
    pub store_files: Vec<HeldFile>,
    /// Its copies, the newest first.
    pub copies: Vec<(Backup, Option<HeldFile>)>,
    /// Stores that were set aside, damaged.
    pub aside: Vec<HeldFile>,
    /// What programs left that were killed.
    pub leftovers: Vec<HeldFile>,
    /// The syncs on record, the newest first.
    pub runs: Vec<Run>,
    /// The files of what the device remembers.
    pub state: Vec<(Trace, HeldFile)>,
}

impl DeviceReport {
    /// When the first and the last of these syncs began.
    pub fn first_and_last_sync(&self) -> Option<(Timestamp, Timestamp)> {
        let last = self.runs.first()?.started.at;
        let first = self.runs.last()?.started.at;
        Some((first, last))
    }
}

impl LocalData {
    /// Looks at everything there is. Nothing is made or changed.
    pub async fn report(&self) -> Result<DeviceReport, AppError> {
        let files = self.files()?;
        let store = match self.content().await {
            Content::Nothing => None,
            Content::Unreadable(error) => Some(Err(error)),
            Content::Read { state, groups, .. } => Some(Ok((state, groups.len() as u64))),
        };
        let copies = self
            .backups
            .as_ref()
            .map_or(Ok(Vec::new()), Backups::list)?;
        let state = traces(&self.state_dir)?;
        let leftovers = files.leftovers.iter().chain(&files.under_way);
        Ok(DeviceReport {
            store,
            store_files: HeldFile::look_at(&files.own),
            copies: copies
                .into_iter()
                .map(|copy| {
                    let held = HeldFile::look(&copy.path);
                    (copy, held)
                })
                .collect(),
            aside: HeldFile::look_at(&files.aside),
            leftovers: HeldFile::look_at(leftovers),
            runs: self.journal.last(usize::MAX)?,
            state: state
                .into_iter()
                .filter_map(|trace| {
                    let held = HeldFile::look(&trace.path)?;
                    Some((trace, held))
                })
                .collect(),
        })
    }
}
