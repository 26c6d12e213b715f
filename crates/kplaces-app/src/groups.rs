use std::fmt::Debug;

use async_trait::async_trait;
use kplaces_domain::{FoldedName, GroupName, GroupsRef, one_line};
use kplaces_text::{Text, text};
use kplaces_webfleet::{Client, Transfer};

/// What the group features of the paid editions add to a sync. Basic has no implementation.
#[async_trait]
pub trait GroupAccess: Debug + Send + Sync {
    /// Fetches the account's group list, empty groups included, ordered by name.
    async fn group_list(
        &self,
        client: &Client,
    ) -> Result<(Vec<GroupName>, Transfer), kplaces_webfleet::Error>;

    /// Works out how to download only the places of `wanted`, given the account's group list.
    fn narrow(
        &self,
        wanted: &[GroupName],
        list: &[GroupName],
    ) -> Result<Box<dyn Narrowing>, UnknownGroups>;
}

/// A download narrowed to some groups.
pub trait Narrowing: Debug + Send + Sync {
    /// The groups, as the account writes them, ordered by name.
    fn selection(&self) -> &[GroupName];

    /// The address reports to ask for: each of one group, or one of all. `free` is how many the
    /// quota has room for now, without a wait.
    fn requests(&self, free: usize) -> Vec<Option<GroupName>>;

    /// Whether a place in these groups belongs to the selection. Asked of every place: WEBFLEET
    /// may ignore a filter, and a foreign group's address is never stored.
    fn admits(&self, groups: GroupsRef<'_>) -> bool;
}

/// Groups that the account does not have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.text())]
pub struct UnknownGroups {
    /// What was asked for.
    pub unknown: Vec<GroupName>,
    /// What the account has.
    pub known: Vec<GroupName>,
}

impl UnknownGroups {
    /// What people read of it.
    pub fn text(&self) -> Text {
        let names = self.unknown.iter().map(|name| one_line(name.as_str(), 60));
        let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
        text!(language =>
            "the account has no {groups} {names}",
            "im Konto gibt es die {groups} {names} nicht",
            groups = match names.len() {
                1 => language.pick("group", "Gruppe"),
                _ => language.pick("group", "Gruppen"),
            },
            names = names.join(", "),
        )
    }
}

/// Finds wanted groups among the known ones: by their exact name, else by the one name that differs
/// only in how it is typed: in case, composition, or the form of a blank, hyphen or apostrophe. The result is ordered by name and holds each group once.
pub fn find_groups(
    wanted: &[GroupName],
    known: &[GroupName],
) -> Result<Vec<GroupName>, UnknownGroups> {
    let mut found = Vec::new();
    let mut unknown = Vec::new();
    for name in wanted {
        match find(name, known) {
            Some(group) => found.push(group.clone()),
            None => unknown.push(name.clone()),
        }
    }
    if !unknown.is_empty() {
        return Err(UnknownGroups {
            unknown,
            known: known.to_vec(),
        });
    }
    found.sort();
    found.dedup();
    Ok(found)
}

/// The groups of an order of preference as the account writes them; those that it has not stay.
pub(crate) fn as_written(order: &[GroupName], known: &[GroupName]) -> Vec<GroupName> {
    let written = |name| find(name, known).unwrap_or(name).clone();
    order.iter().map(written).collect()
}

fn find<'l>(wanted: &GroupName, known: &'l [GroupName]) -> Option<&'l GroupName> {
    if let Some(exact) = known.iter().find(|name| *name == wanted) {
        return Some(exact);
    }
    let folded = FoldedName::new(wanted.as_str());
    if folded.text().is_empty() {
        return None;
    }
    let mut alike = known
        .iter()
        .filter(|name| FoldedName::new(name.as_str()) == folded);
    // Two names that fold the same must be written out.
    alike.next().filter(|_| alike.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<GroupName> {
        names.iter().map(|name| GroupName::from(*name)).collect()
    }

    #[test]
    fn a_group_is_found_in_any_spelling_and_by_its_own_among_several() {
        let known = names(&["Nord–Süd", "Ost-West", "Ost–West"]);
        let found = |typed: &str| find_groups(&names(&[typed]), &known).ok();
        assert_eq!(found("nord-su\u{308}d"), Some(names(&["Nord–Süd"])));
        assert_eq!(found("Ost–West"), Some(names(&["Ost–West"])));
        assert_eq!(found("Ost\u{2011}West"), None, "it could be either");
    }

    #[test]
    fn an_order_keeps_what_the_account_has_not() {
        let known = names(&["Kunden", "Depots"]);
        let order = as_written(&names(&["DEPOTS", "Later", "Kunden"]), &known);
        assert_eq!(order, names(&["Depots", "Later", "Kunden"]));
    }
}
