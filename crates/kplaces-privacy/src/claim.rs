//! What is promised, and what proves it.

use kplaces_text::Language;

/// A promise that holds for every device and every setting, unless its own words say otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Its name, in small letters and hyphens; it is never given to another promise.
    pub id: &'static str,
    /// The promise in English, a whole sentence.
    pub english: &'static str,
    /// The promise in German, a whole sentence.
    pub german: &'static str,
    /// What proves it: the ids of [`proofs`](crate::proofs), or `test:NAME`, a test of this tree.
    pub proofs: &'static [&'static str],
}

impl Claim {
    /// The promise.
    pub fn text(&self, language: Language) -> &'static str {
        match language {
            Language::English => self.english,
            Language::German => self.german,
        }
    }
}

/// All promises, in the order people should read them.
pub fn claims() -> &'static [Claim] {
    &CLAIMS
}

const fn claim(
    id: &'static str,
    english: &'static str,
    german: &'static str,
    proofs: &'static [&'static str],
) -> Claim {
    Claim {
        id,
        english,
        german,
        proofs,
    }
}

static CLAIMS: [Claim; 31] = [
    claim(
        "on-device",
        "The program stores and processes places on the device only; the maker runs no server for them.",
        "Das Programm speichert und verarbeitet Orte ausschließlich auf dem Gerät; einen Server des Herstellers gibt es dafür nicht.",
        &["one-host", "closed-network"],
    ),
    claim(
        "fields",
        "Of an address, only key, name, position, radius, colour and groups reach the device.",
        "Von einer Adresse gelangen nur Schlüssel, Name, Position, Radius, Farbe und Gruppen auf das Gerät.",
        &["columns", "canary-files"],
    ),
    claim(
        "not-requested",
        "Other details of an address are not requested from WEBFLEET. If a report lacks a column that is needed, the names of all its columns are requested once; reading ends behind the line with the names.",
        "Andere Angaben einer Adresse werden bei WEBFLEET nicht angefordert. Fehlt in einem Bericht eine benötigte Spalte, so werden einmalig die Namen aller seiner Spalten abgefragt; gelesen wird nur bis zum Ende der Zeile mit den Namen.",
        &[
            "columns",
            "test:nothing_personal_is_asked_for",
            "test:names_that_the_filter_hides_are_asked_for_once",
        ],
    ),
    claim(
        "dropped-unread",
        "Other details that WEBFLEET sends unasked are discarded without being evaluated or stored.",
        "Andere Angaben, die WEBFLEET ungefragt sendet, werden verworfen, ohne ausgewertet oder gespeichert zu werden.",
        &[
            "canary-files",
            "canary-memory",
            "test:nothing_personal_and_no_secret_reaches_the_device_or_its_output",
        ],
    ),
    claim(
        "no-vehicle-data",
        "The program requests no data on vehicles, journeys, drivers or working hours.",
        "Das Programm fordert keine Daten über Fahrzeuge, Fahrten, Fahrerinnen und Fahrer oder Arbeitszeiten an.",
        &[
            "columns",
            "test:nothing_personal_and_no_secret_reaches_the_device_or_its_output",
        ],
    ),
    claim(
        "group-filter",
        "If only certain groups are chosen, a place that is in none of them is not stored.",
        "Sind nur bestimmte Gruppen ausgewählt, wird kein Ort gespeichert, der keiner von ihnen angehört.",
        &["test:sync_of_a_group_stores_only_its_members"],
    ),
    claim(
        "one-host",
        "Over the network the program connects to the configured WEBFLEET host only, directly or through a proxy that is set for it.",
        "Über das Netz verbindet sich das Programm nur mit dem eingestellten WEBFLEET-Rechner, unmittelbar oder über einen dafür eingestellten Proxy.",
        &["one-host", "names", "code"],
    ),
    claim(
        "no-redirect",
        "If the host sends the program on to another one, the program does not go there.",
        "Verweist der Rechner auf einen anderen, folgt das Programm dem nicht.",
        &[
            "test:a_redirect_is_not_followed",
            "test:a_redirect_is_an_error_and_never_followed",
        ],
    ),
    claim(
        "no-unset-proxy",
        "Proxies of the system’s environment are not used, only one that is set for this program.",
        "Proxys aus der Umgebung des Systems werden nicht verwendet, sondern nur ein eigens für dieses Programm eingestellter.",
        &[
            "test:proxy_variables_of_the_environment_are_not_obeyed",
            "test:a_configured_proxy_is_used_and_sees_no_more_than_the_host",
        ],
    ),
    claim(
        "offline",
        "What reads and shows places works without a network.",
        "Alles, was Orte liest und anzeigt, arbeitet ohne Netzverbindung.",
        &[
            "closed-network",
            "test:without_a_network_the_places_stay_usable",
        ],
    ),
    claim(
        "encrypted-transit",
        "The connection to another host is encrypted by TLS, and the certificate of the host is checked.",
        "Die Verbindung zu einem anderen Rechner ist mit TLS verschlüsselt, und das Zertifikat des Rechners wird geprüft.",
        &[
            "test:only_https_or_this_device_is_accepted",
            "test:an_encrypted_endpoint_is_never_spoken_to_in_plain_text",
            "test:a_self_signed_certificate_is_refused_and_not_asked_for_again",
        ],
    ),
    claim(
        "no-disclosure",
        "The program of its own accord gives stored places to nobody.",
        "Das Programm gibt gespeicherte Orte von sich aus an niemanden weiter.",
        &["one-host", "closed-network", "columns"],
    ),
    claim(
        "no-tracking",
        "There are no usage statistics, no crash reports, no search for updates and no foreign content.",
        "Es gibt keine Nutzungsstatistik, keine Absturzberichte, keine Suche nach Aktualisierungen und keine fremden Inhalte.",
        &["closed-network", "code"],
    ),
    claim(
        "input-not-kept",
        "Search terms and positions that somebody enters are not stored.",
        "Suchbegriffe und Positionen, die jemand eingibt, werden nicht gespeichert.",
        &["test:what_is_searched_for_is_not_kept"],
    ),
    claim(
        "positions-forgotten",
        "Positions of the device, where an edition watches them, come from the device itself; they are used and forgotten: the program writes none to a file or a log, and tells none to anybody but its own page on this device.",
        "Positionen des Geräts, sofern eine Edition sie beobachtet, stammen vom Gerät selbst; sie werden verwendet und vergessen: Das Programm schreibt keine davon in eine Datei oder ein Protokoll und gibt keine weiter, außer an die eigene Seite auf diesem Gerät.",
        &[
            "positions",
            "code",
            "test:positions_of_the_device_are_found_in_no_file_log_or_answer",
        ],
    ),
    claim(
        "records-without-places",
        "The record of syncs and the counters hold no place, no group, no text of WEBFLEET’s and no login.",
        "Die Aufzeichnung der Abgleiche und die Zähler enthalten weder Orte und Gruppen noch Texte von WEBFLEET oder Zugangsdaten.",
        &[
            "canary-files",
            "secrets",
            "test:the_record_names_no_place_and_no_login",
        ],
    ),
    claim(
        "record-is-bounded",
        "The record of syncs does not grow for ever; old entries make room for new ones.",
        "Die Aufzeichnung der Abgleiche wächst nicht unbegrenzt; alte Einträge weichen neuen.",
        &["test:the_record_does_not_grow_for_ever"],
    ),
    claim(
        "secrets-hidden",
        "Password and API key appear in no output, no log and no argument of a process.",
        "Kennwort und API-Schlüssel erscheinen in keiner Ausgabe, keinem Protokoll und keinem Aufrufparameter.",
        &["secrets"],
    ),
    claim(
        "private-files",
        "On Linux and macOS, files and folders of the program are readable by the user only, whatever the defaults of the system.",
        "Unter Linux und macOS sind Dateien und Ordner des Programms nur für die jeweilige Benutzerkennung lesbar, unabhängig von den Voreinstellungen des Systems.",
        &[
            "modes",
            "test:nobody_else_may_read_any_file_whatever_the_umask",
        ],
    ),
    claim(
        "no-memory-image",
        "On Linux the program leaves no memory image behind when it crashes.",
        "Unter Linux hinterlässt das Programm bei einem Absturz kein Speicherabbild.",
        &["no-core"],
    ),
    claim(
        "map-for-this-user",
        "The map can be opened from this device only, by somebody who has its one-time link, and not by other websites.",
        "Die Karte lässt sich nur auf diesem Gerät und nur mit ihrem Einmal-Link öffnen, nicht aber von fremden Internetseiten aus.",
        &[
            "loopback-only",
            "test:the_three_names_of_loopback_are_let_in_and_no_other",
            "test:requests_of_other_sites_are_refused",
        ],
    ),
    claim(
        "map-keeps-nothing",
        "The page of the map asks no other host, and leaves no place behind in the browser.",
        "Die Kartenseite ruft nichts von anderen Rechnern ab und hinterlässt keinen Ort im Browser.",
        &["canary-map", "canary-browser"],
    ),
    claim(
        "all-or-nothing",
        "A sync is applied completely or not at all.",
        "Ein Abgleich wird vollständig übernommen oder gar nicht.",
        &[
            "test:a_sync_that_is_killed_leaves_the_state_before_or_after",
            "test:a_fault_in_any_report_changes_nothing",
        ],
    ),
    claim(
        "loss-guard",
        "A sync that would remove an unusual number of places stops until somebody agrees.",
        "Ein Abgleich, der ungewöhnlich viele Orte entfernen würde, hält an, bis jemand zustimmt.",
        &[
            "test:a_fifth_may_go_and_one_more_may_not",
            "test:an_account_that_is_suddenly_empty_empties_no_device",
        ],
    ),
    claim(
        "backups",
        "Unless it is switched off, places are copied before a sync removes any; a copy can be checked and brought back.",
        "Sofern nicht abgeschaltet, werden die Orte gesichert, bevor ein Abgleich welche entfernt; eine Sicherungskopie lässt sich prüfen und zurückspielen.",
        &[
            "test:a_sync_that_removes_places_copies_them_first_and_they_come_back",
            "test:a_copy_can_be_made_listed_checked_and_brought_back",
            "test:a_damaged_store_is_set_aside_and_the_copy_takes_its_place",
        ],
    ),
    claim(
        "overwritten",
        "What a sync removes or renames, what is erased and what is encrypted is overwritten where it was, before its room is given free; on a medium that overwrites in place nothing of it is left. A journal that keeps data, a file system that copies what is written, snapshots and flash memory can still hold older copies.",
        "Was ein Abgleich entfernt oder umbenennt, was gelöscht und was verschlüsselt wird, wird an seiner Stelle überschrieben, bevor der Platz freigegeben wird; auf einem Datenträger, der an Ort und Stelle überschreibt, bleibt davon nichts zurück. Ein Journal mit Daten, ein Dateisystem, das beim Schreiben kopiert, Schnappschüsse und Flash-Speicher können noch ältere Kopien enthalten.",
        &[
            "raw-medium",
            "erased",
            "test:an_address_that_is_removed_leaves_no_trace_where_no_backups_are_kept",
            "test:what_syncs_remove_or_rename_is_in_no_byte",
        ],
    ),
    claim(
        "erasure",
        "Places can be erased from the device, with the backups and the login if wanted; of what was erased, nothing is left in the program’s files.",
        "Orte lassen sich vom Gerät löschen, auf Wunsch samt Sicherungskopien und Zugangsdaten; vom Gelöschten bleibt in den Dateien des Programms nichts zurück.",
        &["erased"],
    ),
    claim(
        "portability",
        "All stored places can be taken out in an open format that can be read in again.",
        "Alle gespeicherten Orte lassen sich in einem offenen Format ausgeben, das wieder eingelesen werden kann.",
        &["extract-reads-back"],
    ),
    claim(
        "inspection",
        "Every stored place can be looked at with everything that is stored of it.",
        "Jeder gespeicherte Ort lässt sich mit allen gespeicherten Angaben einsehen.",
        &[
            "test:programs_get_every_field_of_a_place",
            "extract-reads-back",
        ],
    ),
    claim(
        "encrypted-store",
        "An encrypted store and its backups are unreadable without the key (Enterprise).",
        "Ein verschlüsselter Bestand und seine Sicherungskopien sind ohne Schlüssel nicht lesbar (Enterprise).",
        &["sealed"],
    ),
    claim(
        "separate-accounts",
        "Several WEBFLEET accounts on one device have stores, logins, backups and records of their own (Enterprise).",
        "Mehrere WEBFLEET-Konten auf einem Gerät haben jeweils eigene Bestände, Zugangsdaten, Sicherungskopien und Aufzeichnungen (Enterprise).",
        &["separate"],
    ),
];
