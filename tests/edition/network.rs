//! Whom a device contacted is on record on that device, and it is one host.

use std::io::Read as _;
use std::net::TcpListener;
use std::process::Stdio;

use kplaces_tests::{MockWebfleet, Sandbox, small_world};
use kplaces_webfleet_sim::Fault;
use serde_json::Value;

use crate::{connect_to, connected, fresh, is_basic, synced_to};

fn contacts(device: &Sandbox) -> Vec<Value> {
    let said = device.run(&["privacy", "network", "--json"]).json();
    said["contacts"].as_array().unwrap().clone()
}

#[test]
fn a_fresh_device_has_contacted_nobody() {
    let device = fresh();
    let english = "  positions\n      127.0.0.1:2947 on this device, gpsd (2947), as long as `watch` runs or the map gives alerts\n";
    let said = device.run(&["privacy", "network"]).said();
    assert_eq!(said.contains(english), !is_basic(), "{said}");
    insta::assert_snapshot!(said.replace(english, ""), @"
    Hosts that 3Kplaces contacted from this device

      None so far.

    What it may open, with the settings as they are now

      csv.webfleet.com:443
          WEBFLEET, with `login`, `sync` and `doctor --online`, and by the sync button of the map
      loopback
          this device itself, for the browser, as long as `map` runs (127.0.0.1, ::1)
      keyring
          the keyring of the system, where the login is kept in it; it is on this device

    The system's resolver is asked for the address of these hosts, as by every program.
    Nothing else: no server of ours, no statistics, no search for updates.
    Proof: `cargo xtask prove-privacy`, in the source of this program.
    ");
    let german = "  Positionen\n      127.0.0.1:2947 auf diesem Gerät, gpsd (2947), solange `watch` läuft oder die Karte Hinweise gibt\n";
    let said = device.run(&["privacy", "network", "--lang", "de"]).said();
    assert_eq!(said.contains(german), !is_basic(), "{said}");
    insta::assert_snapshot!(said.replace(german, ""), @"
    Gegenstellen, die 3Kplaces von diesem Gerät aus angesprochen hat

      Bisher keine.

    Was es mit den jetzigen Einstellungen ansprechen darf

      csv.webfleet.com:443
          WEBFLEET, bei `login`, `sync` und `doctor --online` sowie über die Abgleich-Schaltfläche der Karte
      Loopback
          dieses Gerät selbst, für den Browser, solange `map` läuft (127.0.0.1, ::1)
      Schlüsselspeicher
          der Schlüsselspeicher des Systems, falls die Anmeldedaten darin liegen; er ist auf diesem Gerät

    Die Adresse dieser Gegenstellen erfragt das Betriebssystem (DNS), wie bei jedem Programm.
    Sonst nichts: kein Server des Herstellers, keine Statistik, keine Suche nach Updates.
    Nachweis: `cargo xtask prove-privacy`, im Quelltext dieses Programms.
    ");
}

#[test]
fn the_port_that_positions_come_from_is_told() {
    let mut device = fresh();
    let allowed = |device: &Sandbox| {
        let said = device.run(&["privacy", "network", "--json"]).json();
        said["allowed"]["positions"].clone()
    };
    if is_basic() {
        assert!(allowed(&device).is_null());
        return;
    }
    let at = |port: u16| serde_json::json!({"host": "127.0.0.1", "port": port});
    assert_eq!(allowed(&device), at(2947));
    device.env("KPLACES_ALERTS__SOURCE", "nmea-tcp:10110");
    assert_eq!(allowed(&device), at(10110));
    let text = device.run(&["privacy", "network"]).stdout;
    assert!(text.contains("127.0.0.1:10110 on this device"), "{text}");
    device.env("KPLACES_ALERTS__SOURCE", "nmea:/dev/ttyUSB0");
    assert!(allowed(&device).is_null());
    let text = device.run(&["privacy", "network", "--lang", "de"]).stdout;
    assert!(
        text.contains("/dev/ttyUSB0 auf diesem Gerät, ohne Verbindung"),
        "{text}"
    );
}

#[test]
fn every_request_is_on_record_and_all_went_to_one_host() {
    let (webfleet, device) = synced_to(MockWebfleet::start(small_world()));
    for arguments in [
        &["list"][..],
        &["status"],
        &["privacy", "network"],
        &["edition"],
        &["config", "show"],
    ] {
        assert_eq!(device.run(arguments).code, 0);
    }
    let contacts = contacts(&device);
    assert_eq!(contacts.len(), 1);
    let contact = &contacts[0];
    assert_eq!(contact["role"], "endpoint");
    assert_eq!(contact["host"], "127.0.0.1");
    assert_eq!(contact["requests"], webfleet.calls().len());
    assert_eq!(contact["failed"], 0);
    let url = webfleet.url();
    let port: u64 = url.rsplit([':', '/']).nth(1).unwrap().parse().unwrap();
    assert_eq!(contact["port"], port);
    assert!(contact["bytes_sent"].as_u64().unwrap() > 500);
    assert!(contact["bytes_received"].as_u64().unwrap() > 500);
}

#[test]
fn failed_requests_are_on_record_too() {
    let (webfleet, mut device) = connected(small_world());
    device.env("KPLACES_WEBFLEET__TRIES", "3");
    let fault: Fault = "status:500".parse().unwrap();
    webfleet.fault(Some(fault));
    assert_eq!(device.run(&["sync"]).code, 8);
    let contact = &contacts(&device)[0];
    assert_eq!(
        (&contact["requests"], &contact["failed"]),
        (&3.into(), &3.into())
    );
}

/// A port that nobody listens at, and a name that nobody has.
#[test]
fn what_reached_nobody_was_not_sent() {
    let free = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    for (url, host) in [
        (format!("http://{free}/extern"), "127.0.0.1"),
        ("https://nobody.invalid/extern".to_owned(), "nobody.invalid"),
    ] {
        let mut device = fresh();
        connect_to(&mut device, &url);
        device.env("KPLACES_WEBFLEET__TRIES", "2");
        assert_eq!(device.run(&["sync"]).code, 8);
        let contact = &contacts(&device)[0];
        assert_eq!(contact["host"], host);
        let counts = ["requests", "failed", "unreached", "bytes_sent"].map(|it| &contact[it]);
        assert_eq!(counts, [&0, &0, &2, &0], "{contact}");
        let said = device.run(&["privacy", "network", "--lang", "de"]).stdout;
        assert!(said.contains("keine Anfrage gesendet"), "{said}");
        assert!(said.contains("2 Versuche haben niemanden erreicht: gesendet wurde nichts"));
        assert!(!said.contains("Byte gesendet"), "{said}");
    }
}

#[test]
fn a_redirect_adds_no_host() {
    let elsewhere = MockWebfleet::start(small_world());
    let (webfleet, device) = connected(small_world());
    let fault: Fault = format!("redirect:{}", elsewhere.url()).parse().unwrap();
    webfleet.fault(Some(fault));
    assert_eq!(device.run(&["sync"]).code, 8);
    assert_eq!(contacts(&device).len(), 1);
    assert_eq!(elsewhere.wire(), "");
}

#[test]
fn what_cannot_be_put_on_record_is_not_sent() {
    let (webfleet, device) = connected(small_world());
    // A folder where the record should be.
    let state = device.path(".local/state/3kplaces/network.json");
    std::fs::create_dir_all(state.join("x")).unwrap();
    let ran = device.run(&["sync"]);
    assert_eq!(ran.code, 9, "{}", ran.stderr);
    assert_eq!(webfleet.calls().len(), 0);
}

#[test]
fn the_record_names_no_login_and_no_place() {
    let webfleet = MockWebfleet::start(small_world());
    let mut device = fresh();
    connect_to(&mut device, &webfleet.url());
    assert_eq!(device.run(&["sync"]).code, 0);
    let record = device.path(".local/state/3kplaces/network.json");
    let record = std::fs::read_to_string(record).unwrap();
    let words: Vec<&str> = record
        .split(|c: char| !c.is_alphanumeric() && c != '_' && c != '.')
        .filter(|word| word.parse::<f64>().is_err() && !word.is_empty())
        .collect();
    assert_eq!(
        words,
        [
            "version",
            "contacts",
            "host",
            "127.0.0.1",
            "port",
            "role",
            "endpoint",
            "first",
            "last",
            "requests",
            "failed",
            "unreached",
            "bytes_sent",
            "bytes_received"
        ]
    );
}

#[test]
fn a_language_nobody_wrote_is_refused() {
    let mut device = fresh();
    let ran = device.run(&["privacy", "network", "--lang", "fr"]);
    insta::assert_snapshot!(ran.said(), @"
    error: invalid value 'fr' for '--lang <en|de>': it must be en or de
      try: `3kplaces privacy network --help` explains the command
    [exit code 2]
    ");
    device.env("KPLACES_LANG", "fr");
    insta::assert_snapshot!(device.run(&["privacy", "network"]).said(), @"
    error: the configuration is not valid
      why: KPLACES_LANG must be en or de
      try: correct it, or take it away
    [exit code 3]
    ");
    device.env("KPLACES_LANG", "de_AT");
    let ran = device.run(&["privacy", "network"]);
    assert!(ran.stdout.starts_with("Gegenstellen"), "{}", ran.stdout);
}

#[test]
fn a_run_that_was_killed_right_after_sending_is_on_record() {
    let service = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut device = fresh();
    connect_to(
        &mut device,
        &format!("http://{}/extern", service.local_addr().unwrap()),
    );
    let mut sync = quietly(&device, &["sync"]);
    let (mut stream, _) = service.accept().unwrap();
    let mut first = [0];
    stream.read_exact(&mut first).unwrap();
    sync.kill().unwrap();
    assert!(!sync.wait().unwrap().success());
    let contacts = contacts(&device);
    assert_eq!(contacts.len(), 1);
    let (requests, failed) = (&contacts[0]["requests"], &contacts[0]["failed"]);
    assert_eq!((requests, failed), (&1.into(), &0.into()));
    assert!(contacts[0]["bytes_sent"].as_u64().unwrap() > 100);
}

#[test]
fn several_programs_at_once_lose_no_request() {
    let (webfleet, mut device) = connected(small_world());
    device.real_clock();
    let syncs = [0; 4].map(|_| quietly(&device, &["sync", "--wait", "--dry-run"]));
    for mut sync in syncs {
        assert!(sync.wait().unwrap().success());
    }
    let contact = &contacts(&device)[0];
    assert_eq!(contact["requests"], webfleet.calls().len());
    assert_eq!(contact["failed"], 0);
}

/// WEBFLEET says so with an error code, but it is what was asked for.
#[test]
fn a_report_without_rows_is_no_failed_request() {
    let (webfleet, device) = connected(small_world());
    webfleet.fault(Some("error:63".parse().unwrap()));
    device.run(&["sync"]);
    let contact = &contacts(&device)[0];
    assert_eq!(contact["requests"], webfleet.calls().len());
    assert_eq!(contact["failed"], 0);
}

fn quietly(device: &Sandbox, arguments: &[&str]) -> std::process::Child {
    device
        .command(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}
