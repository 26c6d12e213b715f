use kplaces_domain::one_line;
use kplaces_store::GroupCount;

use super::format::number;
use super::table::{Column, table};
use crate::Terminal;

/// The words of the group list.
#[derive(Clone, Copy, Debug)]
pub struct GroupTable {
    /// Said where there are no groups.
    pub none: &'static str,
}

/// Groups with the number of their places on this device.
pub fn group_table(groups: &[GroupCount], words: GroupTable, terminal: Terminal) -> String {
    if groups.is_empty() {
        return format!("{}\n", words.none);
    }
    let columns = [Column::number("places"), Column::text("group")];
    let rows: Vec<(String, Vec<String>)> = groups
        .iter()
        .map(|group| {
            (
                String::new(),
                vec![number(group.places), one_line(group.name.as_str(), 60)],
            )
        })
        .collect();
    table(&columns, &rows, 0, terminal.width)
}
