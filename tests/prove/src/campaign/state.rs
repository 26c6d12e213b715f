//! What a medium holds, what was done with it, and when it fails.

use std::ffi::{OsStr, OsString};
use std::time::SystemTime;

use fuser::{Errno, FileAttr, FileType, INodeNo};

use super::fault::{Fault, Kind};
use super::tree::{Body, Bytes, Ino, Tree};

/// A medium, without the kernel.
pub(super) struct State {
    pub(super) tree: Tree,
    /// What was done since the fault was set.
    pub(super) done: Vec<Done>,
    pub(super) fault: Option<Fault>,
    /// What kept failing, once the moment of a lasting fault has come.
    pub(super) broken: Option<(Kind, Ino)>,
    /// What there was when the power went.
    pub(super) at_cut: Option<Tree>,
}

/// An operation.
#[derive(Clone, Debug)]
pub(super) struct Done {
    pub(super) kind: Kind,
    pub(super) what: String,
}

impl State {
    /// Counts an operation, and says whether it fails.
    pub(super) fn ask(&mut self, kind: Kind, ino: Ino, what: &OsStr) -> Result<(), Errno> {
        self.done.push(Done {
            kind,
            what: what.to_string_lossy().into_owned(),
        });
        if self.at_cut.is_some() {
            return Err(Errno::EIO);
        }
        let Some(fault) = self.fault else {
            return Ok(());
        };
        let is_now = self.done.len() as u64 == fault.at();
        match fault {
            Fault::Cut { .. } if is_now => {
                self.at_cut = Some(self.tree.clone());
                Err(Errno::EIO)
            }
            Fault::Cut { .. } => Ok(()),
            Fault::Fail { error, lasts, .. } => {
                let stays = lasts && self.broken.is_some_and(|it| error.strikes(it, (kind, ino)));
                if is_now {
                    self.broken = Some((kind, ino));
                }
                if (is_now && error.concerns(kind)) || stays {
                    Err(error.errno())
                } else {
                    Ok(())
                }
            }
        }
    }

    pub(super) fn attributes(&self, ino: Ino) -> Result<FileAttr, Errno> {
        let node = self.tree.node(ino).ok_or(Errno::ENOENT)?;
        let (kind, size) = match &node.body {
            Body::File(bytes) => (FileType::RegularFile, bytes.now.len()),
            Body::Folder(_) => (FileType::Directory, 4096),
            Body::Link(to) => (FileType::Symlink, to.as_os_str().len()),
        };
        Ok(FileAttr {
            ino: INodeNo(ino),
            size: size as u64,
            blocks: (size as u64).div_ceil(512),
            atime: node.changed,
            mtime: node.changed,
            ctime: node.changed,
            crtime: node.changed,
            kind,
            perm: node.mode,
            nlink: node.links,
            uid: 0,
            gid: 0,
            rdev: 0,
            blksize: 4096,
            flags: 0,
        })
    }

    pub(super) fn found(&self, folder: INodeNo, name: &OsStr) -> Result<Ino, Errno> {
        self.tree.find(folder.0, name).ok_or(Errno::ENOENT)
    }

    pub(super) fn make(
        &mut self,
        kind: Kind,
        (folder, name): (INodeNo, &OsStr),
        body: Body,
        mode: u16,
    ) -> Result<FileAttr, Errno> {
        self.ask(kind, folder.0, name)?;
        if self.tree.find(folder.0, name).is_some() {
            return Err(Errno::EEXIST);
        }
        let ino = self.tree.make(folder.0, name, body, mode);
        self.attributes(ino)
    }

    pub(super) fn bytes(&mut self, ino: Ino) -> Result<&mut Bytes, Errno> {
        let node = self.tree.node_mut(ino).ok_or(Errno::ENOENT)?;
        node.changed = SystemTime::now();
        match &mut node.body {
            Body::File(bytes) => Ok(bytes),
            _ => Err(Errno::EISDIR),
        }
    }

    pub(super) fn remove(&mut self, folder: INodeNo, name: &OsStr) -> Result<(), Errno> {
        let ino = self.found(folder, name)?;
        self.ask(Kind::Remove, folder.0, name)?;
        if let Some(Body::Folder(entries)) = self.tree.node(ino).map(|node| &node.body)
            && !entries.now.is_empty()
        {
            return Err(Errno::ENOTEMPTY);
        }
        self.tree.name(&[(folder.0, name, None)]);
        Ok(())
    }

    /// The name that a file had last.
    pub(super) fn name_of(&self, ino: INodeNo) -> OsString {
        let node = self.tree.node(ino.0);
        node.map_or_else(OsString::new, |node| node.name.clone())
    }
}
