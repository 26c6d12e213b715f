use std::path::Path;

use kplaces_app::Exported;
use kplaces_domain::one_line;
use kplaces_edition::DEVICE_PROFILES;
use kplaces_export::{
    Colours, Comparison, Counted, Entry, Example, Exporter, Exporters, Grouping, Loss, Positions,
    Radii, ReadError,
};

use super::format::{count, number, wrapped};
use super::table::{Column, table};
use crate::done::{Delta, Done};
use crate::error::Kind;
use crate::{CliError, Terminal};

pub(crate) const INCOMPLETE: &str = "an export needs a profile and --output PATH";
pub(crate) const JSON_TO_STDOUT: &str = "--json and --output - both want standard output";
pub(crate) const SPLIT_TO_STDOUT: &str = "--split-by makes several files; --output - takes one";
pub(crate) const SPLIT_TO_FILE: &str =
    "--split-by makes several files; --output must name a folder";

/// A file that has places is not replaced by one that has none unless that is wanted.
pub(crate) fn emptied(path: &Path, looked_at: u64) -> CliError {
    let why = match looked_at {
        0 => "no place was found to write".to_owned(),
        some => format!(
            "{} found, and none can be written in this profile: they have no position",
            count(some, "place was", "places were")
        ),
    };
    CliError::new(
        Kind::Guard,
        format!(
            "the export would be empty, and {} has something in it",
            path.display()
        ),
    )
    .because(why)
    .hint("nothing was changed; `--allow-empty` replaces it all the same")
}

/// How many examples of a loss are shown.
const SHOWN: usize = 3;

/// What each profile of this edition carries.
pub(crate) fn profiles(exporters: &Exporters, terminal: Terminal) -> String {
    let mut columns = [
        "profile", "file", "groups", "colour", "radius", "position", "for",
    ]
    .map(Column::fixed);
    columns[6] = Column::text("for");
    let rows: Vec<(String, Vec<String>)> = exporters
        .iter()
        .map(|exporter| {
            let carries = exporter.carries;
            let cells = vec![
                exporter.id.to_owned(),
                format!(".{}", exporter.extension),
                grouping(carries.groups).to_owned(),
                colours(carries.colour),
                radii(carries.radius),
                positions(carries.position).to_owned(),
                exporter.title.to_owned(),
            ];
            (String::new(), cells)
        })
        .collect();
    let mut out = table(&columns, &rows, 0, terminal.width);
    let elsewhere: Vec<&str> = DEVICE_PROFILES
        .into_iter()
        .filter(|id| exporters.find(id).is_none())
        .collect();
    if !elsewhere.is_empty() {
        out.push_str(&format!(
            "\n3Kplaces Pro and Enterprise have more: {}\n",
            elsewhere.join(", ")
        ));
    }
    wrapped(&out, terminal.width)
}

fn grouping(groups: Grouping) -> &'static str {
    match groups {
        Grouping::No => "file",
        Grouping::One => "one",
        Grouping::All => "all",
    }
}

fn colours(colour: Colours) -> String {
    match colour {
        Colours::No => "no".to_owned(),
        Colours::All | Colours::Rgb => "yes".to_owned(),
        Colours::Nearest(palette) => format!("one of {}", palette.len()),
    }
}

fn radii(radius: Radii) -> String {
    match radius {
        Radii::No => "no".to_owned(),
        Radii::UpTo(_) if radius == Radii::ALL => "yes".to_owned(),
        Radii::UpTo(most) => format!("to {} m", number(most.into())),
    }
}

fn positions(position: Positions) -> &'static str {
    match position {
        Positions::Any => "exact or none",
        Positions::Located { step } if step <= 1 => "exact",
        Positions::Located { .. } => "to 1 m",
    }
}

/// A comparison needs two readable files.
pub(crate) fn no_delta(exporter: &Exporter) -> CliError {
    let error = CliError::new(Kind::Usage, "--delta-hint has nothing to compare with");
    if exporter.reader.is_none() {
        return error.because(format!("files of {} cannot be read back", exporter.id));
    }
    error.because("--output - is no file that could be there from the time before")
}

/// A file that is there but says nothing.
pub(crate) fn not_compared(path: &Path, error: &ReadError) -> String {
    format!(
        "{} was there, but says nothing of what changed: {error}",
        path.display()
    )
}

/// A file of a group that is no more.
pub(crate) fn left_over(path: &Path) -> String {
    format!(
        "{} is left from an earlier export and holds no place of now; remove it, here and on the device",
        path.display()
    )
}

fn example(example: &Example) -> String {
    let name = match example.name.as_str() {
        "" => format!("({})", one_line(example.key.as_str(), 30)),
        name => one_line(name, 30),
    };
    match &example.became {
        // A line break and the space that took its place look the same here.
        Some(became) if one_line(became, 30) != name => {
            format!("{name} → {}", one_line(became, 30))
        }
        _ => name,
    }
}

fn examples(counted: &Counted) -> String {
    let shown: Vec<String> = counted.examples.iter().take(SHOWN).map(example).collect();
    let dots = if counted.places > shown.len() as u64 {
        "; …"
    } else {
        ""
    };
    format!("{}{dots}", shown.join("; "))
}

/// What the file does not show, a line each.
pub(crate) fn losses(exporter: &Exporter, outcome: &Exported) -> Vec<String> {
    let lost = outcome.tally.lost.iter();
    lost.map(|(loss, counted)| {
        format!(
            "{}, {}: {}: {}",
            exporter.id,
            count(counted.places, "place", "places"),
            loss.phrase(),
            examples(counted)
        )
    })
    .collect()
}

/// What a device could choke on.
pub(crate) fn warnings(exporter: &Exporter, outcome: &Exported) -> Vec<String> {
    let Some(most) = exporter.most_places else {
        return Vec::new();
    };
    // All files of an export are for one device.
    let written = outcome.tally.written;
    if written <= most {
        return Vec::new();
    }
    vec![format!(
        "these are {} places; a device of {} takes at most {}; --group, --near and --limit choose fewer",
        number(written),
        exporter.id,
        number(most)
    )]
}

/// What an export wrote and what it did not.
pub(crate) fn written(
    exporter: &Exporter,
    done: &Done,
    outcome: &Exported,
    split: bool,
    terminal: Terminal,
) -> String {
    let tally = &outcome.tally;
    let mut out = match done.paths.as_slice() {
        [path] => format!(
            "{} written to {}, readable by you only.\n",
            count(tally.written, "place", "places"),
            path.display()
        ),
        paths => {
            let mut out = format!(
                "{} written to {}, readable by you only:\n",
                count(tally.written, "place", "places"),
                count(paths.len() as u64, "file", "files")
            );
            for (path, file) in paths.iter().zip(&outcome.files) {
                let path = path.display();
                out.push_str(&format!("  {:>7}  {path}\n", number(file.written)));
            }
            out
        }
    };
    if outcome.places == 0 {
        out.push_str("There was nothing to write; `3kplaces sync` gets places.\n");
    }
    if !tally.lost.is_empty() {
        out.push_str(&format!(
            "\nWhat {} does not show as it is in WEBFLEET:\n",
            exporter.id
        ));
    }
    for (loss, counted) in &tally.lost {
        out.push_str(&format!(
            "  {:>5}  {}: {}\n",
            number(counted.places),
            loss.phrase(),
            examples(counted)
        ));
    }
    match &done.delta {
        Some(Delta::Of(delta)) => out.push_str(&format!("\n{}", changes(delta))),
        Some(Delta::Nothing) => out.push_str("\nThere is no export before to compare with.\n"),
        None => {}
    }
    let mut hints = Vec::new();
    if exporter.carries.groups == Grouping::No && !split && tally.lost(Loss::Groups) > 0 {
        hints.push("--split-by group writes a file for each group.");
    }
    hints.extend(exporter.hint);
    hints.extend(exporter.notice);
    if !hints.is_empty() {
        out.push('\n');
    }
    for hint in hints {
        out.push_str(hint);
        out.push('\n');
    }
    wrapped(&out, terminal.width)
}

/// What changed since the file that was there was written.
fn changes(delta: &Comparison) -> String {
    if delta.is_same() {
        return "Nothing changed since the export before.\n".to_owned();
    }
    let mut out = "Since the export before:\n".to_owned();
    let changed: Vec<&Entry> = delta
        .changed
        .iter()
        .map(|changed| &changed.wanted)
        .collect();
    let lists = [
        ("added", delta.missing.iter().collect()),
        ("changed", changed),
        ("removed", delta.surplus.iter().collect()),
    ];
    for (word, entries) in lists {
        if !entries.is_empty() {
            let entries = named(&entries);
            out.push_str(&format!("  {:>5}  {word}: {}\n", entries.0, entries.1));
        }
    }
    out
}

/// How many, and the first of them by name.
pub(super) fn named(entries: &[&Entry]) -> (String, String) {
    let shown = entries.iter().take(SHOWN);
    let shown: Vec<String> = shown
        .map(|entry| match (entry.name.as_str(), &entry.key) {
            ("", Some(key)) => format!("({})", one_line(key, 30)),
            ("", None) => "(no name)".to_owned(),
            (name, _) => one_line(name, 30),
        })
        .collect();
    let dots = if entries.len() > SHOWN { "; …" } else { "" };
    (
        number(entries.len() as u64),
        format!("{}{dots}", shown.join("; ")),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_places_than_a_device_takes_are_warned_of_whatever_files_they_are_in() {
        let exporter = Exporter {
            most_places: Some(2),
            ..kplaces_export::exporters().remove(0)
        };
        let of = |written| {
            let mut outcome = Exported::default();
            outcome.tally.written = written;
            warnings(&exporter, &outcome)
        };
        assert_eq!(of(2), [""; 0]);
        assert_eq!(
            of(3),
            [
                "these are 3 places; a device of csv takes at most 2; --group, --near and --limit choose \
                 fewer"
            ]
        );
    }
}
