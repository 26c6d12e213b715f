use kplaces_domain::one_line;
use kplaces_store::GroupCount;
use kplaces_text::{Language, command, say};

use super::table::{Column, table};
use crate::Terminal;

/// Groups with the number of their places on this device.
pub fn group_table(groups: &[GroupCount], terminal: Terminal, language: Language) -> String {
    if groups.is_empty() {
        let sync = command("sync");
        return say!(
            language,
            "There are no groups on this device. {sync} fetches the account's list.\n",
            "Auf diesem Gerät gibt es keine Gruppen. {sync} lädt die Gruppenliste des Kontos.\n"
        );
    }
    let columns = [
        Column::number(language.pick("places", "Orte")),
        Column::text(language.pick("group", "Gruppe")),
    ];
    let row = |group: &GroupCount| {
        let name = one_line(group.name.as_str(), usize::MAX);
        (String::new(), vec![language.number(group.places), name])
    };
    let rows: Vec<(String, Vec<String>)> = groups.iter().map(row).collect();
    table(&columns, &rows, 0, terminal.width)
}
