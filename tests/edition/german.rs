//! What the features of the paid editions say to German readers, and what is said of wrong command lines.

use kplaces_tests::{Sandbox, small_world};

use crate::{assert_edition_snapshot, connected, edition, fresh, is_basic, synced};

fn in_german(device: &mut Sandbox) {
    device.env("LC_ALL", "de_DE.UTF-8");
}

#[test]
fn wrong_command_lines() {
    let mut device = fresh();
    in_german(&mut device);
    insta::assert_snapshot!(device.transcript([
        &["lst"],
        &["list", "--limt", "3"],
        &["list", "--limit", "viele"],
        &["near", "48,1"],
        &["near", "91,0"],
        &["show"],
        &["completions", "cobol"],
        &["login", "--check", "--user", "x"],
        &["map", "--port", "70000"],
        &["list", "--lang", "fr"],
    ]), @"
    $ 3kplaces lst
    Fehler: unbekannter Befehl 'lst'
      Abhilfe: ein ähnlicher Befehl: 'list'
      Abhilfe: `3kplaces --help` listet die Befehle auf, `3kplaces BEFEHL --help` erklärt einen
    [exit code 2]

    $ 3kplaces list --limt 3
    Fehler: unbekanntes Argument '--limt'
      Abhilfe: ein ähnliches Argument: '--limit'
      Abhilfe: `3kplaces list --help` erklärt den Befehl
    [exit code 2]

    $ 3kplaces list --limit viele
    Fehler: ungültiger Wert 'viele' für '--limit <N>': erwartet wird eine ganze Zahl von 1 bis 4294967295
      Abhilfe: `3kplaces list --help` erklärt den Befehl
    [exit code 2]

    $ 3kplaces near 48,1
    Auf diesem Gerät sind noch keine Orte. `3kplaces sync` lädt sie.

    $ 3kplaces near 91,0
    Fehler: `91,0` ist keine Position
      Grund: die Breite muss zwischen -90 und 90 Grad liegen
    [exit code 2]

    $ 3kplaces show
    Fehler: <SCHLÜSSEL|NAME> fehlt
      Abhilfe: `3kplaces show --help` erklärt den Befehl
    [exit code 2]

    $ 3kplaces completions cobol
    Fehler: ungültiger Wert 'cobol' für '<SHELL>'
      Grund: mögliche Werte: bash, elvish, fish, powershell, zsh
      Abhilfe: `3kplaces completions --help` erklärt den Befehl
    [exit code 2]

    $ 3kplaces login --check --user x
    Fehler: das Argument '--check' geht nicht zusammen mit '--user <BENUTZER>'
      Abhilfe: `3kplaces login --help` erklärt den Befehl
    [exit code 2]

    $ 3kplaces map --port 70000
    Fehler: ungültiger Wert '70000' für '--port <N>': erwartet wird eine ganze Zahl von 0 bis 65535
      Abhilfe: `3kplaces map --help` erklärt den Befehl
    [exit code 2]

    $ 3kplaces list --lang fr
    Fehler: ungültiger Wert 'fr' für '--lang <en|de>': erwartet wird en oder de
      Abhilfe: `3kplaces list --help` erklärt den Befehl
    [exit code 2]
    ");
}

#[test]
fn groups() {
    if is_basic() {
        return;
    }
    let (_webfleet, mut device) = synced();
    in_german(&mut device);
    insta::assert_snapshot!(device.transcript([&["groups"]]), @"
    $ 3kplaces groups
    Orte  Gruppe
       4  Depots
       5  Kunden
       0  Leer
       2  Nacht
    ");
    let mut device = fresh();
    in_german(&mut device);
    insta::assert_snapshot!(device.transcript([&["groups"]]), @"
    $ 3kplaces groups
    Auf diesem Gerät gibt es keine Gruppen. `3kplaces sync` lädt die Gruppenliste des Kontos.
    ");
}

#[test]
fn schedule() {
    if is_basic() {
        return;
    }
    let (_webfleet, mut device) = connected(small_world());
    in_german(&mut device);
    for name in [
        "KPLACES_WEBFLEET__URL",
        "KPLACES_WEBFLEET__RETRY_PAUSE_MS",
        "KPLACES_QUOTA__ADDRESSES",
    ] {
        device.unset(name);
    }
    // For the server that is set now.
    device.login();
    let shown = device.transcript([
        &["schedule", "print", "--every", "2m"],
        &["schedule", "print", "--at", "halb sieben"],
        &["schedule", "install", "--no-enable", "--at", "06:30"],
        &["schedule", "remove"],
        &["schedule", "remove"],
    ]);
    insta::assert_snapshot!(shown, @"
    $ 3kplaces schedule print --every 2m
    Fehler: ungültiger Wert '2m' für '--every <DAUER>': erwartet wird eine Dauer wie 15m, 1h oder 1d, von 5m bis 7d
      Abhilfe: `3kplaces schedule print --help` erklärt den Befehl
    [exit code 2]

    $ 3kplaces schedule print --at 'halb sieben'
    Fehler: ungültiger Wert 'halb sieben' für '--at <HH:MM>': erwartet wird eine Uhrzeit wie 06:30
      Abhilfe: `3kplaces schedule print --help` erklärt den Befehl
    [exit code 2]

    $ 3kplaces schedule install --no-enable --at 06:30
    Geschrieben: [HOME]/.config/systemd/user/3kplaces-sync.service
    Geschrieben: [HOME]/.config/systemd/user/3kplaces-sync.timer
    So tritt es in Kraft:
      systemctl --user daemon-reload
      systemctl --user enable --now 3kplaces-sync.timer

    $ 3kplaces schedule remove
    Gelöscht: [HOME]/.config/systemd/user/3kplaces-sync.service
    Gelöscht: [HOME]/.config/systemd/user/3kplaces-sync.timer

    $ 3kplaces schedule remove
    Es gab keinen zeitgesteuerten Abgleich.
    ");
    let unit = device
        .run(&["schedule", "print", "--for", "systemd"])
        .stdout;
    for line in [
        "# von 3kplaces geschrieben; 3kplaces schedule remove löscht die Datei",
        "Description=3Kplaces: Adressen abgleichen",
        "Description=3Kplaces: Adressen abgleichen, in regelmäßigen Abständen",
    ] {
        assert!(unit.lines().any(|known| known == line), "{line}: {unit}");
    }
    let task = device
        .run(&["schedule", "print", "--for", "windows"])
        .stdout;
    assert!(
        task.contains("<Description>3Kplaces: Adressen abgleichen</Description>"),
        "{task}"
    );
}

#[test]
fn encryption() {
    if edition() != "enterprise" {
        return;
    }
    let (_webfleet, mut device) = synced();
    in_german(&mut device);
    device.env("KPLACES_PASSPHRASE", "korrekt pferd batterie");
    insta::assert_snapshot!(device.transcript([
        &["encrypt", "status"],
        &["encrypt", "rekey"],
        &["encrypt", "on", "--keep", "passphrase"],
        &["encrypt", "on", "--keep", "keyring"],
        &["encrypt", "status"],
        &["encrypt", "rekey"],
        &["encrypt", "off"],
    ]), @"
    $ 3kplaces encrypt status
    Die Orte auf diesem Gerät sind nicht verschlüsselt. `3kplaces encrypt on` verschlüsselt sie.

    $ 3kplaces encrypt rekey
    Fehler: die Orte auf diesem Gerät sind nicht verschlüsselt
      Abhilfe: `3kplaces encrypt on` verschlüsselt sie
    [exit code 2]

    $ 3kplaces encrypt on --keep passphrase
    Die Orte auf diesem Gerät sind verschlüsselt: 10
      Sicherungen  0 mit ihnen verschlüsselt
      Schlüssel    in places.key, mit einer Passphrase versiegelt
      gelöscht     1 lesbare Datei

    Ohne den Schlüssel kann sie niemand lesen, auch Sie nicht: Ein Abgleich bringt die Orte zurück, die
    Sicherungen nicht. Exportierte Dateien bleiben, wie sie sind. Gelöschte Dateien wurden an ihrer Stelle
    überschrieben; ein Journal mit Daten, ein Dateisystem, das beim Schreiben kopiert, Schnappschüsse und
    Flash-Speicher können noch ältere Fassungen enthalten.

    $ 3kplaces encrypt on --keep keyring
    Fehler: den Schlüssel verwahrt schon eine mit einer Passphrase versiegelte Datei
      Abhilfe: `3kplaces encrypt rekey --keep WO` verlegt ihn
    [exit code 2]

    $ 3kplaces encrypt status
    Die Orte auf diesem Gerät sind verschlüsselt.
      Datei        [HOME]/.local/share/3kplaces/places.sealed
      Schlüssel    in places.key, mit einer Passphrase versiegelt
      Sicherungen  0 verschlüsselt

    $ 3kplaces encrypt rekey
    Die Orte auf diesem Gerät und 0 Sicherungen haben einen neuen Schlüssel.
      Schlüssel  in places.key, mit einer Passphrase versiegelt
    Früher angefertigte Kopien der Dateien lassen sich weiter mit dem alten öffnen.

    $ 3kplaces encrypt off
    Die Orte auf diesem Gerät sind nicht mehr verschlüsselt: 10 und 0 Sicherungen.
    Der Schlüssel wurde entfernt.
    ");
}

#[test]
fn tenants() {
    if edition() != "enterprise" {
        return;
    }
    let mut device = fresh();
    in_german(&mut device);
    insta::assert_snapshot!(device.transcript([
        &["tenants", "add", "nord"],
        &["tenants", "add", "Nord"],
        &["tenants", "add", "süd"],
        &["tenants", "list"],
        &["tenants", "sync"],
        &["tenants", "remove", "ost"],
        &["tenants", "remove", "nord"],
        &["tenants", "remove", "nord", "--yes"],
    ]), @"
    $ 3kplaces tenants add nord
    Mandant nord ist angelegt:

      Konfiguration   [HOME]/.config/3kplaces/tenants/nord
      Orte            [HOME]/.local/share/3kplaces/tenants/nord
      Aufzeichnungen  [HOME]/.local/state/3kplaces/tenants/nord

    Weiter mit `3kplaces --tenant nord login`, dann `3kplaces --tenant nord sync`.

    $ 3kplaces tenants add Nord
    Fehler: auf diesem Gerät gibt es schon einen Mandanten nord
      Grund: manche Dateisysteme unterscheiden Groß- und Kleinbuchstaben nicht
      Abhilfe: einen anderen Namen wählen
    [exit code 2]

    $ 3kplaces tenants add süd
    Fehler: `süd` kann nicht der Name eines Mandanten sein
      Grund: ein Name hat Buchstaben ohne Umlaute und Akzente, Ziffern und innen -, _, ., höchstens 64 Zeichen; `default` und Gerätenamen wie CON sind vergeben
      Abhilfe: `3kplaces tenants list` listet die Mandanten auf
    [exit code 2]

    $ 3kplaces tenants list
    Mandant       Orte  Stand  Anmeldung  letzter Abgleich
    (ohne Namen)     0  nie    keine      nie
    nord             0  nie    keine      nie

    $ 3kplaces tenants sync
    Fehler: kein Mandant auf diesem Gerät hat eine Anmeldung
      Abhilfe: `3kplaces --tenant NAME login` ausführen
    [exit code 4]

    $ 3kplaces tenants remove ost
    Fehler: auf diesem Gerät gibt es keinen Mandanten ost
      Abhilfe: `3kplaces tenants list` listet die Mandanten auf
      Abhilfe: `3kplaces tenants add ost` legt ihn an
    [exit code 13]

    $ 3kplaces tenants remove nord
    Fehler: Mandant nord wurde nicht gelöscht
      Grund: verloren gingen 0 Orte, Sicherungen, Anmeldung, Aufzeichnungen und Einstellungen
      Abhilfe: zuerst den zeitgesteuerten Abgleich beenden, falls es einen gibt: `3kplaces --tenant nord schedule remove`
      Abhilfe: `3kplaces tenants remove nord --yes` löscht ihn
    [exit code 10]

    $ 3kplaces tenants remove nord --yes
    Mandant nord ist gelöscht: 0 Orte, Sicherungen, Anmeldung, Aufzeichnungen und Einstellungen:

      [HOME]/.local/share/3kplaces/tenants/nord
      [HOME]/.local/state/3kplaces/tenants/nord
      [HOME]/.config/3kplaces/tenants/nord
    ");
}

#[test]
fn fleet() {
    if edition() != "enterprise" {
        return;
    }
    let mut device = fresh();
    in_german(&mut device);
    insta::assert_snapshot!(device.transcript([
        &["fleet", "plan"],
        &["fleet", "plan", "--devices", "0"],
        &["fleet", "plan", "--devices", "500", "--limit", "2", "--every", "60"],
        &["fleet", "simulate", "--devices", "20", "--hours", "1", "--svg", "flotte.svg"],
    ]), @"
    $ 3kplaces fleet plan
    Fehler: es ist nicht bekannt, wie viele Geräte es gibt
      Abhilfe: die Zahl mit --devices angeben oder `fleet.devices` setzen
    [exit code 2]

    $ 3kplaces fleet plan --devices 0
    Fehler: ungültiger Wert '0' für '--devices <N>': erwartet wird eine ganze Zahl von 1 bis 1000000
      Abhilfe: `3kplaces fleet plan --help` erklärt den Befehl
    [exit code 2]

    $ 3kplaces fleet plan --devices 500 --limit 2 --every 60
    Eine Flotte von 500 Geräten an einem Konto

      Kontingent    6 Adressberichte in 1 min 0 s
      Mindestdauer  83 min 20 s: keine Reihenfolge der Abrufe ist schneller
      Runde         85 min 0 s: jedes Gerät einmal
      Platz         10,2 s

     Platz  beginnt in jeder Runde nach
         1  0,0 s
         2  10,2 s
      … bis Platz 500 (--all zeigt alle)

    Die Adressen eines Geräts sind bis zu 2 h 25 min alt: Es gleicht einmal in
    60 min 0 s ab und wartet bis zu einer Runde auf seinen Platz. War es dort aus, sind
    sie älter.
    Einmal in 60 min 0 s ist für höchstens 352 Geräte möglich.
    Der kürzeste Abstand für 500 Geräte ist eine Runde: 85 min 0 s.

    $ 3kplaces fleet simulate --devices 20 --hours 1 --svg flotte.svg
    20 Geräte, 6 Abrufe in 1 min 0 s; Mindestdauer 3 min 20 s; Uhren bis zu 0,0 s falsch,
    0 % der Geräte anfangs aus

    Verfahren   Hälfte        alle          × Mindest   abgewiesen
    sofort      nie           nie                       5054
    verzögert   1 min 0 s     7 min 0 s     2,10        24
    zufällig    4 min 29 s    8 min 51 s    2,66        47
    Kennung     2 min 22 s    6 min 37 s    1,99        6
    Nummer      1 min 31 s    3 min 13 s    0,97        0

    sofort      alle gleichzeitig, und alle 10 s wieder
    verzögert   alle gleichzeitig, und wieder nach 1, 2, 4 … min, höchstens 1 h
    zufällig    jedes irgendwann, und wieder nach zufälliger Zeit bis zu 1, 2, 4 … min
    Kennung     jedes an einem Platz nach seiner `fleet.id`; zwei können denselben haben
    Nummer      jedes an einem eigenen Platz nach seiner `fleet.number`

    sofort: 6 von 20 waren nach 60 min 0 s aktuell.
    Abgewiesene Abrufe zählen zum Kontingent; Geräte, die zu früh wiederkommen, sperren
    sich daher gegenseitig aus. Ein Gerät, das an seinem Platz aus war, wartet auf die
    nächste Runde; eines, dessen Uhr um mehr als einen Platz falsch geht, nimmt einem
    anderen den Platz.
    Gezeichnet: flotte.svg
    ");
    let picture = std::fs::read_to_string(device.path("flotte.svg")).unwrap();
    assert!(picture.contains("Zeit seit dem Beginn"), "{picture}");
}

#[test]
fn what_another_edition_has() {
    if !is_basic() {
        return;
    }
    let mut device = fresh();
    in_german(&mut device);
    insta::assert_snapshot!(device.transcript([
        &["groups"],
        &["groups", "--help"],
        &["encrypt", "on"],
        &["list", "--group", "Kunden"],
        &["list", "--tenant", "nord"],
    ]), @"
    $ 3kplaces groups
    Fehler: die Gruppenliste (`groups`) gehört zu 3Kplaces Pro und Enterprise
      Grund: dies ist 3Kplaces Basic
      Abhilfe: `3kplaces edition` vergleicht die Editionen
    [exit code 6]

    $ 3kplaces groups --help
    die Gruppenliste (`groups`) gehört zu 3Kplaces Pro und Enterprise

    $ 3kplaces encrypt on
    Fehler: der verschlüsselte Bestand (`encrypt`) gehört zu 3Kplaces Enterprise
      Grund: dies ist 3Kplaces Basic
      Abhilfe: `3kplaces edition` vergleicht die Editionen
    [exit code 6]

    $ 3kplaces list --group Kunden
    Fehler: der Gruppenfilter (`--group`, `sync.groups`) gehört zu 3Kplaces Pro und Enterprise
      Grund: dies ist 3Kplaces Basic
      Abhilfe: `3kplaces edition` vergleicht die Editionen
    [exit code 6]

    $ 3kplaces list --tenant nord
    Fehler: die Trennung mehrerer WEBFLEET-Konten (`tenants`, `--tenant`) gehört zu 3Kplaces Enterprise
      Grund: dies ist 3Kplaces Basic
      Abhilfe: `3kplaces edition` vergleicht die Editionen
    [exit code 6]
    ");
}

/// What drivers and fleet managers read most, in one file for each edition.
#[test]
fn every_day() {
    let (webfleet, mut device) = connected(small_world());
    in_german(&mut device);
    let mut said = device.transcript([
        &["sync"],
        &["list"],
        &["near", "48.1,11.5", "--limit", "3"],
        &["show", "1-7-1"],
        &["status"],
        &["sync", "--dry-run"],
        &["backup", "create"],
        &["backup", "list"],
        &["export", "--list-profiles"],
        &["export", "gpx", "-o", "orte.gpx"],
        &["import-check", "orte.gpx"],
        &["doctor"],
        &["privacy", "report"],
        &["privacy", "network"],
        &["privacy", "erase", "--all", "--dry-run"],
        &["log"],
    ]);
    webfleet.fault(Some("error:1101".parse().unwrap()));
    said.push('\n');
    said.push_str(&device.transcript([
        &["sync"],
        &["status"],
        &["log"],
        &["show", "nirgends"],
        &["privacy", "erase", "--all"],
        &["backup", "restore", "nirgends"],
        &["export", "gpx", "-o", "orte.gpx"],
        &["logout"],
        &["sync"],
        &["doctor"],
    ]));
    assert_edition_snapshot!("every_day", settled(&said, &webfleet.url()));
}

/// Without what differs from run to run: where WEBFLEET listens, names made of that, sizes and durations.
fn settled(said: &str, url: &str) -> String {
    let host = url
        .trim_start_matches("http://")
        .trim_end_matches("/extern");
    let said = said.replace(url, "[WEBFLEET]").replace(host, "[HOST]");
    let word = |word: &str| {
        let is_name = |part: &str| part.len() == 16 && part.chars().all(|c| c.is_ascii_hexdigit());
        let parts = word.split_inclusive(['/', '.']).map(|part| {
            let name = part.trim_end_matches(['/', '.']);
            if is_name(name) {
                part.replace(name, "[ID]")
            } else {
                part.to_owned()
            }
        });
        parts.collect::<String>()
    };
    let line = |line: &str| {
        let words: Vec<String> = line.split(' ').map(word).collect();
        let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
        for at in 1..words.len() {
            if ["Byte,", "s\n"].contains(&words[at]) {
                words[at - 1] = "[N]";
            }
        }
        words.join(" ")
    };
    said.split_inclusive('\n').map(line).collect()
}
