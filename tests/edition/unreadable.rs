//! Reports of which not all can be read, or believed, on a device.

use kplaces_tests::{MockWebfleet, Ran, Sandbox, small_world};
use kplaces_webfleet_sim::Action;
use serde_json::{Value, json};

use crate::{assert_unchanged, connected, is_basic};

const HEADER: &str = "addrno;addrname1;positionx;positiony;radius;color\r\n";

/// A report with these lines among 60 sound ones.
fn report(lines: &str) -> String {
    let mut report = HEADER.to_owned() + lines;
    for n in 100..160 {
        report += &format!("{n};Ort {n};11575490;48137430;250;khaki\r\n");
    }
    report
}

const TWO: &str = "1;Depot;11000000;48000000;50;khaki\r\n2;Werk;12000000;49000000;50;khaki\r\n";

/// A WEBFLEET whose address report is these bytes, and whose groups are 1 in A, 2 in B.
fn webfleet(addresses: impl Into<Vec<u8>>) -> (MockWebfleet, Sandbox) {
    let (webfleet, device) = connected(small_world());
    webfleet.reply_with(Action::Groups, "addrgrpname\r\nA\r\nB\r\n");
    webfleet.reply_with(Action::Members, "addrno;addrgrpname\r\n1;A\r\n2;B\r\n");
    webfleet.reply_with(Action::Addresses, addresses);
    (webfleet, device)
}

fn synced(device: &Sandbox) -> Value {
    let ran = device.run(&["sync", "--json"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    ran.json()
}

fn place(device: &Sandbox, key: &str) -> Value {
    device.run(&["show", key, "--json"]).json()["places"][0].clone()
}

#[test]
fn a_row_that_cannot_be_read_is_told_and_nothing_is_taken_away() {
    let (webfleet, device) = webfleet(report(TWO));
    assert_eq!(synced(&device)["places"], 62);
    // 2 cannot be read, and 150 is not sent any more.
    let lines = "1;Depot Süd;11000000;48000000;50;khaki\r\n2;\"Werk \"Ost\" 3\";12000000;49000000;50;\r\n3;Neu;1;1;0;\r\n";
    let garbled = report(lines).replace("150;Ort 150;11575490;48137430;250;khaki\r\n", "");
    webfleet.reply_with(Action::Addresses, garbled);
    let said = synced(&device);
    let counts = ["added", "changed", "removed", "kept", "unreadable_rows"].map(|it| &said[it]);
    assert_eq!(counts, [&1, &1, &0, &2, &1], "{said:#}");
    assert_eq!(said["odd_rows"]["unreadable-row"]["examples"], json!(["2"]));
    assert_eq!(place(&device, "1")["name"], "Depot Süd");
    assert_eq!(place(&device, "2")["name"], "Werk");
    let log = device.run(&["log"]).stdout;
    assert!(log.contains("1 row could not be read"), "{log}");
    assert!(log.contains("2 places kept"), "{log}");
    let said = device.run(&["sync", "--accept-shrink", "--json"]).json();
    assert_eq!((&said["removed"], &said["kept"]), (&json!(2), &json!(0)));
}

#[test]
fn what_cannot_be_read_is_said_in_words() {
    let (_webfleet, device) = webfleet(report("1;Depot;1;1;0;\r\n2;\"Werk \"Ost\" 3\";1;1;0;\r\n"));
    let ran = device.run(&["sync", "--quiet"]);
    insta::assert_snapshot!(ran.shown(), @r#"
    exit code 0
    --- stdout
    --- stderr
    warning: 1 row of the reply cannot be read and was left out. Quotation marks in a name do this: correct it in WEBFLEET, or try `webfleet.format = "json"`.
    "#);
}

#[test]
fn a_report_of_which_too_much_cannot_be_read_changes_nothing() {
    let (webfleet, device) = webfleet(report(TWO));
    synced(&device);
    let lines = "1;\"Depot;11000000;48000000;50;khaki\r\n2;\"Werk;12000000;49000000;50;khaki\r\n3;x;1;1;0;\r\n";
    webfleet.reply_with(Action::Addresses, HEADER.to_owned() + lines);
    let ran = assert_unchanged(&device, || device.run(&["sync"]));
    insta::assert_snapshot!(ran.shown(), @r#"
    exit code 8
    --- stdout
    --- stderr
    error: too much of the reply of WEBFLEET cannot be read
      why: the showAddressReportExtern report is garbled in row 1 (address 1): a quote stands where none can
      try: nothing was changed; run the command again
      try: if it stays so, correct that address in WEBFLEET: quotation marks in its name do this; or try `webfleet.format = "json"`
    "#);
}

#[test]
fn a_membership_that_cannot_be_read_ungroups_nobody() {
    let (webfleet, device) = webfleet(report(TWO));
    synced(&device);
    let mut members = "addrno;addrgrpname\r\n1;A\r\n2;B \"x\"y\"z\r\n2;\"B\" x\r\n".to_owned();
    for n in 100..160 {
        members += &format!("{n};A\r\n");
    }
    webfleet.reply_with(Action::Members, members);
    let said = synced(&device);
    assert_eq!(said["unreadable_rows"], 1, "{said:#}");
    assert_eq!(place(&device, "2")["groups"], json!(["B", "B \"x\"y\"z"]));
}

#[test]
fn the_limit_of_an_edition_is_kept_though_places_are() {
    if !is_basic() {
        return;
    }
    let many = |from: u32| -> String {
        let row = |n: u32| format!("{n};Ort {n};1;1;0;\r\n");
        HEADER.to_owned() + &(from..from + 520).map(row).collect::<String>()
    };
    let (webfleet, device) = webfleet(many(1000));
    assert_eq!(synced(&device)["places"], 500);
    let garbled = many(1050).replace("1060;Ort 1060;", "1060;\"Ort\" 1060;");
    webfleet.reply_with(Action::Addresses, garbled);
    let said = synced(&device);
    assert_eq!(
        (&said["places"], &said["unreadable_rows"]),
        (&json!(500), &json!(1))
    );
}

#[test]
fn radius_and_colour_are_guarded_and_their_absence_is_said() {
    let (webfleet, device) = webfleet(report(TWO));
    synced(&device);
    let without = report(TWO)
        .replace(";radius;color", "")
        .replace(";250;khaki", "")
        .replace(";50;khaki", "");
    webfleet.reply_with(Action::Addresses, without.clone());
    let ran = assert_unchanged(&device, || device.run(&["sync"]));
    insta::assert_snapshot!(ran.shown(), @"
    exit code 10
    --- stdout
    --- stderr
    error: the sync was stopped: it would take the radius from 62 of 62 places
      why: a faulty report, or one that lacks fields, does this
      try: the same command with --dry-run shows what would be lost
      try: the same command with --accept-shrink does it
    ");
    let (_webfleet, device) = self::webfleet(without);
    let said = synced(&device);
    assert_eq!(said["absent"], json!(["radius", "colour"]));
    let log = device.run(&["log"]).stdout;
    assert!(log.contains("the address report has no radius"), "{log}");
}

#[test]
fn degrees_are_read_where_the_whole_report_has_them() {
    let header = "addrno;addrname1;positionx;positiony\r\n";
    let (webfleet, device) = webfleet(format!("{header}1;a;11.575490;48,137430\r\n2;b;;\r\n"));
    let said = synced(&device);
    assert_eq!(said["odd_rows"]["no-position"]["places"], 1);
    let first = place(&device, "1");
    assert_eq!(
        (&first["latitude"], &first["longitude"]),
        (&json!(48.13743), &json!(11.57549))
    );
    // Beside whole numbers nobody knows what is meant.
    webfleet.reply_with(
        Action::Addresses,
        format!("{header}1;a;11.5;48.1\r\n2;b;11575490;48137430\r\n"),
    );
    let said = device.run(&["sync", "--accept-shrink", "--json"]).json();
    assert_eq!(
        said["odd_rows"]["unreadable-position"]["examples"],
        json!(["1"])
    );
}

#[test]
fn positions_of_which_none_can_be_read_are_told_by_their_forms() {
    let header = "addrno;addrname1;positionx;positiony\r\n";
    let report = format!("{header}1;a;11°34'31\"E;48°08'15\"N\r\n2;b;8°26'W;43°N\r\n");
    let (_webfleet, device) = webfleet(report);
    let ran = device.run(&["sync"]);
    insta::assert_snapshot!(ran.shown(), @r#"
    exit code 8
    --- stdout
    --- stderr
    error: the positions of WEBFLEET cannot be read
      why: no position of the 2 addresses can be read; they look like `99°99'99"A`, `99°A`, `9°99'A`
      try: nothing was changed; please report the forms above, digits are shown as 9 and letters as A
    "#);
    let log = device.run(&["log"]).stdout;
    assert!(
        log.contains("no position of the 2 addresses could be read"),
        "{log}"
    );
}

/// Nothing of a first line that is no header is told or kept, in any language.
#[test]
fn a_first_line_of_values_is_told_by_nobody() {
    for body in [
        "K1;Frau Meyer;Hauptstr. 5;meyer@example.org\r\nK2;Herr Schulz;Weg 1;s@example.org\r\n",
        "Frau Meyer,Hauptstr. 5,meyer@example.org\r\n",
        "cb([{\"addrno\":\"K1\",\"addrname1\":\"Frau Meyer\",\"addrstreet\":\"Hauptstr. 5\"}])",
        "[{\"Frau Meyer\":\"Hauptstr. 5\",\"Herr Schulz\":1}]",
    ] {
        let (_webfleet, device) = webfleet(body);
        let told = |ran: &Ran| ran.stdout.clone() + &ran.stderr;
        let mut said = told(&device.run(&["sync"]));
        for language in ["en", "de"] {
            for command in ["log", "status", "doctor"] {
                said += &told(&device.run(&[command, "--lang", language]));
            }
        }
        let kept: String = device
            .files()
            .into_iter()
            .map(|(_, bytes)| String::from_utf8_lossy(&bytes).into_owned())
            .collect();
        for word in ["Meyer", "Schulz", "Hauptstr", "example.org"] {
            assert!(!said.contains(word), "{word}: {said}");
            assert!(!kept.contains(word), "{word} is kept");
        }
    }
}

#[test]
fn half_an_emoji_and_a_bad_byte_cost_no_place() {
    let (webfleet, mut device) = webfleet(report(TWO));
    webfleet.reply_with(
        Action::Addresses,
        r#"[{"addrno":"1","addrname1":"Imbiss \ud83d","positionx":1,"positiony":1,"radius":0},
            {"addrno":"2","addrname1":"Werk","positionx":1,"positiony":1,"color":"khaki"}]"#,
    );
    device.env("KPLACES_WEBFLEET__FORMAT", "json");
    let said = synced(&device);
    assert_eq!(
        (&said["places"], &said["repaired_fields"]),
        (&json!(2), &json!(1))
    );
    assert_eq!(place(&device, "1")["name"], "Imbiss \u{fffd}");
}
