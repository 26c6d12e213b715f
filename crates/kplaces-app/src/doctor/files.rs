//! Whose the files of this program are, and who else may open them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use strum::IntoStaticStr;

/// The most entries that are looked at; a folder of others, named by mistake, has more.
const MOST: usize = 5_000;

/// The most folders below each other.
const DEEPEST: usize = 6;

/// Where files of ours are.
#[derive(Clone, Debug)]
pub struct Folders {
    /// Configuration and login; all of it is ours.
    pub config: PathBuf,
    /// The user's configuration file, which can be elsewhere.
    pub config_file: Option<PathBuf>,
    /// Whether nothing in it is a secret, so that others may read it.
    pub config_is_open: bool,
    /// The login file.
    pub login_file: PathBuf,
    /// What is downloaded.
    pub data: PathBuf,
    /// Whether all of `data` is ours: a folder that somebody named may hold other things.
    pub data_is_ours: bool,
    /// The file of the store, if it has one.
    pub store: Option<PathBuf>,
    /// The folder of its copies.
    pub backups: Option<PathBuf>,
    /// What may be lost; all of it is ours.
    pub state: PathBuf,
}

/// What a file or folder is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Role {
    /// The folder of configuration and login.
    ConfigFolder,
    /// A configuration file.
    Config,
    /// The login.
    Login,
    /// The folder of what is downloaded.
    DataFolder,
    /// The places, and what their backend keeps beside them.
    Store,
    /// The folder of copies.
    BackupFolder,
    /// A copy of the places.
    Backup,
    /// The folder of what may be lost, and those below it.
    StateFolder,
    /// Records of syncs, calls and locks.
    Record,
    /// Anything else in a folder of ours.
    Other,
}

/// What stands at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Kind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link; what it leads to is not looked at.
    Link,
    /// A socket, a pipe or a device.
    Special,
}

/// A file or folder of ours, as it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// What it is for.
    pub role: Role,
    /// Where it is.
    pub path: PathBuf,
    /// What stands there.
    pub kind: Kind,
    /// Its permission bits, where the system has such.
    pub mode: Option<u32>,
    /// Whether it belongs to this user; `true` where the system does not tell.
    pub mine: bool,
    /// Its size; 0 for a folder.
    pub bytes: u64,
    /// A folder above it is closed to everybody else, so its own permissions do not count now.
    pub shielded: bool,
    /// Others may read it: nothing in it is private.
    pub open: bool,
}

/// What is wrong with one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// It belongs to somebody else, who can change it.
    Foreign,
    /// Others may change it.
    Writable,
    /// Others may read it.
    Readable,
    /// It leads elsewhere.
    Link,
    /// It is no file and no folder.
    Special,
}

/// How bad a flaw is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Worth knowing.
    Note,
    /// To be put right.
    Warning,
    /// Somebody else can read or change what is private.
    Problem,
}

impl Seen {
    /// What is wrong with it; the worst, if there is more.
    pub fn flaw(&self) -> Option<Flaw> {
        let mode = self.mode.unwrap_or_default();
        if !self.mine {
            Some(Flaw::Foreign)
        } else if self.kind == Kind::Link {
            // The permissions of a link mean nothing.
            Some(Flaw::Link)
        } else if self.kind == Kind::Special {
            Some(Flaw::Special)
        } else if mode & 0o022 != 0 {
            Some(Flaw::Writable)
        } else if mode & 0o055 != 0 && !self.open {
            Some(Flaw::Readable)
        } else {
            None
        }
    }

    /// How bad that is.
    pub fn weight(&self) -> Option<Weight> {
        let private = !matches!(self.role, Role::Config | Role::Other) && self.kind == Kind::File;
        Some(match self.flaw()? {
            // What is opened by its name is what the link leads to: no harm, but a surprise.
            Flaw::Link => Weight::Note,
            Flaw::Special => Weight::Warning,
            Flaw::Readable if !private && self.shielded => Weight::Note,
            Flaw::Readable if !private => Weight::Warning,
            _ if self.shielded => Weight::Warning,
            Flaw::Foreign | Flaw::Writable | Flaw::Readable => Weight::Problem,
        })
    }

    /// The permissions it should have.
    pub fn right_mode(&self) -> u32 {
        if self.kind == Kind::Folder {
            0o700
        } else {
            0o600
        }
    }
}

/// Looks at every file and folder of ours that is there, by path. What cannot be looked into is
/// passed over: the checks that need it say so.
pub fn look(folders: &Folders) -> Vec<Seen> {
    let mut walk = Walk {
        folders,
        visited: BTreeSet::new(),
        found: Vec::new(),
    };
    walk.all_of(&folders.config, Role::ConfigFolder, 0);
    walk.all_of(&folders.state, Role::StateFolder, 0);
    if folders.data_is_ours {
        walk.all_of(&folders.data, Role::DataFolder, 0);
    } else {
        walk.one(&folders.data);
    }
    if let Some(backups) = &folders.backups {
        walk.all_of(backups, Role::BackupFolder, 0);
    }
    if let Some(file) = &folders.config_file {
        walk.one(file);
    }
    walk.one(&folders.login_file);
    if let Some(store) = &folders.store {
        walk.beside(store);
    }
    walk.found.sort_by(|a, b| a.path.cmp(&b.path));
    walk.found
}

struct Walk<'f> {
    folders: &'f Folders,
    visited: BTreeSet<PathBuf>,
    found: Vec<Seen>,
}

impl Walk<'_> {
    /// A folder and everything in it.
    fn all_of(&mut self, folder: &Path, as_what: Role, depth: usize) {
        self.note(folder, as_what);
        // What a link leads to is somebody's own arrangement, but for the first one: ours are there.
        let Ok(entries) = fs::read_dir(folder) else {
            return;
        };
        for entry in entries.flatten() {
            let path = entry.path();
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            if is_folder && depth < DEEPEST {
                let role = self.role_of_folder(&path, as_what);
                self.all_of(&path, role, depth + 1);
            } else {
                self.one(&path);
            }
        }
    }

    fn one(&mut self, path: &Path) {
        let role = self.role_of(path);
        self.note(path, role);
    }

    /// The file of a store and those whose names begin with its name.
    fn beside(&mut self, store: &Path) {
        let (Some(folder), Some(name)) = (store.parent(), store.file_name()) else {
            return;
        };
        self.one(folder);
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let begins = entry
                .file_name()
                .as_encoded_bytes()
                .starts_with(name.as_encoded_bytes());
            if begins {
                self.one(&entry.path());
            }
        }
    }

    fn role_of_folder(&self, path: &Path, above: Role) -> Role {
        if self.folders.backups.as_deref() == Some(path) {
            Role::BackupFolder
        } else {
            above
        }
    }

    fn role_of(&self, path: &Path) -> Role {
        let Folders {
            config_file,
            login_file,
            data,
            store,
            backups,
            state,
            ..
        } = self.folders;
        let is_store = |store: &PathBuf| {
            let ours = store.file_name().unwrap_or_default().as_encoded_bytes();
            let name = path.file_name().unwrap_or_default().as_encoded_bytes();
            path.parent() == store.parent() && name.starts_with(ours)
        };
        if path == login_file {
            Role::Login
        } else if config_file.as_deref() == Some(path) {
            Role::Config
        } else if store.as_ref().is_some_and(is_store) {
            Role::Store
        } else if backups.as_ref().is_some_and(|it| path.starts_with(it)) {
            Role::Backup
        } else if path.starts_with(state) {
            Role::Record
        } else if path == data || store.as_deref().and_then(Path::parent) == Some(path) {
            Role::DataFolder
        } else {
            Role::Other
        }
    }

    fn note(&mut self, path: &Path, role: Role) {
        if self.found.len() >= MOST || !self.visited.insert(path.to_owned()) {
            return;
        }
        let Ok(about) = fs::symlink_metadata(path) else {
            return;
        };
        let kind = match about.file_type() {
            kind if kind.is_dir() => Kind::Folder,
            kind if kind.is_file() => Kind::File,
            kind if kind.is_symlink() => Kind::Link,
            _ => Kind::Special,
        };
        self.found.push(Seen {
            role,
            path: path.to_owned(),
            kind,
            mode: mode(&about),
            mine: is_mine(&about),
            bytes: if kind == Kind::File { about.len() } else { 0 },
            shielded: is_shielded(path),
            open: role == Role::Config && self.folders.config_is_open,
        });
    }
}

/// Whether a folder above lets nobody else through.
fn is_shielded(path: &Path) -> bool {
    path.ancestors().skip(1).any(|above| {
        fs::metadata(above).is_ok_and(|it| mode(&it).is_some_and(|mode| mode & 0o011 == 0))
    })
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems have no such bits")]
fn mode(about: &fs::Metadata) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt as _;
    Some(about.permissions().mode() & 0o777)
}

#[cfg(unix)]
fn is_mine(about: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    about.uid() == rustix::process::geteuid().as_raw()
}

/// There the folders of a user are private by their access lists.
#[cfg(not(unix))]
fn mode(_: &fs::Metadata) -> Option<u32> {
    None
}

#[cfg(not(unix))]
fn is_mine(_: &fs::Metadata) -> bool {
    true
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;

    fn folders(root: &Path) -> Folders {
        Folders {
            config: root.join("config"),
            config_file: Some(root.join("config/config.toml")),
            config_is_open: false,
            login_file: root.join("config/login.toml"),
            data: root.join("data"),
            data_is_ours: true,
            store: Some(root.join("data/places.db")),
            backups: Some(root.join("data/backups")),
            state: root.join("state"),
        }
    }

    fn put(path: &Path, mode: u32) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "x").unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    fn close(path: &Path, mode: u32) {
        fs::create_dir_all(path).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    /// Roles and flaws, by the path from the root.
    fn told(root: &Path, folders: &Folders) -> Vec<String> {
        look(folders)
            .iter()
            .map(|seen| {
                let path = seen.path.strip_prefix(root).unwrap().display();
                let flaw = seen.flaw().zip(seen.weight());
                format!("{path} {:?} {flaw:?}", seen.role)
            })
            .collect()
    }

    #[test]
    fn what_others_may_open_is_seen_and_what_is_private_is_fine() {
        let root = tempfile::tempdir().unwrap();
        let at = |name: &str| root.path().join(name);
        // The folder that everything is in shields nothing.
        close(root.path(), 0o755);
        for folder in ["config", "data", "data/backups", "state", "state/runs"] {
            close(&at(folder), 0o700);
        }
        put(&at("config/config.toml"), 0o600);
        put(&at("config/login.toml"), 0o600);
        put(&at("data/places.db"), 0o600);
        put(&at("data/places.db-wal"), 0o640);
        put(&at("data/backups/places-x.db"), 0o600);
        put(&at("state/runs/1.jsonl"), 0o602);
        let folders = folders(root.path());
        assert_eq!(
            told(root.path(), &folders),
            [
                "config ConfigFolder None",
                "config/config.toml Config None",
                "config/login.toml Login None",
                "data DataFolder None",
                "data/backups BackupFolder None",
                "data/backups/places-x.db Backup None",
                "data/places.db Store None",
                "data/places.db-wal Store Some((Readable, Warning))",
                "state StateFolder None",
                "state/runs StateFolder None",
                "state/runs/1.jsonl Record Some((Writable, Warning))",
            ]
        );
        close(&at("data"), 0o755);
        close(&at("state"), 0o777);
        close(&at("state/runs"), 0o755);
        put(&at("config/config.toml"), 0o644);
        let open: Vec<String> = told(root.path(), &folders)
            .into_iter()
            .filter(|line| !line.ends_with("None"))
            .collect();
        assert_eq!(
            open,
            [
                "config/config.toml Config Some((Readable, Note))",
                "data DataFolder Some((Readable, Warning))",
                "data/places.db-wal Store Some((Readable, Problem))",
                "state StateFolder Some((Writable, Problem))",
                "state/runs StateFolder Some((Readable, Warning))",
                "state/runs/1.jsonl Record Some((Writable, Problem))",
            ]
        );
    }

    #[test]
    fn settings_without_a_secret_may_be_read_by_all_and_changed_by_none() {
        let root = tempfile::tempdir().unwrap();
        let at = |name: &str| root.path().join(name);
        close(root.path(), 0o755);
        let folders = Folders {
            config_is_open: true,
            ..folders(root.path())
        };
        for (mode, told_of) in [(0o644, "None"), (0o646, "Some((Writable, Problem))")] {
            put(&at("config/config.toml"), mode);
            close(&at("config"), 0o755);
            let told = told(root.path(), &folders);
            let wanted = format!("config/config.toml Config {told_of}");
            assert!(told.contains(&wanted), "{told:?}");
        }
    }

    #[test]
    fn links_are_named_and_not_followed() {
        let root = tempfile::tempdir().unwrap();
        let at = |name: &str| root.path().join(name);
        close(&at("config"), 0o700);
        close(&at("elsewhere"), 0o777);
        put(&at("elsewhere/secret"), 0o666);
        symlink(at("elsewhere"), at("config/login.toml")).unwrap();
        symlink(at("nowhere"), at("config/config.toml")).unwrap();
        let told = told(root.path(), &folders(root.path()));
        assert_eq!(
            told,
            [
                "config ConfigFolder None",
                "config/config.toml Config Some((Link, Note))",
                "config/login.toml Login Some((Link, Note))",
            ]
        );
    }

    #[test]
    fn other_files_of_a_folder_that_was_named_are_nobodys_business() {
        let root = tempfile::tempdir().unwrap();
        let at = |name: &str| root.path().join(name);
        close(root.path(), 0o755);
        close(&at("data"), 0o755);
        put(&at("data/letter.txt"), 0o644);
        put(&at("data/places.db"), 0o600);
        let folders = Folders {
            data_is_ours: false,
            ..folders(root.path())
        };
        assert_eq!(
            told(root.path(), &folders),
            [
                "data DataFolder Some((Readable, Warning))",
                "data/places.db Store None",
            ]
        );
        assert_eq!(look(&folders)[0].right_mode(), 0o700);
    }
}
