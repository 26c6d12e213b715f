use kplaces_app::{Narrowing, UnknownGroups, find_groups};
use kplaces_domain::{GroupName, GroupsRef};

/// The most groups to ask for one by one: WEBFLEET allows six address reports a minute, and one
/// is left for another program of the account.
const MOST_REQUESTS: usize = 5;

/// A choice of groups.
#[derive(Debug)]
pub(crate) struct GroupFilter {
    selection: Vec<GroupName>,
}

impl GroupFilter {
    /// Finds the wanted groups in the account's list: by their exact name, else by the one name
    /// that differs only in case, umlauts or marks.
    pub(crate) fn new(wanted: &[GroupName], list: &[GroupName]) -> Result<Self, UnknownGroups> {
        Ok(Self {
            selection: find_groups(wanted, list)?,
        })
    }
}

impl Narrowing for GroupFilter {
    fn selection(&self) -> &[GroupName] {
        &self.selection
    }

    fn requests(&self, free: usize) -> Vec<Option<GroupName>> {
        // One request there must be; if it has to be waited for, let it be the small one.
        if self.selection.len() > free.clamp(1, MOST_REQUESTS) {
            return vec![None];
        }
        self.selection.iter().cloned().map(Some).collect()
    }

    fn admits(&self, groups: GroupsRef<'_>) -> bool {
        self.selection.iter().any(|wanted| groups.contains(wanted))
    }
}

#[cfg(test)]
mod tests {
    use kplaces_domain::Groups;

    use super::*;

    fn names(names: &[&str]) -> Vec<GroupName> {
        names.iter().map(|name| GroupName::from(*name)).collect()
    }

    #[test]
    fn names_are_found_folded_when_that_is_unambiguous() {
        let list = names(&["Händler", "Kunden", "kunden", "Depots"]);
        let found =
            |wanted: &str| GroupFilter::new(&names(&[wanted]), &list).map(|f| f.selection.clone());
        assert_eq!(found("händler").unwrap(), names(&["Händler"]));
        assert_eq!(
            found("HANDLER").unwrap_err().unknown,
            names(&["HANDLER"]),
            "a reading, not the same name"
        );
        assert_eq!(found("kunden").unwrap(), names(&["kunden"]));
        assert_eq!(
            found("KUNDEN").unwrap_err().unknown,
            names(&["KUNDEN"]),
            "two names fold alike"
        );
        assert_eq!(found("Nope").unwrap_err().known, list);
    }

    #[test]
    fn few_groups_are_asked_for_one_by_one_and_many_at_once() {
        let list: Vec<GroupName> = (0..7).map(|n| GroupName::new(format!("g{n}"))).collect();
        let requests = |n: usize, free: usize| {
            let filter = GroupFilter::new(&list[..n], &list).unwrap();
            filter.requests(free)
        };
        assert_eq!(requests(5, 6).len(), 5);
        assert_eq!(requests(6, 6), [None]);
        assert_eq!(requests(3, 2), [None], "one of all rather than a wait");
        assert_eq!(requests(1, 0), [Some(list[0].clone())]);
        assert_eq!(
            GroupFilter::new(&names(&["g1", "g1"]), &list)
                .unwrap()
                .requests(6)
                .len(),
            1
        );
    }

    #[test]
    fn a_place_in_no_wanted_group_is_not_admitted() {
        let list = names(&["a", "b", "c"]);
        let filter = GroupFilter::new(&names(&["a", "b"]), &list).unwrap();
        let admits = |groups: &[&str]| {
            let groups: Groups = names(groups).into_iter().collect();
            filter.admits(groups.as_ref())
        };
        assert!(admits(&["b", "c"]));
        assert!(!admits(&["c"]));
        assert!(!admits(&[]));
    }
}
