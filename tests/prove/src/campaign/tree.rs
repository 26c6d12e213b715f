//! Files and folders in memory, which know what of them is on the medium and what is only on its way.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

/// The number of a file or folder.
pub(super) type Ino = u64;

/// The number of the outermost folder.
pub(super) const ROOT: Ino = 1;

/// What a file loses of a write is a multiple of this.
const SECTOR: usize = 512;

type Names = BTreeMap<OsString, Ino>;

/// A whole file system.
#[derive(Clone)]
pub(super) struct Tree {
    nodes: BTreeMap<Ino, Node>,
    next: Ino,
    namings: u64,
}

/// A file or folder.
#[derive(Clone)]
pub(super) struct Node {
    pub(super) body: Body,
    pub(super) mode: u16,
    pub(super) changed: SystemTime,
    pub(super) links: u32,
    /// The last name it got.
    pub(super) name: OsString,
}

#[derive(Clone)]
pub(super) enum Body {
    File(Bytes),
    Folder(Entries),
    Link(PathBuf),
}

/// What is in a file.
#[derive(Clone, Default)]
pub(super) struct Bytes {
    pub(super) now: Arc<Vec<u8>>,
    synced: Arc<Vec<u8>>,
    pending: Vec<Change>,
}

#[derive(Clone)]
enum Change {
    Write(usize, Arc<[u8]>),
    Length(usize),
}

/// What is in a folder.
#[derive(Clone, Default)]
pub(super) struct Entries {
    pub(super) now: Names,
    synced: Names,
    pending: Vec<Naming>,
}

/// A name that something gets or loses. What has the same number happens at once, as the two of a rename.
#[derive(Clone)]
struct Naming {
    number: u64,
    name: OsString,
    to: Option<Ino>,
}

/// What of that which was not synced outlives a power cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Survival {
    /// Nothing.
    Synced,
    /// Names, but no byte: a rename overtakes the content.
    Names,
    /// Bytes, but no name.
    Bytes,
    /// Each write and each name by chance, writes sector by sector.
    Chance(u64),
}

impl Tree {
    pub(super) fn new() -> Self {
        let root = Node::new(Body::Folder(Entries::default()), 0o755);
        Self {
            nodes: BTreeMap::from([(ROOT, root)]),
            next: ROOT + 1,
            namings: 0,
        }
    }

    pub(super) fn node(&self, ino: Ino) -> Option<&Node> {
        self.nodes.get(&ino)
    }

    pub(super) fn node_mut(&mut self, ino: Ino) -> Option<&mut Node> {
        self.nodes.get_mut(&ino)
    }

    pub(super) fn find(&self, folder: Ino, name: &OsStr) -> Option<Ino> {
        match &self.node(folder)?.body {
            Body::Folder(entries) => entries.now.get(name).copied(),
            _ => None,
        }
    }

    /// Makes something new of this name.
    pub(super) fn make(&mut self, folder: Ino, name: &OsStr, body: Body, mode: u16) -> Ino {
        let ino = self.next;
        self.next += 1;
        self.nodes.insert(ino, Node::new(body, mode));
        self.name(&[(folder, name, Some(ino))]);
        ino
    }

    /// Gives and takes names, all at once.
    pub(super) fn name(&mut self, all: &[(Ino, &OsStr, Option<Ino>)]) {
        self.namings += 1;
        for (folder, name, to) in all {
            let naming = Naming {
                number: self.namings,
                name: (*name).to_owned(),
                to: *to,
            };
            let Some(Node {
                body: Body::Folder(entries),
                changed,
                ..
            }) = self.nodes.get_mut(folder)
            else {
                continue;
            };
            *changed = SystemTime::now();
            let before = naming.apply(&mut entries.now);
            entries.pending.push(naming);
            if let Some(node) = before.and_then(|ino| self.nodes.get_mut(&ino)) {
                node.links = node.links.saturating_sub(1);
            }
            if let Some(node) = to.and_then(|ino| self.nodes.get_mut(&ino)) {
                node.links += 1;
                (*name).clone_into(&mut node.name);
            }
        }
    }

    /// What is in the file is on the medium from now on.
    pub(super) fn sync_file(&mut self, ino: Ino) {
        if let Some(Node {
            body: Body::File(bytes),
            ..
        }) = self.nodes.get_mut(&ino)
        {
            bytes.synced = Arc::clone(&bytes.now);
            bytes.pending.clear();
        }
    }

    /// The names in the folder are on the medium from now on, and with a rename both its names.
    pub(super) fn sync_folder(&mut self, ino: Ino) {
        let Some(Body::Folder(entries)) = self.nodes.get(&ino).map(|node| &node.body) else {
            return;
        };
        let numbers: Vec<u64> = entries.pending.iter().map(|it| it.number).collect();
        for node in self.nodes.values_mut() {
            if let Body::Folder(entries) = &mut node.body {
                let all = std::mem::take(&mut entries.pending).into_iter();
                let (done, open): (Vec<Naming>, _) =
                    all.partition(|it| numbers.contains(&it.number));
                entries.pending = open;
                for naming in done {
                    naming.apply(&mut entries.synced);
                }
            }
        }
    }

    /// The same with everything on the medium.
    pub(super) fn all_synced(&self) -> Self {
        self.left(
            |bytes| Arc::clone(&bytes.now),
            |entries| entries.now.clone(),
        )
    }

    /// What is left when the power goes now.
    pub(super) fn after_cut(&self, how: Survival) -> Self {
        self.left(
            |bytes| match how {
                Survival::Synced | Survival::Names => Arc::clone(&bytes.synced),
                Survival::Bytes => Arc::clone(&bytes.now),
                Survival::Chance(seed) => Arc::new(bytes.by_chance(seed)),
            },
            |entries| match how {
                Survival::Synced | Survival::Bytes => entries.synced.clone(),
                Survival::Names => entries.now.clone(),
                Survival::Chance(seed) => entries.by_chance(seed),
            },
        )
    }

    fn left(
        &self,
        bytes_of: impl Fn(&Bytes) -> Arc<Vec<u8>>,
        names_of: impl Fn(&Entries) -> Names,
    ) -> Self {
        let mut left = self.clone();
        let mut links: BTreeMap<Ino, u32> = BTreeMap::from([(ROOT, 2)]);
        for node in left.nodes.values_mut() {
            match &mut node.body {
                Body::File(bytes) => {
                    let now = bytes_of(bytes);
                    *bytes = Bytes {
                        synced: Arc::clone(&now),
                        now,
                        pending: Vec::new(),
                    };
                }
                Body::Folder(entries) => {
                    let now = names_of(entries);
                    for ino in now.values() {
                        *links.entry(*ino).or_default() += 1;
                    }
                    *entries = Entries {
                        synced: now.clone(),
                        now,
                        pending: Vec::new(),
                    };
                }
                Body::Link(_) => {}
            }
        }
        for (ino, node) in &mut left.nodes {
            node.links = links.get(ino).copied().unwrap_or_default();
        }
        left.nodes.retain(|_, node| node.links > 0);
        left
    }

    /// All files below a folder, with their paths from there.
    pub(super) fn files(&self, below: &Path) -> BTreeMap<PathBuf, Arc<Vec<u8>>> {
        let mut found = BTreeMap::new();
        let start = below
            .components()
            .try_fold(ROOT, |ino, part| self.find(ino, part.as_os_str()));
        let mut open: Vec<(PathBuf, Ino)> =
            start.into_iter().map(|ino| (PathBuf::new(), ino)).collect();
        while let Some((path, ino)) = open.pop() {
            match self.node(ino).map(|node| &node.body) {
                Some(Body::File(bytes)) => drop(found.insert(path, Arc::clone(&bytes.now))),
                Some(Body::Folder(entries)) => {
                    let below = entries.now.iter();
                    open.extend(below.map(|(name, ino)| (path.join(name), *ino)));
                }
                _ => {}
            }
        }
        found
    }
}

impl Node {
    fn new(body: Body, mode: u16) -> Self {
        let links = u32::from(matches!(body, Body::Folder(_)));
        Self {
            body,
            mode,
            changed: SystemTime::now(),
            links,
            name: OsString::new(),
        }
    }
}

impl Naming {
    /// Does it, and gives what had the name before.
    fn apply(&self, names: &mut Names) -> Option<Ino> {
        match self.to {
            Some(ino) => names.insert(self.name.clone(), ino),
            None => names.remove(&self.name),
        }
    }
}

impl Entries {
    fn by_chance(&self, seed: u64) -> Names {
        let mut names = self.synced.clone();
        let lucky = |naming: &&Naming| chance(seed, naming.number).is_multiple_of(2);
        for naming in self.pending.iter().filter(lucky) {
            naming.apply(&mut names);
        }
        names
    }
}

impl Bytes {
    pub(super) fn write(&mut self, at: usize, bytes: &[u8]) {
        put(Arc::make_mut(&mut self.now), at, bytes);
        self.pending.push(Change::Write(at, bytes.into()));
    }

    pub(super) fn set_length(&mut self, length: usize) {
        Arc::make_mut(&mut self.now).resize(length, 0);
        self.pending.push(Change::Length(length));
    }

    fn by_chance(&self, seed: u64) -> Vec<u8> {
        let mut left = self.synced.as_ref().clone();
        for (number, change) in self.pending.iter().enumerate() {
            let draw = chance(seed, number as u64);
            match change {
                // A third is lost, a third arrives, a third is torn.
                Change::Write(at, bytes) => {
                    for (sector, piece) in bytes.chunks(SECTOR).enumerate() {
                        let arrives = match draw % 3 {
                            0 => false,
                            1 => true,
                            _ => chance(draw, sector as u64).is_multiple_of(2),
                        };
                        if arrives {
                            put(&mut left, at + sector * SECTOR, piece);
                        }
                    }
                }
                Change::Length(length) if draw.is_multiple_of(2) => left.resize(*length, 0),
                Change::Length(_) => {}
            }
        }
        left
    }
}

fn put(into: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    let end = at + bytes.len();
    if into.len() < end {
        into.resize(end, 0);
    }
    into[at..end].copy_from_slice(bytes);
}

/// A number that looks drawn, the same for the same seed: `SplitMix64`.
pub(super) fn chance(seed: u64, number: u64) -> u64 {
    let mut z = seed
        .wrapping_add(number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15))
        .wrapping_add(0x2545_f491_4f6c_dd1d);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(tree: &mut Tree, name: &str, text: &str) -> Ino {
        let ino = tree.make(ROOT, name.as_ref(), Body::File(Bytes::default()), 0o600);
        let Body::File(bytes) = &mut tree.node_mut(ino).unwrap().body else {
            panic!("no file");
        };
        bytes.write(0, text.as_bytes());
        ino
    }

    fn shown(tree: &Tree) -> Vec<String> {
        let files = tree.files(Path::new("")).into_iter();
        files
            .map(|(path, text)| format!("{} {}", path.display(), String::from_utf8_lossy(&text)))
            .collect()
    }

    #[test]
    fn what_was_not_synced_is_lost() {
        let mut tree = Tree::new();
        let ino = file(&mut tree, "a", "new");
        assert!(shown(&tree.after_cut(Survival::Synced)).is_empty());
        assert_eq!(shown(&tree.after_cut(Survival::Names)), ["a "]);
        tree.sync_file(ino);
        assert!(shown(&tree.after_cut(Survival::Bytes)).is_empty());
        assert_eq!(shown(&tree.after_cut(Survival::Names)), ["a new"]);
        tree.sync_folder(ROOT);
        assert_eq!(shown(&tree.after_cut(Survival::Synced)), ["a new"]);
    }

    #[test]
    fn a_rename_happens_at_once() {
        let mut tree = Tree::new();
        let (old, new) = (file(&mut tree, "a", "old"), file(&mut tree, "b", "new"));
        tree.sync_file(old);
        tree.sync_file(new);
        tree.sync_folder(ROOT);
        tree.name(&[(ROOT, "b".as_ref(), None), (ROOT, "a".as_ref(), Some(new))]);
        assert_eq!(shown(&tree.after_cut(Survival::Synced)), ["a old", "b new"]);
        for seed in 0..20 {
            let left = shown(&tree.after_cut(Survival::Chance(seed)));
            assert!(left == ["a old", "b new"] || left == ["a new"], "{left:?}");
        }
        tree.sync_folder(ROOT);
        assert_eq!(shown(&tree.after_cut(Survival::Synced)), ["a new"]);
    }

    #[test]
    fn a_write_is_torn_at_sectors() {
        let mut bytes = Bytes::default();
        bytes.write(0, &[7; 4 * SECTOR]);
        let left: Vec<Vec<u8>> = (0..50).map(|seed| bytes.by_chance(seed)).collect();
        assert!(left.iter().any(Vec::is_empty));
        assert!(left.iter().any(|it| *it == [7; 4 * SECTOR]));
        let torn = |it: &&Vec<u8>| it.contains(&0) && it.contains(&7);
        assert!(left.iter().any(|it| torn(&it)));
    }
}
