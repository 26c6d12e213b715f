use kplaces_domain::{Groups, Place, one_line, printable};
use kplaces_store::Hit;

use super::format;
use super::table::{Column, table as lay_out};
use crate::Terminal;
use crate::error::{CliError, Kind};

pub(crate) const NONE_LISTED: &str = "No place fits.";
pub(crate) const NONE_FOUND: &str = "No place has this in its name.";
pub(crate) const NONE_NEAR: &str = "No place is there.";
pub(crate) const NEVER_SYNCED: &str =
    "There are no places on this device yet. Run `3kplaces sync` to get them.";

/// What is said instead of that where a damaged store was kept and nothing came in its place.
pub(crate) fn only_set_aside(name: &str) -> String {
    format!(
        "There are no places in use on this device: a damaged store is set aside.\n{}.\n`3kplaces sync` gets the places anew.",
        super::backup::comes_back(name)
    )
}

pub(crate) const NOTHING_TO_FIND: &str =
    "there is nothing to find in a text without letters or digits";

/// The longest name in a table; `show` has all of it.
const NAME: usize = 60;

pub(crate) fn none(why: &str) -> String {
    format!("{why}\n")
}

fn name_of(place: &Place) -> String {
    let name = one_line(&place.name, NAME);
    if name.is_empty() {
        "(no name)".to_owned()
    } else {
        name
    }
}

fn groups_of(groups: &Groups) -> String {
    let names: Vec<String> = groups
        .iter()
        .map(|group| one_line(group.as_str(), 30))
        .collect();
    names.join(", ")
}

fn radius_of(place: &Place) -> String {
    match place.radius.metres() {
        0 => String::new(),
        metres => format!("{} m", format::number(u64::from(metres))),
    }
}

fn position_of(place: &Place) -> String {
    place
        .position
        .map_or_else(|| "no position".to_owned(), |position| position.to_string())
}

/// A line per place; distances where they were asked for.
fn table_of(hits: &[Hit], terminal: Terminal, keys: bool) -> String {
    let far = hits.iter().any(|hit| hit.distance_m.is_some());
    let mut columns = Vec::new();
    if far {
        columns.push(Column::number("distance"));
    }
    columns.extend([
        Column::text("name"),
        Column::text("groups"),
        Column::number("radius"),
        Column::fixed("position"),
    ]);
    if keys {
        columns.push(Column::fixed("key"));
    }
    let rows: Vec<(String, Vec<String>)> = hits
        .iter()
        .map(|hit| {
            let place = &hit.place;
            let mut cells = Vec::new();
            if far {
                cells.push(hit.distance_m.map(format::distance).unwrap_or_default());
            }
            cells.extend([
                name_of(place),
                groups_of(&place.groups),
                radius_of(place),
                position_of(place),
            ]);
            if keys {
                cells.push(one_line(place.key.as_str(), 40));
            }
            (format::dot(place.colour.as_ref(), terminal), cells)
        })
        .collect();
    lay_out(
        &columns,
        &rows,
        if terminal.colour { 2 } else { 0 },
        terminal.width,
    )
}

/// [`table_of`] with a line below where there are more.
pub(crate) fn table(hits: &[Hit], more: bool, terminal: Terminal) -> String {
    let mut out = table_of(hits, terminal, false);
    if more {
        out.push_str("There are more; --limit N shows them.\n");
    }
    out
}

/// Everything about one place.
pub(crate) fn one(place: &Place, terminal: Terminal) -> String {
    let colour = place.colour.as_ref().map(|colour| {
        let rgb = colour
            .rgb()
            .map_or_else(|| "unknown to 3Kplaces".to_owned(), |rgb| rgb.to_string());
        format!(
            "{}{} ({rgb})",
            format::dot(Some(colour), terminal),
            one_line(colour.name(), 64)
        )
    });
    let or_none = |text: String| {
        if text.is_empty() {
            "none".to_owned()
        } else {
            text
        }
    };
    let name = printable(&place.name);
    let name = name.trim();
    let groups: Vec<String> = place
        .groups
        .iter()
        .map(|group| printable(group.as_str()).into_owned())
        .collect();
    format!(
        "{}\n\n  position  {}\n  radius    {}\n  colour    {}\n  groups    {}\n  key       {}\n",
        if name.is_empty() { "(no name)" } else { name },
        position_of(place),
        or_none(radius_of(place)),
        colour.unwrap_or_else(|| "none".to_owned()),
        or_none(groups.join("\n            ")),
        printable(place.key.as_str()),
    )
}

/// Several places fit what was asked for.
pub(crate) fn several(hits: &[Hit], more: bool, terminal: Terminal) -> String {
    format!(
        "{}{} places fit; `3kplaces show KEY` shows one.\n\n{}",
        if more { "More than " } else { "" },
        hits.len(),
        table_of(hits, terminal, true)
    )
}

pub(crate) fn no_such_place(asked: &str, synced: bool, unseen: Option<&str>) -> CliError {
    let error = CliError::new(
        Kind::Usage,
        format!("no place has the key or name `{}`", one_line(asked, 60)),
    );
    let error = match unseen {
        Some(unseen) => error.because(unseen),
        None => error,
    };
    if synced {
        error.hint("`3kplaces find TEXT` finds places by a part of their name")
    } else {
        error
            .because("there are no places on this device yet")
            .hint("run `3kplaces sync`")
    }
}
