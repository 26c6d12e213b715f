//! Several groups in one cell, for people to read and for the reader to take apart.
//!
//! ` | ` stands between them, since names of groups with a comma are common. A bar or a backslash of
//! a name has a backslash in front.

use std::borrow::Cow;

const BETWEEN: &str = " | ";

/// Writes the groups into an empty cell.
pub(super) fn join(groups: &[Cow<'_, str>], cell: &mut String) {
    cell.clear();
    for (n, group) in groups.iter().enumerate() {
        if n > 0 {
            cell.push_str(BETWEEN);
        }
        for c in group.chars() {
            if matches!(c, '\\' | '|') {
                cell.push('\\');
            }
            cell.push(c);
        }
    }
}

/// The groups of a cell; none of an empty one.
pub(super) fn split(cell: &str) -> Vec<String> {
    if cell.is_empty() {
        return Vec::new();
    }
    let (mut groups, mut group) = (Vec::new(), String::new());
    let mut rest = cell;
    loop {
        if let Some(next) = rest.strip_prefix(BETWEEN) {
            groups.push(std::mem::take(&mut group));
            rest = next;
            continue;
        }
        let mut chars = rest.chars();
        let taken = match chars.next() {
            Some('\\') => chars.next(),
            other => other,
        };
        let Some(c) = taken else { break };
        group.push(c);
        rest = chars.as_str();
    }
    groups.push(group);
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use kplaces_export_testsuite::Hostile;
    use proptest::prelude::*;

    fn cell(groups: &[&str]) -> String {
        let groups: Vec<Cow<'_, str>> = groups.iter().map(|group| (*group).into()).collect();
        let mut cell = "left over".to_owned();
        join(&groups, &mut cell);
        cell
    }

    #[test]
    fn groups_stand_side_by_side() {
        assert_eq!(cell(&["Kunden, Süd", "Tanken"]), "Kunden, Süd | Tanken");
        assert_eq!(cell(&["a | b", "c\\"]), "a \\| b | c\\\\");
        assert_eq!(cell(&[]), "");
        assert_eq!(split("no end\\"), ["no end"]);
    }

    proptest! {
        #[test]
        fn they_come_back_whatever_they_are_called(
            groups in proptest::collection::vec(prop_oneof![Hostile::text(), "[ |\\\\a]{1,6}"], 0..5)
        ) {
            // A profile with plain names has no empty one.
            let groups: Vec<&str> = groups.iter().map(String::as_str).filter(|g| !g.is_empty()).collect();
            prop_assert_eq!(split(&cell(&groups)), groups);
        }
    }
}
