use std::collections::BTreeSet;
use std::path::PathBuf;

use kplaces_domain::{GroupName, Timestamp};
use kplaces_store::{GroupCount, StoreError, StoreErrorKind};

use super::{DataKind, EraseScope, ErasedItem};
use crate::local_data::{Content, LocalData, count_in};
use crate::{AppError, Backup, BackupError, Backups, find_groups};

/// What a scope means on this device: what would go.
#[derive(Debug)]
pub struct ErasePlan {
    /// Of the store.
    pub store: StorePart,
    /// The groups, as this device writes them.
    pub groups: Vec<GroupName>,
    /// Copies that would go, the newest first.
    pub copies: Vec<Backup>,
    /// Copies that would stay.
    pub spared: Vec<Backup>,
    /// Files of stores that were set aside.
    pub aside: Vec<PathBuf>,
    /// What programs left that were killed.
    pub leftovers: Vec<PathBuf>,
    /// Where a copy is being made now.
    pub under_way: Vec<PathBuf>,
    /// Records of syncs.
    pub records: u64,
}

/// What of a store would go.
#[derive(Debug)]
pub enum StorePart {
    /// There is no store.
    Nothing,
    /// Nothing of it.
    Spared,
    /// All of it; it cannot be read, so nobody knows how much that is.
    Unreadable(StoreError),
    /// So many places and groups.
    Places {
        /// Places.
        count: u64,
        /// Groups.
        groups: u64,
    },
}

impl ErasePlan {
    /// What would go, by kind.
    pub fn pieces(&self) -> Vec<ErasedItem> {
        let mut pieces = Vec::new();
        let mut add = |thing, count, paths: Vec<PathBuf>| {
            if count != Some(0) {
                pieces.push(ErasedItem {
                    thing,
                    count,
                    paths,
                });
            }
        };
        match &self.store {
            StorePart::Nothing | StorePart::Spared => {}
            StorePart::Unreadable(_) => add(DataKind::Places, None, Vec::new()),
            StorePart::Places { count, groups } => {
                add(DataKind::Places, Some(*count), Vec::new());
                add(DataKind::Groups, Some(*groups), Vec::new());
            }
        }
        let copies: Vec<PathBuf> = self.copies.iter().map(|it| it.path.clone()).collect();
        for (thing, paths) in [
            (DataKind::Backups, &copies),
            (DataKind::SetAside, &self.aside),
            (DataKind::Leftovers, &self.leftovers),
        ] {
            add(thing, Some(paths.len() as u64), paths.clone());
        }
        add(DataKind::Records, Some(self.records), Vec::new());
        pieces
    }
}

/// What a copy says of itself, as far as it can be read.
struct Copy {
    backup: Backup,
    content: Result<(Vec<GroupName>, Option<Timestamp>), StoreError>,
}

impl LocalData {
    /// Looks what a scope means here. Nothing is changed.
    pub async fn plan(&self, scope: &EraseScope) -> Result<ErasePlan, AppError> {
        let files = self.files()?;
        let content = self.content().await;
        let copies = self.own_copies()?;
        let mut plan = ErasePlan {
            store: StorePart::Nothing,
            groups: Vec::new(),
            copies: Vec::new(),
            spared: Vec::new(),
            aside: files.aside,
            leftovers: files.leftovers,
            under_way: files.under_way,
            records: 0,
        };
        let runs = self.journal.last(usize::MAX)?;
        match scope {
            EraseScope::All => {
                plan.store = whole(content);
                plan.copies = copies;
                plan.records = runs.len() as u64;
            }
            EraseScope::Groups(wanted) => {
                let looked_into = self.look_into(copies).await?;
                self.of_groups(wanted, content, looked_into, &mut plan)
                    .await?;
            }
            EraseScope::Before(before) => {
                plan.store = match content {
                    Content::Unreadable(error) => return Err(error.into()),
                    Content::Read { ref state, .. } => match &state.provenance {
                        Some(provenance) if provenance.as_of < *before => whole(content),
                        _ => StorePart::Spared,
                    },
                    Content::Nothing => StorePart::Nothing,
                };
                plan.aside.retain(|path| is_from_before(path, *before));
                for Copy { backup, content } in self.look_into(copies).await? {
                    let as_of = content.ok().and_then(|(_, as_of)| as_of);
                    let is_old = backup.at < *before || as_of.is_some_and(|it| it < *before);
                    plan.sort(backup, is_old);
                }
                let old = runs.iter().filter(|run| run.started.at < *before);
                plan.records = old.count() as u64;
            }
        }
        Ok(plan)
    }

    /// The copies of this store, unless somebody else may have them too.
    pub(super) fn own_copies(&self) -> Result<Vec<Backup>, BackupError> {
        match &self.backups {
            Some(backups) if backups.linked().is_none() => backups.list(),
            _ => Ok(Vec::new()),
        }
    }

    async fn of_groups(
        &self,
        wanted: &[GroupName],
        content: Content,
        copies: Vec<Copy>,
        plan: &mut ErasePlan,
    ) -> Result<(), AppError> {
        // Which of its places are in the groups nobody can tell.
        if let Content::Unreadable(error) = content {
            return Err(error.into());
        }
        let mut known: BTreeSet<GroupName> = BTreeSet::new();
        if let Content::Read { state, groups, .. } = &content {
            known.extend(groups.iter().map(|group| group.name.clone()));
            let asked = state.provenance.iter().flat_map(|it| &it.selection);
            known.extend(asked.cloned());
        }
        for copy in &copies {
            known.extend(copy.content.iter().flat_map(|(groups, _)| groups).cloned());
        }
        let known: Vec<GroupName> = known.into_iter().collect();
        plan.groups = find_groups(wanted, &known)?;
        for Copy { backup, content } in copies {
            // One that cannot be read may hold them.
            let holds = content.map_or(true, |(groups, _)| {
                groups.iter().any(|name| plan.groups.contains(name))
            });
            plan.sort(backup, holds);
        }
        if let Content::Read { store, groups, .. } = content {
            let named = |group: &&GroupCount| plan.groups.contains(&group.name);
            plan.store = StorePart::Places {
                count: count_in(&*store, &plan.groups).await?,
                groups: groups.iter().filter(named).count() as u64,
            };
        }
        Ok(())
    }

    /// Opens each copy to see what it says. One that is damaged may hold anything; one that could only not
    /// be read now is sound perhaps, and is not to go for that.
    async fn look_into(&self, copies: Vec<Backup>) -> Result<Vec<Copy>, StoreError> {
        let mut looked_into = Vec::new();
        for backup in copies {
            let content = match &self.backups {
                Some(backups) => look(backups, &backup).await,
                None => Ok((Vec::new(), None)),
            };
            match content {
                Err(error) if error.kind() == StoreErrorKind::Io => return Err(error),
                content => looked_into.push(Copy { backup, content }),
            }
        }
        Ok(looked_into)
    }
}

async fn look(
    backups: &Backups,
    backup: &Backup,
) -> Result<(Vec<GroupName>, Option<Timestamp>), StoreError> {
    let store = backups.open(backup).await?;
    let mut names: Vec<GroupName> = store
        .groups()
        .await?
        .into_iter()
        .map(|it| it.name)
        .collect();
    let provenance = store.state().await?.provenance;
    let as_of = provenance.as_ref().map(|it| it.as_of);
    names.extend(provenance.into_iter().flat_map(|it| it.selection));
    Ok((names, as_of))
}

impl ErasePlan {
    fn sort(&mut self, backup: Backup, goes: bool) {
        if goes {
            self.copies.push(backup);
        } else {
            self.spared.push(backup);
        }
    }
}

fn whole(content: Content) -> StorePart {
    match content {
        Content::Nothing => StorePart::Nothing,
        Content::Unreadable(error) => StorePart::Unreadable(error),
        Content::Read { state, groups, .. } => StorePart::Places {
            count: state.places,
            groups: groups.len() as u64,
        },
    }
}

/// Whether a file was last written before a moment.
fn is_from_before(path: &std::path::Path, before: Timestamp) -> bool {
    let changed = path.symlink_metadata().and_then(|it| it.modified());
    changed.is_ok_and(|changed| Timestamp::from(changed) < before)
}
