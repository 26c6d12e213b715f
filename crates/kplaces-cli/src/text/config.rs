pub(crate) mod change;
pub(crate) mod check;
pub(crate) mod init;
pub(crate) mod list;

use kplaces_config::Entry;
use kplaces_device::Kept;
use kplaces_device::text::stores::remark;
use kplaces_domain::one_line;
use kplaces_text::Language;

use super::table::{Column, table};
use crate::Terminal;

pub(crate) fn settings(entries: &[Entry], terminal: Terminal, language: Language) -> String {
    let columns = [
        Column::text(language.pick("setting", "Einstellung")),
        Column::text(language.pick("value", "Wert")),
        Column::text(language.pick("source", "Herkunft")),
    ];
    let rows: Vec<(String, Vec<String>)> = entries
        .iter()
        .map(|entry| {
            let source = entry.source.text();
            let cells = [
                entry.key.as_str(),
                entry.value.in_language(language),
                source.in_language(language),
            ];
            (
                String::new(),
                cells.iter().map(|cell| one_line(cell, 200)).collect(),
            )
        })
        .collect();
    table(&columns, &rows, 0, terminal.width)
}

/// Where everything of this program is.
pub(crate) struct Paths<'a> {
    pub(crate) config_file: Option<&'a str>,
    pub(crate) login_file: &'a str,
    pub(crate) data_dir: &'a str,
    pub(crate) state_dir: &'a str,
    pub(crate) store: &'a str,
    pub(crate) kept: Option<Kept>,
}

pub(crate) fn paths(paths: &Paths<'_>, language: Language) -> String {
    let (store, folder) = (paths.store, paths.data_dir);
    let remark = paths.kept.map_or("", |kept| remark(kept, language));
    let lines = [
        (
            language.pick("configuration", "Konfiguration"),
            paths.config_file.unwrap_or("-").to_owned(),
        ),
        (
            language.pick("login", "Anmeldung"),
            paths.login_file.to_owned(),
        ),
        (
            language.pick("places", "Orte"),
            format!("{store}{remark} in {folder}"),
        ),
        (
            language.pick("records", "Protokolle"),
            paths.state_dir.to_owned(),
        ),
    ];
    let line = |(name, path): &(&str, String)| format!("{name:<13}  {path}\n");
    lines.iter().map(line).collect()
}
