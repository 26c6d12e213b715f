use std::path::Path;

use kplaces_app::Exported;
use kplaces_domain::one_line;
use kplaces_edition::DEVICE_PROFILES;
use kplaces_export::{
    Colours, Comparison, Counted, Entry, Example, Exporter, Exporters, Grouping, Loss, Positions,
    Radii, ReadError,
};
use kplaces_text::{Language, Text, command, say, text};

use super::format::wrapped;
use super::table::{Column, table};
use crate::done::{Delta, Done};
use crate::{CliError, Kind, Terminal};

pub(crate) use kplaces_device::text::export::{failed, unknown_profile};

pub(crate) fn incomplete() -> Text {
    text!(
        "an export needs a profile and --output PATH",
        "ein Export braucht ein Profil und --output PFAD"
    )
}

pub(crate) fn json_to_stdout() -> Text {
    text!(
        "--json and --output - both want standard output",
        "--json und --output - wollen beide auf die Standardausgabe"
    )
}

pub(crate) fn split_to_stdout() -> Text {
    text!(
        "--split-by makes several files; --output - takes one",
        "--split-by schreibt mehrere Dateien; --output - nimmt nur eine"
    )
}

pub(crate) fn split_to_file() -> Text {
    text!(
        "--split-by makes several files; --output must name a folder",
        "--split-by schreibt mehrere Dateien; --output muss einen Ordner nennen"
    )
}

/// A file that has places is not replaced by one that has none unless that is wanted.
pub(crate) fn emptied(path: &Path, looked_at: u64) -> CliError {
    let why = match looked_at {
        0 => text!(
            "no place was found to write",
            "es wurde kein Ort zum Schreiben gefunden"
        ),
        some => text!(l =>
            "{places} found, and none can be written in this profile: they have no position",
            "{places} gefunden, und keiner lässt sich in diesem Profil schreiben: ohne Position",
            places = l.count(some, ["place was", "places were"], ["Ort", "Orte"]),
        ),
    };
    let path = path.display();
    CliError::new(
        Kind::Guard,
        text!(
            "the export would be empty, and {path} has something in it",
            "der Export wäre leer, und in {path} steht etwas"
        ),
    )
    .because(why)
    .hint(text!(
        "nothing was changed; `--allow-empty` replaces it all the same",
        "es wurde nichts geändert; `--allow-empty` ersetzt die Datei trotzdem"
    ))
}

/// How many examples of a loss are shown.
const SHOWN: usize = 3;

/// What each profile of this edition carries.
pub(crate) fn profiles(exporters: &Exporters, language: Language, terminal: Terminal) -> String {
    let mut columns = language
        .pick(
            [
                "profile", "file", "groups", "colour", "radius", "position", "for",
            ],
            [
                "Profil", "Datei", "Gruppen", "Farbe", "Radius", "Position", "für",
            ],
        )
        .map(Column::fixed);
    columns[6] = Column::text(language.pick("for", "für"));
    let rows: Vec<(String, Vec<String>)> = exporters
        .iter()
        .map(|exporter| {
            let carries = exporter.carries;
            let cells = vec![
                exporter.id.to_owned(),
                format!(".{}", exporter.extension),
                grouping(carries.groups, language).to_owned(),
                colours(carries.colour, language),
                radii(carries.radius, language),
                positions(carries.position, language).to_owned(),
                (exporter.title)().in_language(language).to_owned(),
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
        let elsewhere = elsewhere.join(", ");
        out.push_str(&say!(
            language,
            "\n3Kplaces Pro and Enterprise have more: {elsewhere}\n",
            "\n3Kplaces Pro und Enterprise haben mehr: {elsewhere}\n"
        ));
    }
    wrapped(&out, terminal.width)
}

fn grouping(groups: Grouping, language: Language) -> &'static str {
    match groups {
        Grouping::No => language.pick("file", "Datei"),
        Grouping::One => language.pick("one", "eine"),
        Grouping::All => language.pick("all", "alle"),
    }
}

fn colours(colour: Colours, language: Language) -> String {
    match colour {
        Colours::No => language.pick("no", "nein").to_owned(),
        Colours::All | Colours::Rgb => language.pick("yes", "ja").to_owned(),
        Colours::Nearest(palette) => {
            let n = palette.len();
            say!(language, "one of {n}", "eine von {n}")
        }
    }
}

fn radii(radius: Radii, language: Language) -> String {
    match radius {
        Radii::No => language.pick("no", "nein").to_owned(),
        Radii::UpTo(_) if radius == Radii::ALL => language.pick("yes", "ja").to_owned(),
        Radii::UpTo(most) => {
            let most = language.number(most.into());
            say!(language, "to {most} m", "bis {most} m")
        }
    }
}

fn positions(positions: Positions, language: Language) -> &'static str {
    match positions {
        Positions::Any => language.pick("exact or none", "genau oder ohne"),
        Positions::Located { step } if step <= 1 => language.pick("exact", "genau"),
        Positions::Located { .. } => language.pick("to 1 m", "auf 1 m"),
    }
}

/// A comparison needs two readable files.
pub(crate) fn no_delta(exporter: &Exporter) -> CliError {
    let error = CliError::new(
        Kind::Usage,
        text!(
            "--delta-hint has nothing to compare with",
            "--delta-hint hat nichts zum Vergleichen"
        ),
    );
    error.because(if exporter.reader.is_none() {
        not_read_back(exporter)
    } else {
        text!(
            "--output - is no file that could be there from the time before",
            "--output - ist keine Datei, die vom letzten Mal da sein könnte"
        )
    })
}

pub(super) fn not_read_back(exporter: &Exporter) -> Text {
    let id = exporter.id;
    text!(
        "files of {id} cannot be read back",
        "Dateien von {id} lassen sich nicht wieder einlesen"
    )
}

/// A file that is there but says nothing.
pub(crate) fn not_compared(path: &Path, error: &ReadError) -> Text {
    let (path, why) = (path.display(), error.text());
    text!(l =>
        "{path} was there, but says nothing of what changed: {why}",
        "{path} war vorhanden, sagt aber nichts über Änderungen: {why}",
        why = why.in_language(l),
    )
}

/// A file of a group that is no more.
pub(crate) fn left_over(path: &Path) -> Text {
    let path = path.display();
    text!(
        "{path} is left from an earlier export and holds no place of now; remove it, here and on the device",
        "{path} stammt von einem früheren Export und enthält keinen der jetzigen Orte; hier und auf dem Gerät zu entfernen"
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
pub(crate) fn losses(exporter: &Exporter, outcome: &Exported) -> Vec<Text> {
    let line = |(loss, counted): (&Loss, &Counted)| {
        let loss = loss.text();
        Text::made(|l| {
            format!(
                "{}, {}: {}: {}",
                exporter.id,
                places(counted.places, l),
                loss.in_language(l),
                examples(counted)
            )
        })
    };
    outcome.tally.lost.iter().map(line).collect()
}

fn places(n: u64, language: Language) -> String {
    language.count(n, ["place", "places"], ["Ort", "Orte"])
}

/// What a device could choke on.
pub(crate) fn warnings(exporter: &Exporter, outcome: &Exported) -> Option<Text> {
    let most = exporter.most_places?;
    // All files of an export are for one device.
    let written = outcome.tally.written;
    (written > most).then(|| {
        text!(l =>
            "these are {written} places; a device of {id} takes at most {most}; --group, --near and --limit choose fewer",
            "es sind {written} Orte; ein Gerät für {id} nimmt höchstens {most}; --group, --near und --limit wählen weniger aus",
            written = l.number(written),
            id = exporter.id,
            most = l.number(most),
        )
    })
}

/// What an export wrote and what it did not.
pub(crate) fn written(
    exporter: &Exporter,
    done: &Done,
    outcome: &Exported,
    split: bool,
    language: Language,
    terminal: Terminal,
) -> String {
    let tally = &outcome.tally;
    let places = places(tally.written, language);
    let mut out = match done.paths.as_slice() {
        [path] => say!(
            language,
            "{places} written to {path}, readable by you only.\n",
            "{places} nach {path} geschrieben, nur für Sie lesbar.\n",
            path = path.display()
        ),
        paths => {
            let mut out = say!(
                language,
                "{places} written to {files}, readable by you only:\n",
                "{places} in {files} geschrieben, nur für Sie lesbar:\n",
                files = language.count(paths.len() as u64, ["file", "files"], ["Datei", "Dateien"])
            );
            for (path, file) in paths.iter().zip(&outcome.files) {
                let (written, path) = (language.number(file.written), path.display());
                out.push_str(&format!("  {written:>7}  {path}\n"));
            }
            out
        }
    };
    if outcome.places == 0 {
        let sync = command("sync");
        out.push_str(&say!(
            language,
            "There was nothing to write; {sync} gets places.\n",
            "Es gab nichts zu schreiben; {sync} holt Orte.\n"
        ));
    }
    if !tally.lost.is_empty() {
        out.push_str(&say!(
            language,
            "\nWhat {id} does not show as it is in WEBFLEET:\n",
            "\nWas {id} nicht so zeigt, wie es in WEBFLEET steht:\n",
            id = exporter.id
        ));
    }
    for (loss, counted) in &tally.lost {
        let (n, loss) = (language.number(counted.places), loss.text());
        let (loss, examples) = (loss.in_language(language), examples(counted));
        out.push_str(&format!("  {n:>5}  {loss}: {examples}\n"));
    }
    match &done.delta {
        Some(Delta::Of(delta)) => out.push_str(&format!("\n{}", changes(delta, language))),
        Some(Delta::Nothing) => out.push_str(&say!(
            language,
            "\nThere is no export before to compare with.\n",
            "\nEs gibt keinen früheren Export zum Vergleichen.\n"
        )),
        None => {}
    }
    let mut hints = Vec::new();
    if exporter.carries.groups == Grouping::No && !split && tally.lost(Loss::Groups) > 0 {
        hints.push(text!(
            "--split-by group writes a file for each group.",
            "--split-by group schreibt für jede Gruppe eine Datei."
        ));
    }
    hints.extend(exporter.hint.map(|hint| hint()));
    hints.extend(exporter.notice.map(|notice| notice()));
    if !hints.is_empty() {
        out.push('\n');
    }
    for hint in hints {
        out.push_str(hint.in_language(language));
        out.push('\n');
    }
    wrapped(&out, terminal.width)
}

/// What changed since the file that was there was written.
fn changes(delta: &Comparison, language: Language) -> String {
    if delta.is_same() {
        return say!(
            language,
            "Nothing changed since the export before.\n",
            "Seit dem vorigen Export hat sich nichts geändert.\n"
        );
    }
    let mut out = say!(
        language,
        "Since the export before:\n",
        "Seit dem vorigen Export:\n"
    );
    let changed: Vec<&Entry> = delta
        .changed
        .iter()
        .map(|changed| &changed.wanted)
        .collect();
    let lists = [
        (
            language.pick("added", "neu"),
            delta.missing.iter().collect(),
        ),
        (language.pick("changed", "geändert"), changed),
        (
            language.pick("removed", "entfernt"),
            delta.surplus.iter().collect(),
        ),
    ];
    for (word, entries) in lists {
        if !entries.is_empty() {
            let (n, names) = named(&entries, language);
            out.push_str(&format!("  {n:>5}  {word}: {names}\n"));
        }
    }
    out
}

/// How many, and the first of them by name.
pub(super) fn named(entries: &[&Entry], language: Language) -> (String, String) {
    let shown = entries.iter().take(SHOWN);
    let shown: Vec<String> = shown
        .map(|entry| match (entry.name.as_str(), &entry.key) {
            ("", Some(key)) => format!("({})", one_line(key, 30)),
            ("", None) => language.pick("(no name)", "(ohne Namen)").to_owned(),
            (name, _) => one_line(name, 30),
        })
        .collect();
    let dots = if entries.len() > SHOWN { "; …" } else { "" };
    (
        language.number(entries.len() as u64),
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
        assert_eq!(of(2), None);
        let warning = of(3).unwrap();
        assert_eq!(
            [Language::English, Language::German].map(|it| warning.in_language(it)),
            [
                "these are 3 places; a device of csv takes at most 2; --group, --near and --limit choose \
                 fewer",
                "es sind 3 Orte; ein Gerät für csv nimmt höchstens 2; --group, --near und --limit wählen \
                 weniger aus"
            ]
        );
    }
}
