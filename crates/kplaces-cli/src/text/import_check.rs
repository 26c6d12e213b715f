use std::path::Path;

use kplaces_domain::one_line;
use kplaces_export::{Comparison, Difference, Entry, Exporter, ReadError};
use kplaces_text::{Language, Text, command, say, text};

use super::export::{named, not_read_back};
use super::format::wrapped;
use crate::{CliError, Kind, Session, Terminal};

pub(crate) fn a_folder() -> Text {
    text!(
        "this is a folder; --split-by group checks the files of an export by group",
        "das ist ein Ordner; --split-by group prüft die Dateien eines Exports nach Gruppen"
    )
}

pub(crate) fn not_a_folder() -> Text {
    text!(
        "--split-by group needs the folder of the files",
        "--split-by group braucht den Ordner der Dateien"
    )
}

/// How many changed places are shown.
const SHOWN: usize = 5;

fn readable(session: &Session) -> Text {
    let all = session.product().exporters.iter();
    let ids: Vec<&str> = all
        .filter(|exporter| exporter.reader.is_some())
        .map(|exporter| exporter.id)
        .collect();
    let ids = ids.join(", ");
    text!("this edition reads: {ids}", "diese Edition liest: {ids}")
}

fn written_for() -> Text {
    text!(
        "--profile says what it was written for",
        "--profile sagt, wofür die Datei geschrieben wurde"
    )
}

pub(crate) fn unopened(path: &Path, error: &ReadError) -> CliError {
    let path = path.display();
    CliError::new(
        Kind::Store,
        text!(
            "{path} could not be read",
            "{path} konnte nicht gelesen werden"
        ),
    )
    .because(error.text())
}

pub(crate) fn unreadable(path: &Path, exporter: &Exporter, error: &ReadError) -> CliError {
    let id = exporter.id;
    unopened(path, error)
        .because(text!(
            "it was read as {id}",
            "die Datei wurde als {id} gelesen"
        ))
        .hint(written_for())
}

pub(crate) fn which_profile(session: &Session) -> CliError {
    CliError::new(
        Kind::Usage,
        text!("--split-by needs --profile", "--split-by braucht --profile"),
    )
    .because(readable(session))
}

pub(crate) fn no_reader(session: &Session, exporter: &Exporter) -> CliError {
    CliError::new(Kind::Usage, not_read_back(exporter)).because(readable(session))
}

pub(crate) fn not_recognised(session: &Session, path: &Path) -> CliError {
    let path = path.display();
    CliError::new(
        Kind::Usage,
        text!(
            "{path} is not a file of a profile",
            "{path} ist keine Datei eines Profils"
        ),
    )
    .because(readable(session))
    .hint(written_for())
}

fn difference(difference: &Difference, language: Language) -> String {
    let Difference { file, wanted } = difference;
    let was = |was: &str, is: &str| format!("{} → {}", one_line(was, 30), one_line(is, 30));
    let at = |entry: &Entry| match entry.position {
        Some((latitude, longitude)) => format!(
            "{:.6},{:.6}",
            f64::from(latitude) / 1e6,
            f64::from(longitude) / 1e6
        ),
        None => language.pick("no position", "keine Position").to_owned(),
    };
    let colour = |entry: &Entry| {
        let none = || language.pick("none", "keine").to_owned();
        entry.colour.clone().unwrap_or_else(none)
    };
    let fields: Vec<String> = difference
        .fields()
        .into_iter()
        .map(|field| match field {
            "name" => format!(
                "{} {}",
                language.pick("name", "Name"),
                was(&file.name, &wanted.name)
            ),
            "position" => {
                format!(
                    "{} {}",
                    language.pick("position", "Position"),
                    was(&at(file), &at(wanted))
                )
            }
            "radius_m" => format!(
                "{} {} m → {} m",
                language.pick("radius", "Radius"),
                file.radius_m,
                wanted.radius_m
            ),
            "colour" => {
                format!(
                    "{} {}",
                    language.pick("colour", "Farbe"),
                    was(&colour(file), &colour(wanted))
                )
            }
            "groups" => format!(
                "{} {}",
                language.pick("groups", "Gruppen"),
                was(&file.groups.join(", "), &wanted.groups.join(", "))
            ),
            "key" => language.pick("key", "Schlüssel").to_owned(),
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
    language: Language,
    terminal: Terminal,
) -> String {
    let (path, id) = (path.display(), exporter.id);
    let same = comparison.same;
    if comparison.is_same() {
        return say!(
            language,
            "{path} is current: {places} as {id} would write {them} now.\n",
            "{path} ist aktuell: {places}, wie {id} {them} jetzt schreiben würde.\n",
            places = language.count(same, ["place", "places"], ["Ort", "Orte"]),
            them = match same {
                1 => language.pick("it", "ihn"),
                _ => language.pick("them", "sie"),
            }
        );
    }
    let mut out = say!(
        language,
        "{path} is not current. As {id} would write it now:\n  {same:>5}  the same\n",
        "{path} ist nicht aktuell. Im Vergleich zu dem, was {id} jetzt schreiben würde:\n  {same:>5}  gleich\n",
        same = language.number(same)
    );
    for (word, entries) in [
        (
            language.pick("missing in the file", "fehlen in der Datei"),
            &comparison.missing,
        ),
        (
            language.pick("only in the file", "nur in der Datei"),
            &comparison.surplus,
        ),
    ] {
        if !entries.is_empty() {
            let (count, names) = named(&entries.iter().collect::<Vec<_>>(), language);
            out.push_str(&format!("  {count:>5}  {word}: {names}\n"));
        }
    }
    if comparison.others > 0 {
        out.push_str(&say!(
            language,
            "  {n:>5}  not read: lines, areas and links to other files are no places\n",
            "  {n:>5}  nicht gelesen: Linien, Flächen und Verweise auf andere Dateien sind keine Orte\n",
            n = language.number(comparison.others)
        ));
    }
    if !comparison.changed.is_empty() {
        let n = language.number(comparison.changed.len() as u64);
        out.push_str(&say!(
            language,
            "  {n:>5}  changed:\n",
            "  {n:>5}  geändert:\n"
        ));
    }
    for changed in comparison.changed.iter().take(SHOWN) {
        out.push_str(&format!("         {}\n", difference(changed, language)));
    }
    if comparison.changed.len() > SHOWN {
        out.push_str("         …\n");
    }
    let export = command(&format!("export {id} --force"));
    out.push_str(&say!(
        language,
        "{export}, with the options of the time before, writes it anew.\n",
        "{export} mit den Optionen vom letzten Mal schreibt sie neu.\n"
    ));
    wrapped(&out, terminal.width)
}
