use std::path::PathBuf;

use kplaces_app::{DataKind, EraseReport, EraseScope, ErasedItem};
use kplaces_domain::{Timestamp, printable};
use kplaces_text::{Language, Text, command, say, text};

use crate::{CliError, Kind};

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
fn why(id: &str) -> Text {
    match id {
        "emptied-store" => text!(
            "the file of the store stays, without any content: another program has it open, such as the map",
            "die Datei des Bestands bleibt, ohne Inhalt: Ein anderes Programm hat sie offen, etwa die Karte",
        ),
        "webfleet" => text!(
            "what WEBFLEET has: a sync downloads it again, unless it is erased there or left out by `sync.groups`",
            "was WEBFLEET hat: Ein Abgleich lädt es wieder, solange es dort nicht gelöscht oder durch `sync.groups` ausgenommen ist",
        ),
        "exports" => text!(
            "files that were exported, extracts and receipts: they lie in folders of yours, and no list of them is kept",
            "exportierte Dateien, Auszüge und Quittungen: Sie liegen in Ihren Ordnern, und es wird keine Liste geführt",
        ),
        "settings" => text!(
            "the settings: the file is yours; it may name groups",
            "die Einstellungen: Die Datei gehört Ihnen; sie kann Gruppen nennen",
        ),
        "foreign-login" => text!(
            "a login that is not kept by 3Kplaces: in the environment, in a configuration file, or given by a command",
            "Anmeldedaten, die nicht 3Kplaces aufbewahrt: aus der Umgebung, einer Konfigurationsdatei oder einem Befehl",
        ),
        "records" => text!(
            "records of syncs: they name no group and no place",
            "Aufzeichnungen über Abgleiche: Sie nennen keine Gruppe und keinen Ort",
        ),
        "newer" => text!(
            "places, backups and records that are newer",
            "Orte, Sicherungen und Aufzeichnungen, die neuer sind",
        ),
        "login" => text!(
            "the login: {logout} removes it",
            "die Anmeldedaten: {logout} entfernt sie",
            logout = command("logout"),
        ),
        "autostart" => text!(
            "a file by which the system starts the map: {remove} removes it",
            "eine Datei, mit der das System die Karte startet: {remove} entfernt sie",
            remove = command("map remove"),
        ),
        "schedule" => text!(
            "a schedule that syncs by itself and brings places back: {remove} ends it",
            "ein Zeitplan, der von selbst abgleicht und Orte zurückbringt: {remove} beendet ihn",
            remove = command("schedule remove"),
        ),
        _ => text!(
            "older copies that a medium makes by itself: what is erased was overwritten where it was, but a journal that keeps data, a file system that copies what is written, snapshots and flash memory can still hold some; only encrypting the medium helps",
            "ältere Kopien, die ein Datenträger von selbst anlegt: Gelöschtes wurde an seiner Stelle überschrieben, doch ein Journal mit Daten, ein Dateisystem, das beim Schreiben kopiert, Schnappschüsse und Flash-Speicher können noch welche enthalten; dagegen hilft nur, den Datenträger zu verschlüsseln",
        ),
    }
}

fn thing(thing: DataKind) -> Text {
    match thing {
        DataKind::Places => text!("places", "Orte"),
        DataKind::Groups => text!("groups", "Gruppen"),
        DataKind::Store => text!("files of the store", "Dateien des Bestands"),
        DataKind::Backups => text!("files of backups", "Dateien von Sicherungen"),
        DataKind::SetAside => text!("files of damaged stores", "Dateien beschädigter Bestände"),
        DataKind::Leftovers => text!("unfinished files", "unfertige Dateien"),
        DataKind::Records => text!("records of syncs", "Aufzeichnungen über Abgleiche"),
        DataKind::Login => text!("files of the login", "Dateien mit Anmeldedaten"),
        DataKind::Keyring => text!(
            "login in the system's keyring",
            "Anmeldedaten im Schlüsselspeicher des Systems",
        ),
        DataKind::Key => text!(
            "key of the encrypted places",
            "Schlüssel der verschlüsselten Orte",
        ),
        DataKind::State => text!(
            "files of what was remembered: records, counters, locks",
            "Hilfsdateien: Aufzeichnungen, Zähler, Sperren",
        ),
    }
}

fn scope_words(scope: &EraseScope, language: Language) -> String {
    match scope {
        EraseScope::All => say!(language, "everything", "alles"),
        EraseScope::Groups(names) => {
            let n = names.len() as u64;
            say!(
                language,
                "by group, {groups} named",
                "nach Gruppen, genannt: {groups}",
                groups = language.pick(
                    language.count(n, ["group", "groups"], ["", ""]),
                    language.number(n)
                )
            )
        }
        EraseScope::Before(before) => say!(
            language,
            "from before {moment}",
            "aus der Zeit vor dem {moment}",
            moment = language.moment(before.unix())
        ),
    }
}

/// What would go, and what would stay.
pub(crate) fn plan(planned: &EraseReport, kept: &[Kept], language: Language) -> String {
    say!(
        language,
        "This would be erased:\n{gone}\n{stays}",
        "Das würde gelöscht:\n{gone}\n{stays}",
        gone = pieces(&planned.gone, language),
        stays = stays(kept, language)
    )
}

/// There is nothing to erase.
pub(crate) fn nothing(kept: &[Kept], language: Language) -> String {
    say!(
        language,
        "There is nothing to erase on this device.\n\n{stays}",
        "Auf diesem Gerät gibt es nichts zu löschen.\n\n{stays}",
        stays = stays(kept, language)
    )
}

/// What a dry run says.
pub(crate) fn dry_run(planned: &EraseReport, kept: &[Kept], language: Language) -> String {
    let plan = plan(planned, kept, language);
    say!(
        language,
        "{plan}\nNothing was changed.\n",
        "{plan}\nEs wurde nichts geändert.\n"
    )
}

/// What was done, for whoever asked for it. No place and no group is named.
pub(crate) fn receipt(
    scope: &EraseScope,
    done: &EraseReport,
    kept: &[Kept],
    language: Language,
    now: Timestamp,
) -> String {
    let mut out = say!(
        language,
        "Receipt of 3Kplaces, {now}: {scope}\n\nErased:\n{gone}",
        "Quittung von 3Kplaces, {now}: {scope}\n\nGelöscht:\n{gone}",
        now = language.moment(now.unix()),
        scope = scope_words(scope, language),
        gone = pieces(&done.gone, language)
    );
    if !done.left.is_empty() {
        out.push_str(language.pick("\nNOT erased:\n", "\nNICHT gelöscht:\n"));
        for left in &done.left {
            let (thing, path) = (thing(left.thing), left.path.as_ref());
            let line = format!(
                "{} {}: {}",
                thing.in_language(language),
                path.map(|path| path.display().to_string())
                    .unwrap_or_default(),
                left.why.in_language(language)
            );
            out.push_str(&format!("  {}\n", printable(&line)));
        }
        out.push_str(language.pick(
            "The same command, given again, erases what is left.\n",
            "Derselbe Befehl, noch einmal gegeben, löscht den Rest.\n",
        ));
    }
    out.push_str(&format!("\n{}", stays(kept, language)));
    out
}

fn pieces(pieces: &[ErasedItem], language: Language) -> String {
    if pieces.is_empty() {
        return say!(
            language,
            "  nothing: none of it is on this device\n",
            "  nichts; auf diesem Gerät ist nichts davon vorhanden\n"
        );
    }
    let mut out = String::new();
    for piece in pieces {
        let count = piece.count.map_or_else(
            || {
                say!(
                    language,
                    "nobody can tell how many",
                    "wie viele, lässt sich nicht sagen"
                )
            },
            |count| language.number(count),
        );
        let name = thing(piece.thing);
        out.push_str(&format!("  {}: {count}\n", name.in_language(language)));
        for path in &piece.paths {
            out.push_str(&format!("    {}\n", printable(&path.display().to_string())));
        }
    }
    out
}

fn stays(kept: &[Kept], language: Language) -> String {
    let mut out = say!(language, "Not touched:\n", "Nicht angetastet:\n");
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
    language.pick(
        "Type `erase` to do it, anything else to leave it: ",
        "Zum Löschen `löschen` eingeben; bei allem anderen bleibt alles, wie es ist: ",
    )
}

/// Whether an answer means yes; each language's word does in both.
pub(crate) fn is_yes(answer: &str) -> bool {
    ["erase", "löschen", "loeschen"].contains(&answer.to_lowercase().as_str())
}

fn nothing_erased() -> CliError {
    CliError::new(
        Kind::Guard,
        text!("nothing was erased", "es wurde nichts gelöscht"),
    )
}

pub(crate) fn not_confirmed() -> CliError {
    nothing_erased()
        .because(text!("it was not confirmed", "es wurde nicht bestätigt"))
        .hint(text!(
            "the same command asks again; --dry-run shows what would go",
            "derselbe Befehl fragt noch einmal; --dry-run zeigt, was gelöscht würde"
        ))
}

pub(crate) fn nobody() -> CliError {
    nothing_erased()
        .because(text!(
            "there is nobody at a terminal to confirm it",
            "es sitzt niemand an einem Terminal, der es bestätigen könnte"
        ))
        .hint(text!(
            "the same command with --dry-run shows what would go",
            "derselbe Befehl mit --dry-run zeigt, was gelöscht würde"
        ))
        .hint(text!(
            "the same command with --yes does it",
            "derselbe Befehl mit --yes führt es aus"
        ))
}

pub(crate) fn incomplete(left: usize) -> Text {
    text!(l =>
        "{things} could not be erased; run the same command again",
        "{things} nicht gelöscht werden; denselben Befehl noch einmal ausführen",
        things = l.count(left as u64, ["thing", "things"], ["Teil konnte", "Teile konnten"]),
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
            "autostart",
            "medium",
        ] {
            let why = why(id);
            let [english, german] =
                [Language::English, Language::German].map(|it| why.in_language(it));
            assert_ne!(english, german, "{id}");
            seen.push(english.to_owned());
        }
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 11);
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
