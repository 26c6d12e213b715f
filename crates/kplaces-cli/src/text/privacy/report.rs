use kplaces_app::HeldFile;
use kplaces_domain::{Timestamp, printable};
use kplaces_text::Language;

use super::Both;
use crate::Terminal;
use crate::commands::privacy::held::Held;
use crate::text::format;

/// The fields of a place: how programs call them, and how people do.
pub(crate) const FIELDS: [(&str, &str, &str); 6] = [
    (
        "key",
        "key of the address in WEBFLEET",
        "Schlüssel der Adresse in WEBFLEET",
    ),
    ("name", "display name", "Anzeigename"),
    ("position", "position", "Position"),
    ("radius", "radius", "Radius"),
    ("colour", "colour", "Farbe"),
    ("groups", "address groups", "Adressgruppen"),
];

/// What is said about a category.
#[derive(Clone, Copy)]
struct Words {
    title: Both,
    what: Both,
    until: Both,
    erase: Both,
}

/// The categories, in no order that matters.
const WORDS: [(&str, Words); 13] = [
    (
        "places",
        Words {
            title: Both::new("Places", "Orte"),
            what: Both::new(
                "The addresses of the WEBFLEET account, with six fields each and nothing else.",
                "Die Adressen des WEBFLEET-Kontos, mit je sechs Feldern und sonst nichts.",
            ),
            until: Both::new(
                "until a sync finds that WEBFLEET has them no more, or you erase them",
                "bis ein Abgleich sie in WEBFLEET nicht mehr findet oder Sie sie löschen",
            ),
            erase: Both::new(
                "3kplaces privacy erase --all, --group or --older-than",
                "3kplaces privacy erase --all, --group oder --older-than",
            ),
        },
    ),
    (
        "beside",
        Words {
            title: Both::new(
                "Places that are not in use",
                "Orte, die nicht verwendet werden",
            ),
            what: Both::new(
                "What was left when encryption was turned on or off, or was brought back since; it may hold places.",
                "Was beim Ein- oder Ausschalten der Verschlüsselung übrig blieb oder seither zurückgebracht wurde; es kann Orte enthalten.",
            ),
            until: Both::new(
                "until encryption is turned on or off to the end, or you erase it",
                "bis die Verschlüsselung zu Ende ein- oder ausgeschaltet ist oder Sie es löschen",
            ),
            erase: Both::new(
                "3kplaces privacy erase, whatever the scope, or 3kplaces encrypt on",
                "3kplaces privacy erase, in jedem Umfang, oder 3kplaces encrypt on",
            ),
        },
    ),
    (
        "backups",
        Words {
            title: Both::new("Copies of the places", "Sicherungen der Orte"),
            what: Both::new(
                "What was there before a sync or a restore removed places, and what you copied.",
                "Was da war, bevor ein Abgleich oder eine Rücksicherung Orte entfernte, und was Sie gesichert haben.",
            ),
            until: Both::new(
                "those made by themselves: the last few (`backup.keep`); those you made: until you erase them",
                "selbst entstandene: die letzten (`backup.keep`); von Ihnen angelegte: bis Sie sie löschen",
            ),
            erase: Both::new(
                "3kplaces privacy erase --older-than DAYS, or --all",
                "3kplaces privacy erase --older-than TAGE oder --all",
            ),
        },
    ),
    (
        "set-aside",
        Words {
            title: Both::new(
                "Damaged stores, set aside",
                "Beschädigte Speicher, beiseitegelegt",
            ),
            what: Both::new(
                "Files that could not be read any more; they may hold places.",
                "Dateien, die nicht mehr lesbar waren; sie können Orte enthalten.",
            ),
            until: Both::new("until you erase them", "bis Sie sie löschen"),
            erase: Both::new(
                "3kplaces privacy erase, whatever the scope",
                "3kplaces privacy erase, in jedem Umfang",
            ),
        },
    ),
    (
        "leftovers",
        Words {
            title: Both::new("Unfinished files", "Unfertige Dateien"),
            what: Both::new(
                "What a program left that was ended while it wrote a copy or a file for you; they may hold places.",
                "Reste eines Programms, das beim Sichern oder beim Schreiben einer Datei beendet wurde; sie können \
                 Orte enthalten.",
            ),
            until: Both::new(
                "until the next copy or file is written there",
                "bis dort die nächste Sicherung oder Datei geschrieben wird",
            ),
            erase: Both::new(
                "3kplaces privacy erase, whatever the scope",
                "3kplaces privacy erase, in jedem Umfang",
            ),
        },
    ),
    (
        "records",
        Words {
            title: Both::new("Records of syncs", "Aufzeichnungen über Abgleiche"),
            what: Both::new(
                "When a sync began, how it ended, how much changed. No addresses, no names.",
                "Wann ein Abgleich begann, wie er endete, wie viel sich änderte. Keine Adressen, keine Namen.",
            ),
            until: Both::new("the last 200 to 400", "die letzten 200 bis 400"),
            erase: Both::new(
                "3kplaces privacy erase --older-than DAYS, or --all",
                "3kplaces privacy erase --older-than TAGE oder --all",
            ),
        },
    ),
    (
        "requests",
        Words {
            title: Both::new("Counter of requests", "Zähler der Anfragen"),
            what: Both::new(
                "When WEBFLEET was asked, so that the account's limit is kept. No addresses, no names.",
                "Wann WEBFLEET gefragt wurde, damit das Limit des Kontos eingehalten wird. Keine Adressen, keine Namen.",
            ),
            until: Both::new("as long as the limit counts", "solange das Limit zählt"),
            erase: Both::new(
                "3kplaces privacy erase --all",
                "3kplaces privacy erase --all",
            ),
        },
    ),
    (
        "contacts",
        Words {
            title: Both::new(
                "Record of contacted hosts",
                "Verzeichnis der Rechner, mit denen gesprochen wurde",
            ),
            what: Both::new(
                "Which host was asked how often, and how much was sent and received; `3kplaces privacy network` shows it. No addresses, no names of places.",
                "Welcher Rechner wie oft gefragt wurde und wie viel gesendet und empfangen wurde; `3kplaces privacy network` zeigt es. Keine Adressen, keine Namen von Orten.",
            ),
            until: Both::new("until you erase it", "bis Sie es löschen"),
            erase: Both::new(
                "3kplaces privacy erase --all",
                "3kplaces privacy erase --all",
            ),
        },
    ),
    (
        "state",
        Words {
            title: Both::new("What is remembered besides", "Was sonst gemerkt wird"),
            what: Both::new(
                "Locks against two syncs at a time, the number of the device in a fleet.",
                "Sperren gegen zwei Abgleiche zugleich, die Nummer des Geräts in einer Flotte.",
            ),
            until: Both::new("until you erase it", "bis Sie es löschen"),
            erase: Both::new(
                "3kplaces privacy erase --all",
                "3kplaces privacy erase --all",
            ),
        },
    ),
    (
        "key",
        Words {
            title: Both::new(
                "Key of the encrypted places",
                "Schlüssel der verschlüsselten Orte",
            ),
            what: Both::new(
                "What keeps the key: the system's keyring, or the file itself, sealed with a passphrase.",
                "Was den Schlüssel bewahrt: der Schlüsselspeicher des Systems oder, mit einer Passphrase verschlüsselt, die Datei selbst.",
            ),
            until: Both::new(
                "as long as the places are encrypted",
                "solange die Orte verschlüsselt sind",
            ),
            erase: Both::new(
                "3kplaces privacy erase --all",
                "3kplaces privacy erase --all",
            ),
        },
    ),
    (
        "login",
        Words {
            title: Both::new("Login", "Zugangsdaten"),
            what: Both::new(
                "Account, user, password and key for WEBFLEET. Password and key are never shown.",
                "Konto, Benutzer, Kennwort und Schlüssel für WEBFLEET. Kennwort und Schlüssel werden nie gezeigt.",
            ),
            until: Both::new("until you remove it", "bis Sie sie entfernen"),
            erase: Both::new(
                "3kplaces logout, or privacy erase --all",
                "3kplaces logout oder privacy erase --all",
            ),
        },
    ),
    (
        "settings",
        Words {
            title: Both::new("Settings", "Einstellungen"),
            what: Both::new(
                "What you or an administrator set. `3kplaces config show` shows all of it.",
                "Was Sie oder die Verwaltung eingestellt haben. `3kplaces config show` zeigt alles.",
            ),
            until: Both::new("until you delete the file", "bis Sie die Datei löschen"),
            erase: Both::new(
                "by hand: the file is yours",
                "von Hand: Die Datei gehört Ihnen",
            ),
        },
    ),
    (
        "schedule",
        Words {
            title: Both::new("Schedule", "Zeitplan"),
            what: Both::new(
                "Files of the system's scheduler that start a sync by themselves.",
                "Dateien der Aufgabenplanung des Systems, die von selbst einen Abgleich starten.",
            ),
            until: Both::new("until you remove it", "bis Sie ihn entfernen"),
            erase: Both::new("3kplaces schedule remove", "3kplaces schedule remove"),
        },
    ),
];

/// The words of a category; a test sees that each has some.
fn words(id: &str) -> Option<Words> {
    let found = WORDS.iter().find(|(it, _)| *it == id);
    found.map(|(_, words)| *words)
}

/// What a fact is called.
fn label(fact: &str) -> Both {
    match fact {
        "groups" => Both::new("groups", "Gruppen"),
        "as_of" => Both::new("as of", "Stand"),
        "revision" => Both::new("revision", "Revision"),
        "host" => Both::new("from", "von"),
        "missing" => Both::new("encrypted, and missing", "verschlüsselt, fehlt"),
        "newest" => Both::new("newest", "neueste"),
        "oldest" => Both::new("oldest", "älteste"),
        "first_sync" => Both::new("first", "erster"),
        "last_sync" => Both::new("last", "letzter"),
        "account" => Both::new("account", "Konto"),
        "user" => Both::new("user", "Benutzer"),
        "account_from" => Both::new("account in", "Konto in"),
        "user_from" => Both::new("user in", "Benutzer in"),
        "password_from" => Both::new("password in", "Kennwort in"),
        "apikey_from" => Both::new("key in", "Schlüssel in"),
        _ => Both::new("cannot be read", "nicht lesbar"),
    }
}

const TITLE: Both = Both::new(
    "What 3Kplaces has on this device",
    "Was 3Kplaces auf diesem Gerät gespeichert hat",
);
const FIELDS_OF: Both = Both::new("fields", "Felder");
const NOBODY_KNOWS: Both = Both::new("nobody can tell", "lässt sich nicht sagen");
const KEPT: Both = Both::new("kept", "aufbewahrt");
const ERASED: Both = Both::new("erase", "löschen");
const NONE: Both = Both::new("none", "nichts");
const FOOT: Both = Both::new(
    "Nothing of it leaves this device but the login, to the host above. Files that were exported lie where \
     you put them, and are not counted here.\n`3kplaces privacy extract -o FILE.zip` hands all of it over.",
    "Nichts davon verlässt dieses Gerät, außer den Zugangsdaten zum oben genannten Rechner. Exportierte \
     Dateien liegen dort, wo Sie sie abgelegt haben, und sind hier nicht mitgezählt.\n`3kplaces privacy \
     extract -o DATEI.zip` gibt alles heraus.",
);
const OTHERS: Both = Both::new(
    "OTHER USERS OF THE DEVICE HAVE ACCESS",
    "ANDERE BENUTZER DES GERÄTS HABEN ZUGRIFF",
);
const ONLY_YOU: Both = Both::new("only you", "nur Sie");
const BY_FOLDER: Both = Both::new(
    "by the rights of its folder",
    "nach den Rechten des Ordners",
);

pub(crate) fn report(
    held: &[Held],
    language: Language,
    now: Timestamp,
    terminal: Terminal,
) -> String {
    let say = |both: Both| both.in_language(language);
    let mut out = format!("{}, {}\n", say(TITLE), format::moment(now));
    for held in held {
        let Some(words) = words(held.id) else {
            continue;
        };
        let count = match held.count {
            Some(0) => say(NONE).to_owned(),
            Some(count) => language.number(count),
            None => say(NOBODY_KNOWS).to_owned(),
        };
        out.push_str(&format!("\n{}: {count}\n", say(words.title)));
        if held.count == Some(0) && held.files.is_empty() {
            continue;
        }
        let mut line = |label: &str, text: &str| {
            out.push_str(&format!("  {label}: {}\n", printable(text)));
        };
        out_what(&mut line, held, say(words.what), language);
        for (fact, value) in &held.facts {
            line(say(label(fact)), value);
        }
        for file in &held.files {
            line(&file.path.display().to_string(), &access(file, language));
        }
        line(say(KEPT), say(words.until));
        line(say(ERASED), say(words.erase));
    }
    out.push_str(&format!("\n{}\n", say(FOOT)));
    format::wrapped(&out, terminal.width)
}

fn out_what(line: &mut impl FnMut(&str, &str), held: &Held, what: &str, language: Language) {
    let label = match language {
        Language::English => "what",
        Language::German => "was",
    };
    line(label, what);
    if held.id == "places" {
        let fields: Vec<&str> = FIELDS
            .iter()
            .map(|(_, english, german)| Both::new(english, german).in_language(language))
            .collect();
        line(FIELDS_OF.in_language(language), &fields.join(", "));
    }
}

/// `60.0 KiB, 0600, only you`
fn access(file: &HeldFile, language: Language) -> String {
    let who = match file.is_open_to_others() {
        Some(true) => OTHERS,
        Some(false) => ONLY_YOU,
        None => BY_FOLDER,
    };
    let mode = file.mode.map(|mode| format!("{mode:04o}, "));
    format!(
        "{}, {}{}",
        language.bytes(file.bytes),
        mode.unwrap_or_default(),
        who.in_language(language)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_category_has_words_of_its_own_in_both_languages() {
        let mut titles = Vec::new();
        for (id, words) in WORDS {
            for both in [words.title, words.what, words.until, words.erase] {
                assert!(!both.english.is_empty() && !both.german.is_empty(), "{id}");
            }
            assert_ne!(words.title.english, words.title.german, "{id}");
            assert_ne!(words.what.english, words.what.german, "{id}");
            titles.push(words.title.english);
        }
        titles.sort_unstable();
        titles.dedup();
        assert_eq!(titles.len(), WORDS.len());
    }
}
