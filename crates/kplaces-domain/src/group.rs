use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use smallvec::SmallVec;

/// The name of an address group, unique within a WEBFLEET account. Cloning shares the text.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct GroupName(Arc<str>);

impl GroupName {
    /// Wraps a name as it came; WEBFLEET allows up to 30 characters, we do not cut.
    pub fn new(name: impl Into<Arc<str>>) -> Self {
        Self(name.into())
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for GroupName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Borrow<str> for GroupName {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl From<&str> for GroupName {
    fn from(name: &str) -> Self {
        Self::new(name)
    }
}

/// The groups a place belongs to: a set, in the order of their names.
///
/// Most places are in one group, which takes no memory of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Groups(SmallVec<[GroupName; 1]>);

impl Groups {
    /// Adds a group; adding it twice changes nothing.
    pub fn insert(&mut self, group: GroupName) {
        if let Err(at) = self.0.binary_search(&group) {
            // Few are in more than two: grow by one, not by four.
            self.0.reserve_exact(1);
            self.0.insert(at, group);
        }
    }

    /// Whether the set holds `group`.
    pub fn contains(&self, group: &GroupName) -> bool {
        self.0.binary_search(group).is_ok()
    }

    /// The groups, ordered by name.
    pub fn iter(&self) -> std::slice::Iter<'_, GroupName> {
        self.0.iter()
    }

    /// The groups, ordered by name.
    pub(crate) fn as_slice(&self) -> &[GroupName] {
        &self.0
    }

    /// Whether the place is in no group.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many groups there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The one group to name where a format takes only one.
    ///
    /// The first of `order` that the place is in, else the first by name (byte order): it does
    /// not depend on the order in which WEBFLEET sent them.
    pub fn winner<'a>(&'a self, order: &[GroupName]) -> Option<&'a GroupName> {
        self.as_ref().winner(order)
    }
}

impl FromIterator<GroupName> for Groups {
    fn from_iter<I: IntoIterator<Item = GroupName>>(groups: I) -> Self {
        let mut all: SmallVec<[GroupName; 1]> = groups.into_iter().collect();
        all.sort();
        all.dedup();
        all.shrink_to_fit();
        Self(all)
    }
}

impl<'a> IntoIterator for &'a Groups {
    type Item = &'a GroupName;
    type IntoIter = std::slice::Iter<'a, GroupName>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(names: &[&str]) -> Groups {
        names.iter().map(|name| GroupName::from(*name)).collect()
    }

    #[test]
    fn order_of_arrival_does_not_matter() {
        let mut other = Groups::default();
        for name in ["b", "c", "a", "b"] {
            other.insert(name.into());
        }
        assert_eq!(other, groups(&["c", "a", "b"]));
        assert_eq!(other.len(), 3);
    }

    #[test]
    fn the_winner_follows_the_given_order_else_the_name() {
        let set = groups(&["depot", "customers", "fuel"]);
        assert_eq!(set.winner(&[]).unwrap().as_str(), "customers");
        assert_eq!(
            set.winner(&["none".into(), "fuel".into(), "depot".into()])
                .unwrap()
                .as_str(),
            "fuel"
        );
        assert_eq!(Groups::default().winner(&["fuel".into()]), None);
    }
}
