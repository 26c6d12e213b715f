//! Moving everything from one store into a new one of another kind.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use kplaces_device::CliError;
use kplaces_domain::SyncPlan;
use kplaces_store::{PlaceQuery, PlaceStore, StoreError, StoreErrorKind, StoreUrl};

use crate::place::{Place, was_overwritten};
use crate::text;

const PAGE: usize = 1_000;

/// Copies the whole content of the store `from` to a new store in the file `to`, of the kind of
/// `like`. The file is there when it is complete, or not at all; one that is there is taken for such a
/// copy of an earlier try. Says how many places it holds, after reading it from end to end.
pub(crate) async fn copy(
    place: &Place,
    from: &StoreUrl,
    like: &StoreUrl,
    to: &Path,
) -> Result<u64, CliError> {
    let backends = &place.backends;
    let target = Place::at(like, to);
    if was_overwritten(to) {
        fs::remove_file(to).map_err(|error| text::not_erased(to, &error))?;
    }
    let is_there = to.symlink_metadata().is_ok();
    let from = match sound(place, from).await {
        // An earlier try has overwritten it, and could not delete it; what it held is in the copy.
        Err(error) if is_there && error.kind() == StoreErrorKind::Corrupt => {
            return Ok(sound(place, &target).await?.state().await?.places);
        }
        from => from?,
    };
    let before = from.state().await?;
    if !is_there {
        let draft = Place::at(like, &draft_of(&place.file(like)?));
        // Left by a try that was killed.
        backends.remove(&draft, place.folder.clone()).await?;
        let filled = backends.open(&draft, place.folder.clone()).await?;
        if let Some(plan) = everything(&*from).await? {
            filled.apply(&plan).await?;
        }
        filled.snapshot(to).await?;
        drop(filled);
        backends.remove(&draft, place.folder.clone()).await?;
    }
    let after = sound(place, &target).await?.state().await?;
    if (after.places, &after.provenance) != (before.places, &before.provenance) {
        return Err(text::not_the_same(to));
    }
    Ok(after.places)
}

/// A store that is being filled, beside its place. A killed program leaves it; the backends know it as such.
fn draft_of(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".draft");
    name.into()
}

/// A store that was read from end to end.
async fn sound(place: &Place, url: &StoreUrl) -> Result<Arc<dyn PlaceStore>, StoreError> {
    let opened = place.backends.open_read_only(url, place.folder.clone());
    let store = opened.await?;
    store.check().await?;
    Ok(store)
}

/// A plan that fills an empty store with the content of `store`; `None` before the first sync.
async fn everything(store: &dyn PlaceStore) -> Result<Option<SyncPlan>, CliError> {
    let state = store.state().await?;
    let Some(provenance) = state.provenance else {
        return Ok(None);
    };
    let mut added = Vec::new();
    let mut query = PlaceQuery::scan(PAGE);
    loop {
        let page = store.places(&query).await?;
        added.extend(page.hits.into_iter().map(|hit| hit.place));
        match page.next {
            Some(next) => query.after = Some(next),
            None => break,
        }
    }
    let groups = store.groups().await?;
    Ok(Some(SyncPlan {
        base: kplaces_domain::Revision::default(),
        added: added.into(),
        changed: Vec::new(),
        removed: Vec::new(),
        group_list: Some(groups.into_iter().map(|group| group.name).collect()),
        provenance,
    }))
}
