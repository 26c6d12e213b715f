use std::path::PathBuf;

use kplaces_app::{DataKind, EraseReport, EraseScope, ErasedItem};
use kplaces_domain::{Timestamp, printable};
use kplaces_text::Language;

use super::Both;
use crate::error::{CliError, Kind};
use crate::text::format;

/// Something that stays although something was erased.
#[derive(Debug)]
pub(crate) struct Kept {
    /// What it is called; [`why`] has the words.
    pub(crate) id: &'static str,
    /// Where it is, if it is one file.
    pub(crate) path: Option<PathBuf>,
}

impl Kept {
    pub(crate) fn new(id: &'static str) -> Self {
        Self { id, path: None }
    }

    pub(crate) fn at(id: &'static str, path: PathBuf) -> Self {
        Self {
            path: Some(path),
            ..Self::new(id)
        }
    }
}

/// What stays, and why.
fn why(id: &str) -> Both {
    match id {
        "emptied-store" => Both::new(
            "the file of the store stays, without any content: another program has it open, such as the map",
            "die Datei des Speichers bleibt, ohne Inhalt: Ein anderes Programm hat sie offen, etwa die Karte",
        ),
        "webfleet" => Both::new(
            "what WEBFLEET has: a sync downloads it again, unless it is erased there or left out by `sync.groups`",
            "was WEBFLEET hat: Ein Abgleich lädt es wieder, solange es dort nicht gelöscht oder durch `sync.groups` ausgenommen ist",
        ),
        "exports" => Both::new(
            "files that were exported, extracts and receipts: they lie in folders of yours, and no list of them is kept",
            "exportierte Dateien, Auszüge und Quittungen: Sie liegen in Ihren Ordnern, und es wird keine Liste geführt",
        ),
        "settings" => Both::new(
            "the settings: the file is yours; it may name groups",
            "die Einstellungen: Die Datei gehört Ihnen; sie kann Gruppen nennen",
        ),
        "foreign-login" => Both::new(
            "a login that is not kept by 3Kplaces: in the environment, in a configuration file, or given by a command",
            "Zugangsdaten, die nicht 3Kplaces aufbewahrt: aus der Umgebung, einer Konfigurationsdatei oder einem Befehl",
        ),
        "records" => Both::new(
            "records of syncs: they name no group and no place",
            "Aufzeichnungen über Abgleiche: Sie nennen keine Gruppe und keinen Ort",
        ),
        "newer" => Both::new(
            "places, copies and records that are newer",
            "Orte, Sicherungen und Aufzeichnungen, die neuer sind",
        ),
        "login" => Both::new(
            "the login: `3kplaces logout` removes it",
            "die Zugangsdaten: `3kplaces logout` entfernt sie",
        ),
        "schedule" => Both::new(
            "a schedule that syncs by itself and brings places back: `3kplaces schedule remove` ends it",
            "ein Zeitplan, der von selbst abgleicht und Orte zurückbringt: `3kplaces schedule remove` beendet ihn",
        ),
        _ => Both::new(
            "older copies that a medium makes by itself: what is erased was overwritten where it was, but a journal that keeps data, a file system that copies what is written, snapshots and flash memory can still hold some; only encrypting the medium helps",
            "ältere Kopien, die ein Datenträger von selbst anlegt: Gelöschtes wurde an seiner Stelle überschrieben, doch ein Journal mit Daten, ein Dateisystem, das beim Schreiben kopiert, Schnappschüsse und Flash-Speicher können noch welche enthalten; dagegen hilft nur, den Datenträger zu verschlüsseln",
        ),
    }
}

fn thing(thing: DataKind) -> Both {
    match thing {
        DataKind::Places => Both::new("places", "Orte"),
        DataKind::Groups => Both::new("groups", "Gruppen"),
        DataKind::Store => Both::new("files of the store", "Dateien des Speichers"),
        DataKind::Backups => Both::new("files of copies", "Dateien von Sicherungen"),
        DataKind::SetAside => Both::new("files of damaged stores", "Dateien beschädigter Speicher"),
        DataKind::Leftovers => Both::new("unfinished files", "unfertige Dateien"),
        DataKind::Records => Both::new("records of syncs", "Aufzeichnungen über Abgleiche"),
        DataKind::Login => Both::new("files of the login", "Dateien mit Zugangsdaten"),
        DataKind::Keyring => Both::new(
            "login in the system's keyring",
            "Zugangsdaten im Schlüsselspeicher des Systems",
        ),
        DataKind::Key => Both::new(
            "key of the encrypted places",
            "Schlüssel der verschlüsselten Orte",
        ),
        DataKind::State => Both::new(
            "files of what was remembered: records, counters, locks",
            "Dateien mit Gemerktem: Aufzeichnungen, Zähler, Sperren",
        ),
    }
}

const WOULD_GO: Both = Both::new("This would be erased:", "Das würde gelöscht:");
const ERASED: Both = Both::new("Erased:", "Gelöscht:");
const NOTHING: Both = Both::new("nothing: there is none", "nichts: Es gibt nichts davon");
const LEFT: Both = Both::new("NOT erased:", "NICHT gelöscht:");
const STAYS: Both = Both::new("Not touched:", "Nicht angetastet:");
const UNKNOWN: Both = Both::new(
    "nobody can tell how many",
    "wie viele, lässt sich nicht sagen",
);
const RECEIPT: Both = Both::new("Receipt of 3Kplaces", "Quittung von 3Kplaces");
const AGAIN: Both = Both::new(
    "The same command, given again, erases what is left.",
    "Derselbe Befehl, noch einmal gegeben, löscht den Rest.",
);
const DRY: Both = Both::new("Nothing was changed.", "Nichts wurde geändert.");

fn scope_words(scope: &EraseScope, language: Language) -> String {
    match (scope, language) {
        (EraseScope::All, Language::English) => "everything".to_owned(),
        (EraseScope::All, Language::German) => "alles".to_owned(),
        (EraseScope::Groups(names), Language::English) => {
            format!(
                "by group, {} named",
                format::count(names.len() as u64, "group", "groups")
            )
        }
        (EraseScope::Groups(names), Language::German) => {
            format!("nach Gruppen, genannt: {}", names.len())
        }
        (EraseScope::Before(before), Language::English) => {
            format!("from before {}", format::moment(*before))
        }
        (EraseScope::Before(before), Language::German) => {
            format!("aus der Zeit vor {}", format::moment(*before))
        }
    }
}

/// What would go, and what would stay.
pub(crate) fn plan(planned: &EraseReport, kept: &[Kept], language: Language) -> String {
    format!(
        "{}\n{}\n{}\n{}",
        WOULD_GO.in_language(language),
        pieces(&planned.gone, language),
        STAYS.in_language(language),
        stays(kept, language)
    )
}

/// That a dry run was one.
pub(crate) fn unchanged(language: Language) -> String {
    format!("\n{}\n", DRY.in_language(language))
}

/// What was done, for whoever asked for it. No place and no group is named.
pub(crate) fn receipt(
    scope: &EraseScope,
    done: &EraseReport,
    kept: &[Kept],
    language: Language,
    now: Timestamp,
) -> String {
    let mut out = format!(
        "{}, {}: {}\n\n{}\n{}",
        RECEIPT.in_language(language),
        format::moment(now),
        scope_words(scope, language),
        ERASED.in_language(language),
        pieces(&done.gone, language),
    );
    if !done.left.is_empty() {
        out.push_str(&format!("\n{}\n", LEFT.in_language(language)));
        for left in &done.left {
            let name = thing(left.thing).in_language(language);
            let path = left.path.as_ref().map(|path| path.display().to_string());
            let line = format!("{name} {}: {}", path.unwrap_or_default(), left.why);
            out.push_str(&format!("  {}\n", printable(&line)));
        }
        out.push_str(&format!("{}\n", AGAIN.in_language(language)));
    }
    out.push_str(&format!(
        "\n{}\n{}",
        STAYS.in_language(language),
        stays(kept, language)
    ));
    out
}

fn pieces(pieces: &[ErasedItem], language: Language) -> String {
    if pieces.is_empty() {
        return format!("  {}\n", NOTHING.in_language(language));
    }
    let mut out = String::new();
    for piece in pieces {
        let count = piece.count.map_or_else(
            || UNKNOWN.in_language(language).to_owned(),
            |count| language.number(count),
        );
        let name = thing(piece.thing).in_language(language);
        out.push_str(&format!("  {name}: {count}\n"));
        for path in &piece.paths {
            out.push_str(&format!("    {}\n", printable(&path.display().to_string())));
        }
    }
    out
}

fn stays(kept: &[Kept], language: Language) -> String {
    let mut out = String::new();
    let mut last = "";
    for kept in kept {
        if kept.id != last {
            out.push_str(&format!("  - {}\n", why(kept.id).in_language(language)));
        }
        last = kept.id;
        if let Some(path) = &kept.path {
            out.push_str(&format!("    {}\n", printable(&path.display().to_string())));
        }
    }
    out
}

/// The question before it.
pub(crate) fn question(language: Language) -> &'static str {
    Both::new(
        "Type `erase` to do it, anything else to leave it: ",
        "`löschen` eingeben, um es zu tun, alles andere lässt es: ",
    )
    .in_language(language)
}

/// Whether an answer means yes; each language's word does in both.
pub(crate) fn is_yes(answer: &str) -> bool {
    ["erase", "löschen", "loeschen"].contains(&answer.to_lowercase().as_str())
}

pub(crate) fn not_confirmed() -> CliError {
    CliError::new(Kind::Guard, "nothing was erased")
        .because("it was not confirmed")
        .hint("the same command asks again; --dry-run shows what would go")
}

pub(crate) fn nobody() -> CliError {
    CliError::new(Kind::Guard, "nothing was erased")
        .because("there is nobody at a terminal to confirm it")
        .hint("the same command with --dry-run shows what would go")
        .hint("the same command with --yes does it")
}

pub(crate) fn incomplete(left: usize) -> String {
    format!(
        "{} could not be erased; run the same command again",
        format::count(left as u64, "thing", "things")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reason_is_there_in_both_languages() {
        let mut seen = Vec::new();
        for id in [
            "emptied-store",
            "webfleet",
            "exports",
            "settings",
            "foreign-login",
            "records",
            "newer",
            "login",
            "schedule",
            "medium",
        ] {
            let both = why(id);
            assert_ne!(both.english, both.german, "{id}");
            seen.push(both.english);
        }
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 10);
    }

    #[test]
    fn only_the_word_is_a_yes() {
        for yes in ["erase", "ERASE", "löschen"] {
            assert!(is_yes(yes), "{yes}");
        }
        for no in ["", "y", "yes", "ja", "erase all"] {
            assert!(!is_yes(no), "{no}");
        }
    }
}
