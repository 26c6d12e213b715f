use std::collections::BTreeSet;
use std::fmt::Debug;
use std::path::Path;

use async_trait::async_trait;
use kplaces_domain::{GroupName, Provenance, Revision, SyncPlan};
use kplaces_text::text;

use crate::{BatchQuery, Kept, Page, PlaceBatch, PlaceQuery, StoreError, StoreErrorKind};

/// What a backend can do beyond the contract; the suite asks before it tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capabilities {
    /// The content survives closing the store and the end of the process.
    pub durable: bool,
    /// [`PlaceStore::snapshot`] writes a copy that can be opened.
    pub snapshots: bool,
}

/// What a store holds, without the places themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoreState {
    /// Counts the changes of the content.
    pub revision: Revision,
    /// How many places there are.
    pub places: u64,
    /// Where they come from; `None` before the first sync.
    pub provenance: Option<Provenance>,
}

/// What [`PlaceStore::apply`] did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Applied {
    /// The revision now.
    pub revision: Revision,
    /// Places added.
    pub added: u64,
    /// Places replaced.
    pub changed: u64,
    /// Places removed.
    pub removed: u64,
}

/// What [`PlaceStore::erase`] is to take away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Erasure {
    /// Everything that was ever downloaded: places, groups, and where they came from.
    All,
    /// Every place that is in one of these groups or more, whatever other groups it is in, and the
    /// groups themselves.
    Groups(BTreeSet<GroupName>),
}

/// What [`PlaceStore::erase`] did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Erased {
    /// The revision now.
    pub revision: Revision,
    /// Places that are gone.
    pub places: u64,
    /// Groups whose names are gone.
    pub groups: u64,
}

/// A group and how many of the stored places are in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupCount {
    /// The name.
    pub name: GroupName,
    /// Stored places in it; 0 for an empty group of the account's list.
    pub places: u64,
}

/// A place to keep places.
///
/// Every method may be called from several tasks at once. An implementation never blocks the
/// thread it is called on, but for who takes a [glance](crate::Backend::glance). Each line under
/// *Contract* is a test of `kplaces-store-testsuite`, named in code style.
#[async_trait]
pub trait PlaceStore: Debug + Send + Sync {
    /// What this backend can do beyond the contract.
    fn capabilities(&self) -> Capabilities;

    /// What the store holds.
    ///
    /// # Contract
    /// - A new store is empty, at revision 0, without provenance: `new_store_is_empty`.
    /// - The count follows the places: `state_counts_places`.
    /// - A durable store has the same content after it is opened anew: `reopened_store_has_the_same_content`.
    async fn state(&self) -> Result<StoreState, StoreError>;

    /// Does what the plan says, all of it or nothing.
    ///
    /// # Contract
    /// - Every field comes back as it was given, whatever characters it holds: `places_come_back_as_given`.
    /// - A plan that touches a place raises the revision by one: `applied_plan_raises_the_revision_by_one`.
    /// - A plan that changes nothing keeps the revision and takes the provenance: `empty_plan_keeps_the_revision`.
    /// - A plan against another revision is a `Conflict` and changes nothing: `stale_plan_is_refused`.
    /// - Adding a key that is there, or changing or removing one that is not, is a `Conflict`
    ///   and changes nothing, not even the part that would fit: `plan_that_does_not_fit_is_refused_whole`.
    /// - A changed place is replaced in every field, groups too: `changed_place_is_replaced_in_every_field`.
    /// - A removed place is gone from every answer: `removed_place_is_gone`.
    /// - A group list replaces the old one, `None` keeps it: `group_list_is_replaced_or_kept`.
    /// - A different group list alone raises the revision, the same one does not: `new_group_list_raises_the_revision`.
    /// - A plan of many places is one change: `large_plan_is_one_change`.
    /// - Who reads meanwhile sees the content before or after, never between: `readers_see_before_or_after`.
    async fn apply(&self, plan: &SyncPlan) -> Result<Applied, StoreError>;

    /// Erases, all of it or nothing: unlike what a plan removes, it is nowhere in the store's
    /// files afterwards, not in free pages and not in a log.
    ///
    /// The error `Busy` after a wait means that somebody else still reads or writes the old
    /// content. It may be gone from the answers by then, yet not from the files; erasing the same
    /// again finishes, also where no answer shows it any more.
    ///
    /// # Contract
    /// - After everything is erased the store is empty and knows no provenance: `erasing_all_leaves_an_empty_store`.
    /// - A place in any of the groups is gone from every answer, and every other place is what it
    ///   was: `erasing_groups_leaves_the_others`.
    /// - The names of the groups are gone from the account's list and from the groups that were
    ///   asked for; if none of those is left, so is the provenance: `erased_groups_are_forgotten`.
    /// - What erases something raises the revision by one: `erasing_raises_the_revision_by_one`.
    /// - Where there is nothing to erase, nothing changes: `erasing_nothing_changes_nothing`.
    /// - What was erased can be stored again: `erased_places_can_be_stored_again`.
    /// - It is still erased after the store is opened anew: `erased_stays_erased_when_reopened`.
    async fn erase(&self, which: &Erasure) -> Result<Erased, StoreError>;

    /// Does what the plan says as [`PlaceStore::apply`] does, and in the same moment keeps something for the
    /// next sync. A backend that keeps nothing leaves this method as it is.
    ///
    /// # Contract
    /// - What is kept comes back as it was given, or not at all: `kept_parts_come_back_as_given_or_not_at_all`.
    /// - It is gone when a plan or an erasure changes the content: `kept_parts_are_gone_with_the_content`.
    /// - A plan that changes nothing leaves it there: `kept_parts_stay_with_the_content`.
    async fn apply_and_keep(&self, plan: &SyncPlan, kept: Kept) -> Result<Applied, StoreError> {
        drop(kept);
        self.apply(plan).await
    }

    /// A part of what was kept for the content as it is now; `None` if nothing was, or no such part.
    async fn kept(&self, part: usize) -> Result<Option<Vec<u8>>, StoreError> {
        let _ = part;
        Ok(None)
    }

    /// The places that answer a query.
    ///
    /// # Contract
    /// - Pages by key hold every place once: `pages_by_key_hold_every_place_once`.
    /// - Pages of every order join without gap or repeat: `pages_of_every_order_join`.
    /// - A page has at most `limit` places: `limit_is_kept`.
    /// - Order by name does not mind case, umlauts and marks: `name_order_folds`.
    /// - Text is found folded, best fit first: `text_is_found_folded_best_first`.
    /// - Filters by group, colour and position hold together: `filters_hold_together`.
    /// - The nearest places are the nearest on the sphere, exactly: `nearest_is_exact`.
    /// - So they are across the date line: `nearest_is_exact_at_the_date_line`.
    /// - So they are around the poles: `nearest_is_exact_at_the_poles`.
    /// - A circle holds exactly the places within it: `within_is_exact`.
    /// - Places without a position come last by distance: `unlocated_places_come_last`.
    async fn places(&self, query: &PlaceQuery) -> Result<Page, StoreError>;

    /// Places by key, as columns: the way to go through many of them.
    ///
    /// Of the filter counts what is by fields. A batch may hold fewer places than `limit`, none even,
    /// and others come after it: [`PlaceBatch::next`] says from where to go on. `into` is a batch
    /// that nobody needs any more, of this store or another one; its memory is used again.
    ///
    /// Each batch is of one content. Who joins some compares their revisions: others may change the
    /// store in between. A backend that answers out of [`places`](Self::places) keeps this method as
    /// it is, and it fails with `Conflict` where that happens within a batch.
    ///
    /// # Contract
    /// - Batches hold the places that pages hold, in every field and in the same order: `batches_hold_what_pages_hold`.
    /// - They join without gap or repeat, and none has more places than asked for: `batches_join`.
    /// - Filters by key, position, colour and groups hold together: `batches_are_filtered_by_fields`.
    /// - Each says of which revision it is: `batches_tell_their_revision`.
    async fn batch(&self, query: &BatchQuery, into: PlaceBatch) -> Result<PlaceBatch, StoreError> {
        crate::batch::out_of_pages(self, query, into).await
    }

    /// The groups of the stored places and of the account's list, by name.
    ///
    /// # Contract
    /// - Each group is listed once with the number of its places: `groups_are_counted`.
    /// - A group of the account's list without a place is listed with 0: `empty_group_is_listed`.
    async fn groups(&self) -> Result<Vec<GroupCount>, StoreError>;

    /// Looks for damage.
    ///
    /// # Contract
    /// - A sound store passes: `sound_store_passes_its_check`.
    async fn check(&self) -> Result<(), StoreError>;

    /// Writes a copy of the whole content to a new file, which this backend opens as a store.
    ///
    /// The copy is of one moment. Who reads or writes meanwhile is not held up. The file and the
    /// folders that are missing are private; the file is there when it is complete, or not at all.
    ///
    /// `to` should be absolute. A backend whose capabilities name no snapshots keeps this method
    /// as it is: it answers `Unsupported`.
    ///
    /// # Contract
    /// - The copy opens with the same content and state: `snapshot_opens_with_the_same_content`.
    /// - The copy does not follow later changes, nor the store changes of the copy: `snapshot_stands_still`.
    /// - A file that is there is not touched, and the error is `Exists`: `snapshot_replaces_nothing`.
    async fn snapshot(&self, to: &Path) -> Result<(), StoreError> {
        let _ = to;
        Err(StoreError::new(
            StoreErrorKind::Unsupported,
            text!(
                "this kind of store cannot be copied to a file",
                "ein Bestand dieser Art lässt sich nicht in eine Datei kopieren"
            ),
        ))
    }
}
