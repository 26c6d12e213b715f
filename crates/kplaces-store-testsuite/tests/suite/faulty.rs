//! A store with one fault at a time, each of a kind that a backend could well have.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use kplaces_domain::{
    FoldedName, Place, PlaceKey, PlaceRef, Places, Position, Provenance, Revision, SyncPlan,
    Timestamp,
};
use kplaces_store::{
    Applied, BatchQuery, Capabilities, Cursor, Erased, Erasure, GroupCount, Kept, Order, Page,
    PlaceBatch, PlaceQuery, PlaceStore, StoreError, StoreErrorKind, StoreState,
};
use kplaces_store_testsuite::{Subject, async_trait};
use kplaces_text::Text;

use crate::reference::Reference;

macro_rules! faults {
    ($($fault:ident => $($case:ident),+: $words:literal;)*) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Fault {
            $(#[doc = $words] $fault,)*
        }

        /// Each fault and the cases that must fail for it, in the order of the contract.
        pub(crate) const FAULTS: &[(Fault, &[&str])] = &[$((Fault::$fault, &[$(stringify!($case)),+]),)*];
    };
}

faults! {
    ClaimsAnOrigin => new_store_is_empty: "A new store has a provenance, of the year 1970.";
    CountsLocated => state_counts_places: "Places without a position are not counted.";
    ForgetsTheList => reopened_store_has_the_same_content: "The group list is not made durable.";
    CutsAtNul => places_come_back_as_given: "A name ends at its first NUL, as in C.";
    RoundsPositions => places_come_back_as_given, erasing_groups_leaves_the_others, nearest_is_exact,
        nearest_is_exact_at_the_date_line, nearest_is_exact_at_the_poles, within_is_exact: "Positions go through a 32-bit float.";
    SilentRemoval => applied_plan_raises_the_revision_by_one: "Removing alone does not count.";
    KeepsOldOrigin => empty_plan_keeps_the_revision: "Nothing to do means nothing written.";
    IgnoresBase => stale_plan_is_refused: "A plan is applied whatever it was made against.";
    HalfApplied => plan_that_does_not_fit_is_refused_whole: "What fits before a conflict stays.";
    Upserts => plan_that_does_not_fit_is_refused_whole: "Adding a key that is there replaces it.";
    KeepsOldColour => changed_place_is_replaced_in_every_field: "The colour survives a change.";
    KeepsOldGroups => changed_place_is_replaced_in_every_field, readers_see_before_or_after: "Groups survive a change.";
    KeepsTheRemovedOnTheMap => removed_place_is_gone: "The index by position keeps what was removed.";
    NoListIsEmptyList => group_list_is_replaced_or_kept: "A plan without a list clears it.";
    MergesLists => group_list_is_replaced_or_kept, new_group_list_raises_the_revision: "A new list is added to the old one.";
    SameListIsNews => new_group_list_raises_the_revision: "Any list at all is a change.";
    AppliesInBatches => large_plan_is_one_change: "A thousand places are one change each.";
    AppliesInSteps => readers_see_before_or_after: "Additions come a moment after the rest.";
    KeepsTheOrigin => erasing_all_leaves_an_empty_store: "It still says when the erased places came.";
    ErasesTheFirstGroup => erasing_groups_leaves_the_others: "Of several groups of a place the first counts.";
    ErasesPlacesOnly => erased_groups_are_forgotten, erasing_raises_the_revision_by_one: "The account's list keeps the names.";
    KeepsWhatWasAskedFor => erased_groups_are_forgotten: "The groups that were asked for keep their names.";
    ErasesSilently => erasing_raises_the_revision_by_one: "Nobody is told that something is gone.";
    ErasingCounts => erasing_nothing_changes_nothing: "The revision is raised whatever there was.";
    ErasedForEver => erased_places_can_be_stored_again: "A key that was erased is refused.";
    ErasesUntilTheEnd => erased_stays_erased_when_reopened: "It is erased in memory only.";
    KeepsAPageOnly => kept_parts_come_back_as_given_or_not_at_all: "What is kept ends where a page does.";
    KeptOutlives => kept_parts_are_gone_with_the_content: "What is kept is kept whatever the content is.";
    NothingNewForgets => kept_parts_stay_with_the_content: "Any plan takes away what was kept.";
    CaselessKeys => pages_by_key_hold_every_place_once: "The next page seeks a key without case.";
    SeeksByNameOnly => pages_of_every_order_join: "The next page seeks the name without the key.";
    ZeroIsOne => limit_is_kept: "A page of none has one.";
    SortsRawNames => name_order_folds: "Names are ordered by their bytes.";
    NoRelevance => text_is_found_folded_best_first: "Finds are ordered by name.";
    IgnoresTheKey => filters_hold_together: "The filter by key came later and was forgotten.";
    AllGroups => filters_hold_together: "A place must be in each of the groups.";
    OnePlaceAPosition => nearest_is_exact: "The index by position holds one place for each.";
    Plane => nearest_is_exact, nearest_is_exact_at_the_date_line, nearest_is_exact_at_the_poles: "Degrees of longitude are as long as those of latitude.";
    StopsAtTheDateLine => nearest_is_exact_at_the_date_line: "The search box is not wrapped.";
    StopsAtThePole => nearest_is_exact_at_the_poles: "The search does not reach over the pole.";
    EdgeIsOutside => within_is_exact: "The edge of a circle is not in it.";
    EndsWithThePositions => unlocated_places_come_last: "No page leads on from a place without position.";
    HidesUnlocated => erasing_groups_leaves_the_others, filters_hold_together, unlocated_places_come_last: "Only an index by position is searched.";
    BatchesKnowOneGroup => batches_hold_what_pages_hold: "A row of a batch has room for one group.";
    BatchesEndEarly => batches_join: "A full batch is taken for the last one.";
    BatchesHoldTheUnlocated => batches_are_filtered_by_fields: "The way of batches forgets about positions.";
    BatchesSayTheFirstRevision => batches_tell_their_revision: "The revision is looked up once.";
    FirstGroupOnly => groups_are_counted: "Of several groups the first is counted.";
    NoPlaceNoGroup => empty_group_is_listed: "Without any place the list is not looked at.";
    FailsItsCheck => sound_store_passes_its_check: "The check takes an emptied store for damage.";
    CopyForgetsTheList => snapshot_opens_with_the_same_content: "The group list is left out of a copy.";
    CopyIsALink => snapshot_stands_still: "A copy is another name for the store.";
    CopiesOver => snapshot_replaces_nothing: "A copy is written whatever is there.";
}

/// Where faulty stores are opened; without a fault they are correct.
pub(crate) struct FaultySubject {
    fault: Option<Fault>,
    durable: bool,
    disk: Arc<Mutex<Reference>>,
    /// What was there before something was erased, for the fault that forgets that.
    unerased: Arc<Mutex<Option<Reference>>>,
    snapshots: Files,
}

/// The snapshots by path.
type Files = Arc<Mutex<BTreeMap<PathBuf, Arc<Mutex<Reference>>>>>;

impl FaultySubject {
    pub(crate) fn new(fault: Option<Fault>) -> Self {
        Self {
            fault,
            durable: true,
            disk: Arc::default(),
            unerased: Arc::default(),
            snapshots: Arc::default(),
        }
    }

    fn store(&self, content: Arc<Mutex<Reference>>) -> FaultyStore {
        FaultyStore {
            fault: self.fault,
            durable: self.durable,
            content,
            unerased: Arc::clone(&self.unerased),
            removed: Mutex::default(),
            kept: Mutex::default(),
            erased: Mutex::default(),
            snapshots: Arc::clone(&self.snapshots),
        }
    }

    /// Correct, but every opening is a new store, and there are no snapshots.
    pub(crate) fn forgetful() -> Self {
        Self {
            durable: false,
            ..Self::new(None)
        }
    }
}

#[async_trait]
impl Subject for FaultySubject {
    async fn open(&self) -> Arc<dyn PlaceStore> {
        let store = self.store(if self.durable {
            Arc::clone(&self.disk)
        } else {
            Arc::default()
        });
        if store.has(Fault::ForgetsTheList) {
            store.content().list.clear();
        }
        let unerased = store.unerased().take();
        if let Some(unerased) = unerased {
            *store.content() = unerased;
        }
        Arc::new(store)
    }

    fn snapshot_file(&self, name: &str) -> PathBuf {
        name.into()
    }

    async fn open_snapshot(&self, file: &Path) -> Arc<dyn PlaceStore> {
        let snapshots = self
            .snapshots
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        Arc::new(self.store(Arc::clone(&snapshots[file])))
    }
}

#[derive(Debug)]
struct FaultyStore {
    fault: Option<Fault>,
    durable: bool,
    content: Arc<Mutex<Reference>>,
    unerased: Arc<Mutex<Option<Reference>>>,
    /// The keys that were erased, for the fault that remembers them.
    erased: Mutex<Vec<PlaceKey>>,
    /// What was removed, for the index that keeps it.
    removed: Mutex<Vec<Place>>,
    /// What is kept, and for which content.
    kept: Mutex<(Revision, Kept)>,
    snapshots: Files,
}

impl FaultyStore {
    fn has(&self, fault: Fault) -> bool {
        self.fault == Some(fault)
    }

    fn content(&self) -> MutexGuard<'_, Reference> {
        self.content.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn unerased(&self) -> MutexGuard<'_, Option<Reference>> {
        self.unerased.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn erased(&self) -> MutexGuard<'_, Vec<PlaceKey>> {
        self.erased.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn kept_now(&self) -> MutexGuard<'_, (Revision, Kept)> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn removed(&self) -> MutexGuard<'_, Vec<Place>> {
        self.removed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The plan as the fault makes of it.
    fn misread(&self, plan: &SyncPlan) -> SyncPlan {
        let content = self.content();
        let mut plan = plan.clone();
        match self.fault {
            Some(Fault::CutsAtNul) => {
                let short = plan.added.iter().map(|place| PlaceRef {
                    name: place.name.split('\0').next().unwrap_or_default(),
                    ..place
                });
                plan.added = short.collect();
            }
            Some(Fault::RoundsPositions) => {
                let near = plan.added.iter().map(|place| PlaceRef {
                    position: place.position.map(rounded),
                    ..place
                });
                plan.added = near.collect();
            }
            Some(Fault::IgnoresBase) => plan.base = content.revision,
            Some(Fault::Upserts) => {
                let added = plan.added.iter();
                plan.added = added
                    .filter(|place| !content.places.contains_key(&place.key.into()))
                    .collect();
            }
            Some(Fault::KeepsOldColour) => {
                for change in &mut plan.changed {
                    change.after.colour.clone_from(&change.before.colour);
                }
            }
            Some(Fault::KeepsOldGroups) => {
                for change in &mut plan.changed {
                    change.after.groups = change.before.groups.clone();
                }
            }
            Some(Fault::NoListIsEmptyList) => {
                plan.group_list.get_or_insert_default();
            }
            Some(Fault::MergesLists) => {
                if let Some(list) = &mut plan.group_list {
                    list.extend(content.list.iter().cloned());
                }
            }
            Some(Fault::KeepsOldOrigin) if plan.touches_no_place() => {
                if let Some(old) = &content.provenance {
                    plan.provenance = old.clone();
                }
            }
            _ => {}
        }
        plan
    }

    /// The answer by a question that is not the one asked.
    fn misread_query(&self, query: &PlaceQuery) -> PlaceQuery {
        let mut query = query.clone();
        if self.has(Fault::ZeroIsOne) {
            query.limit = query.limit.max(1);
        }
        if self.has(Fault::IgnoresTheKey) {
            query.filter.key = None;
        }
        if self.has(Fault::NoRelevance) && query.order == Order::Relevance {
            query.order = Order::Name;
        }
        query
    }

    /// Whether the fault lets a place through to the answer.
    fn sees(&self, content: &Reference, query: &PlaceQuery, place: &Place) -> bool {
        let (Order::Distance(from), position) = (query.order, place.position) else {
            return self.sees_in_order(content, query, place);
        };
        let Some(at) = position else {
            let last = query.after.as_ref().map(Cursor::key);
            let past_positions = last
                .and_then(|key| content.places.get(key))
                .is_some_and(|last| last.position.is_none());
            return match self.fault {
                Some(Fault::HidesUnlocated) => false,
                Some(Fault::EndsWithThePositions) => !past_positions,
                _ => true,
            };
        };
        // A difference of more than half a turn is less than that the other way round.
        let turn = from.longitude_micro().abs_diff(at.longitude_micro());
        let polar = from.latitude().abs() >= 85.0;
        match self.fault {
            Some(Fault::OnePlaceAPosition) => !content
                .places
                .values()
                .any(|other| other.position == place.position && other.key > place.key),
            Some(Fault::StopsAtTheDateLine) => polar || turn <= 180_000_000,
            Some(Fault::StopsAtThePole) => !polar || turn <= 90_000_000,
            _ => true,
        }
    }

    fn sees_in_order(&self, content: &Reference, query: &PlaceQuery, place: &Place) -> bool {
        if self.has(Fault::EdgeIsOutside)
            && let (Some(within), Some(at)) = (query.filter.within, place.position)
        {
            return kplaces_domain::distance_m(within.centre, at) < within.metres;
        }
        if self.has(Fault::AllGroups) {
            let wanted = &query.filter.groups;
            return wanted.iter().all(|group| place.groups.contains(group));
        }
        let Some(after) = &query.after else {
            return true;
        };
        match (self.fault, query.order) {
            (Some(Fault::CaselessKeys), Order::Key) => {
                let caseless = |key: &PlaceKey| key.as_str().to_lowercase();
                caseless(&place.key) > caseless(after.key())
            }
            (Some(Fault::SeeksByNameOnly), Order::Name) => content
                .places
                .get(after.key())
                .is_none_or(|last| last.name != place.name),
            _ => true,
        }
    }
}

fn rounded(position: Position) -> Position {
    let through = |degrees: f64| f64::from(degrees as f32);
    Position::from_degrees(through(position.latitude()), through(position.longitude()))
        .unwrap_or(position)
}

/// The same page with its places nearest first on a plane of degrees.
fn flattened(mut page: Page, from: Position) -> Page {
    let plane = |place: &Place| {
        place.position.map_or(f64::INFINITY, |at| {
            (at.latitude() - from.latitude()).hypot(at.longitude() - from.longitude())
        })
    };
    page.hits
        .sort_by(|a, b| plane(&a.place).total_cmp(&plane(&b.place)));
    page
}

#[async_trait]
impl PlaceStore for FaultyStore {
    fn capabilities(&self) -> Capabilities {
        Capabilities {
            durable: self.durable,
            snapshots: self.durable,
        }
    }

    async fn state(&self) -> Result<StoreState, StoreError> {
        let content = self.content();
        let mut state = content.state();
        if self.has(Fault::ClaimsAnOrigin) && content.revision.0 == 0 {
            state.provenance.get_or_insert(Provenance {
                as_of: Timestamp::from_unix(0),
                selection: Vec::new(),
                cut_at: None,
            });
        }
        if self.has(Fault::CountsLocated) {
            let located = content.places.values().filter(|p| p.position.is_some());
            state.places = located.count() as u64;
        }
        Ok(state)
    }

    async fn apply_and_keep(&self, plan: &SyncPlan, kept: Kept) -> Result<Applied, StoreError> {
        let applied = self.apply(plan).await?;
        *self.kept_now() = (applied.revision, kept);
        Ok(applied)
    }

    async fn kept(&self, part: usize) -> Result<Option<Vec<u8>>, StoreError> {
        let now = self.content().revision;
        let (revision, kept) = &*self.kept_now();
        let page = self.has(Fault::KeepsAPageOnly).then_some(4096);
        let counts = *revision == now || self.has(Fault::KeptOutlives);
        let part = kept.parts.get(part).filter(|_| counts);
        Ok(part.map(|part| part[..part.len().min(page.unwrap_or(usize::MAX))].to_vec()))
    }

    async fn apply(&self, plan: &SyncPlan) -> Result<Applied, StoreError> {
        if self.has(Fault::NothingNewForgets) {
            *self.kept_now() = Default::default();
        }
        let plan = self.misread(plan);
        if self.has(Fault::AppliesInSteps) {
            let first = SyncPlan {
                added: Places::default(),
                ..plan.clone()
            };
            let mut halfway = self.content().clone();
            if halfway.apply(&first).is_ok() && !plan.touches_no_place() {
                let whole = std::mem::replace(&mut *self.content(), halfway);
                thread::sleep(Duration::from_millis(20));
                *self.content() = whole;
            }
        }
        if self.has(Fault::ErasedForEver) {
            let erased = self.erased();
            if plan
                .added
                .iter()
                .any(|place| erased.contains(&place.key.into()))
            {
                return Err(StoreError::new(
                    StoreErrorKind::Conflict,
                    Text::same("a dead key"),
                ));
            }
        }
        let mut content = self.content();
        let before = content.clone();
        match content.apply(&plan) {
            Ok(mut applied) => {
                self.removed().extend(plan.removed.iter().cloned());
                let touched = plan.added.len() + plan.changed.len() + plan.removed.len();
                if self.has(Fault::SilentRemoval) && touched == plan.removed.len() && touched > 0 {
                    content.revision = before.revision;
                }
                if self.has(Fault::SameListIsNews) && plan.group_list.is_some() && touched == 0 {
                    content.revision = before.revision.next();
                }
                if self.has(Fault::AppliesInBatches) && touched > 1_000 {
                    content.revision = content.revision.next();
                }
                applied.revision = content.revision;
                Ok(applied)
            }
            Err(conflict) => {
                // Even a half applied plan keeps its revision: that is how it stays unseen.
                if !self.has(Fault::HalfApplied) {
                    *content = before;
                }
                let message = format!("{conflict:?}");
                Err(StoreError::new(
                    StoreErrorKind::Conflict,
                    Text::same(message),
                ))
            }
        }
    }

    async fn erase(&self, which: &Erasure) -> Result<Erased, StoreError> {
        let mut content = self.content();
        let before = content.clone();
        let mut erased = content.erase(which);
        if content.revision != before.revision {
            *self.kept_now() = Default::default();
        }
        match (self.fault, which) {
            (Some(Fault::KeepsTheOrigin), Erasure::All)
            | (Some(Fault::KeepsWhatWasAskedFor), Erasure::Groups(_)) => {
                content.provenance.clone_from(&before.provenance);
            }
            (Some(Fault::ErasesTheFirstGroup), Erasure::Groups(names)) => {
                for (key, place) in &before.places {
                    let first = place.groups.iter().next();
                    if !first.is_some_and(|first| names.contains(first)) {
                        content.places.insert(key.clone(), place.clone());
                    }
                }
            }
            (Some(Fault::ErasesPlacesOnly), Erasure::Groups(_)) if erased.places == 0 => {
                *content = before.clone();
                erased.revision = before.revision;
            }
            (Some(Fault::ErasesSilently), _) => {
                content.revision = before.revision;
                erased.revision = before.revision;
            }
            (Some(Fault::ErasingCounts), _) => {
                content.revision = before.revision.next();
                erased.revision = content.revision;
            }
            (Some(Fault::ErasedForEver), _) => {
                let gone = before.places.keys();
                let gone = gone.filter(|key| !content.places.contains_key(*key));
                self.erased().extend(gone.cloned());
            }
            (Some(Fault::ErasesUntilTheEnd), _) => {
                self.unerased().get_or_insert(before);
            }
            _ => {}
        }
        Ok(erased)
    }

    async fn places(&self, query: &PlaceQuery) -> Result<Page, StoreError> {
        let mut content = self.content();
        let before = self
            .has(Fault::KeepsTheRemovedOnTheMap)
            .then(|| content.clone());
        if before.is_some() && query.filter.within.is_some() {
            for place in self.removed().iter() {
                let entry = content.places.entry(place.key.clone());
                entry.or_insert_with(|| place.clone());
            }
        }
        let query = self.misread_query(query);
        // Found like any other name, but sorted as it is written.
        let reword = |place: &Place, folded: &FoldedName| {
            self.has(Fault::SortsRawNames)
                .then(|| FoldedName::from_text(format!("{}\n{}", place.name, folded.text())))
        };
        let page = content.page(&query, reword, |place| self.sees(&content, &query, place));
        if let Some(before) = before {
            *content = before;
        }
        Ok(match query.order {
            Order::Distance(from) if self.has(Fault::Plane) => flattened(page, from),
            _ => page,
        })
    }

    async fn batch(&self, query: &BatchQuery, into: PlaceBatch) -> Result<PlaceBatch, StoreError> {
        let mut query = query.clone();
        query.filter.located &= !self.has(Fault::BatchesHoldTheUnlocated);
        let content = self.content();
        let revision = match self.fault {
            Some(Fault::BatchesSayTheFirstRevision) => Revision(1),
            _ => content.revision,
        };
        let most = if self.has(Fault::BatchesKnowOneGroup) {
            1
        } else {
            usize::MAX
        };
        let (builder, next) = content.batch(&query, into, most);
        let next = next.filter(|_| !self.has(Fault::BatchesEndEarly));
        Ok(builder.finish(revision, next))
    }

    async fn groups(&self) -> Result<Vec<GroupCount>, StoreError> {
        let content = self.content();
        if self.has(Fault::NoPlaceNoGroup) && content.places.is_empty() {
            return Ok(Vec::new());
        }
        Ok(content.groups(|place| {
            let counted = if self.has(Fault::FirstGroupOnly) {
                1
            } else {
                usize::MAX
            };
            place.groups.iter().take(counted).cloned().collect()
        }))
    }

    async fn check(&self) -> Result<(), StoreError> {
        let content = self.content();
        if self.has(Fault::FailsItsCheck) && content.places.is_empty() && content.revision.0 > 0 {
            return Err(StoreError::new(
                StoreErrorKind::Corrupt,
                Text::same("no place is left"),
            ));
        }
        Ok(())
    }

    async fn snapshot(&self, to: &Path) -> Result<(), StoreError> {
        let mut snapshots = self
            .snapshots
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if snapshots.contains_key(to) && !self.has(Fault::CopiesOver) {
            return Err(StoreError::new(
                StoreErrorKind::Exists,
                Text::same("a file is there"),
            ));
        }
        let copy = if self.has(Fault::CopyIsALink) {
            Arc::clone(&self.content)
        } else {
            let mut content = self.content().clone();
            if self.has(Fault::CopyForgetsTheList) {
                content.list.clear();
            }
            Arc::new(Mutex::new(content))
        };
        snapshots.insert(to.to_owned(), copy);
        Ok(())
    }
}
