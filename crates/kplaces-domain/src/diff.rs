use std::cmp::Ordering;

use crate::{Change, Place, PlaceRef, Places};

/// Compares a download with a store, both in the order of their keys.
///
/// The store is fed place by place, so it never has to be in memory as a whole.
#[derive(Debug)]
pub struct Differ {
    incoming: Places,
    /// The next of them.
    next: usize,
    /// Which of them the store does not have.
    added: Vec<u32>,
    changed: Vec<Change>,
    removed: Vec<Place>,
    unchanged: u64,
}

/// The outcome of a comparison.
#[derive(Debug, PartialEq, Eq)]
pub struct Difference {
    /// In the download only.
    pub added: Places,
    /// In both, but not the same.
    pub changed: Vec<Change>,
    /// In the store only.
    pub removed: Vec<Place>,
    /// How many are the same in both.
    pub unchanged: u64,
}

impl Differ {
    /// Starts with the download. It is put in key order here; of places with the same key the last counts.
    pub fn new(incoming: Places) -> Self {
        let key = |n: usize| incoming.key(n);
        let in_order = (1..incoming.len()).all(|n| key(n - 1) < key(n));
        let incoming = if in_order {
            incoming
        } else {
            let mut order = incoming.by_key();
            order.dedup_by(|later, earlier| {
                let same = key(*later as usize) == key(*earlier as usize);
                if same {
                    *earlier = *later;
                }
                same
            });
            incoming.select(&order)
        };
        Self {
            incoming,
            next: 0,
            added: Vec::new(),
            changed: Vec::new(),
            removed: Vec::new(),
            unchanged: 0,
        }
    }

    /// Takes the next place of the store; keys must rise from call to call.
    pub fn stored(&mut self, stored: PlaceRef<'_>) {
        while let Some(next) = self.incoming.get(self.next) {
            match next.key.cmp(stored.key) {
                Ordering::Less => self.added.push(self.next as u32),
                Ordering::Equal => {
                    if next == stored {
                        self.unchanged += 1;
                    } else {
                        self.changed.push(Change {
                            before: stored.to_place(),
                            after: next.to_place(),
                        });
                    }
                    self.next += 1;
                    return;
                }
                Ordering::Greater => break,
            }
            self.next += 1;
        }
        self.removed.push(stored.to_place());
    }

    /// Ends the comparison: what is left of the download is new.
    pub fn finish(mut self) -> Difference {
        self.added
            .extend(self.next as u32..self.incoming.len() as u32);
        let all = self.added.len() == self.incoming.len();
        Difference {
            // First sync: hand the download over as it is.
            added: if all {
                self.incoming
            } else {
                self.incoming.select(&self.added)
            },
            changed: self.changed,
            removed: self.removed,
            unchanged: self.unchanged,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::{Groups, PlaceKey, Radius};

    fn place(key: u8, radius: u8) -> Place {
        Place {
            key: PlaceKey::new(key.to_string()),
            name: "n".into(),
            position: None,
            radius: Radius::from_metres(i64::from(radius)).unwrap(),
            colour: None,
            groups: Groups::default(),
        }
    }

    fn by_key(places: impl IntoIterator<Item = Place>) -> BTreeMap<PlaceKey, Place> {
        places.into_iter().map(|p| (p.key.clone(), p)).collect()
    }

    proptest! {
        #[test]
        fn applying_the_difference_gives_the_download(
            before in prop::collection::vec((any::<u8>(), 0_u8..3), 0..60),
            after in prop::collection::vec((any::<u8>(), 0_u8..3), 0..60),
        ) {
            let store = by_key(before.into_iter().map(|(k, r)| place(k, r)));
            let download: Vec<Place> = after.into_iter().map(|(k, r)| place(k, r)).collect();
            let wanted = by_key(download.clone());

            let mut differ = Differ::new(download.into());
            for stored in store.values() {
                differ.stored(stored.as_ref());
            }
            let difference = differ.finish();

            let mut result = store.clone();
            for gone in &difference.removed {
                prop_assert_eq!(result.remove(&gone.key), Some(gone.clone()));
            }
            for change in &difference.changed {
                prop_assert!(!change.fields().is_empty());
                prop_assert_eq!(result.insert(change.after.key.clone(), change.after.clone()), Some(change.before.clone()));
            }
            for new in difference.added.iter() {
                let new = new.to_place();
                prop_assert_eq!(result.insert(new.key.clone(), new), None);
            }
            let touched = difference.changed.len() + difference.added.len();
            prop_assert_eq!(difference.unchanged as usize + touched, wanted.len());
            prop_assert_eq!(result, wanted);
        }

        #[test]
        fn the_same_content_is_no_difference(places in prop::collection::vec((any::<u8>(), 0_u8..3), 0..60)) {
            let store = by_key(places.into_iter().map(|(k, r)| place(k, r)));
            let mut differ = Differ::new(store.values().rev().collect());
            for stored in store.values() {
                differ.stored(stored.as_ref());
            }
            let difference = differ.finish();
            prop_assert_eq!(difference.unchanged as usize, store.len());
            prop_assert!(difference.added.is_empty() && difference.changed.is_empty() && difference.removed.is_empty());
        }
    }
}
