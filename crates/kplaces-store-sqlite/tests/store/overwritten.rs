//! Whatever syncs do to a store, its files hold the names and keys that it holds, and no other.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use kplaces_domain::{Change, GroupName, Place, Position, Revision, SyncPlan};
use kplaces_store_testsuite::block_on;
use proptest::prelude::*;

use crate::{Folder, adding, all};

/// A word that occurs once: what it stands in, and a number.
const WORD: usize = 8;

/// What one sync does to the places with these numbers.
#[derive(Clone, Debug)]
enum Step {
    Add(BTreeSet<u16>),
    Remove(BTreeSet<u16>),
    Rename(BTreeSet<u16>),
    Regroup(BTreeSet<u16>),
    /// All of one group, by erasing.
    Erase(u8),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let some = || prop::collection::btree_set(0..2_000_u16, 1..300);
    let one = prop_oneof![
        3 => some().prop_map(Step::Add),
        3 => some().prop_map(Step::Remove),
        3 => some().prop_map(Step::Rename),
        2 => some().prop_map(Step::Regroup),
        1 => (0..5_u8).prop_map(Step::Erase),
    ];
    prop::collection::vec(one, 1..12)
}

/// Gives words that were never there before.
struct Words(u32);

impl Words {
    fn next(&mut self) -> String {
        self.0 += 1;
        format!("zq{:06}", self.0)
    }

    /// A place whose name is a new word, one or many times.
    fn place(&mut self, number: u16) -> Place {
        let word = self.next();
        let mut place = adding(0, [format!("zk{number:06}")])
            .added
            .to_vec()
            .remove(0);
        let times = 1 + usize::from(number) * 31 % 40;
        place.name = vec![word; times].join(" ").into();
        place.position = Position::from_micro(i64::from(number) * 997, 7).ok();
        place.groups.insert(group(number % 5));
        place
    }
}

fn group(number: u16) -> GroupName {
    format!("group {number}").as_str().into()
}

/// All words of the files below a folder.
fn words_in(folder: &Path, found: &mut BTreeSet<Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            words_in(&path, found);
            continue;
        }
        for word in fs::read(&path).unwrap().windows(WORD) {
            let is_word = matches!(word, [b'z', b'q' | b'k', number @ ..]
                if number.iter().all(u8::is_ascii_digit));
            if is_word {
                found.insert(word.to_vec());
            }
        }
    }
}

fn words_of(places: &BTreeMap<u16, Place>) -> BTreeSet<Vec<u8>> {
    let word = |text: &str| text.as_bytes()[..WORD].to_vec();
    let both = |place: &Place| [word(place.key.as_str()), word(&place.name)];
    places.values().flat_map(both).collect()
}

/// The plan of a step, which is done to `places` as well.
fn plan(step: &Step, places: &mut BTreeMap<u16, Place>, words: &mut Words) -> SyncPlan {
    let mut plan = adding::<&str>(0, []);
    let there = |numbers: &BTreeSet<u16>, places: &BTreeMap<u16, Place>| -> Vec<u16> {
        let there = numbers.iter().filter(|number| places.contains_key(number));
        there.copied().collect()
    };
    match step {
        Step::Add(numbers) => {
            for number in numbers
                .iter()
                .filter(|n| !places.contains_key(n))
                .copied()
                .collect::<Vec<_>>()
            {
                let place = words.place(number);
                plan.added.push(place.as_ref());
                places.insert(number, place);
            }
        }
        Step::Remove(numbers) => {
            plan.removed = numbers.iter().filter_map(|n| places.remove(n)).collect();
        }
        Step::Rename(numbers) | Step::Regroup(numbers) => {
            for number in there(numbers, places) {
                let before = places[&number].clone();
                let mut after = before.clone();
                if matches!(step, Step::Rename(_)) {
                    let times = 1 + words.0 as usize % 50;
                    after.name = vec![words.next(); times].join("-").into();
                } else {
                    after.groups.insert(group(number % 3 + 2));
                }
                places.insert(number, after.clone());
                plan.changed.push(Change { before, after });
            }
        }
        Step::Erase(_) => {}
    }
    plan
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn the_files_hold_what_the_store_holds_and_no_other_name(steps in steps()) {
        let folder = Folder::new();
        let (mut places, mut words) = (BTreeMap::new(), Words(0));
        block_on(async {
            let store = folder.try_open().await.unwrap();
            for step in &steps {
                let base = store.state().await.unwrap().revision;
                if let Step::Erase(number) = step {
                    let gone = group(u16::from(*number));
                    places.retain(|_, place: &mut Place| !place.groups.contains(&gone));
                    let which = kplaces_store::Erasure::Groups([gone].into());
                    store.erase(&which).await.unwrap();
                } else {
                    let plan = plan(step, &mut places, &mut words);
                    store.apply(&SyncPlan { base: Revision(base.0), ..plan }).await.unwrap();
                }
            }
            store.check().await.unwrap();
            let mut expected: Vec<Place> = places.values().cloned().collect();
            expected.sort_by(|a, b| a.key.cmp(&b.key));
            assert_eq!(all(&*store).await.unwrap(), expected);
            // What is done after a sync is done before the store is closed.
        });
        let mut found = BTreeSet::new();
        words_in(folder.0.path(), &mut found);
        prop_assert_eq!(found, words_of(&places));
    }
}
