//! Erasing: what would go, and making it go.
//!
//! Nothing here stops at the first failure: what can be erased is, and what is left is told.

mod plan;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use kplaces_domain::{GroupName, Timestamp};
use kplaces_files::{wipe_all, wipe_unfinished};
use kplaces_state::{RecordId, StoreLock, forget, unfinished};
use kplaces_store::{Erased, Erasure, StoreError, StoreErrorKind};
use kplaces_text::{Text, command, of_io, text};
use strum::IntoStaticStr;

use crate::local_data::LocalData;
use crate::{AppError, Backup, Backups};

pub use plan::{ErasePlan, StorePart};

/// What is to be erased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EraseScope {
    /// Everything, with what the device remembers of it.
    All,
    /// The places that are in one of these groups or more, and what else names the groups.
    Groups(Vec<GroupName>),
    /// Copies, places and records that are from before this moment.
    Before(Timestamp),
}

/// A kind of thing that can be erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum DataKind {
    /// Places of the store.
    Places,
    /// Groups of the store.
    Groups,
    /// The files of the store.
    Store,
    /// Copies of the store.
    Backups,
    /// Stores that were set aside, damaged.
    SetAside,
    /// What programs left that were killed.
    Leftovers,
    /// Records of syncs.
    Records,
    /// The files of the login.
    Login,
    /// The login in the system's keyring.
    Keyring,
    /// The key of the encrypted store.
    Key,
    /// What the device remembers besides: counters, locks, its number in a fleet.
    State,
}

/// Something that was erased, or would be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErasedItem {
    /// What.
    pub thing: DataKind,
    /// How many; `None` where nobody can tell, as of a damaged store.
    pub count: Option<u64>,
    /// The files that are gone, or the one it was in.
    pub paths: Vec<PathBuf>,
}

/// Something that should be gone and is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotErased {
    /// What.
    pub thing: DataKind,
    /// Where, as far as it is a file.
    pub path: Option<PathBuf>,
    /// Why, in one line.
    pub why: Text,
}

/// What came of erasing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EraseReport {
    /// What is gone.
    pub gone: Vec<ErasedItem>,
    /// What should be and is not.
    pub left: Vec<NotErased>,
    /// The store's file where it stays, emptied, since another program has it open.
    pub emptied: Option<PathBuf>,
}

impl EraseReport {
    /// Notes what is gone, if it is something.
    pub fn gone(&mut self, thing: DataKind, count: Option<u64>, paths: Vec<PathBuf>) {
        if count != Some(0) || !paths.is_empty() {
            self.gone.push(ErasedItem {
                thing,
                count,
                paths,
            });
        }
    }

    /// Notes what is left.
    pub fn left(&mut self, thing: DataKind, path: Option<&Path>, why: Text) {
        self.left.push(NotErased {
            thing,
            path: path.map(Path::to_owned),
            why,
        });
    }

    /// Whether all is gone that should be.
    pub fn is_complete(&self) -> bool {
        self.left.is_empty()
    }

    /// Overwrites and deletes files or folders, notes which, and those that it could not.
    pub fn wipe(&mut self, thing: DataKind, paths: &[PathBuf]) {
        self.wipe_by(wipe_all, thing, paths);
    }

    fn wipe_by(
        &mut self,
        wipe: fn(&Path) -> io::Result<usize>,
        thing: DataKind,
        paths: &[PathBuf],
    ) {
        let mut gone = Vec::new();
        for path in paths.iter().filter(|path| path.symlink_metadata().is_ok()) {
            match wipe(path) {
                Ok(_) => gone.push(path.clone()),
                Err(error) => self.left(thing, Some(path), of_io(&error)),
            }
        }
        self.gone(thing, Some(gone.len() as u64), gone);
    }
}

/// Whether a store could be erased for what room there is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Room {
    Enough,
    TooLittle,
}

impl Room {
    fn of(error: &StoreError) -> Self {
        if error.kind() == StoreErrorKind::Full {
            Self::TooLittle
        } else {
            Self::Enough
        }
    }

    /// Why something is left, and what helps.
    fn told(self, error: &StoreError) -> Text {
        match self {
            Self::Enough => error.text().clone(),
            Self::TooLittle => text!(l =>
                "{error}; to keep the rest, room is needed for the store once more: make some and erase again. \
                 {all} needs none",
                "{error}; um den Rest zu behalten, braucht der Bestand noch einmal so viel Platz: Platz schaffen \
                 und noch einmal löschen. {all} braucht keinen",
                error = error.text().in_language(l),
                all = command("privacy erase --all"),
            ),
        }
    }
}

impl LocalData {
    /// Erases what [`plan`](LocalData::plan) found. The caller holds the lock of the store.
    ///
    /// An error says that nothing was found to erase; what failed on the way is in the answer.
    pub async fn erase(&self, scope: &EraseScope) -> Result<EraseReport, AppError> {
        let plan = match self.plan(scope).await {
            Err(AppError::UnknownGroups(unknown)) => {
                // The groups may be gone since an earlier run whose last step failed: done once
                // more, it leaves nothing of them in the files.
                if let EraseScope::Groups(groups) = scope {
                    let names = groups.iter().cloned().collect();
                    self.erase_places(&Erasure::Groups(names)).await?;
                }
                return Err(unknown.into());
            }
            plan => plan?,
        };
        let mut done = EraseReport::default();
        if self.erase_store(scope, &plan, &mut done).await == Room::Enough {
            self.erase_copies(&plan.copies, &mut done).await;
            self.look_for_late_copies(&plan, &mut done);
        } else {
            // As long as the store is what it was, so are its copies.
            let why = text!(
                "the store could not be erased; erase again",
                "der Bestand ließ sich nicht löschen; noch einmal löschen"
            );
            for copy in &plan.copies {
                done.left(DataKind::Backups, Some(&copy.path), why.clone());
            }
        }
        if let Some((folder, to)) = self.backups.as_ref().and_then(Backups::linked) {
            let why = text!(
                "it is a link; what is in {to} was left as it is: erase it there, then remove the link",
                "das ist ein Verweis; was in {to} liegt, blieb unverändert: dort löschen, dann den Verweis entfernen",
                to = to.display(),
            );
            done.left(DataKind::Backups, Some(folder), why);
        }
        done.wipe(DataKind::SetAside, &plan.aside);
        // What is finished is erased under its own name, where it goes at all.
        let wipe = match scope {
            EraseScope::All => wipe_all,
            _ => wipe_unfinished,
        };
        done.wipe_by(wipe, DataKind::Leftovers, &plan.leftovers);
        // What was noted is gone now, but for what lies where nothing can be reached.
        for (path, error) in unfinished(&self.state_dir).sweep().failed {
            done.left(DataKind::Leftovers, Some(&path), of_io(&error));
        }
        for path in &plan.under_way {
            let why = text!(
                "a copy is being made there; erase again after it",
                "dort entsteht gerade eine Sicherung; danach noch einmal löschen"
            );
            done.left(DataKind::Leftovers, Some(path), why);
        }
        if let EraseScope::Before(before) = scope {
            match self.journal.erase_before(*before) {
                Ok(count) => done.gone(DataKind::Records, Some(count), Vec::new()),
                Err(error) => done.left(DataKind::Records, None, error.text()),
            }
        }
        if *scope == EraseScope::All {
            done.gone(DataKind::Records, Some(plan.records), Vec::new());
        }
        Ok(done)
    }

    async fn erase_store(
        &self,
        scope: &EraseScope,
        plan: &ErasePlan,
        done: &mut EraseReport,
    ) -> Room {
        let file = self.file();
        let erased = match (&plan.store, scope) {
            (StorePart::Spared, _) => return Room::Enough,
            (StorePart::Nothing, _) => {
                // A log without its store is nothing that could be read, but it has bytes.
                let left = self.files().is_ok_and(|files| !files.own.is_empty());
                if left && *scope == EraseScope::All {
                    self.remove_store(done, None).await;
                }
                return Room::Enough;
            }
            (StorePart::Unreadable(_), _) => {
                self.remove_store(done, None).await;
                return Room::Enough;
            }
            (StorePart::Places { count, .. }, EraseScope::All) => {
                return self.remove_store(done, Some(*count)).await;
            }
            (_, EraseScope::Groups(_)) => {
                let names = plan.groups.iter().cloned().collect();
                self.erase_places(&Erasure::Groups(names)).await
            }
            (StorePart::Places { .. }, EraseScope::Before(_)) => {
                self.erase_places(&Erasure::All).await
            }
        };
        match erased {
            Ok(Some(erased)) => {
                let places = file.into_iter().filter(|_| erased.places > 0);
                done.gone(DataKind::Places, Some(erased.places), places.collect());
                done.gone(DataKind::Groups, Some(erased.groups), Vec::new());
                Room::Enough
            }
            Ok(None) => Room::Enough,
            Err(error) => {
                let room = Room::of(&error);
                done.left(DataKind::Places, file.as_deref(), room.told(&error));
                room
            }
        }
    }

    /// Overwrites and deletes the files of a store, which needs no room; `count` is how many places are in
    /// it. Where somebody has it open everything is erased in it, so that nobody can bring anything back.
    async fn remove_store(&self, done: &mut EraseReport, count: Option<u64>) -> Room {
        let file = self.file();
        let removed = self.backends.remove(&self.url, self.data_dir.clone()).await;
        let error = match removed {
            Ok(paths) => {
                done.gone(DataKind::Places, count, Vec::new());
                done.gone(DataKind::Store, Some(paths.len() as u64), paths);
                return Room::Enough;
            }
            Err(error) => error,
        };
        if error.kind() != StoreErrorKind::Busy || count.is_none() {
            done.left(DataKind::Store, file.as_deref(), error.text().clone());
            return Room::Enough;
        }
        match self.erase_places(&Erasure::All).await {
            Ok(_) => {
                done.gone(DataKind::Places, count, Vec::new());
                done.emptied = file;
                Room::Enough
            }
            Err(inside) => {
                let room = Room::of(&inside);
                // Who has it open stands in the way, not the room.
                done.left(DataKind::Store, file.as_deref(), error.text().clone());
                room
            }
        }
    }

    async fn erase_places(&self, which: &Erasure) -> Result<Option<Erased>, StoreError> {
        if self.files()?.own.is_empty() {
            return Ok(None);
        }
        let store = self.backends.open(&self.url, self.data_dir.clone()).await?;
        Ok(Some(store.erase(which).await?))
    }

    async fn erase_copies(&self, copies: &[Backup], done: &mut EraseReport) {
        let mut gone = Vec::new();
        let Some(backups) = &self.backups else {
            return;
        };
        for copy in copies {
            match backups.remove(copy).await {
                Ok(paths) => gone.extend(paths),
                Err(error) => done.left(DataKind::Backups, Some(&copy.path), error.text().clone()),
            }
        }
        let count = gone.len() as u64;
        done.gone(DataKind::Backups, Some(count), gone);
    }

    /// A copy that was made meanwhile may hold what was to go.
    fn look_for_late_copies(&self, plan: &ErasePlan, done: &mut EraseReport) {
        let copies = match self.own_copies() {
            Ok(copies) => copies,
            Err(error) => return done.left(DataKind::Backups, None, error.text()),
        };
        let known = [&plan.copies, &plan.spared].map(|copies| copies.iter());
        let known: Vec<&str> = known.into_iter().flatten().map(|it| &*it.name).collect();
        for copy in copies {
            if !known.contains(&copy.name.as_str()) {
                let why = text!(
                    "it was made meanwhile; erase again",
                    "sie ist währenddessen entstanden; noch einmal löschen"
                );
                done.left(DataKind::Backups, Some(&copy.path), why);
            }
        }
    }

    /// The last step of erasing everything: what the device remembers, and folders that are empty
    /// then. `lock` is that of the store, which the caller holds under the name `mine`.
    pub fn forget(&self, mine: &RecordId, lock: Option<StoreLock>, done: &mut EraseReport) {
        let forgotten = forget(&self.state_dir, &[*mine]);
        let count = forgotten.removed.len() as u64;
        done.gone(DataKind::State, Some(count), forgotten.removed);
        for path in forgotten.in_use {
            let why = text!(
                "another process uses it; erase again after it",
                "ein anderer Prozess benutzt es; danach noch einmal löschen"
            );
            done.left(DataKind::State, Some(&path), why);
        }
        for error in forgotten.failed {
            done.left(DataKind::State, None, error.text());
        }
        for folder in self.folders() {
            // One in which there is something else is somebody's own.
            let _ = fs::remove_dir(folder);
        }
        // Nothing is touched any more. Where the lock is a file, the folder was not empty yet.
        if let Some(lock) = lock {
            lock.remove_empty_folder();
        }
    }
}
