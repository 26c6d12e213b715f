//! What a download has that the store has not, and the other way round.

use kplaces_domain::{Change, Differ, Difference, Groups, Place, Places};
use kplaces_store::{Filter, StoreState};

use super::drafts::Drafts;
use crate::{App, AppError};

/// How a download is beside the store, where places of it came out of the store: they need not be compared.
pub(super) struct Stored {
    /// Of each place of the download whether it is the stored one, but for its groups.
    same: Vec<bool>,
    /// Those of them that are in other groups now, by number, and the stored groups.
    regrouped: Vec<(u32, Groups)>,
    /// All other stored places, in the order of their keys.
    others: Places,
}

impl Stored {
    /// That of a download, beside a store of so many places; nothing where it does not account for each of them, such
    /// as where another row of the same address has come later.
    pub(super) fn of(drafts: &mut Drafts, others: Places, stored: u64) -> Option<Self> {
        let same = drafts.as_stored()?;
        let count = same.iter().filter(|is_same| **is_same).count();
        ((count + others.len()) as u64 == stored).then(|| Self {
            same,
            regrouped: std::mem::take(&mut drafts.regrouped),
            others,
        })
    }

    /// What comparing with the store would give; `incoming` is the download.
    pub(super) fn difference(self, incoming: Places) -> Difference {
        let (mut added, mut changed, mut removed) = (Vec::new(), Vec::new(), Vec::new());
        let mut unchanged = 0;
        let mut regrouped = self.regrouped.into_iter().peekable();
        let mut others = self.others.iter().peekable();
        for (n, place) in (0..).zip(incoming.iter()) {
            while let Some(gone) = others.next_if(|it| it.key < place.key) {
                removed.push(gone.to_place());
            }
            if self.same.get(n as usize) == Some(&true) {
                match regrouped.next_if(|(number, _)| *number == n) {
                    Some((_, groups)) => changed.push(Change {
                        before: Place {
                            groups,
                            ..place.to_place()
                        },
                        after: place.to_place(),
                    }),
                    None => unchanged += 1,
                }
                continue;
            }
            match others.next_if(|it| it.key == place.key) {
                None => added.push(n),
                Some(stored) if stored == place => unchanged += 1,
                Some(stored) => changed.push(Change {
                    before: stored.to_place(),
                    after: place.to_place(),
                }),
            }
        }
        removed.extend(others.map(|gone| gone.to_place()));
        Difference {
            added: incoming.select(&added),
            changed,
            removed,
            unchanged,
        }
    }
}

impl App {
    /// Compares a download, which is in the order of its keys, with the store, place by place.
    pub(super) async fn compare(
        &self,
        before: &StoreState,
        incoming: Places,
    ) -> Result<Difference, AppError> {
        if before.places == 0 {
            return Ok(Difference {
                added: incoming,
                changed: Vec::new(),
                removed: Vec::new(),
                unchanged: 0,
            });
        }
        let mut differ = Differ::new(incoming);
        self.each(&Filter::default(), |place| {
            differ.stored(place);
            Ok(())
        })
        .await?;
        Ok(differ.finish())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use kplaces_domain::{GroupName, PlaceKey, Radius};
    use proptest::prelude::*;

    use super::*;

    type Drawn = (u8, u8, Vec<u8>, bool);

    fn by_key(drawn: &[Drawn]) -> BTreeMap<PlaceKey, (Place, bool)> {
        let places = drawn.iter().map(|(key, name, groups, is_known)| {
            let groups = groups
                .iter()
                .map(|it| GroupName::from(it.to_string().as_str()));
            let place = Place {
                key: PlaceKey::new(key.to_string()),
                name: name.to_string().as_str().into(),
                position: None,
                radius: Radius::default(),
                colour: None,
                groups: groups.collect(),
            };
            (place.key.clone(), (place, *is_known))
        });
        places.collect()
    }

    fn drawn() -> impl Strategy<Value = Vec<Drawn>> {
        let groups = prop::collection::vec(0..3_u8, 0..3);
        prop::collection::vec((0..30_u8, 0..2_u8, groups, any::<bool>()), 0..40)
    }

    proptest! {
        #[test]
        fn what_came_out_of_the_store_makes_no_difference(before in drawn(), after in drawn()) {
            let (mut before, after) = (by_key(&before), by_key(&after));
            let incoming: Places = after.values().map(|(place, _)| place).collect();
            let mut differ = Differ::new(incoming.clone());
            for (place, _) in before.values() {
                differ.stored(place.as_ref());
            }
            let (mut same, mut regrouped) = (Vec::new(), Vec::new());
            for (n, (key, (place, is_known))) in (0..).zip(&after) {
                let stored = before.get(key).filter(|(it, _)| *is_known && it.name == place.name);
                same.push(stored.is_some());
                if let Some((stored, _)) = stored.filter(|(it, _)| it.groups != place.groups) {
                    regrouped.push((n, stored.groups.clone()));
                }
            }
            for (key, _) in after.keys().zip(&same).filter(|(_, is_same)| **is_same) {
                before.remove(key);
            }
            let others = before.values().map(|(place, _)| place).collect();
            let stored = Stored { same, regrouped, others };
            prop_assert_eq!(stored.difference(incoming), differ.finish());
        }
    }
}
