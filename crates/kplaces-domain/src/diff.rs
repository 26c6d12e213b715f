use std::cmp::Ordering;

use crate::{Change, Place, PlaceRef};

/// Compares a download with a store, both in the order of their keys.
///
/// The store is fed place by place, so it never has to be in memory as a whole.
#[derive(Debug)]
pub struct Differ {
    incoming: std::iter::Peekable<std::vec::IntoIter<Place>>,
    added: Vec<Place>,
    changed: Vec<Change>,
    removed: Vec<Place>,
    unchanged: u64,
}

/// The outcome of a comparison.
#[derive(Debug, PartialEq, Eq)]
pub struct Difference {
    /// In the download only.
    pub added: Vec<Place>,
    /// In both, but not the same.
    pub changed: Vec<Change>,
    /// In the store only.
    pub removed: Vec<Place>,
    /// How many are the same in both.
    pub unchanged: u64,
}

impl Differ {
    /// Starts with the download. It is put in key order here; of places with the same key the last counts.
    pub fn new(mut incoming: Vec<Place>) -> Self {
        // Stable: equal keys keep their order, the last one is the one to keep.
        incoming.sort_by(|a, b| a.key.cmp(&b.key));
        incoming.dedup_by(|later, earlier| {
            let same = later.key == earlier.key;
            if same {
                std::mem::swap(later, earlier);
            }
            same
        });
        Self {
            incoming: incoming.into_iter().peekable(),
            added: Vec::new(),
            changed: Vec::new(),
            removed: Vec::new(),
            unchanged: 0,
        }
    }

    /// Takes the next place of the store; keys must rise from call to call.
    pub fn stored(&mut self, stored: PlaceRef<'_>) {
        while let Some(next) = self.incoming.peek() {
            match next.key.as_str().cmp(stored.key) {
                Ordering::Less => self.added.extend(self.incoming.next()),
                Ordering::Equal => {
                    match self.incoming.next() {
                        Some(after) if after.as_ref() != stored => self.changed.push(Change {
                            before: stored.to_place(),
                            after,
                        }),
                        _ => self.unchanged += 1,
                    }
                    return;
                }
                Ordering::Greater => break,
            }
        }
        self.removed.push(stored.to_place());
    }

    /// Ends the comparison: what is left of the download is new.
    pub fn finish(mut self) -> Difference {
        if self.added.is_empty() {
            // First sync: hand the download over as it is.
            self.added = self.incoming.collect();
        } else {
            self.added.extend(self.incoming);
        }
        Difference {
            added: self.added,
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

            let mut differ = Differ::new(download);
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
            for new in &difference.added {
                prop_assert_eq!(result.insert(new.key.clone(), new.clone()), None);
            }
            let touched = difference.changed.len() + difference.added.len();
            prop_assert_eq!(difference.unchanged as usize + touched, wanted.len());
            prop_assert_eq!(result, wanted);
        }

        #[test]
        fn the_same_content_is_no_difference(places in prop::collection::vec((any::<u8>(), 0_u8..3), 0..60)) {
            let store = by_key(places.into_iter().map(|(k, r)| place(k, r)));
            let mut differ = Differ::new(store.values().rev().cloned().collect());
            for stored in store.values() {
                differ.stored(stored.as_ref());
            }
            let difference = differ.finish();
            prop_assert_eq!(difference.unchanged as usize, store.len());
            prop_assert!(difference.added.is_empty() && difference.changed.is_empty() && difference.removed.is_empty());
        }
    }
}
