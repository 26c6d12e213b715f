use std::collections::HashMap;
use std::hash::Hash;

use crate::Entry;

/// How the places of a file differ from those that should be in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// How many are in the file just as they should be.
    pub same: u64,
    /// Those that are there, but not as they should be.
    pub changed: Vec<Difference>,
    /// Those that should be in the file.
    pub missing: Vec<Entry>,
    /// Those that should not.
    pub surplus: Vec<Entry>,
    /// How many things are in the file that are no places; see [`Entry::is_other`].
    pub others: u64,
}

/// A place in a file that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// As it is in the file.
    pub file: Entry,
    /// As it should be.
    pub wanted: Entry,
}

impl Difference {
    /// The fields that differ, by their names in JSON.
    pub fn fields(&self) -> Vec<&'static str> {
        let Self { file, wanted } = self;
        let fields = [
            ("key", file.key != wanted.key),
            ("name", file.name != wanted.name),
            ("position", file.position != wanted.position),
            ("radius_m", file.radius_m != wanted.radius_m),
            ("colour", file.colour != wanted.colour),
            ("groups", file.groups != wanted.groups),
        ];
        let differs = fields.into_iter().filter(|(_, differs)| *differs);
        differs.map(|(field, _)| field).collect()
    }
}

impl Comparison {
    /// Compares what is in a file with what should be.
    ///
    /// Order does not matter. A place that is not there as it should be is looked for by its key,
    /// where files of the profile have keys, then by its name, then by its position.
    pub fn of(file: Vec<Entry>, wanted: Vec<Entry>) -> Self {
        let mut comparison = Self::default();
        let all = file.len();
        let file: Vec<Entry> = file.into_iter().filter(|entry| !entry.is_other).collect();
        comparison.others = (all - file.len()) as u64;
        let (mut file, mut wanted) = (sorted(file), sorted(wanted));
        let mut rest: HashMap<Entry, u64> = HashMap::new();
        for entry in file.drain(..) {
            *rest.entry(entry).or_default() += 1;
        }
        wanted.retain(|entry| match rest.get_mut(entry) {
            Some(count) if *count > 0 => {
                *count -= 1;
                comparison.same += 1;
                false
            }
            _ => true,
        });
        let mut file: Vec<Entry> = rest
            .into_iter()
            .flat_map(|(entry, count)| (0..count).map(move |_| entry.clone()))
            .collect();
        file.sort();
        comparison.pair(&mut file, &mut wanted, |entry| entry.key.clone());
        comparison.pair(&mut file, &mut wanted, |entry| {
            Some(entry.name.clone()).filter(|name| !name.is_empty())
        });
        comparison.pair(&mut file, &mut wanted, |entry| entry.position);
        comparison.missing = wanted;
        comparison.surplus = file;
        comparison
    }

    /// Whether everything is as it should be.
    pub fn is_same(&self) -> bool {
        self.changed.is_empty()
            && self.missing.is_empty()
            && self.surplus.is_empty()
            && self.others == 0
    }

    /// Adds the comparison of another file of the same export.
    pub fn merge(&mut self, other: Self) {
        self.same += other.same;
        self.changed.extend(other.changed);
        self.missing.extend(other.missing);
        self.surplus.extend(other.surplus);
        self.others += other.others;
    }

    /// Takes out of both sides what has the same mark.
    fn pair<M: Hash + Eq>(
        &mut self,
        file: &mut Vec<Entry>,
        wanted: &mut Vec<Entry>,
        mark: impl Fn(&Entry) -> Option<M>,
    ) {
        let mut by_mark: HashMap<M, Vec<usize>> = HashMap::new();
        for (at, entry) in file.iter().enumerate().rev() {
            if let Some(mark) = mark(entry) {
                by_mark.entry(mark).or_default().push(at);
            }
        }
        let mut paired = vec![false; file.len()];
        wanted.retain(|entry| {
            let found = mark(entry).and_then(|mark| by_mark.get_mut(&mark)?.pop());
            let Some(at) = found else {
                return true;
            };
            paired[at] = true;
            self.changed.push(Difference {
                file: file[at].clone(),
                wanted: entry.clone(),
            });
            false
        });
        let mut paired = paired.into_iter();
        file.retain(|_| !paired.next().unwrap_or_default());
    }
}

/// The order of the file says nothing, so the answer must not depend on it.
fn sorted(mut entries: Vec<Entry>) -> Vec<Entry> {
    for entry in &mut entries {
        entry.groups.sort();
    }
    entries.sort();
    entries
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn entry(key: Option<&str>, name: &str, longitude: i32) -> Entry {
        Entry {
            key: key.map(str::to_owned),
            name: name.to_owned(),
            position: Some((0, longitude)),
            ..Entry::default()
        }
    }

    #[test]
    fn a_place_is_recognised_by_key_then_name_then_position() {
        let file = vec![
            entry(Some("1"), "old name", 1),
            entry(None, "moved", 2),
            entry(None, "renamed before", 3),
            entry(None, "gone", 4),
            entry(None, "twice", 5),
            entry(None, "twice", 5),
        ];
        let wanted = vec![
            entry(Some("1"), "new name", 1),
            entry(None, "moved", 20),
            entry(None, "renamed after", 3),
            entry(None, "new", 40),
            entry(None, "twice", 5),
        ];
        let comparison = Comparison::of(file, wanted);
        assert_eq!(comparison.same, 1);
        let changed: Vec<_> = comparison
            .changed
            .iter()
            .map(|difference| (difference.wanted.name.as_str(), difference.fields()))
            .collect();
        assert_eq!(
            changed,
            [
                ("new name", vec!["name"]),
                ("moved", vec!["position"]),
                ("renamed after", vec!["name"])
            ]
        );
        let names = |entries: &[Entry]| {
            let names = entries.iter().map(|entry| entry.name.clone());
            names.collect::<Vec<_>>()
        };
        assert_eq!(names(&comparison.missing), ["new"]);
        assert_eq!(names(&comparison.surplus), ["gone", "twice"]);
        assert!(!comparison.is_same());
    }

    #[test]
    fn what_is_no_place_is_counted_and_never_as_it_should_be() {
        let file = vec![entry(None, "a", 1), Entry::other(), Entry::other()];
        let comparison = Comparison::of(file, vec![entry(None, "a", 1)]);
        assert_eq!((comparison.same, comparison.others), (1, 2));
        assert!(comparison.surplus.is_empty() && !comparison.is_same());
        let mut both = Comparison::default();
        both.merge(comparison);
        assert_eq!(both.others, 2);
    }

    proptest! {
        #[test]
        fn order_does_not_matter_and_nothing_is_counted_twice(
            file in proptest::collection::vec((0..3_i32, 0..3_i32), 0..12),
            wanted in proptest::collection::vec((0..3_i32, 0..3_i32), 0..12),
        ) {
            let make = |places: &[(i32, i32)]| -> Vec<Entry> {
                places.iter().map(|(name, at)| entry(None, &name.to_string(), *at)).collect()
            };
            let comparison = Comparison::of(make(&file), make(&wanted));
            let mut backwards = (make(&file), make(&wanted));
            backwards.0.reverse();
            backwards.1.reverse();
            prop_assert_eq!(&comparison, &Comparison::of(backwards.0, backwards.1));
            let changed = comparison.changed.len();
            prop_assert_eq!(comparison.same as usize + changed + comparison.surplus.len(), file.len());
            prop_assert_eq!(comparison.same as usize + changed + comparison.missing.len(), wanted.len());
            prop_assert!(comparison.changed.iter().all(|difference| !difference.fields().is_empty()));
            prop_assert!(Comparison::of(make(&file), make(&file)).is_same());
        }
    }
}
