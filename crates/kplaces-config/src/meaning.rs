//! What each key is for: one sentence, read in `config list`, in the manual and in the file that `config init`
//! writes.

use kplaces_text::{Text, text};

/// What a key is for; `None` for one that nobody has put into words, and for secrets, which no file may hold.
#[expect(clippy::too_many_lines, reason = "a sentence for each key")]
pub(crate) fn of(key: &str) -> Option<Text> {
    Some(match key {
        "backup.keep" => text!(
            "Backups of the places that are made by themselves and kept; 0 makes none",
            "Zahl der Sicherungen, die von selbst angelegt und aufbewahrt werden; 0 legt keine an"
        ),
        "data_dir" => text!(
            "Folder of the places; without it that of the system",
            "Ordner für die Orte; ohne Angabe der des Systems"
        ),
        "export.group_order" => text!(
            "Groups in the order in which one is named where a format takes only one",
            "Gruppen in der Reihenfolge, in der eine genannt wird, wo ein Format nur eine kennt"
        ),
        "fleet.devices" => text!(
            "How many devices share the WEBFLEET account",
            "Zahl der Geräte, die sich das WEBFLEET-Konto teilen"
        ),
        "fleet.id" => text!(
            "What tells this device from the others where it has no number; without it a name that is made up once",
            "Kennung, die dieses Gerät von den anderen unterscheidet, wenn es keine Nummer hat; ohne Angabe eine einmal erfundene"
        ),
        "fleet.number" => text!(
            "Number of this device among them, from 1",
            "Nummer dieses Geräts unter ihnen, von 1 an"
        ),
        "log" => text!(
            "How much of what happens is written to standard error",
            "Wie viel von dem, was geschieht, auf die Standardfehlerausgabe kommt"
        ),
        "login.account" => text!(
            "WEBFLEET account, where the login is not kept by `login`",
            "WEBFLEET-Konto, wenn die Anmeldedaten nicht mit `login` aufbewahrt werden"
        ),
        "login.apikey_command" => text!(
            "Program that prints the API key, where the login is not kept by `login`",
            "Programm, das den API-Schlüssel ausgibt, wenn die Anmeldedaten nicht mit `login` aufbewahrt werden"
        ),
        "login.keep" => text!(
            "Where `login` keeps the login: `auto` is the keyring, or a sealed file where there is none",
            "Wo `login` die Anmeldedaten aufbewahrt: `auto` heißt im Schlüsselspeicher, und ohne einen in einer verschlüsselten Datei"
        ),
        "login.password_command" => text!(
            "Program that prints the password, where the login is not kept by `login`",
            "Programm, das das Kennwort ausgibt, wenn die Anmeldedaten nicht mit `login` aufbewahrt werden"
        ),
        "login.user" => text!(
            "User in WEBFLEET, where the login is not kept by `login`",
            "Benutzer in WEBFLEET, wenn die Anmeldedaten nicht mit `login` aufbewahrt werden"
        ),
        "map.basemap" => text!(
            "PMTiles file with the streets behind the places of the map",
            "PMTiles-Datei mit den Straßen hinter den Orten der Karte"
        ),
        "map.navigation" => text!(
            "What the navigation button of the map offers first: `geo` is the device's own program",
            "Was die Schaltfläche zum Navigieren auf der Karte zuerst anbietet: `geo` ist das Programm des Geräts"
        ),
        "map.port" => text!(
            "Port of the map on this device; 0 for any that is free",
            "Port der Karte auf diesem Gerät; 0 für irgendeinen freien"
        ),
        "passphrase_command" => text!(
            "Program that prints the passphrase of what is encrypted, for syncs that nobody watches",
            "Programm, das die Passphrase des Verschlüsselten ausgibt, für Abgleiche ohne Aufsicht"
        ),
        "privacy.contact" => text!(
            "Whom to ask about data protection, for `privacy statement` and `privacy record`",
            "Wer Fragen zum Datenschutz beantwortet, für `privacy statement` und `privacy record`"
        ),
        "privacy.controller" => text!(
            "Name and address of the company that answers for the data, for the same texts",
            "Name und Anschrift des Verantwortlichen für die Daten, für dieselben Texte"
        ),
        "quota.addresses" => text!(
            "Address reports that the contract of the account allows",
            "Adressberichte, die der Vertrag des Kontos erlaubt"
        ),
        "quota.groups" => text!(
            "Group reports that it allows",
            "Gruppenberichte, die er erlaubt"
        ),
        "quota.memberships" => text!(
            "Membership reports that it allows",
            "Berichte über Gruppenzugehörigkeiten, die er erlaubt"
        ),
        "alerts.command" => text!(
            "Program that is started for each alert, with its first arguments; the kind of the alert, the name and the \
             metres follow",
            "Programm, das für jeden Annäherungshinweis gestartet wird, mit den ersten Argumenten; Art, Name und Meter folgen"
        ),
        "alerts.default_radius_m" => text!(
            "Radius in metres of places that have none, for alerts",
            "Radius in Metern für Orte ohne Radius, bei Annäherungshinweisen"
        ),
        "alerts.mute" => text!(
            "What is not told of: `group NAME`, `place KEY`, and times of day such as `22:00-06:00`",
            "Was nicht gemeldet wird: `group NAME`, `place SCHLÜSSEL` und Uhrzeiten wie `22:00-06:00`"
        ),
        "alerts.notify" => text!(
            "Whether the desktop shows alerts, too",
            "Ob auch der Desktop Annäherungshinweise zeigt"
        ),
        "alerts.rules" => text!(
            "Which places are told of and when: `*`, `group NAME` or `colour NAME`, a colon, and `30s`, `500m` or `off`, \
             then `left`, `only-near`, `cone=60`, `quiet=10min`; the first that fits counts",
            "Welche Orte gemeldet werden und wann: `*`, `group NAME` oder `colour NAME`, ein Doppelpunkt, dann `30s`, `500m` \
             oder `off`, dazu `left`, `only-near`, `cone=60`, `quiet=10min`; die erste passende zählt"
        ),
        "alerts.source" => text!(
            "Where positions come from: `gpsd`, `gpsd:PORT`, `nmea:FILE` (a device or a file) or `nmea-tcp:PORT`",
            "Woher Positionen kommen: `gpsd`, `gpsd:PORT`, `nmea:DATEI` (ein Gerät oder eine Datei) oder `nmea-tcp:PORT`"
        ),
        "schedule.spread_s" => text!(
            "Seconds over which scheduled syncs of many devices spread",
            "Sekunden, über die sich zeitgesteuerte Abgleiche vieler Geräte verteilen"
        ),
        "store" => text!(
            "Where the places are kept: a scheme and a name in `data_dir`",
            "Wo die Orte liegen: ein Schema und ein Name in `data_dir`"
        ),
        "sync.groups" => text!(
            "Groups whose addresses are downloaded; none named means all addresses",
            "Gruppen, deren Adressen geladen werden; keine genannt heißt alle Adressen"
        ),
        "sync.then" => text!(
            "Exports that follow a sync which changed something, each as behind `3kplaces`, such as \
             `export gpx -o ~/places.gpx`",
            "Exporte, die auf einen Abgleich mit Änderungen folgen, jeder wie hinter `3kplaces`, etwa \
             `export gpx -o ~/orte.gpx`"
        ),
        "sync.limit" => text!(
            "Addresses that are downloaded at most; it can only lower the limit of the edition",
            "Höchstzahl der Adressen, die geladen werden; senkt nur die Grenze der Edition"
        ),
        "webfleet.connect_timeout_s" => text!(
            "Seconds to wait for a connection to WEBFLEET",
            "Sekunden, die auf eine Verbindung zu WEBFLEET gewartet wird"
        ),
        "webfleet.format" => text!(
            "Format in which WEBFLEET is asked to answer",
            "Format, in dem WEBFLEET antworten soll"
        ),
        "webfleet.idle_timeout_s" => text!(
            "Seconds without a byte after which a call is given up",
            "Sekunden ohne ein Byte, nach denen ein Aufruf aufgegeben wird"
        ),
        "webfleet.max_reply_mib" => text!(
            "Largest answer that is read, in MiB",
            "Größte Antwort, die gelesen wird, in MiB"
        ),
        "webfleet.method" => text!(
            "How a call sends its parameters",
            "Wie ein Aufruf seine Angaben sendet"
        ),
        "webfleet.proxy" => text!(
            "Proxy on the way to WEBFLEET; empty for none",
            "Proxy auf dem Weg zu WEBFLEET; leer für keinen"
        ),
        "webfleet.retry_pause_ms" => text!(
            "Milliseconds that the waits between tries are made of",
            "Millisekunden, aus denen die Pausen zwischen Versuchen bestehen"
        ),
        "webfleet.total_timeout_s" => text!(
            "Seconds for a call from start to end",
            "Sekunden für einen Aufruf vom Anfang bis zum Ende"
        ),
        "webfleet.tries" => text!("Tries of a call", "Versuche je Aufruf"),
        "webfleet.url" => text!("Address of WEBFLEET", "Adresse von WEBFLEET"),
        _ => return None,
    })
}

/// What the keys of a section are about.
pub(crate) fn of_section(section: &str) -> Option<Text> {
    Some(match section {
        "alerts" => text!("Alerts on approach", "Annäherungshinweise"),
        "backup" => text!("Backups of the places", "Sicherungen der Orte"),
        "export" => text!("Files for other programs", "Dateien für andere Programme"),
        "fleet" => text!(
            "Many devices with one account",
            "Viele Geräte mit einem Konto"
        ),
        "login" => text!("The login of WEBFLEET", "Die Anmeldung bei WEBFLEET"),
        "map" => text!("The map in the browser", "Die Karte im Browser"),
        "privacy" => text!(
            "Who answers for the data",
            "Wer für die Daten verantwortlich ist"
        ),
        "quota" => text!(
            "What WEBFLEET may be asked",
            "Was WEBFLEET gefragt werden darf"
        ),
        "schedule" => text!("Scheduled syncs", "Zeitgesteuerte Abgleiche"),
        "sync" => text!("What a sync takes", "Was ein Abgleich übernimmt"),
        "webfleet" => text!("How WEBFLEET is asked", "Wie WEBFLEET gefragt wird"),
        _ => return None,
    })
}
