//! A correct store in a few lines, to break in known ways.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use kplaces_domain::{FoldedName, GroupName, Place, PlaceKey, Provenance, Revision, SyncPlan};
use kplaces_store::{
    Applied, BatchBuilder, BatchNames, BatchQuery, BatchRow, Erased, Erasure, GroupCount, Page,
    PageCollector, PlaceBatch, PlaceQuery, StoreState,
};

fn number<T: PartialEq>(all: &[T], one: &T) -> Option<u32> {
    let at = all.iter().position(|it| it == one)?;
    u32::try_from(at).ok()
}

/// The plan does not fit.
#[derive(Debug)]
pub(crate) struct Conflict;

/// All the content of a store.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reference {
    pub(crate) revision: Revision,
    pub(crate) places: BTreeMap<PlaceKey, Place>,
    /// Folding is the slow part of an answer.
    folded: BTreeMap<Box<str>, FoldedName>,
    pub(crate) list: BTreeSet<GroupName>,
    pub(crate) provenance: Option<Provenance>,
}

impl Reference {
    pub(crate) fn state(&self) -> StoreState {
        StoreState {
            revision: self.revision,
            places: self.places.len() as u64,
            provenance: self.provenance.clone(),
        }
    }

    /// Leaves half a change behind where it fails: who calls it restores the old content.
    pub(crate) fn apply(&mut self, plan: &SyncPlan) -> Result<Applied, Conflict> {
        if plan.base != self.revision {
            return Err(Conflict);
        }
        for place in &plan.removed {
            self.places.remove(&place.key).ok_or(Conflict)?;
        }
        for change in &plan.changed {
            let place = self.places.get_mut(&change.after.key).ok_or(Conflict)?;
            *place = change.after.clone();
        }
        for place in plan.added.to_vec() {
            if self.places.insert(place.key.clone(), place).is_some() {
                return Err(Conflict);
            }
        }
        let names = plan
            .added
            .iter()
            .chain(plan.changed.iter().map(|c| c.after.as_ref()));
        for name in names.map(|place| place.name) {
            self.folded.insert(name.into(), FoldedName::new(name));
        }
        let old_list = self.list.clone();
        if let Some(list) = &plan.group_list {
            self.list = list.iter().cloned().collect();
        }
        if !plan.touches_no_place() || self.list != old_list {
            self.revision = self.revision.next();
        }
        self.provenance = Some(plan.provenance.clone());
        Ok(Applied {
            revision: self.revision,
            added: plan.added.len() as u64,
            changed: plan.changed.len() as u64,
            removed: plan.removed.len() as u64,
        })
    }

    pub(crate) fn erase(&mut self, which: &Erasure) -> Erased {
        let all_groups = self.groups(|place| place.groups.iter().cloned().collect());
        let known: BTreeSet<GroupName> = all_groups.into_iter().map(|it| it.name).collect();
        let names = match which {
            Erasure::All => known.clone(),
            Erasure::Groups(names) => names.clone(),
        };
        let before = (
            self.places.len(),
            self.list.clone(),
            self.provenance.clone(),
        );
        let is_in = |place: &Place| place.groups.iter().any(|name| names.contains(name));
        self.places
            .retain(|_, place| *which != Erasure::All && !is_in(place));
        self.list.retain(|name| !names.contains(name));
        let selection = self.provenance.as_mut().map(|it| &mut it.selection);
        let emptied = selection.is_some_and(|selection| {
            let asked = selection.len();
            selection.retain(|name| !names.contains(name));
            asked > 0 && selection.is_empty()
        });
        if emptied || *which == Erasure::All {
            self.provenance = None;
        }
        let places = before.0 - self.places.len();
        if before
            != (
                self.places.len(),
                self.list.clone(),
                self.provenance.clone(),
            )
        {
            self.revision = self.revision.next();
        }
        Erased {
            revision: self.revision,
            places: places as u64,
            groups: known.intersection(&names).count() as u64,
        }
    }

    /// The answer out of those places that `keep` lets through, with `reword` done to their
    /// folded names.
    pub(crate) fn page(
        &self,
        query: &PlaceQuery,
        reword: impl Fn(&Place, &FoldedName) -> Option<FoldedName>,
        keep: impl Fn(&Place) -> bool,
    ) -> Page {
        let mut collector = PageCollector::new(query);
        for place in self.places.values().filter(|place| keep(place)) {
            let folded = &self.folded[&place.name];
            match reword(place, folded) {
                Some(other) => collector.push(place.clone(), &other),
                None => collector.push(place.clone(), folded),
            }
        }
        collector.finish()
    }

    /// A batch, its places in so many groups at most, and where to go on.
    pub(crate) fn batch(
        &self,
        query: &BatchQuery,
        into: PlaceBatch,
        most_groups: usize,
    ) -> (BatchBuilder, Option<PlaceKey>) {
        let all = || self.places.values();
        let names = Arc::new(BatchNames {
            groups: all().flat_map(|it| &it.groups).cloned().collect(),
            colours: all().filter_map(|it| it.colour.clone()).collect(),
        });
        let fits = |place: &&Place| {
            query.after.as_ref().is_none_or(|after| place.key > *after)
                && query.filter.admits_fields(place.as_ref())
        };
        let mut builder = BatchBuilder::new(into, Arc::clone(&names));
        let mut last = None;
        for place in all().filter(fits) {
            if builder.len() == query.limit {
                return (builder, last);
            }
            let groups = place.groups.iter().take(most_groups);
            let groups: Vec<u32> = groups.filter_map(|it| number(&names.groups, it)).collect();
            let colour = place.colour.as_ref();
            let row = BatchRow {
                key: place.key.as_str(),
                name: &place.name,
                position: place.position,
                radius: place.radius,
                colour: colour.and_then(|it| number(&names.colours, it)),
                groups: &groups,
            };
            if builder.push(&row).is_ok() {
                last = Some(place.key.clone());
            }
        }
        (builder, None)
    }

    pub(crate) fn groups(&self, of_place: impl Fn(&Place) -> Vec<GroupName>) -> Vec<GroupCount> {
        let mut counts: BTreeMap<GroupName, u64> =
            self.list.iter().map(|name| (name.clone(), 0)).collect();
        for name in self.places.values().flat_map(of_place) {
            *counts.entry(name).or_default() += 1;
        }
        counts
            .into_iter()
            .map(|(name, places)| GroupCount { name, places })
            .collect()
    }
}
