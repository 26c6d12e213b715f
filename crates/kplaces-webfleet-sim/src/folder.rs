//! Data and replies of one's own, out of a folder. The only part that reads files.

mod own;
mod raw;

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::{Action, Options, Reply, Sim, World};

/// What a folder can hold: tables of one's own, and replies as they go over the wire.
///
/// | file | what |
/// |---|---|
/// | `addresses.csv` | one row per address; the columns are those of the report, in either spelling |
/// | `memberships.csv` | one row per address and group: `addruid` or `addrno`, and `addrgrpname` |
/// | `groups.csv` | one row per group: `addrgrpname`, and `addrgrpuid` if wanted |
/// | `ACTION` | the bytes that are sent for this action instead of its report |
/// | `ACTION.headers` | `Name: value` lines for it; `Status: 503` for another status than 200 |
///
/// Tables are CSV in UTF-8, with `;`, tab or comma. Positions are micro-degrees. Filters,
/// `columnfilter`, quotas, faults and quirks work on them; a raw reply is sent as it is, behind the
/// checks of the login and the quota.
#[derive(Clone)]
pub struct Folder {
    world: World,
    replies: Vec<(Action, Reply)>,
}

/// Why a folder cannot be served.
#[derive(Debug)]
pub struct FolderError {
    file: PathBuf,
    why: String,
}

impl fmt::Display for FolderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.file.display(), self.why)
    }
}

impl std::error::Error for FolderError {}

const ADDRESSES: &str = "addresses.csv";
const MEMBERSHIPS: &str = "memberships.csv";
const GROUPS: &str = "groups.csv";
const HEADERS: &str = ".headers";

impl Folder {
    /// Reads a folder. A file that nobody would serve is an error, as a wrong name is.
    pub fn read(folder: &Path) -> Result<Self, FolderError> {
        let mut files = Files {
            folder,
            names: names(folder)?,
        };
        let mut replies = Vec::new();
        for action in Action::ALL {
            let head = format!("{}{HEADERS}", action.name());
            let headers = files.take(&head, raw::headers)?;
            let body = files.take(action.name(), |bytes| Ok(bytes.to_vec()))?;
            match (body, headers) {
                (Some(body), headers) => replies.push((action, raw::reply(body, headers))),
                (None, Some(_)) => {
                    return Err(files.error(&head, format!("there is no {} for it", action.name())));
                }
                (None, None) => {}
            }
        }
        let groups = files.take(GROUPS, own::groups)?;
        let mut addresses = files.take(ADDRESSES, own::addresses)?.unwrap_or_default();
        let joined = files.take(MEMBERSHIPS, |bytes| own::join(&mut addresses, bytes))?;
        if let Some(name) = files.names.first() {
            let known = format!(
                "it is none of {ADDRESSES}, {MEMBERSHIPS}, {GROUPS}, {}, or one of these with {HEADERS}",
                Action::ALL.map(Action::name).join(", ")
            );
            return Err(files.error(name, known));
        }
        let groups = groups.or(joined).unwrap_or_default();
        Ok(Self {
            world: World::own(addresses, groups),
            replies,
        })
    }

    /// A service over it, with the login of the sample.
    pub fn sim(self, options: Options) -> Sim {
        let sim = Sim::new(self.world, options);
        for (action, reply) in self.replies {
            sim.reply_with(action, reply);
        }
        sim
    }
}

/// The files of a folder that nobody has asked for yet.
struct Files<'f> {
    folder: &'f Path,
    names: Vec<String>,
}

impl Files<'_> {
    /// What a file is read as; `None` if it is not there.
    fn take<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&[u8]) -> Result<T, String>,
    ) -> Result<Option<T>, FolderError> {
        let Some(place) = self.names.iter().position(|it| it == name) else {
            return Ok(None);
        };
        self.names.remove(place);
        let path = self.folder.join(name);
        let bytes = fs::read(&path).map_err(|error| unreadable(&path, &error))?;
        read(&bytes).map(Some).map_err(|why| self.error(name, why))
    }

    fn error(&self, name: &str, why: String) -> FolderError {
        FolderError {
            file: self.folder.join(name),
            why,
        }
    }
}

/// The names of the files in a folder, but hidden ones, in order.
fn names(folder: &Path) -> Result<Vec<String>, FolderError> {
    let entries = fs::read_dir(folder).map_err(|error| unreadable(folder, &error))?;
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| unreadable(folder, &error))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') {
            names.push(name);
        }
    }
    names.sort_unstable();
    if names.is_empty() {
        return Err(FolderError {
            file: folder.to_owned(),
            why: format!("it is empty; it can hold {ADDRESSES}, {MEMBERSHIPS} and {GROUPS}"),
        });
    }
    Ok(names)
}

fn unreadable(path: &Path, error: &io::Error) -> FolderError {
    FolderError {
        file: path.to_owned(),
        why: error.to_string(),
    }
}
