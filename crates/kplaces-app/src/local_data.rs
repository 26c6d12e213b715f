//! Everything a device keeps of one store, in the store and around it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use kplaces_domain::GroupName;
use kplaces_state::Journal;
use kplaces_store::{
    Backends, Filter, GroupCount, PlaceQuery, PlaceStore, StoreError, StoreErrorKind, StoreFiles,
    StoreState, StoreUrl,
};

use crate::{Backups, left_unfinished};

/// How many places are in memory at once where all are counted.
const PAGE: usize = 2_000;

/// Everything a device keeps of one store: where to look for it.
#[derive(Clone, Debug)]
pub struct LocalData {
    /// The kinds of stores of this edition.
    pub backends: Backends,
    /// Which store.
    pub url: StoreUrl,
    /// The folder it is in.
    pub data_dir: PathBuf,
    /// Its copies, where it has any.
    pub backups: Option<Backups>,
    /// The record of its syncs.
    pub journal: Journal,
    /// The folder of what may be lost.
    pub state_dir: PathBuf,
}

/// The content of a store, as far as it can be told.
#[derive(Debug)]
pub(crate) enum Content {
    /// There is no store.
    Nothing,
    /// There is one that cannot be read.
    Unreadable(StoreError),
    /// What it says.
    Read {
        store: Arc<dyn PlaceStore>,
        state: StoreState,
        groups: Vec<GroupCount>,
    },
}

impl LocalData {
    /// The files there are of the store, and what is left of others that a killed program did not finish.
    pub(crate) fn files(&self) -> Result<StoreFiles, StoreError> {
        let mut files = self.backends.files(&self.url, self.data_dir.clone())?;
        let left = left_unfinished(&[&self.data_dir], &self.state_dir);
        files.leftovers.extend(left);
        Ok(files)
    }

    /// Reads the store without making or changing one.
    pub(crate) async fn content(&self) -> Content {
        let opened = self
            .backends
            .open_read_only(&self.url, self.data_dir.clone());
        let read = async {
            let store = opened.await?;
            let (state, groups) = (store.state().await?, store.groups().await?);
            Ok(Content::Read {
                store,
                state,
                groups,
            })
        };
        match read.await {
            Ok(content) => content,
            Err(error) if is_missing(&error) => Content::Nothing,
            Err(error) => Content::Unreadable(error),
        }
    }

    /// Whether the store is in files.
    pub fn is_kept(&self) -> bool {
        self.file().is_some()
    }

    /// The file of the store, whether there is one or not.
    pub fn file(&self) -> Option<PathBuf> {
        let file = self.backends.file(&self.url, self.data_dir.clone());
        file.ok().flatten()
    }

    /// The folders of ours that are removed once they are empty, the innermost first.
    pub(crate) fn folders(&self) -> Vec<&Path> {
        let copies = self.backups.as_ref().map(Backups::folder);
        copies
            .into_iter()
            .chain([self.data_dir.as_path()])
            .collect()
    }
}

fn is_missing(error: &StoreError) -> bool {
    error.kind() == StoreErrorKind::Missing
}

/// How many places of a store are in one of these groups or more.
pub(crate) async fn count_in(
    store: &dyn PlaceStore,
    groups: &[GroupName],
) -> Result<u64, StoreError> {
    let mut query = PlaceQuery {
        filter: Filter {
            groups: groups.to_vec(),
            ..Filter::default()
        },
        ..PlaceQuery::scan(PAGE)
    };
    let mut count = 0;
    loop {
        let page = store.places(&query).await?;
        count += page.hits.len() as u64;
        match page.next {
            Some(next) => query.after = Some(next),
            None => return Ok(count),
        }
    }
}
