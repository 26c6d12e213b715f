use std::path::Path;

use kplaces_domain::one_line;
use kplaces_export::{Comparison, Difference, Entry, Exporter, ReadError};

use super::export::named;
use super::format::{count, number, wrapped};
use crate::error::Kind;
use crate::{CliError, Session, Terminal};

pub(crate) const A_FOLDER: &str =
    "this is a folder; --split-by group checks the files of an export by group";
pub(crate) const NOT_A_FOLDER: &str = "--split-by group needs the folder of the files";

/// How many changed places are shown.
const SHOWN: usize = 5;

fn readable(session: &Session) -> String {
    let all = session.product.exporters.iter();
    let ids: Vec<&str> = all
        .filter(|exporter| exporter.reader.is_some())
        .map(|exporter| exporter.id)
        .collect();
    ids.join(", ")
}

pub(crate) fn unopened(path: &Path, error: &ReadError) -> CliError {
    CliError::new(Kind::Store, format!("{} could not be read", path.display())).caused_by(error)
}

pub(crate) fn unreadable(path: &Path, exporter: &Exporter, error: &ReadError) -> CliError {
    unopened(path, error)
        .because(format!("it was read as {}", exporter.id))
        .hint("--profile says what it was written for")
}

pub(crate) fn which_profile(session: &Session) -> CliError {
    CliError::new(Kind::Usage, "--split-by needs --profile")
        .because(format!("this edition reads: {}", readable(session)))
}

pub(crate) fn no_reader(session: &Session, exporter: &Exporter) -> CliError {
    CliError::new(
        Kind::Usage,
        format!("files of {} cannot be read back", exporter.id),
    )
    .because(format!("this edition reads: {}", readable(session)))
}

pub(crate) fn not_recognised(session: &Session, path: &Path) -> CliError {
    CliError::new(
        Kind::Usage,
        format!("{} is not a file of a profile", path.display()),
    )
    .because(format!("this edition reads: {}", readable(session)))
    .hint("--profile says what it was written for")
}

fn difference(difference: &Difference) -> String {
    let Difference { file, wanted } = difference;
    let was = |was: &str, is: &str| format!("{} → {}", one_line(was, 30), one_line(is, 30));
    let at = |entry: &Entry| match entry.position {
        Some((latitude, longitude)) => format!(
            "{:.6},{:.6}",
            f64::from(latitude) / 1e6,
            f64::from(longitude) / 1e6
        ),
        None => "no position".to_owned(),
    };
    let colour = |entry: &Entry| entry.colour.clone().unwrap_or_else(|| "none".to_owned());
    let fields: Vec<String> = difference
        .fields()
        .into_iter()
        .map(|field| match field {
            "name" => format!("name {}", was(&file.name, &wanted.name)),
            "position" => format!("position {}", was(&at(file), &at(wanted))),
            "radius_m" => format!("radius {} m → {} m", file.radius_m, wanted.radius_m),
            "colour" => format!("colour {}", was(&colour(file), &colour(wanted))),
            "groups" => format!(
                "groups {}",
                was(&file.groups.join(", "), &wanted.groups.join(", "))
            ),
            other => other.to_owned(),
        })
        .collect();
    format!("{}: {}", one_line(&wanted.name, 40), fields.join("; "))
}

/// Whether a file is what an export would write now, and where it is not.
pub(crate) fn verdict(
    exporter: &Exporter,
    path: &Path,
    comparison: &Comparison,
    terminal: Terminal,
) -> String {
    let path = path.display();
    if comparison.is_same() {
        return format!(
            "{path} is current: {} as {} would write {} now.\n",
            count(comparison.same, "place", "places"),
            exporter.id,
            if comparison.same == 1 { "it" } else { "them" }
        );
    }
    let mut out = format!(
        "{path} is not current. As {} would write it now:\n  {:>5}  the same\n",
        exporter.id,
        number(comparison.same)
    );
    for (word, entries) in [
        ("missing in the file", &comparison.missing),
        ("only in the file", &comparison.surplus),
    ] {
        if !entries.is_empty() {
            let (count, names) = named(&entries.iter().collect::<Vec<_>>());
            out.push_str(&format!("  {count:>5}  {word}: {names}\n"));
        }
    }
    if comparison.others > 0 {
        out.push_str(&format!(
            "  {:>5}  not read: lines, areas and links to other files are no places\n",
            number(comparison.others)
        ));
    }
    if !comparison.changed.is_empty() {
        let changed = comparison.changed.len() as u64;
        out.push_str(&format!("  {:>5}  changed:\n", number(changed)));
    }
    for changed in comparison.changed.iter().take(SHOWN) {
        out.push_str(&format!("         {}\n", difference(changed)));
    }
    if comparison.changed.len() > SHOWN {
        out.push_str("         …\n");
    }
    out.push_str(&format!(
        "`3kplaces export {} --force`, with the options of the time before, writes it anew.\n",
        exporter.id
    ));
    wrapped(&out, terminal.width)
}
