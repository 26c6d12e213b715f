use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs;
use std::io::Read;
use std::path::{Component, Path, PathBuf};
use std::sync::OnceLock;

/// What the program keeps for itself, so that no output replaces it.
///
/// Files are told by what they are and not by how they are written: a link, another way to the
/// same folder and, on Unix, a second name of the same file and a folder that is mounted a second
/// time are all seen through.
#[derive(Clone, Debug, Default)]
pub struct Reserved {
    folders: Vec<PathBuf>,
    files: Vec<PathBuf>,
    stores: Vec<PathBuf>,
    /// The same with all links on the way resolved, when it was first asked for.
    resolved: OnceLock<Resolved>,
    /// What was in the folders when it was first asked for: an export of many files asks for each.
    inside: OnceLock<HashSet<Identity>>,
}

/// Where the folders, files and stores really are.
#[derive(Clone, Debug)]
struct Resolved {
    folders: Vec<PathBuf>,
    files: Vec<PathBuf>,
    stores: Vec<PathBuf>,
}

/// What stands behind the name of a store in the names of files that belong to it.
const PARTS: [&str; 6] = ["-wal", "-shm", "-journal", ".new", ".lock", ".damaged-"];

/// What the key of an encrypted store is called, and that store.
const KEY: &str = "places.key";
const SEALED: &str = "places.sealed";

/// So many entries of a folder are looked at for a second name of a file.
const MOST: usize = 20_000;

/// Folders are looked into so deep.
const DEEPEST: usize = 6;

impl Reserved {
    /// Nothing.
    pub fn nothing() -> Self {
        Self::default()
    }

    /// Adds a folder: everything in it, whether it is there already or not.
    pub fn folder(&mut self, folder: impl Into<PathBuf>) {
        add(&mut self.folders, folder.into());
        self.resolved.take();
    }

    /// Adds a file, whether it is there already or not.
    pub fn file(&mut self, file: impl Into<PathBuf>) {
        add(&mut self.files, file.into());
        self.resolved.take();
    }

    /// Adds the file of a store, and all that its backend keeps beside it.
    pub fn store(&mut self, file: impl Into<PathBuf>) {
        add(&mut self.stores, file.into());
        self.resolved.take();
    }

    /// Whether `path` is one of them, or would be.
    pub fn holds(&self, path: &Path) -> bool {
        let path = real(path);
        let ours = self.resolved();
        ours.folders.iter().any(|it| path.starts_with(it))
            || ours.files.iter().any(|it| same_name(&path, it))
            || ours.stores.iter().any(|it| is_part(&path, it))
            || self.holds_under_another_name(&path)
            || belongs_to_a_store(&path)
    }

    /// Whether the file at `path`, or the folder it is in or would be, is reserved under another name:
    /// a file may have several, and a folder may be mounted again.
    fn holds_under_another_name(&self, path: &Path) -> bool {
        let ways: Vec<Identity> = path.ancestors().filter_map(identity).collect();
        let is_it = |path: &Path| identity(path).is_some_and(|it| ways.first() == Some(&it));
        let is_there = path.symlink_metadata().is_ok();
        let folder = path.parent().and_then(identity);
        is_there && self.files.iter().any(|it| is_it(it))
            || self.resolved().stores.iter().any(|store| {
                let beside = store.parent().map(Path::to_owned).unwrap_or_default();
                // By the name it would have in the folder of the store.
                let there = path.file_name().map(|name| beside.join(name));
                identity(&beside).is_some_and(|it| folder == Some(it))
                    && there.is_some_and(|there| is_part(&there, store))
                    || is_there && entries(&beside).any(|it| is_part(&it, store) && is_it(&it))
            })
            || self.resolved().files.iter().any(|file| {
                let beside = file.parent().and_then(identity);
                beside.is_some() && beside == folder && path.file_name() == file.file_name()
            })
            || ways.iter().any(|it| self.inside().contains(it))
            || has_several_names(path)
                && ways
                    .first()
                    .is_some_and(|it| look_into(&self.folders).contains(it))
    }

    fn resolved(&self) -> &Resolved {
        self.resolved.get_or_init(|| {
            let all = |paths: &[PathBuf]| paths.iter().map(|path| real(path)).collect();
            Resolved {
                folders: all(&self.folders),
                files: all(&self.files),
                stores: all(&self.stores),
            }
        })
    }

    fn inside(&self) -> &HashSet<Identity> {
        self.inside.get_or_init(|| look_into(&self.folders))
    }
}

/// Whether a file has more than one name: the other may be new.
fn has_several_names(path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        fs::metadata(path).is_ok_and(|found| found.is_file() && found.nlink() > 1)
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        false
    }
}

/// Whether it is a store or a copy, or what belongs to one, wherever it is: somebody may have named
/// another data folder before.
fn belongs_to_a_store(path: &Path) -> bool {
    if is_a_store(path) {
        return true;
    }
    let Some(name) = path.file_name().map(OsStr::to_string_lossy) else {
        return false;
    };
    if name == KEY {
        return is_a_store(&path.with_file_name(SEALED));
    }
    let parts = PARTS.iter().filter_map(|part| name.rfind(part));
    parts
        .filter(|at| *at > 0)
        .any(|at| is_a_store(&path.with_file_name(&name[..at])))
}

/// Whether it begins as stores and copies do. What is sealed is a store, a key or a login.
fn is_a_store(path: &Path) -> bool {
    let mut beginning = Vec::new();
    if !fs::metadata(path).is_ok_and(|found| found.is_file()) {
        return false;
    }
    let read = fs::File::open(path).and_then(|file| file.take(100).read_to_end(&mut beginning));
    let is_ours = beginning.get(68..72) == Some(b"3KPL");
    read.is_ok()
        && (beginning.starts_with(b"SQLite format 3\0") && is_ours
            || beginning.starts_with(b"age-encryption.org/"))
}

/// A path that is not known names nothing: it must not become the folder one is in.
fn add(to: &mut Vec<PathBuf>, path: PathBuf) {
    if path.as_os_str().is_empty() {
        return;
    }
    let path = std::path::absolute(&path).unwrap_or(path);
    // Several settings name the same files, and each is looked for several times.
    if !to.contains(&path) {
        to.push(path);
    }
}

/// The path with all links on the way resolved, as far as it is there.
fn real(path: &Path) -> PathBuf {
    let full = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut there = full.as_path();
    let mut rest: Vec<Component<'_>> = Vec::new();
    loop {
        if let Ok(mut real) = fs::canonicalize(there) {
            for part in rest.iter().rev() {
                match part {
                    Component::ParentDir => {
                        real.pop();
                    }
                    part => real.push(part),
                }
            }
            return real;
        }
        // A link that leads to nothing yet would be written where it leads.
        if rest.is_empty()
            && let Ok(to) = fs::read_link(there)
            && let Some(folder) = there.parent()
        {
            let to = folder.join(to);
            if let (Some(folder), Some(name)) = (to.parent(), to.file_name()) {
                return fs::canonicalize(folder).map_or(to.clone(), |folder| folder.join(name));
            }
        }
        let (Some(folder), Some(last)) = (there.parent(), there.components().next_back()) else {
            return full;
        };
        rest.push(last);
        there = folder;
    }
}

/// Whether two resolved paths are one file. Where case makes no difference, one that is not there
/// yet may be written in another one.
fn same_name(a: &Path, b: &Path) -> bool {
    a.parent() == b.parent()
        && match (a.file_name(), b.file_name()) {
            (Some(a), Some(b)) => a.eq_ignore_ascii_case(b),
            _ => false,
        }
}

/// Whether it is the file of a store, or one that its backend keeps beside it.
fn is_part(path: &Path, store: &Path) -> bool {
    let (Some(name), Some(store_name)) = (path.file_name(), store.file_name()) else {
        return false;
    };
    if path.parent() != store.parent() {
        return false;
    }
    let lower = |name: &OsStr| name.to_string_lossy().to_ascii_lowercase();
    let (name, store_name) = (lower(name), lower(store_name));
    name.strip_prefix(&store_name).is_some_and(|rest| {
        rest.is_empty()
            || PARTS
                .iter()
                .any(|part| rest == *part || (part.ends_with('-') && rest.starts_with(part)))
    })
}

fn entries(folder: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    let entries = fs::read_dir(folder).into_iter().flatten().take(MOST);
    entries.filter_map(|entry| Some(entry.ok()?.path()))
}

/// What a file or folder is, whatever it is called: where it is kept, and its number there.
type Identity = (u64, u64);

/// `None` where there is nothing, or where the system does not tell.
fn identity(path: &Path) -> Option<Identity> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let found = fs::metadata(path).ok()?;
        Some((found.dev(), found.ino()))
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        None
    }
}

/// These folders and what is in them, so many entries and so deep.
fn look_into(folders: &[PathBuf]) -> HashSet<Identity> {
    let mut found = HashSet::new();
    for folder in folders {
        found.extend(identity(folder));
        collect(folder, DEEPEST, &mut found);
    }
    found
}

fn collect(folder: &Path, deep: usize, found: &mut HashSet<Identity>) {
    for entry in entries(folder) {
        let Ok(kind) = entry.symlink_metadata() else {
            continue;
        };
        // What a link leads to is not ours by that.
        if found.len() >= MOST || kind.is_symlink() {
            continue;
        }
        found.extend(identity(&entry));
        if kind.is_dir() && deep > 0 {
            collect(&entry, deep - 1, found);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folders() -> (tempfile::TempDir, Reserved) {
        let folder = tempfile::tempdir().unwrap();
        for sub in ["state/runs", "data", "home"] {
            fs::create_dir_all(folder.path().join(sub)).unwrap();
        }
        for file in ["state/runs/a.json", "data/places.db", "home/config.toml"] {
            fs::write(folder.path().join(file), "ours").unwrap();
        }
        let mut reserved = Reserved::nothing();
        reserved.folder(folder.path().join("state"));
        reserved.store(folder.path().join("data/places.db"));
        reserved.file(folder.path().join("home/config.toml"));
        (folder, reserved)
    }

    #[test]
    fn what_is_kept_is_reserved_and_what_lies_beside_it_is_not() {
        let (folder, reserved) = folders();
        let holds = |path: &str| reserved.holds(&folder.path().join(path));
        for path in [
            "state",
            "state/new",
            "state/runs/a.json",
            "state/not/there/yet",
            "data/places.db",
            "data/places.db-wal",
            "data/places.db-shm",
            "data/places.db-journal",
            "data/places.db.damaged-1",
            "data/places.db.damaged-1-wal",
            "data/PLACES.DB",
            "home/config.toml",
            "home/../data/places.db",
            "home/./config.toml",
        ] {
            assert!(holds(path), "{path}");
        }
        for path in [
            "places.db",
            "data",
            "data/places.gpx",
            "data/places.db.gpx",
            "data/other.db",
            "home/config.toml.bak",
            "home/places.csv",
            "statement",
        ] {
            assert!(!holds(path), "{path}");
        }
        assert!(!Reserved::nothing().holds(&folder.path().join("data/places.db")));
    }

    #[test]
    fn a_folder_that_is_not_known_reserves_nothing() {
        let mut reserved = Reserved::nothing();
        reserved.folder("");
        reserved.file("");
        reserved.store("");
        assert!(!reserved.holds(Path::new("out.gpx")));
    }

    #[cfg(unix)]
    #[test]
    fn links_and_second_names_are_seen_through() {
        use std::os::unix::fs::symlink;

        let (folder, reserved) = folders();
        let at = |path: &str| folder.path().join(path);
        symlink(at("data"), at("elsewhere")).unwrap();
        symlink(at("data/places.db"), at("link.csv")).unwrap();
        symlink("data/places.db-wal", at("nothing-yet.csv")).unwrap();
        for (old, new) in [
            ("data/places.db", "second.csv"),
            ("home/config.toml", "third.csv"),
            ("state/runs/a.json", "fourth.csv"),
        ] {
            fs::hard_link(at(old), at(new)).unwrap();
        }
        for path in [
            "elsewhere/places.db",
            "link.csv",
            "nothing-yet.csv",
            "second.csv",
            "third.csv",
            "fourth.csv",
        ] {
            assert!(reserved.holds(&at(path)), "{path}");
        }
        fs::write(at("own.csv"), "theirs").unwrap();
        fs::hard_link(at("own.csv"), at("own-too.csv")).unwrap();
        assert!(!reserved.holds(&at("own.csv")));
        assert!(!reserved.holds(&at("elsewhere/out.csv")));
    }

    #[test]
    fn a_store_is_reserved_wherever_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x");
        let database =
            |application: &[u8]| [b"SQLite format 3\0", &[0; 52][..], application].concat();
        for (content, is_kept) in [
            (database(b"3KPL"), true),
            (database(b"GPKG"), false),
            (b"age-encryption.org/v1\n".to_vec(), true),
            (b"key,name".to_vec(), false),
            (Vec::new(), false),
        ] {
            fs::write(&path, &content).unwrap();
            assert_eq!(Reserved::nothing().holds(&path), is_kept, "{content:?}");
        }
    }

    #[test]
    fn what_lies_beside_a_store_belongs_to_it_wherever_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let store = [b"SQLite format 3\0", &[0; 52][..], b"3KPL"].concat();
        fs::write(at("mine.db"), store).unwrap();
        fs::write(at("places.sealed"), "age-encryption.org/v1\n").unwrap();
        for (name, is_kept) in [
            ("mine.db-wal", true),
            ("mine.db-shm", true),
            ("mine.db-journal", true),
            ("mine.db.damaged-1", true),
            ("places.sealed.new", true),
            ("places.sealed.lock", true),
            ("places.key", true),
            ("mine.db.csv", false),
            ("other.db-wal", false),
            ("-wal", false),
        ] {
            assert_eq!(Reserved::nothing().holds(&at(name)), is_kept, "{name}");
        }
    }

    #[test]
    fn a_reserved_folder_is_found_by_another_way() {
        let (folder, reserved) = folders();
        let way = folder.path().join("home/../state/./x");
        assert!(reserved.holds(&way));
    }
}
