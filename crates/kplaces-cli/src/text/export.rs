use kplaces_app::Export;
use kplaces_domain::{PlaceKey, one_line};
use kplaces_export::{Exporter, Exporters, Support};

use super::format::{count, number};
use super::table::{Column, table};
use crate::Terminal;

pub(crate) const INCOMPLETE: &str = "an export needs a profile and --output PATH";
pub(crate) const JSON_TO_STDOUT: &str = "--json and --output - both want standard output";

fn support(support: Support) -> String {
    match support {
        Support::Full => "yes",
        Support::One => "one",
        Support::Limited => "limited",
        _ => "no",
    }
    .to_owned()
}

/// What each profile of this edition carries.
pub(crate) fn profiles(exporters: &Exporters, terminal: Terminal) -> String {
    let mut columns = [
        "profile", "for", "name", "position", "radius", "colour", "groups",
    ]
    .map(Column::fixed);
    columns[1] = Column::text("for");
    let rows: Vec<(String, Vec<String>)> = exporters
        .iter()
        .map(|exporter| {
            let carries = exporter.carries;
            let fields = [
                carries.name,
                carries.position,
                carries.radius,
                carries.colour,
                carries.groups,
            ];
            let cells = [exporter.id.to_owned(), exporter.title.to_owned()];
            (
                String::new(),
                cells.into_iter().chain(fields.map(support)).collect(),
            )
        })
        .collect();
    table(&columns, &rows, 0, terminal.width)
}

fn keys(keys: &[PlaceKey], all: u64) -> String {
    let shown: Vec<String> = keys
        .iter()
        .take(3)
        .map(|key| one_line(key.as_str(), 30))
        .collect();
    let dots = if all > shown.len() as u64 {
        ", …"
    } else {
        ""
    };
    format!("{}{dots}", shown.join(", "))
}

/// What the file cannot show, a line each.
pub(crate) fn losses(exporter: &Exporter, export: &Export) -> Vec<String> {
    let lost = export.tally.lost.iter();
    lost.map(|(loss, counted)| {
        format!(
            "{}, {}: {} ({})",
            exporter.id,
            count(counted.places, "place", "places"),
            loss.phrase(),
            keys(&counted.examples, counted.places)
        )
    })
    .collect()
}

/// What an export wrote and what it did not.
pub(crate) fn written(exporter: &Exporter, path: &str, export: &Export) -> String {
    let mut out = format!(
        "{} written to {path}, readable by you only.\n",
        count(export.tally.written, "place", "places")
    );
    if export.places == 0 {
        out.push_str("There was nothing to write; `3kplaces sync` gets places.\n");
    }
    if export.tally.lost.is_empty() {
        return out;
    }
    out.push_str(&format!(
        "\nWhat the profile {} cannot carry:\n",
        exporter.id
    ));
    for (loss, counted) in &export.tally.lost {
        out.push_str(&format!(
            "  {:>5}  {} ({})\n",
            number(counted.places),
            loss.phrase(),
            keys(&counted.examples, counted.places)
        ));
    }
    out
}
