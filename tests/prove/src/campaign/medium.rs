//! A medium that does what it is told to: a file system in memory, mounted for one program.
//!
//! Every operation of the whole process comes by here, whatever thread it is of: that is what a tracer
//! that counts by thread cannot do. Reads and writes are not cached by the kernel, so one of the program is
//! one here. Only the `-shm` of SQLite is: it is memory that is shared, and nothing on a medium.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use anyhow::Context as _;
use fuser::{
    BackgroundSession, BsdFileFlags, Config, Errno, FileAttr, FileHandle, FileType, Filesystem,
    FopenFlags, Generation, INodeNo, LockOwner, MountOption, OpenFlags, RenameFlags, ReplyAttr,
    ReplyCreate, ReplyData, ReplyDirectory, ReplyEmpty, ReplyEntry, ReplyOpen, ReplyStatfs,
    ReplyWrite, Request, Session, TimeOrNow, WriteFlags,
};

use super::fault::{Fault, Kind};
use super::state::{Done, State};
use super::tree::{Body, Bytes, Entries, Tree};

/// Nothing is remembered by the kernel: what is asked is asked here.
const TTL: Duration = Duration::ZERO;

/// A mounted medium; unmounted with the value.
pub(super) struct Medium {
    state: Shared,
    folder: PathBuf,
    session: Option<BackgroundSession>,
}

#[derive(Clone)]
struct Shared(Arc<Mutex<State>>);

impl Medium {
    /// Mounts these files on a folder, which is made.
    pub(super) fn mount(tree: Tree, folder: &Path) -> anyhow::Result<Self> {
        fs::create_dir_all(folder)?;
        let state = Shared(Arc::new(Mutex::new(State {
            tree,
            done: Vec::new(),
            fault: None,
            broken: None,
            at_cut: None,
        })));
        let mut config = Config::default();
        config.mount_options = vec![
            MountOption::FSName("kplaces-campaign".to_owned()),
            MountOption::DefaultPermissions,
        ];
        let session = Session::new(state.clone(), folder, &config)
            .and_then(Session::spawn)
            .context("no file system can be mounted; this needs root and /dev/fuse")?;
        Ok(Self {
            state,
            folder: folder.to_owned(),
            session: Some(session),
        })
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Counts operations from now on, and lets this happen.
    pub(super) fn expect(&self, fault: Option<Fault>) {
        let mut state = self.state.lock();
        state.done.clear();
        state.fault = fault;
        state.broken = None;
        state.at_cut = None;
    }

    /// What was done since then.
    pub(super) fn done(&self) -> Vec<Done> {
        self.state.lock().done.clone()
    }

    /// The files as they are.
    pub(super) fn tree(&self) -> Tree {
        self.state.lock().tree.clone()
    }

    /// The files as they were when the power went; `None` if it did not.
    pub(super) fn at_cut(&self) -> Option<Tree> {
        self.state.lock().at_cut.clone()
    }
}

impl Drop for Medium {
    fn drop(&mut self) {
        if let Some(session) = self.session.take() {
            // What cannot be unmounted now is in use by a program that is being ended.
            let _ = session.umount_and_join();
        }
        let _ = fs::remove_dir(&self.folder);
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// SQLite's shared memory is not on a medium; it needs the kernel's cache.
fn is_shared_memory(name: &OsStr) -> bool {
    name.as_encoded_bytes().ends_with(b"-shm")
}

fn opened(name: &OsStr) -> FopenFlags {
    if is_shared_memory(name) {
        FopenFlags::empty()
    } else {
        FopenFlags::FOPEN_DIRECT_IO
    }
}

macro_rules! answer {
    ($reply:ident, $result:expr, $value:pat => $done:expr) => {
        match $result {
            Ok($value) => $done,
            Err(error) => $reply.error(error),
        }
    };
}

impl Filesystem for Shared {
    fn lookup(&self, _: &Request, parent: INodeNo, name: &OsStr, reply: ReplyEntry) {
        let state = self.lock();
        let found = state.found(parent, name);
        answer!(reply, found.and_then(|ino| state.attributes(ino)), attributes =>
            reply.entry(&TTL, &attributes, Generation(0)));
    }

    fn getattr(&self, _: &Request, ino: INodeNo, _: Option<FileHandle>, reply: ReplyAttr) {
        answer!(reply, self.lock().attributes(ino.0), attributes => reply.attr(&TTL, &attributes));
    }

    fn setattr(
        &self,
        _: &Request,
        ino: INodeNo,
        mode: Option<u32>,
        _: Option<u32>,
        _: Option<u32>,
        size: Option<u64>,
        _: Option<TimeOrNow>,
        mtime: Option<TimeOrNow>,
        _: Option<SystemTime>,
        _: Option<FileHandle>,
        _: Option<SystemTime>,
        _: Option<SystemTime>,
        _: Option<SystemTime>,
        _: Option<BsdFileFlags>,
        reply: ReplyAttr,
    ) {
        let mut state = self.lock();
        let mut change = || -> Result<FileAttr, Errno> {
            let name = state.name_of(ino);
            if let Some(size) = size {
                if !is_shared_memory(&name) {
                    state.ask(Kind::Truncate, ino.0, &name)?;
                }
                state.bytes(ino.0)?.set_length(size as usize);
            }
            if let Some(mode) = mode {
                state.ask(Kind::Mode, ino.0, &name)?;
                let node = state.tree.node_mut(ino.0).ok_or(Errno::ENOENT)?;
                node.mode = (mode & 0o7777) as u16;
            }
            if let Some(mtime) = mtime {
                let node = state.tree.node_mut(ino.0).ok_or(Errno::ENOENT)?;
                node.changed = match mtime {
                    TimeOrNow::SpecificTime(time) => time,
                    TimeOrNow::Now => SystemTime::now(),
                };
            }
            state.attributes(ino.0)
        };
        answer!(reply, change(), attributes => reply.attr(&TTL, &attributes));
    }

    fn readlink(&self, _: &Request, ino: INodeNo, reply: ReplyData) {
        match self.lock().tree.node(ino.0).map(|node| &node.body) {
            Some(Body::Link(to)) => reply.data(to.as_os_str().as_encoded_bytes()),
            _ => reply.error(Errno::EINVAL),
        }
    }

    fn symlink(&self, _: &Request, parent: INodeNo, name: &OsStr, to: &Path, reply: ReplyEntry) {
        let body = Body::Link(to.to_owned());
        let new = self.lock().make(Kind::Link, (parent, name), body, 0o777);
        answer!(reply, new, attributes => reply.entry(&TTL, &attributes, Generation(0)));
    }

    fn mkdir(
        &self,
        _: &Request,
        parent: INodeNo,
        name: &OsStr,
        mode: u32,
        umask: u32,
        reply: ReplyEntry,
    ) {
        let body = Body::Folder(Entries::default());
        let mode = (mode & !umask & 0o7777) as u16;
        let new = self
            .lock()
            .make(Kind::MakeFolder, (parent, name), body, mode);
        answer!(reply, new, attributes => reply.entry(&TTL, &attributes, Generation(0)));
    }

    fn unlink(&self, _: &Request, parent: INodeNo, name: &OsStr, reply: ReplyEmpty) {
        answer!(reply, self.lock().remove(parent, name), () => reply.ok());
    }

    fn rmdir(&self, _: &Request, parent: INodeNo, name: &OsStr, reply: ReplyEmpty) {
        answer!(reply, self.lock().remove(parent, name), () => reply.ok());
    }

    fn rename(
        &self,
        _: &Request,
        parent: INodeNo,
        name: &OsStr,
        newparent: INodeNo,
        newname: &OsStr,
        flags: RenameFlags,
        reply: ReplyEmpty,
    ) {
        let mut state = self.lock();
        let mut rename = || -> Result<(), Errno> {
            let ino = state.found(parent, name)?;
            state.ask(Kind::Rename, newparent.0, newname)?;
            let there = state.tree.find(newparent.0, newname);
            if flags.contains(RenameFlags::RENAME_NOREPLACE) && there.is_some() {
                return Err(Errno::EEXIST);
            }
            // Two names of one file stay as they are.
            if there != Some(ino) {
                state
                    .tree
                    .name(&[(parent.0, name, None), (newparent.0, newname, Some(ino))]);
            }
            Ok(())
        };
        answer!(reply, rename(), () => reply.ok());
    }

    fn link(&self, _: &Request, ino: INodeNo, parent: INodeNo, name: &OsStr, reply: ReplyEntry) {
        let mut state = self.lock();
        let mut link = || -> Result<FileAttr, Errno> {
            state.ask(Kind::Link, parent.0, name)?;
            if state.tree.find(parent.0, name).is_some() {
                return Err(Errno::EEXIST);
            }
            state.tree.name(&[(parent.0, name, Some(ino.0))]);
            state.attributes(ino.0)
        };
        answer!(reply, link(), attributes => reply.entry(&TTL, &attributes, Generation(0)));
    }

    fn open(&self, _: &Request, ino: INodeNo, _: OpenFlags, reply: ReplyOpen) {
        let mut state = self.lock();
        let name = state.name_of(ino);
        answer!(reply, state.ask(Kind::Open, ino.0, &name), () =>
            reply.opened(FileHandle(0), opened(&name)));
    }

    fn create(
        &self,
        _: &Request,
        parent: INodeNo,
        name: &OsStr,
        mode: u32,
        umask: u32,
        _: i32,
        reply: ReplyCreate,
    ) {
        let body = Body::File(Bytes::default());
        let mode = (mode & !umask & 0o7777) as u16;
        let new = self.lock().make(Kind::Create, (parent, name), body, mode);
        answer!(reply, new, attributes =>
            reply.created(&TTL, &attributes, Generation(0), FileHandle(0), opened(name)));
    }

    fn read(
        &self,
        _: &Request,
        ino: INodeNo,
        _: FileHandle,
        offset: u64,
        size: u32,
        _: OpenFlags,
        _: Option<LockOwner>,
        reply: ReplyData,
    ) {
        let mut state = self.lock();
        let name = state.name_of(ino);
        if !is_shared_memory(&name)
            && let Err(error) = state.ask(Kind::Read, ino.0, &name)
        {
            return reply.error(error);
        }
        match state.tree.node(ino.0).map(|node| &node.body) {
            Some(Body::File(bytes)) => {
                let start = bytes.now.len().min(offset as usize);
                let end = bytes.now.len().min(start + size as usize);
                reply.data(&bytes.now[start..end]);
            }
            _ => reply.error(Errno::EISDIR),
        }
    }

    fn write(
        &self,
        _: &Request,
        ino: INodeNo,
        _: FileHandle,
        offset: u64,
        data: &[u8],
        _: WriteFlags,
        _: OpenFlags,
        _: Option<LockOwner>,
        reply: ReplyWrite,
    ) {
        let mut state = self.lock();
        let name = state.name_of(ino);
        let mut write = || -> Result<(), Errno> {
            if !is_shared_memory(&name) {
                state.ask(Kind::Write, ino.0, &name)?;
            }
            state.bytes(ino.0)?.write(offset as usize, data);
            Ok(())
        };
        answer!(reply, write(), () => reply.written(data.len() as u32));
    }

    fn flush(&self, _: &Request, _: INodeNo, _: FileHandle, _: LockOwner, reply: ReplyEmpty) {
        reply.ok();
    }

    fn fsync(&self, _: &Request, ino: INodeNo, _: FileHandle, _: bool, reply: ReplyEmpty) {
        let mut state = self.lock();
        let name = state.name_of(ino);
        answer!(reply, state.ask(Kind::Sync, ino.0, &name), () => {
            state.tree.sync_file(ino.0);
            reply.ok();
        });
    }

    fn opendir(&self, _: &Request, ino: INodeNo, _: OpenFlags, reply: ReplyOpen) {
        let mut state = self.lock();
        let name = state.name_of(ino);
        answer!(reply, state.ask(Kind::List, ino.0, &name), () =>
            reply.opened(FileHandle(0), FopenFlags::empty()));
    }

    fn readdir(
        &self,
        _: &Request,
        ino: INodeNo,
        _: FileHandle,
        offset: u64,
        mut reply: ReplyDirectory,
    ) {
        let state = self.lock();
        let Some(Body::Folder(entries)) = state.tree.node(ino.0).map(|node| &node.body) else {
            return reply.error(Errno::ENOTDIR);
        };
        let dots = [".", ".."].map(|name| (OsStr::new(name), ino.0));
        let all = dots.into_iter().chain(
            entries
                .now
                .iter()
                .map(|(name, ino)| (name.as_os_str(), *ino)),
        );
        for (place, (name, ino)) in all.enumerate().skip(offset as usize) {
            let kind = match state.tree.node(ino).map(|node| &node.body) {
                Some(Body::Folder(_)) => FileType::Directory,
                Some(Body::Link(_)) => FileType::Symlink,
                _ => FileType::RegularFile,
            };
            if reply.add(INodeNo(ino), place as u64 + 1, kind, name) {
                break;
            }
        }
        reply.ok();
    }

    fn fsyncdir(&self, _: &Request, ino: INodeNo, _: FileHandle, _: bool, reply: ReplyEmpty) {
        let mut state = self.lock();
        let name = state.name_of(ino);
        answer!(reply, state.ask(Kind::Sync, ino.0, &name), () => {
            state.tree.sync_folder(ino.0);
            reply.ok();
        });
    }

    fn statfs(&self, _: &Request, _: INodeNo, reply: ReplyStatfs) {
        let blocks = 1 << 20;
        reply.statfs(blocks, blocks, blocks, blocks, blocks, 4096, 255, 4096);
    }
}
