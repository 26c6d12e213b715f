//! What is on a device, told to whom it concerns.

use kplaces_tests::{NOW, Sandbox};
use serde_json::Value;

use crate::{fresh, synced};

fn category(report: &Value, id: &str) -> Value {
    let all = report["categories"].as_array().unwrap();
    all.iter().find(|it| it["id"] == id).unwrap().clone()
}

fn reported(device: &Sandbox) -> Value {
    device.run(&["privacy", "report", "--json"]).json()
}

#[test]
fn a_fresh_device_holds_nothing_and_stays_fresh() {
    let device = fresh();
    let report = reported(&device);
    for held in report["categories"].as_array().unwrap() {
        assert_eq!(
            (&held["count"], &held["files"]),
            (&0.into(), &Value::Array(Vec::new())),
            "{held}"
        );
    }
    assert_eq!(device.run(&["privacy", "report"]).code, 0);
    let said = device.run(&["privacy", "report"]).stdout;
    let titles = said.lines().filter(|line| line.ends_with(": none"));
    assert_eq!(
        titles.count(),
        report["categories"].as_array().unwrap().len(),
        "each has words"
    );
    assert!(device.files().is_empty(), "nothing is made by asking");
}

#[test]
fn every_file_of_ours_is_in_the_report_with_its_mode() {
    let (_webfleet, device) = synced();
    assert_eq!(device.run(&["backup", "create"]).code, 0);
    device.write(".local/share/3kplaces/places.db.damaged-1", "x");
    device.write(".config/3kplaces/config.toml", "");
    let report = reported(&device);
    let all = report["categories"].as_array().unwrap();
    let mut told: Vec<&str> = all
        .iter()
        .flat_map(|held| held["files"].as_array().unwrap())
        .map(|file| file["path"].as_str().unwrap())
        .collect();
    told.sort_unstable();
    let files = device.files();
    let there: Vec<&str> = files
        .iter()
        .map(|(path, _)| path.to_str().unwrap())
        .collect();
    assert_eq!(told, there);
    assert_eq!(category(&report, "places")["count"], 10);
    assert_eq!(category(&report, "places")["fields"][5], "groups");
    assert_eq!(category(&report, "places")["facts"]["host"], "127.0.0.1");
    assert_eq!(category(&report, "backups")["count"], 1);
    assert_eq!(category(&report, "set-aside")["count"], 1);
    let records = category(&report, "records");
    assert_eq!(records["count"], 1);
    assert_eq!(records["facts"]["last_sync"], "2026-01-02T03:04:05Z");
    assert_eq!(category(&report, "login")["facts"]["account"], "demo");
    if cfg!(unix) {
        let store = category(&report, "places")["files"][0].clone();
        assert_eq!(
            (&store["mode"], &store["open_to_others"]),
            (&"0600".into(), &false.into())
        );
    }
}

#[cfg(unix)]
#[test]
fn a_file_that_others_can_read_is_shown_as_such() {
    use std::os::unix::fs::PermissionsExt;

    let (_webfleet, device) = synced();
    let open = std::fs::Permissions::from_mode(0o644);
    std::fs::set_permissions(device.store(), open).unwrap();
    let said = device.run(&["privacy", "report"]).stdout;
    assert!(
        said.contains("0644, OTHER USERS OF THE DEVICE HAVE ACCESS"),
        "{said}"
    );
    let said = device.run(&["privacy", "report", "--lang", "de"]).stdout;
    assert!(said.contains("0644, ANDERE BENUTZER"), "{said}");
}

#[test]
fn no_secret_and_no_place_is_in_it() {
    let (_webfleet, device) = synced();
    for arguments in [&["privacy", "report"][..], &["privacy", "report", "--json"]] {
        let said = device.run(arguments).shown();
        assert!(
            !said.contains("Müller") && !said.contains("Depot Nord"),
            "{said}"
        );
    }
}

#[test]
fn a_damaged_store_is_told_of() {
    let (_webfleet, device) = synced();
    std::fs::write(device.store(), "Dear diary").unwrap();
    let places = category(&reported(&device), "places");
    assert_eq!(places["count"], Value::Null);
    assert!(places["facts"]["unreadable"].is_string());
}

/// The report after its first line, which has the time.
fn in_language(language: &str) -> String {
    let (_webfleet, mut device) = synced();
    device.set_clock(NOW + 60);
    let said = device
        .run(&["privacy", "report", "--lang", language])
        .shown();
    said[said.find("\n\n").unwrap()..].to_owned()
}

/// Sizes differ a little between editions, and Basic knows the groups of places only.
const FILTERS: [(&str, &str); 2] = [
    (r"\[HOME\]\S+: [^\n]*, 0600", "[FILE], 0600"),
    (r"(groups|Gruppen): \d", "$1: [N]"),
];

#[test]
fn both_languages_have_the_same_parts() {
    let [english, german] = ["en", "de"].map(|language| in_language(language).lines().count());
    assert_eq!(english, german);
}

#[test]
fn it_reads_well_in_english() {
    insta::with_settings!({ filters => FILTERS }, {
        insta::assert_snapshot!(in_language("en"), @"
        Places: 10
          what: The addresses of the WEBFLEET account, with six fields each and nothing else.
          fields: key of the address in WEBFLEET, display name, position, radius, colour, address groups
          groups: [N]
          as of: 2026-01-02T03:04:05Z
          revision: 1
          from: 127.0.0.1
          [FILE], 0600, only you
          kept: until a sync finds that WEBFLEET has them no more, or you erase them
          erase: `3kplaces privacy erase --all`, --group or --older-than

        Backups of the places: none

        Damaged stores, set aside: none

        Unfinished files: none

        Records of syncs: 1
          what: When a sync began, how it ended, how much changed. No addresses, no names.
          first: 2026-01-02T03:04:05Z
          last: 2026-01-02T03:04:05Z
          [FILE], 0600, only you
          [FILE], 0600, only you
          kept: the last 200 to 400
          erase: `3kplaces privacy erase --older-than DAYS`, or --all

        Counter of requests: 1
          what: When WEBFLEET was asked, so that the account's limit is kept. No addresses, no names.
          [FILE], 0600, only you
          [FILE], 0600, only you
          kept: as long as the limit counts
          erase: `3kplaces privacy erase --all`

        Record of contacted hosts: 1
          what: Which host was asked how often, and how much was sent and received; `3kplaces privacy network` shows it. No addresses, no names of places.
          [FILE], 0600, only you
          kept: until you erase it
          erase: `3kplaces privacy erase --all`

        What is remembered besides: 7
          what: Locks against two syncs at a time, the number of the device in a fleet, how the map is found and which browsers know it.
          [FILE], 0600, only you
          [FILE], 0600, only you
          [FILE], 0600, only you
          [FILE], 0600, only you
          [FILE], 0600, only you
          [FILE], 0600, only you
          [FILE], 0600, only you
          kept: until you erase it
          erase: `3kplaces privacy erase --all`

        Key of the encrypted places: none

        Login: 1
          what: Account, user, password and key for WEBFLEET. Password and key are never shown.
          account: demo
          user: dispo
          account in: [HOME]/.config/3kplaces/login.toml
          user in: [HOME]/.config/3kplaces/login.toml
          password in: [HOME]/.config/3kplaces/login.toml
          key in: [HOME]/.config/3kplaces/login.toml
          [FILE], 0600, only you
          kept: until you remove it
          erase: `3kplaces logout`, or `3kplaces privacy erase --all`

        Settings: none

        Schedule: none

        Opening by itself: none

        Nothing of it leaves this device but the login, to the host above. Files that were exported lie where you put them, and are not counted here.
        `3kplaces privacy extract -o extract.zip` hands all of it over.
        --- stderr
        ");
    });
}

#[test]
fn it_reads_well_in_german() {
    insta::with_settings!({ filters => FILTERS }, {
        insta::assert_snapshot!(in_language("de"), @"
        Orte: 10
          was: Die Adressen des WEBFLEET-Kontos, mit je sechs Feldern und sonst nichts.
          Felder: Schlüssel der Adresse in WEBFLEET, Anzeigename, Position, Radius, Farbe, Adressgruppen
          Gruppen: [N]
          Stand: 02.01.2026, 03:04:05 (UTC)
          Revision: 1
          von: 127.0.0.1
          [FILE], 0600, nur Sie
          aufbewahrt: bis ein Abgleich sie in WEBFLEET nicht mehr findet oder Sie sie löschen
          löschen: `3kplaces privacy erase --all`, --group oder --older-than

        Sicherungen der Orte: nichts

        Beschädigte Bestände, beiseitegelegt: nichts

        Unfertige Dateien: nichts

        Aufzeichnungen über Abgleiche: 1
          was: Wann ein Abgleich begann, wie er endete, wie viel sich änderte. Keine Adressen, keine Namen.
          erster: 02.01.2026, 03:04:05 (UTC)
          letzter: 02.01.2026, 03:04:05 (UTC)
          [FILE], 0600, nur Sie
          [FILE], 0600, nur Sie
          aufbewahrt: die letzten 200 bis 400
          löschen: `3kplaces privacy erase --older-than TAGE` oder --all

        Zähler der Anfragen: 1
          was: Wann WEBFLEET gefragt wurde, damit das Kontingent des Kontos eingehalten wird. Keine Adressen, keine Namen.
          [FILE], 0600, nur Sie
          [FILE], 0600, nur Sie
          aufbewahrt: solange das Kontingent zählt
          löschen: `3kplaces privacy erase --all`

        Verzeichnis der Rechner, mit denen gesprochen wurde: 1
          was: Welcher Rechner wie oft gefragt wurde und wie viel gesendet und empfangen wurde; `3kplaces privacy network` zeigt es. Keine Adressen, keine Namen von Orten.
          [FILE], 0600, nur Sie
          aufbewahrt: bis Sie es löschen
          löschen: `3kplaces privacy erase --all`

        Was sonst gemerkt wird: 7
          was: Sperren gegen zwei Abgleiche zugleich, die Nummer des Geräts in einer Flotte, wie die Karte zu finden ist und welche Browser sie kennen.
          [FILE], 0600, nur Sie
          [FILE], 0600, nur Sie
          [FILE], 0600, nur Sie
          [FILE], 0600, nur Sie
          [FILE], 0600, nur Sie
          [FILE], 0600, nur Sie
          [FILE], 0600, nur Sie
          aufbewahrt: bis Sie es löschen
          löschen: `3kplaces privacy erase --all`

        Schlüssel der verschlüsselten Orte: nichts

        Anmeldedaten: 1
          was: Konto, Benutzer, Kennwort und Schlüssel für WEBFLEET. Kennwort und Schlüssel werden nie gezeigt.
          Konto: demo
          Benutzer: dispo
          Konto in: [HOME]/.config/3kplaces/login.toml
          Benutzer in: [HOME]/.config/3kplaces/login.toml
          Kennwort in: [HOME]/.config/3kplaces/login.toml
          Schlüssel in: [HOME]/.config/3kplaces/login.toml
          [FILE], 0600, nur Sie
          aufbewahrt: bis Sie sie entfernen
          löschen: `3kplaces logout` oder `3kplaces privacy erase --all`

        Einstellungen: nichts

        Zeitplan: nichts

        Karte bei Anmeldung: nichts

        Nichts davon verlässt dieses Gerät, außer den Anmeldedaten zum oben genannten Rechner. Exportierte Dateien liegen dort, wo Sie sie abgelegt haben, und sind hier nicht mitgezählt.
        `3kplaces privacy extract -o extract.zip` gibt alles heraus.
        --- stderr
        ");
    });
}
