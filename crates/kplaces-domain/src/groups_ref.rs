use crate::{GroupName, Groups};

/// A set of groups that somebody else holds, in the order of their names.
#[derive(Clone, Copy, Debug)]
pub struct GroupsRef<'a>(Held<'a>);

#[derive(Clone, Copy, Debug)]
enum Held<'a> {
    Names(&'a [GroupName]),
    /// Where in the list the names are.
    Numbers(&'a [u32], &'a [GroupName]),
}

impl<'a> GroupsRef<'a> {
    /// The groups that have these places in a list. Whoever gives them has put them in the order of
    /// their names, each once; a number that the list does not have is no group.
    pub fn of_numbers(numbers: &'a [u32], list: &'a [GroupName]) -> Self {
        Self(Held::Numbers(numbers, list))
    }

    /// The groups, ordered by name.
    pub fn iter(self) -> impl Iterator<Item = &'a GroupName> + Clone {
        let (names, numbers, list) = match self.0 {
            Held::Names(names) => (names, &[][..], &[][..]),
            Held::Numbers(numbers, list) => (&[][..], numbers, list),
        };
        let numbered = numbers.iter().filter_map(|it| list.get(*it as usize));
        names.iter().chain(numbered)
    }

    /// A set of its own.
    pub fn to_groups(self) -> Groups {
        self.iter().cloned().collect()
    }

    /// Whether the set holds `group`.
    pub fn contains(self, group: &GroupName) -> bool {
        self.iter().any(|have| have == group)
    }

    /// Whether the place is in no group.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// How many groups there are.
    pub fn len(self) -> usize {
        match self.0 {
            Held::Names(names) => names.len(),
            Held::Numbers(numbers, _) => numbers.len(),
        }
    }

    /// The one group to name where a format takes only one.
    ///
    /// The first of `order` that the place is in, else the first by name (byte order): it does
    /// not depend on the order in which WEBFLEET sent them.
    pub fn winner(self, order: &[GroupName]) -> Option<&'a GroupName> {
        let preferred = order
            .iter()
            .find_map(|wanted| self.iter().find(|have| *have == wanted));
        preferred.or_else(|| self.iter().next())
    }
}

impl PartialEq for GroupsRef<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for GroupsRef<'_> {}

impl Groups {
    /// The same, as others look at it.
    pub fn as_ref(&self) -> GroupsRef<'_> {
        GroupsRef(Held::Names(self.as_slice()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_for_the_names_of_a_list() {
        let list: Vec<GroupName> = ["fuel", "depot", "customers"].map(GroupName::from).into();
        let owned: Groups = [list[1].clone(), list[0].clone()].into_iter().collect();
        let numbered = GroupsRef::of_numbers(&[1, 0], &list);
        assert_eq!(numbered, owned.as_ref());
        assert_eq!((numbered.len(), numbered.is_empty()), (2, false));
        assert!(numbered.contains(&list[0]) && !numbered.contains(&list[2]));
        let none = GroupsRef::of_numbers(&[], &list);
        assert!(none.is_empty() && none.winner(&list).is_none());
    }

    #[test]
    fn the_winner_follows_the_given_order_else_the_name() {
        let list: Vec<GroupName> = ["fuel", "depot", "customers"].map(GroupName::from).into();
        let set = GroupsRef::of_numbers(&[2, 1, 0], &list);
        let winner = |order: &[&str]| {
            let order: Vec<GroupName> = order.iter().copied().map(GroupName::from).collect();
            set.winner(&order).map(GroupName::as_str)
        };
        assert_eq!(winner(&[]), Some("customers"));
        assert_eq!(winner(&["none", "fuel", "depot"]), Some("fuel"));
    }
}
