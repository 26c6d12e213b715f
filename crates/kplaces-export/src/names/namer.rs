use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

use super::NameRule;
use super::clean::Cleaned;
use super::glance::Glance;

/// Gives the places of one file names fit for it.
#[derive(Debug)]
pub(crate) struct Namer {
    rule: NameRule,
    glance: Glance,
    /// Of the names given; 8 bytes each. Two of the same hash cost a suffix nobody needs.
    taken: HashSet<u64, BuildHasherDefault<DefaultHasher>>,
    /// The last number behind a name, by the hash of the name.
    numbers: HashMap<u64, u64, BuildHasherDefault<DefaultHasher>>,
}

/// A name in a file, and what became of it on the way there.
#[derive(Debug)]
pub(crate) struct Named<'a> {
    pub(crate) name: Cow<'a, str>,
    pub(crate) cleaned: Cleaned,
    /// Whether it says more than the name did, because another place is called the same.
    pub(crate) renamed: bool,
    /// Whether it is not a name but the key.
    pub(crate) keyed: bool,
}

impl Namer {
    pub(crate) fn new(rule: NameRule) -> Self {
        Self {
            rule,
            glance: Glance::new(rule),
            taken: HashSet::default(),
            numbers: HashMap::default(),
        }
    }

    /// A text of another kind, made fit in the same way.
    pub(crate) fn clean<'a>(&self, text: &'a str) -> (Cow<'a, str>, Cleaned) {
        self.glance.clean(text)
    }

    /// A name for a place: its own, else its own with its group, else with its key.
    pub(crate) fn name<'a>(&mut self, name: &'a str, group: Option<&str>, key: &str) -> Named<'a> {
        let (clean, cleaned) = self.glance.clean(name);
        let mut named = Named {
            name: clean,
            cleaned,
            renamed: false,
            keyed: false,
        };
        if named.name.is_empty() && self.rule.needed {
            let key = self.rule.clean(key).0.into_owned();
            named.name = Cow::Owned(if key.is_empty() { "?".into() } else { key });
            named.keyed = true;
        }
        if self.rule.unique && !self.take(&named.name) {
            named.name = Cow::Owned(self.another(&named.name, group, key));
            named.renamed = true;
        }
        named
    }

    fn take(&mut self, name: &str) -> bool {
        let hash = self.taken.hasher().hash_one(name);
        self.taken.insert(hash)
    }

    fn another(&mut self, name: &str, group: Option<&str>, key: &str) -> String {
        let group = group.map(|group| format!("({group})"));
        for suffix in group.into_iter().chain([format!("#{key}")]) {
            let suffix = NameRule {
                longest: None,
                guarded: false,
                ..self.rule
            }
            .clean(&suffix)
            .0
            .into_owned();
            let Some(name) = self.join(name, &suffix) else {
                continue;
            };
            if self.take(&name) {
                return name;
            }
        }
        // The key may be too long for the device, or made of nothing it can show.
        let hash = self.taken.hasher().hash_one(name);
        loop {
            let number = self.numbers.entry(hash).or_insert(1);
            *number += 1;
            let suffix = number.to_string();
            let numbered = self.join(name, &suffix).unwrap_or(suffix);
            if self.take(&numbered) {
                return numbered;
            }
        }
    }

    /// The name and a suffix, the name cut so that both fit; `None` if the suffix alone is too long.
    fn join(&self, name: &str, suffix: &str) -> Option<String> {
        let Some((most, _)) = self.rule.longest else {
            return Some(format!("{name} {suffix}"));
        };
        let left = most.checked_sub(self.rule.length(suffix))?.checked_sub(1);
        match left {
            Some(left) if left > 0 => Some(format!("{} {suffix}", self.rule.cut(name, left))),
            _ => Some(suffix.to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::Unit;

    const DEVICE: NameRule = NameRule::XML.plain().unique().at_most(12, Unit::Characters);

    fn names(rule: NameRule, places: &[(&str, Option<&str>, &str)]) -> Vec<String> {
        let mut namer = Namer::new(rule);
        places
            .iter()
            .map(|(name, group, key)| namer.name(name, *group, key).name.into_owned())
            .collect()
    }

    #[test]
    fn of_two_with_the_same_name_the_second_says_more() {
        let places = [
            ("Depot", Some("Fuel"), "1"),
            ("Depot", Some("Fuel"), "2"),
            ("Depot", Some("Fuel"), "3"),
            ("Depot", None, "3"),
            ("Depot #3", None, "4"),
        ];
        assert_eq!(
            names(DEVICE, &places),
            [
                "Depot",
                "Depot (Fuel)",
                "Depot #3",
                "Depot 2",
                "Depot #3 #4"
            ]
        );
        let all_the_same = NameRule {
            unique: false,
            ..DEVICE
        };
        assert_eq!(names(all_the_same, &places)[..4], ["Depot"; 4]);
    }

    #[test]
    fn a_longer_name_is_cut_to_make_room() {
        let long = "Gasthof zur Post";
        let keys = ["1", "2", "a key that is longer than any name", "\0"];
        let places = keys.map(|key| (long, Some("Customers of the north"), key));
        assert_eq!(
            names(DEVICE, &places),
            [
                "Gasthof zur",
                "Gasthof z #2",
                "Gasthof zu 2",
                "Gasthof zu #"
            ]
        );
    }

    #[test]
    fn a_place_without_a_name_is_called_by_its_key() {
        let places = [("", None, "007"), ("\u{202e}", None, "007"), ("", None, "")];
        assert_eq!(names(DEVICE, &places), ["007", "007 #007", "?"]);
        assert_eq!(names(NameRule::ANY, &places[..1]), [""]);
    }
}
