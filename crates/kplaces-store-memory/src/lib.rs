#![doc = include_str!("../README.md")]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError, RwLock};

use async_trait::async_trait;
use kplaces_domain::{FoldedName, GroupName, Place, PlaceKey, SyncPlan};
use kplaces_store::{
    Access, Applied, Backend, Capabilities, Erased, Erasure, GroupCount, Kept, OpenFuture,
    OpenRequest, Page, PageCollector, PlaceQuery, PlaceStore, Replacement, StoreError,
    StoreErrorKind, StoreFiles, StoreState,
};
use kplaces_text::text;

/// The backend `memory:`; every opening is a new, empty store.
pub fn backend() -> Backend {
    Backend {
        scheme: "memory",
        summary: "in memory, gone when the program ends",
        open,
        glance: |_, _| None,
        file: |_| None,
        // Each one is new: there is none to replace.
        replace: |request| {
            Box::pin(async {
                let store = open(request).await?;
                Ok(Replacement::new(store, || Box::pin(async { Ok(None) })))
            })
        },
        files: |_| Ok(StoreFiles::default()),
        remove: |_| Box::pin(async { Ok(Vec::new()) }),
    }
}

fn open(request: OpenRequest) -> OpenFuture {
    Box::pin(async move {
        if !request.location.is_empty() {
            // A name would suggest that two openings share their content.
            let message = text!(
                "a store in memory has no name; write memory:",
                "ein Bestand im Arbeitsspeicher hat keinen Namen; schreiben Sie memory:"
            );
            return Err(StoreError::new(StoreErrorKind::Location, message));
        }
        if request.access == Access::ReadOnly {
            let message = text!(
                "a store in memory is new whenever it is opened: there is none to read",
                "ein Bestand im Arbeitsspeicher ist bei jedem Öffnen neu: es gibt keinen zu lesen"
            );
            return Err(StoreError::new(StoreErrorKind::Missing, message));
        }
        Ok(Arc::new(MemoryStore::default()) as Arc<dyn PlaceStore>)
    })
}

/// Places in memory.
#[derive(Debug, Default)]
pub struct MemoryStore(RwLock<Arc<Content>>);

/// What the store holds at one revision. Copies share the places.
#[derive(Clone, Debug, Default)]
struct Content {
    state: StoreState,
    places: BTreeMap<PlaceKey, Arc<(Place, FoldedName)>>,
    group_list: BTreeSet<GroupName>,
    kept: Kept,
}

impl MemoryStore {
    /// The content as it is now; a later sync does not change what was taken.
    fn snapshot(&self) -> Arc<Content> {
        // A panic elsewhere leaves the content whole: it is only ever swapped.
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }
}

#[async_trait]
impl PlaceStore for MemoryStore {
    fn capabilities(&self) -> Capabilities {
        Capabilities {
            durable: false,
            snapshots: false,
        }
    }

    async fn state(&self) -> Result<StoreState, StoreError> {
        Ok(self.snapshot().state.clone())
    }

    async fn apply(&self, plan: &SyncPlan) -> Result<Applied, StoreError> {
        let mut content = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let next = content.after(plan)?;
        let revision = next.state.revision;
        *content = Arc::new(next);
        Ok(Applied {
            revision,
            added: plan.added.len() as u64,
            changed: plan.changed.len() as u64,
            removed: plan.removed.len() as u64,
        })
    }

    async fn apply_and_keep(&self, plan: &SyncPlan, kept: Kept) -> Result<Applied, StoreError> {
        let applied = self.apply(plan).await?;
        let mut content = self.0.write().unwrap_or_else(PoisonError::into_inner);
        // Somebody may have changed it in between.
        if content.state.revision == applied.revision {
            Arc::make_mut(&mut content).kept = kept;
        }
        Ok(applied)
    }

    async fn kept(&self, part: usize) -> Result<Option<Vec<u8>>, StoreError> {
        let content = self.snapshot();
        Ok(content.kept.parts.get(part).map(|part| part.to_vec()))
    }

    async fn erase(&self, which: &Erasure) -> Result<Erased, StoreError> {
        let mut content = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let (next, erased) = content.without(which);
        if erased.revision != content.state.revision {
            *content = Arc::new(next);
        }
        Ok(erased)
    }

    async fn places(&self, query: &PlaceQuery) -> Result<Page, StoreError> {
        let mut collector = PageCollector::new(query);
        for entry in self.snapshot().places.values() {
            collector.push(entry.0.clone(), &entry.1);
        }
        Ok(collector.finish())
    }

    async fn groups(&self) -> Result<Vec<GroupCount>, StoreError> {
        let content = self.snapshot();
        let counted = content
            .counts()
            .into_iter()
            .map(|(name, places)| GroupCount {
                name: name.clone(),
                places,
            });
        Ok(counted.collect())
    }

    async fn check(&self) -> Result<(), StoreError> {
        Ok(())
    }
}

impl Content {
    /// The content after `plan`; this one stays as it is.
    fn after(&self, plan: &SyncPlan) -> Result<Self, StoreError> {
        let conflict = |why| Err(StoreError::new(StoreErrorKind::Conflict, why));
        if plan.base != self.state.revision {
            return conflict(text!(
                "the store was changed since the plan was made",
                "der Bestand wurde geändert, seit der Plan gemacht wurde"
            ));
        }
        let mut next = self.clone();
        for place in &plan.removed {
            if next.places.remove(&place.key).is_none() {
                return conflict(text!(
                    "a place to remove is not in the store",
                    "ein Ort, der entfernt werden soll, ist nicht im Bestand"
                ));
            }
        }
        for change in &plan.changed {
            if !next.put(&change.after) {
                return conflict(text!(
                    "a place to change is not in the store",
                    "ein Ort, der geändert werden soll, ist nicht im Bestand"
                ));
            }
        }
        for place in plan.added.iter() {
            if next.put(&place.to_place()) {
                return conflict(text!(
                    "a place to add is in the store already",
                    "ein Ort, der hinzukommen soll, ist schon im Bestand"
                ));
            }
        }
        if let Some(list) = &plan.group_list {
            next.group_list = list.iter().cloned().collect();
        }
        if !plan.touches_no_place() || next.group_list != self.group_list {
            next.state.revision = self.state.revision.next();
            next.kept = Kept::default();
        }
        next.state.places = next.places.len() as u64;
        next.state.provenance = Some(plan.provenance.clone());
        Ok(next)
    }

    /// The content without what is to be erased, and what that is.
    fn without(&self, which: &Erasure) -> (Self, Erased) {
        let mut next = self.clone();
        match which {
            Erasure::All => {
                next.places.clear();
                next.group_list.clear();
                next.state.provenance = None;
            }
            Erasure::Groups(names) => {
                next.places
                    .retain(|_, entry| !entry.0.groups.iter().any(|name| names.contains(name)));
                next.group_list.retain(|name| !names.contains(name));
                if let Some(provenance) = &mut next.state.provenance {
                    let asked = provenance.selection.len();
                    provenance.selection.retain(|name| !names.contains(name));
                    if asked > 0 && provenance.selection.is_empty() {
                        next.state.provenance = None;
                    }
                }
            }
        }
        next.state.places = next.places.len() as u64;
        let differs = next.places.len() != self.places.len()
            || next.group_list != self.group_list
            || next.state.provenance != self.state.provenance;
        if differs {
            next.state.revision = self.state.revision.next();
            next.kept = Kept::default();
        }
        // No place is left in a group that is erased.
        let gone = |name: &&GroupName| match which {
            Erasure::All => true,
            Erasure::Groups(names) => names.contains(*name),
        };
        let erased = Erased {
            revision: next.state.revision,
            places: (self.places.len() - next.places.len()) as u64,
            groups: self.counts().into_keys().filter(gone).count() as u64,
        };
        (next, erased)
    }

    /// The groups and how many places each has.
    fn counts(&self) -> BTreeMap<&GroupName, u64> {
        let listed = self.group_list.iter().map(|name| (name, 0));
        let mut counts: BTreeMap<&GroupName, u64> = listed.collect();
        for name in self.places.values().flat_map(|entry| &entry.0.groups) {
            *counts.entry(name).or_default() += 1;
        }
        counts
    }

    /// Puts a place in; whether there was one with its key.
    fn put(&mut self, place: &Place) -> bool {
        let entry = Arc::new((place.clone(), FoldedName::new(&place.name)));
        self.places.insert(place.key.clone(), entry).is_some()
    }
}
