use kplaces_app::HeldFile;
use kplaces_device::privacy::Held;
use kplaces_domain::{Timestamp, printable};
use kplaces_text::{Language, Text, command, say, text};

use crate::Terminal;
use crate::text::format::wrapped;

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
struct Words {
    title: Text,
    what: Text,
    until: Text,
    erase: Text,
}

/// The id of a category, and what is said about it.
type Category = (&'static str, fn() -> Words);

/// The categories, in no order that matters.
const WORDS: [Category; 14] = [
    ("places", || Words {
        title: text!("Places", "Orte"),
        what: text!(
            "The addresses of the WEBFLEET account, with six fields each and nothing else.",
            "Die Adressen des WEBFLEET-Kontos, mit je sechs Feldern und sonst nichts.",
        ),
        until: text!(
            "until a sync finds that WEBFLEET has them no more, or you erase them",
            "bis ein Abgleich sie in WEBFLEET nicht mehr findet oder Sie sie löschen",
        ),
        erase: text!(
            "{erase}, --group or --older-than",
            "{erase}, --group oder --older-than",
            erase = erase()
        ),
    }),
    ("beside", || Words {
        title: text!(
            "Places that are not in use",
            "Orte, die nicht verwendet werden",
        ),
        what: text!(
            "What was left when encryption was turned on or off, or was brought back since; it may hold places.",
            "Was beim Ein- oder Ausschalten der Verschlüsselung übrig blieb oder seither zurückgebracht wurde; es kann Orte enthalten.",
        ),
        until: text!(
            "until encryption is turned on or off to the end, or you erase it",
            "bis die Verschlüsselung zu Ende ein- oder ausgeschaltet ist oder Sie es löschen",
        ),
        erase: text!(
            "{erase}, or any other scope, or {encrypt}",
            "{erase} oder jeder andere Umfang, auch {encrypt}",
            erase = erase(),
            encrypt = command("encrypt on")
        ),
    }),
    ("backups", || Words {
        title: text!("Backups of the places", "Sicherungen der Orte"),
        what: text!(
            "What was there before a sync or a restore removed places, and what you copied.",
            "Was da war, bevor ein Abgleich oder eine Rücksicherung Orte entfernte, und was Sie gesichert haben.",
        ),
        until: text!(
            "those made by themselves: the last few (`backup.keep`); those you made: until you erase them",
            "selbst entstandene: die letzten (`backup.keep`); von Ihnen angelegte: bis Sie sie löschen",
        ),
        erase: erase_by_age(),
    }),
    ("set-aside", || Words {
        title: text!(
            "Damaged stores, set aside",
            "Beschädigte Bestände, beiseitegelegt",
        ),
        what: text!(
            "Files that could not be read any more; they may hold places.",
            "Dateien, die nicht mehr lesbar waren; sie können Orte enthalten.",
        ),
        until: text!("until you erase them", "bis Sie sie löschen"),
        erase: text!(
            "{erase}, or any other scope",
            "{erase} oder jeder andere Umfang",
            erase = erase()
        ),
    }),
    ("leftovers", || Words {
        title: text!("Unfinished files", "Unfertige Dateien"),
        what: text!(
            "What a program left that was ended while it wrote a copy or a file for you; they may hold places.",
            "Reste eines Programms, das beim Sichern oder beim Schreiben einer Datei beendet wurde; sie können \
                 Orte enthalten.",
        ),
        until: text!(
            "until the next copy or file is written there",
            "bis dort die nächste Sicherung oder Datei geschrieben wird",
        ),
        erase: text!(
            "{erase}, or any other scope",
            "{erase} oder jeder andere Umfang",
            erase = erase()
        ),
    }),
    ("records", || Words {
        title: text!("Records of syncs", "Aufzeichnungen über Abgleiche"),
        what: text!(
            "When a sync began, how it ended, how much changed. No addresses, no names.",
            "Wann ein Abgleich begann, wie er endete, wie viel sich änderte. Keine Adressen, keine Namen.",
        ),
        until: text!("the last 200 to 400", "die letzten 200 bis 400"),
        erase: erase_by_age(),
    }),
    ("requests", || Words {
        title: text!("Counter of requests", "Zähler der Anfragen"),
        what: text!(
            "When WEBFLEET was asked, so that the account's limit is kept. No addresses, no names.",
            "Wann WEBFLEET gefragt wurde, damit das Kontingent des Kontos eingehalten wird. Keine Adressen, keine Namen.",
        ),
        until: text!(
            "as long as the limit counts",
            "solange das Kontingent zählt"
        ),
        erase: Text::same(erase()),
    }),
    ("contacts", || Words {
        title: text!(
            "Record of contacted hosts",
            "Verzeichnis der Rechner, mit denen gesprochen wurde",
        ),
        what: text!(
            "Which host was asked how often, and how much was sent and received; {network} shows it. No addresses, no names of places.",
            "Welcher Rechner wie oft gefragt wurde und wie viel gesendet und empfangen wurde; {network} zeigt es. Keine Adressen, keine Namen von Orten.",
            network = command("privacy network")
        ),
        until: text!("until you erase it", "bis Sie es löschen"),
        erase: Text::same(erase()),
    }),
    ("state", || Words {
        title: text!("What is remembered besides", "Was sonst gemerkt wird"),
        what: text!(
            "Locks against two syncs at a time, the number of the device in a fleet, how the map is found and \
                 which browsers know it.",
            "Sperren gegen zwei Abgleiche zugleich, die Nummer des Geräts in einer Flotte, wie die Karte zu finden \
                 ist und welche Browser sie kennen.",
        ),
        until: text!("until you erase it", "bis Sie es löschen"),
        erase: Text::same(erase()),
    }),
    ("key", || Words {
        title: text!(
            "Key of the encrypted places",
            "Schlüssel der verschlüsselten Orte",
        ),
        what: text!(
            "What keeps the key: the system's keyring, or the file itself, sealed with a passphrase.",
            "Was den Schlüssel bewahrt: der Schlüsselspeicher des Systems oder, mit einer Passphrase verschlüsselt, die Datei selbst.",
        ),
        until: text!(
            "as long as the places are encrypted",
            "solange die Orte verschlüsselt sind",
        ),
        erase: Text::same(erase()),
    }),
    ("login", || Words {
        title: text!("Login", "Anmeldedaten"),
        what: text!(
            "Account, user, password and key for WEBFLEET. Password and key are never shown.",
            "Konto, Benutzer, Kennwort und Schlüssel für WEBFLEET. Kennwort und Schlüssel werden nie gezeigt.",
        ),
        until: text!("until you remove it", "bis Sie sie entfernen"),
        erase: text!(
            "{logout}, or {erase}",
            "{logout} oder {erase}",
            logout = command("logout"),
            erase = erase()
        ),
    }),
    ("settings", || Words {
        title: text!("Settings", "Einstellungen"),
        what: text!(
            "What you or an administrator set. {show} shows all of it.",
            "Was Sie oder die Verwaltung eingestellt haben. {show} zeigt alles.",
            show = command("config show")
        ),
        until: text!("until you delete the file", "bis Sie die Datei löschen"),
        erase: text!(
            "by hand: the file is yours",
            "von Hand: Die Datei gehört Ihnen",
        ),
    }),
    ("schedule", || Words {
        title: text!("Schedule", "Zeitplan"),
        what: text!(
            "Files of the system's scheduler that start a sync by themselves.",
            "Dateien der Aufgabenplanung des Systems, die von selbst einen Abgleich starten.",
        ),
        until: text!("until you remove it", "bis Sie ihn entfernen"),
        erase: Text::same(command("schedule remove")),
    }),
    ("autostart", || Words {
        title: text!("Opening by itself", "Karte bei Anmeldung"),
        what: text!(
            "A file by which the system starts the map when you log in.",
            "Eine Datei, mit der das System die Karte bei Ihrer Anmeldung startet.",
        ),
        until: text!("until you remove it", "bis Sie sie entfernen"),
        erase: Text::same(command("map remove")),
    }),
];

fn erase() -> String {
    command("privacy erase --all")
}

fn erase_by_age() -> Text {
    text!(l =>
        "{by_age}, or --all",
        "{by_age} oder --all",
        by_age = command(l.pick(
            "privacy erase --older-than DAYS",
            "privacy erase --older-than TAGE"
        )),
    )
}

/// What a fact is called.
fn label(fact: &str) -> Text {
    match fact {
        "groups" => text!("groups", "Gruppen"),
        "as_of" => text!("as of", "Stand"),
        "revision" => text!("revision", "Revision"),
        "host" => text!("from", "von"),
        "missing" => text!("encrypted, and missing", "verschlüsselt, fehlt"),
        "newest" => text!("newest", "neueste"),
        "oldest" => text!("oldest", "älteste"),
        "first_sync" => text!("first", "erster"),
        "last_sync" => text!("last", "letzter"),
        "account" => text!("account", "Konto"),
        "user" => text!("user", "Benutzer"),
        "account_from" => text!("account in", "Konto in"),
        "user_from" => text!("user in", "Benutzer in"),
        "password_from" => text!("password in", "Kennwort in"),
        "apikey_from" => text!("key in", "Schlüssel in"),
        _ => text!("cannot be read", "nicht lesbar"),
    }
}

pub(crate) fn report(
    held: &[Held],
    language: Language,
    now: Timestamp,
    terminal: Terminal,
) -> String {
    let mut out = say!(
        language,
        "What 3Kplaces has on this device, {now}\n",
        "Was 3Kplaces auf diesem Gerät gespeichert hat, {now}\n",
        now = language.moment(now.unix())
    );
    for held in held {
        if let Some((_, words)) = WORDS.iter().find(|(id, _)| *id == held.id) {
            category(&mut out, held, &words(), language);
        }
    }
    let extract = command("privacy extract -o extract.zip");
    out.push_str(&say!(
        language,
        "\nNothing of it leaves this device but the login, to the host above. Files that were exported lie \
         where you put them, and are not counted here.\n{extract} hands all of it over.\n",
        "\nNichts davon verlässt dieses Gerät, außer den Anmeldedaten zum oben genannten Rechner. \
         Exportierte Dateien liegen dort, wo Sie sie abgelegt haben, und sind hier nicht \
         mitgezählt.\n{extract} gibt alles heraus.\n"
    ));
    wrapped(&out, terminal.width)
}

fn category(out: &mut String, held: &Held, words: &Words, language: Language) {
    let count = match held.count {
        Some(0) => say!(language, "none", "nichts"),
        Some(count) => language.number(count),
        None => say!(language, "nobody can tell", "lässt sich nicht sagen"),
    };
    let title = words.title.in_language(language);
    out.push_str(&format!("\n{title}: {count}\n"));
    if held.count == Some(0) && held.files.is_empty() {
        return;
    }
    let mut line = |label: &str, text: &str| out.push_str(&format!("  {label}: {text}\n"));
    line(
        language.pick("what", "was"),
        words.what.in_language(language),
    );
    if held.id == "places" {
        let fields = FIELDS.map(|(_, english, german)| language.pick(english, german));
        line(language.pick("fields", "Felder"), &fields.join(", "));
    }
    for (fact, value) in &held.facts {
        line(
            label(fact).in_language(language),
            &printable(value.in_language(language)),
        );
    }
    for file in &held.files {
        let path = printable(&file.path.display().to_string()).into_owned();
        line(&path, &access(file, language));
    }
    line(
        language.pick("kept", "aufbewahrt"),
        words.until.in_language(language),
    );
    line(
        language.pick("erase", "löschen"),
        words.erase.in_language(language),
    );
}

/// `60.0 KiB, 0600, only you`
fn access(file: &HeldFile, language: Language) -> String {
    let who = match file.is_open_to_others() {
        Some(true) => language.pick(
            "OTHER USERS OF THE DEVICE HAVE ACCESS",
            "ANDERE BENUTZER DES GERÄTS HABEN ZUGRIFF",
        ),
        Some(false) => language.pick("only you", "nur Sie"),
        None => language.pick(
            "by the rights of its folder",
            "nach den Rechten des Ordners",
        ),
    };
    let mode = file.mode.map(|mode| format!("{mode:04o}, "));
    format!(
        "{}, {}{who}",
        language.bytes(file.bytes),
        mode.unwrap_or_default()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_category_has_words_of_its_own_in_both_languages() {
        let mut titles = Vec::new();
        for (id, words) in WORDS {
            let words = words();
            for text in [&words.title, &words.what, &words.until] {
                let [english, german] =
                    [Language::English, Language::German].map(|it| text.in_language(it));
                assert!(!english.is_empty() && english != german, "{id}");
            }
            assert!(!words.erase.is_empty(), "{id}");
            titles.push(words.title);
        }
        titles.sort_unstable();
        titles.dedup();
        assert_eq!(titles.len(), WORDS.len());
    }
}
