//! The words for what is on record. A record holds codes and numbers; they become sentences here, when
//! somebody reads them.

use kplaces_state::{Cause, Failure, FailureKind, Loss, Report, StoreFault, Warning};
use kplaces_text::{Language, Text, say, text};

/// Why a sync failed, in one line.
pub fn failure(failure: Failure) -> Text {
    match failure.cause {
        Cause::Unknown => of_kind(failure.kind),
        cause => of_cause(cause),
    }
}

/// The kind of a failure in a word or two, as it stands in brackets.
pub fn kind(kind: FailureKind) -> Text {
    let german = match kind {
        FailureKind::Usage => "Aufruf",
        FailureKind::Configuration => "Konfiguration",
        FailureKind::Login => "Anmeldung",
        FailureKind::Quota => "Kontingent",
        FailureKind::Edition => "Edition",
        FailureKind::Limit => "Grenze",
        FailureKind::Network => "Netz",
        FailureKind::Store => "Bestand",
        FailureKind::Guard => "Schutz",
        FailureKind::Busy => "belegt",
        FailureKind::Output => "Ausgabe",
        FailureKind::Internal => "Programmfehler",
        FailureKind::Interrupted => "abgebrochen",
        FailureKind::Other => "anderer Grund",
    };
    Text::new(kind.word(), german)
}

fn of_kind(kind: FailureKind) -> Text {
    match kind {
        FailureKind::Usage => text!(
            "something was asked for that is not there",
            "es wurde nach etwas gefragt, das es nicht gibt"
        ),
        FailureKind::Configuration => text!(
            "the settings are not valid",
            "die Einstellungen sind nicht gültig"
        ),
        FailureKind::Login => text!(
            "the login is missing, or WEBFLEET did not accept it",
            "die Anmeldung fehlt oder wurde von WEBFLEET nicht angenommen"
        ),
        FailureKind::Quota => text!(
            "the request quota of WEBFLEET was used up",
            "das Anfragekontingent von WEBFLEET war aufgebraucht"
        ),
        FailureKind::Edition => text!(
            "this edition lacks what was asked for",
            "diese Edition hat nicht, wonach gefragt wurde"
        ),
        FailureKind::Limit => text!("a limit was reached", "eine Grenze war erreicht"),
        FailureKind::Network => text!(
            "WEBFLEET could not be asked, or gave no sound report",
            "WEBFLEET ließ sich nicht fragen oder gab keinen brauchbaren Bericht"
        ),
        FailureKind::Store => text!(
            "the places could not be read or written",
            "die Orte ließen sich nicht lesen oder schreiben"
        ),
        FailureKind::Guard => text!("it would have lost too much", "er hätte zu viel verloren"),
        FailureKind::Busy => text!(
            "another sync was under way",
            "ein anderer Abgleich lief gerade"
        ),
        FailureKind::Output => text!(
            "the output could not be written",
            "die Ausgabe ließ sich nicht schreiben"
        ),
        FailureKind::Internal => text!("3Kplaces made a mistake", "Fehler in 3Kplaces"),
        FailureKind::Interrupted => text!(
            "it was ended before it was done",
            "er wurde vor dem Ende abgebrochen"
        ),
        FailureKind::Other => text!(
            "for a reason that this version does not know",
            "aus einem Grund, den diese Version nicht kennt"
        ),
    }
}

fn of_cause(cause: Cause) -> Text {
    match cause {
        Cause::NoLogin => text!(
            "there was no WEBFLEET login on this device",
            "auf diesem Gerät war keine WEBFLEET-Anmeldung"
        ),
        Cause::IncompleteLogin => text!(
            "the WEBFLEET login was not complete",
            "die WEBFLEET-Anmeldung war nicht vollständig"
        ),
        Cause::UnusableLogin => text!(
            "the WEBFLEET login could not be read",
            "die WEBFLEET-Anmeldung ließ sich nicht lesen"
        ),
        Cause::NoPassphrase => text!("the passphrase was missing", "die Passphrase fehlte"),
        Cause::Settings { problems } => text!(language =>
            "the settings had {problems}",
            "die Einstellungen hatten {problems}",
            problems = language.count(problems, ["problem", "problems"], ["Problem", "Probleme"])
        ),
        Cause::NoConfigurationFile => text!(
            "the configuration file that was named was not there",
            "die angegebene Konfigurationsdatei gab es nicht"
        ),
        Cause::Endpoint => text!(
            "the address of WEBFLEET could not be used",
            "die Adresse von WEBFLEET war nicht zu gebrauchen"
        ),
        Cause::Setup => text!(
            "the connection to WEBFLEET could not be prepared",
            "die Verbindung zu WEBFLEET ließ sich nicht vorbereiten"
        ),
        Cause::RefusedBefore => text!(
            "the login was not sent again, since WEBFLEET had refused it",
            "die Anmeldung wurde nicht noch einmal gesendet, weil WEBFLEET sie abgelehnt hatte"
        ),
        Cause::Uncounted => text!(
            "requests could not be counted, so none was sent",
            "Anfragen ließen sich nicht zählen, also wurde keine gesendet"
        ),
        Cause::NotAllowed => text!(
            "a request to another host was stopped",
            "eine Anfrage an einen anderen Server wurde angehalten"
        ),
        Cause::Store { fault } => of_store(fault),
        Cause::Records => text!(
            "what this device remembers of its syncs could not be read or written",
            "die Aufzeichnungen dieses Geräts über seine Abgleiche ließen sich nicht lesen oder schreiben"
        ),
        Cause::Backup => text!(
            "the places on this device could not be copied first",
            "die Orte auf diesem Gerät ließen sich vorher nicht sichern"
        ),
        Cause::Guard {
            loss,
            places,
            stored,
        } => text!(language =>
            "it would have {lost}",
            "er hätte {lost}",
            lost = lost(language, loss, places, stored)
        ),
        Cause::UnknownGroups { groups: 1 } => text!(
            "1 of the groups asked for is not in the account",
            "1 der gewünschten Gruppen gibt es im Konto nicht"
        ),
        Cause::UnknownGroups { groups } => text!(language =>
            "{groups} of the groups asked for are not in the account",
            "{groups} der gewünschten Gruppen gibt es im Konto nicht",
            groups = language.number(groups)
        ),
        Cause::Busy => of_kind(FailureKind::Busy),
        // `failure` has words for it by its kind.
        Cause::Unknown => of_kind(FailureKind::Other),
        Cause::NoPositions { .. }
        | Cause::Refused { .. }
        | Cause::Held { .. }
        | Cause::HttpStatus { .. }
        | Cause::Redirect { .. }
        | Cause::Intercepted
        | Cause::HostNotFound
        | Cause::NoConnection
        | Cause::Certificate
        | Cause::Timeout
        | Cause::CutShort
        | Cause::Unsupported
        | Cause::TooLarge
        | Cause::Garbled { .. }
        | Cause::MissingColumns { .. }
        | Cause::Unsound { .. } => of_network(cause),
    }
}

/// What came between this device and a sound report.
fn of_network(cause: Cause) -> Text {
    match cause {
        Cause::Refused { report, error } => text!(language =>
            "WEBFLEET answered the request for {report} with error {error}",
            "WEBFLEET antwortete auf die Anfrage nach {report} mit Fehler {error}",
            report = of(report, language)
        ),
        Cause::Held {
            report,
            wait_s,
            refused,
        } => text!(language =>
            "{who} allowed no request for {report} for {wait} s",
            "{who} ließ {wait} s lang keine Anfrage nach {report} zu",
            who = match (refused, language) {
                (true, _) => "WEBFLEET",
                (false, Language::English) => "this device",
                (false, Language::German) => "dieses Gerät",
            },
            report = of(report, language),
            wait = language.number(wait_s)
        ),
        Cause::HttpStatus { status } => text!(
            "the answer was HTTP status {status}",
            "die Antwort war HTTP-Status {status}"
        ),
        Cause::Redirect { status } => text!(
            "the connection was diverted (HTTP status {status})",
            "die Verbindung wurde umgeleitet (HTTP-Status {status})"
        ),
        Cause::Intercepted => text!(
            "a page came instead of a report",
            "statt eines Berichts kam eine Web-Seite"
        ),
        Cause::HostNotFound => text!(
            "the name of the host was not found",
            "der Name des Servers wurde nicht gefunden"
        ),
        Cause::NoConnection => text!("there was no connection", "es gab keine Verbindung"),
        Cause::Certificate => text!(
            "the host did not prove who it is: its certificate is not trusted",
            "der Server hat sich nicht ausgewiesen: seinem Zertifikat wird nicht vertraut"
        ),
        Cause::Timeout => text!(
            "there was no answer in time",
            "es kam nicht rechtzeitig eine Antwort"
        ),
        Cause::CutShort => text!("the reply was cut short", "die Antwort brach ab"),
        Cause::Unsupported => text!(
            "the reply was packed or written in a way that is not read",
            "die Antwort war in einer Form verpackt oder geschrieben, die nicht gelesen wird"
        ),
        Cause::TooLarge => text!("the reply was too large", "die Antwort war zu groß"),
        Cause::Garbled { report, row: 0 } => text!(language =>
            "the report of {report} was garbled in its header",
            "der Bericht mit {report} war in der Kopfzeile beschädigt",
            report = of(report, language)
        ),
        Cause::Garbled { report, row } => text!(language =>
            "the report of {report} was garbled in row {row}",
            "der Bericht mit {report} war in Zeile {row} beschädigt",
            report = of(report, language),
            row = language.number(row)
        ),
        Cause::MissingColumns {
            report,
            missing,
            seen,
        } => text!(language =>
            "the report of {report} lacked {missing}; it had {seen}",
            "dem Bericht mit {report} fehlten {missing}; er hatte {seen}",
            report = of(report, language),
            missing = language.count(missing, ["column", "columns"], ["Spalte", "Spalten"]),
            seen = language.number(seen)
        ),
        Cause::Unsound { report } => text!(language =>
            "the report of {report} could not be used",
            "der Bericht mit {report} war nicht zu gebrauchen",
            report = of(report, language)
        ),
        Cause::NoPositions { rows } => text!(language =>
            "no position of the {rows} could be read",
            "keine Position der {rows} war lesbar",
            rows = language.count(rows, ["address", "addresses"], ["Adresse", "Adressen"])
        ),
        _ => of_kind(FailureKind::Network),
    }
}

fn of_store(fault: StoreFault) -> Text {
    match fault {
        StoreFault::Conflict => text!(
            "the places were changed meanwhile",
            "die Orte haben sich inzwischen geändert"
        ),
        StoreFault::Busy => text!(
            "another program was using the places",
            "ein anderes Programm benutzte die Orte"
        ),
        StoreFault::Corrupt => text!(
            "the file with the places was damaged",
            "die Datei mit den Orten war beschädigt"
        ),
        StoreFault::Newer => text!(
            "a newer 3Kplaces wrote the places",
            "ein neueres 3Kplaces hat die Orte geschrieben"
        ),
        StoreFault::Denied => text!(
            "the places could not be stored there",
            "die Orte ließen sich dort nicht speichern"
        ),
        StoreFault::Full => text!(
            "there was no room left on this device",
            "auf diesem Gerät war kein Platz mehr"
        ),
        StoreFault::Location => text!(
            "`store` in the settings names no place for the places",
            "`store` in den Einstellungen nennt keinen Platz für die Orte"
        ),
        StoreFault::Missing => text!("there was no store", "es gab keinen Bestand"),
        StoreFault::Older => text!(
            "an older 3Kplaces wrote the places",
            "ein älteres 3Kplaces hat die Orte geschrieben"
        ),
        StoreFault::Locked => text!(
            "the places are encrypted, and were not opened",
            "die Orte sind verschlüsselt und wurden nicht geöffnet"
        ),
        StoreFault::Other => of_kind(FailureKind::Store),
    }
}

/// What a report is of; in German as it stands behind `mit` and `nach`.
fn of(report: Report, language: Language) -> &'static str {
    match report {
        Report::Addresses => language.pick("the addresses", "den Adressen"),
        Report::Groups => language.pick("the groups", "den Gruppen"),
        Report::Memberships => language.pick("the group memberships", "den Gruppen der Adressen"),
        Report::Unknown => language.pick("a report", "einem Bericht"),
    }
}

/// `removed 13 of 60 places`, `13 von 60 Orten entfernt`
fn lost(language: Language, loss: Loss, places: u64, stored: u64) -> String {
    let (places, stored) = (language.number(places), language.number(stored));
    let what = match loss {
        Loss::Places => {
            return say!(
                language,
                "removed {places} of {stored} places",
                "{places} von {stored} Orten entfernt"
            );
        }
        Loss::Groups => language.pick("all groups", "alle Gruppen"),
        Loss::Names => language.pick("the name", "den Namen"),
        Loss::Positions => language.pick("the position", "die Position"),
        Loss::Radii => language.pick("the radius", "den Radius"),
        Loss::Colours => language.pick("the colour", "die Farbe"),
    };
    say!(
        language,
        "taken {what} from {places} of {stored} places",
        "bei {places} von {stored} Orten {what} entfernt"
    )
}

/// What should be known of a sync that went well, in one line.
pub fn warning(warning: Warning) -> Text {
    match warning {
        Warning::CutAt { limit } => text!(language =>
            "stopped at the limit of {limit} addresses",
            "bei der Höchstzahl von {limit} Adressen angehalten",
            limit = language.number(limit.into())
        ),
        Warning::GuardWouldStop {
            loss,
            places,
            stored,
        } => text!(language =>
            "the guard would stop it: it would have {lost}",
            "er würde sicherheitshalber angehalten: er hätte {lost}",
            lost = lost(language, loss, places, stored)
        ),
        Warning::NotUtf8 { fields } => text!(language =>
            "{fields} not UTF-8",
            "{fields} nicht in UTF-8",
            fields = language.count(fields, ["field was", "fields were"], ["Feld war", "Felder waren"])
        ),
        Warning::DamagedFields { fields } => text!(language =>
            "{fields} damaged, and kept as far as readable",
            "{fields} beschädigt und so weit lesbar behalten",
            fields = language.count(fields, ["field was", "fields were"], ["Feld war", "Felder waren"])
        ),
        Warning::UnreadableRows { rows } => text!(language =>
            "{rows} could not be read and were left out",
            "{rows} nicht lesbar und ausgelassen",
            rows = language.count(rows, ["row", "rows"], ["Zeile war", "Zeilen waren"])
        ),
        Warning::Kept { places } => text!(language =>
            "{places} kept, since not all could be read",
            "{places} behalten, weil nicht alles lesbar war",
            places = language.count(places, ["place", "places"], ["Ort wurde", "Orte wurden"])
        ),
        Warning::NoRadius => text!(
            "the address report has no radius",
            "der Adressbericht hat keinen Radius"
        ),
        Warning::NoColour => text!(
            "the address report has no colour",
            "der Adressbericht hat keine Farbe"
        ),
        Warning::ThenFailed => text!(
            "what was to follow it failed, and is tried again after the next sync",
            "was darauf folgen sollte, scheiterte und wird nach dem nächsten Abgleich wieder versucht"
        ),
        Warning::MembersWithoutAddress { members } => text!(language =>
            "{members} without an address",
            "{members} ohne Adresse",
            members = language.count(
                members,
                ["membership", "memberships"],
                ["Gruppenzugehörigkeit", "Gruppenzugehörigkeiten"]
            )
        ),
    }
}
