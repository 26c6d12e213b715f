//! Alerts on approach, by the real program: a way that is replayed, a way that is checked, and a real gpsd.

#[cfg(target_os = "linux")]
mod desktop;
mod forgotten;
#[cfg(target_os = "linux")]
mod gpsd;
mod settings;

use std::fmt::Write as _;

use kplaces_tests::{MockWebfleet, Sandbox};
use serde_json::Value;

use crate::{fresh, is_basic, synced};

/// A position: seconds since six in the morning of a day, latitude, longitude.
pub(crate) type Point = (u32, f64, f64);

/// A way to the north at 20 m/s, a position each second.
pub(crate) fn way(south: f64, longitude: f64, seconds: u32) -> Vec<Point> {
    let north = |second: u32| south + f64::from(second) * 20.0 / 111_195.0;
    let points = (0..seconds).map(|second| (second, north(second), longitude));
    points.collect()
}

/// The way through the place at the gate of the small account, which has 50 metres around it.
pub(crate) fn through_the_gate() -> Vec<Point> {
    way(48.125, 11.575, 140)
}

/// It as a track.
pub(crate) fn gpx(way: &[Point]) -> String {
    let mut text = String::from(
        "<?xml version=\"1.0\"?>\n<gpx version=\"1.1\" xmlns=\"http://www.topografix.com/GPX/1/1\"><trk><trkseg>\n",
    );
    for (second, latitude, longitude) in way {
        let (minute, second) = (second / 60, second % 60);
        let _ = writeln!(
            text,
            "<trkpt lat=\"{latitude:.7}\" lon=\"{longitude:.7}\"><time>2026-11-30T06:{minute:02}:{second:02}Z</time></trkpt>"
        );
    }
    text + "</trkseg></trk></gpx>\n"
}

/// It as a receiver says it, from an hour of the day on.
pub(crate) fn nmea(way: &[Point], hour: u32) -> String {
    let mut text = String::new();
    for (second, latitude, longitude) in way {
        let time = format!("{hour:02}{:02}{:02}.00", second / 60, second % 60);
        let place = format!(
            "{:02}{:08.5},N,{:03}{:08.5},E",
            latitude.trunc(),
            latitude.fract() * 60.0,
            longitude.trunc(),
            longitude.fract() * 60.0
        );
        for body in [
            format!("GPRMC,{time},A,{place},38.9,0.0,301126,,,A"),
            format!("GPGGA,{time},{place},1,08,0.9,500.0,M,46.9,M,,"),
        ] {
            let sum = body.bytes().fold(0, |sum, byte| sum ^ byte);
            let _ = write!(text, "${body}*{sum:02X}\r\n");
        }
    }
    text
}

/// A device with the small account's places, and the way through the gate beside them.
fn on_the_way() -> (MockWebfleet, Sandbox) {
    let (webfleet, mut device) = synced();
    device.env("KPLACES_ALERTS__RULES", "[\"*: 30s left\"]");
    let way = through_the_gate();
    device.write("tour.gpx", gpx(&way));
    device.write("tour.nmea", nmea(&way, 6));
    (webfleet, device)
}

/// What stands in the lines of a watch with `--json`.
fn lines(said: &str) -> Vec<Value> {
    let lines = said.lines().map(serde_json::from_str);
    lines.collect::<Result<_, _>>().unwrap()
}

#[test]
fn basic_says_which_editions_have_them() {
    if !is_basic() {
        return;
    }
    let device = fresh();
    insta::assert_snapshot!(device.transcript([&["watch"], &["alerts", "check", "tour.gpx"], &["alerts", "radii"]]), @"
    $ 3kplaces watch
    error: the approach alert (`watch`) is part of 3Kplaces Pro and Enterprise
      why: this is 3Kplaces Basic
      try: `3kplaces edition` compares the editions
    [exit code 6]

    $ 3kplaces alerts check tour.gpx
    error: the check of alerts and radii (`alerts`) is part of 3Kplaces Pro and Enterprise
      why: this is 3Kplaces Basic
      try: `3kplaces edition` compares the editions
    [exit code 6]

    $ 3kplaces alerts radii
    error: the check of alerts and radii (`alerts`) is part of 3Kplaces Pro and Enterprise
      why: this is 3Kplaces Basic
      try: `3kplaces edition` compares the editions
    [exit code 6]
    ");
    assert!(!device.run(&["--help"]).stdout.contains("watch"));
    assert_eq!(device.files(), []);
}

#[test]
fn a_way_that_is_replayed_tells_of_approach_arrival_and_departure() {
    if is_basic() {
        return;
    }
    let (_webfleet, mut device) = on_the_way();
    let replay = ["watch", "--pace", "max", "--source", "gpx:tour.gpx"];
    let said = device.run(&replay).said();
    insta::assert_snapshot!(said, @"
    Rampe 3 Tor B: 604 m, ahead
    Rampe 3 Tor B: arrived
    Rampe 3 Tor B: left
    The watch has ended after 3 alerts.
    ");
    let sentences =
        device.run_with_stdin(&["watch", "--source", "-"], &nmea(&through_the_gate(), 6));
    assert_eq!(sentences.said(), said);
    let from_file = ["watch", "--pace", "1000", "--source", "nmea:tour.nmea"];
    assert_eq!(device.run(&from_file).said(), said);
    device.env("KPLACES_LANG", "de");
    insta::assert_snapshot!(device.run(&replay).said(), @"
    Rampe 3 Tor B: 604 m, voraus
    Rampe 3 Tor B: angekommen
    Rampe 3 Tor B: verlassen
    Beendet; 3 Hinweise gegeben.
    ");
}

#[test]
fn programs_get_a_line_for_each_alert_and_a_last_one() {
    if is_basic() {
        return;
    }
    let (_webfleet, device) = on_the_way();
    let replay = [
        "watch",
        "--json",
        "--pace",
        "max",
        "--source",
        "gpx:tour.gpx",
    ];
    let ran = device.run(&replay);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    insta::assert_snapshot!(ran.stdout, @r#"
    {"event":"approaching","at":"2026-11-30T06:00:34Z","key":"1-7-3","name":"Rampe 3 Tor B","groups":["Depots"],"to_circle_m":604,"to_centre_m":654,"seconds":30,"side":"ahead"}
    {"event":"arrived","at":"2026-11-30T06:01:05Z","key":"1-7-3","name":"Rampe 3 Tor B","groups":["Depots"],"to_circle_m":0,"to_centre_m":34,"seconds":0,"side":"ahead"}
    {"event":"left","at":"2026-11-30T06:01:11Z","key":"1-7-3","name":"Rampe 3 Tor B","groups":["Depots"],"to_circle_m":36,"to_centre_m":86,"seconds":null,"side":"behind"}
    {"alerts":3}
    "#);
    let all = lines(&ran.stdout);
    let events: Vec<&str> = all.iter().filter_map(|it| it["event"].as_str()).collect();
    assert_eq!(events, ["approaching", "arrived", "left"]);
    assert_eq!(all.last().unwrap()["alerts"], 3);
}

#[test]
fn a_recorded_way_is_checked_before_anybody_drives_it() {
    if is_basic() {
        return;
    }
    let (_webfleet, mut device) = on_the_way();
    let check = ["alerts", "check", "tour.gpx"];
    let said = device.run(&check).said();
    insta::assert_snapshot!(said, @"
    time                       alert
    2026-11-30 06:00:34 (UTC)  Rampe 3 Tor B: 604 m, ahead
    2026-11-30 06:01:05 (UTC)  Rampe 3 Tor B: arrived
    2026-11-30 06:01:11 (UTC)  Rampe 3 Tor B: left

    3 alerts on a way of 140 positions, with 8 places watched.
    ");
    assert_eq!(device.run(&["alerts", "check", "tour.nmea"]).said(), said);
    let json = device
        .run(&["alerts", "check", "tour.gpx", "--json"])
        .json();
    assert_eq!((&json["fixes"], &json["places"]), (&140.into(), &8.into()));
    let watched = device.run(&[
        "watch",
        "--json",
        "--pace",
        "max",
        "--source",
        "gpx:tour.gpx",
    ]);
    let mut told = lines(&watched.stdout);
    told.pop();
    assert_eq!(
        json["alerts"],
        Value::from(told),
        "a check and a watch say the same"
    );
    device.env("KPLACES_LANG", "de");
    insta::assert_snapshot!(device.run(&check).said(), @"
    Zeit                        Hinweis
    30.11.2026, 06:00:34 (UTC)  Rampe 3 Tor B: 604 m, voraus
    30.11.2026, 06:01:05 (UTC)  Rampe 3 Tor B: angekommen
    30.11.2026, 06:01:11 (UTC)  Rampe 3 Tor B: verlassen

    3 Hinweise auf einem Weg mit 140 Positionen, bei 8 Orten im Blick.
    ");
    device.env("KPLACES_ALERTS__RULES", "[\"group Kunden: 30s\"]");
    insta::assert_snapshot!(device.run(&check).said(), @"0 Hinweise auf einem Weg mit 140 Positionen, bei 5 Orten im Blick.");
}

#[test]
fn what_is_muted_is_not_told_of() {
    if is_basic() {
        return;
    }
    let (_webfleet, mut device) = on_the_way();
    for (mute, told) in [
        ("[]", 3),
        ("[\"group Depots\"]", 0),
        ("[\"group Kunden\", \"place 1-7-1\"]", 3),
        ("[\"place 1-7-3\"]", 0),
        // The device's zone is UTC, in which the way was gone at six.
        ("[\"22:00-06:30\"]", 0),
        ("[\"22:00-06:00\"]", 3),
    ] {
        device.env("KPLACES_ALERTS__MUTE", mute);
        let json = device
            .run(&["alerts", "check", "tour.gpx", "--json"])
            .json();
        assert_eq!(json["alerts"].as_array().unwrap().len(), told, "{mute}");
        let watch = [
            "watch",
            "--json",
            "--pace",
            "max",
            "--source",
            "gpx:tour.gpx",
        ];
        let told_last = lines(&device.run(&watch).stdout).pop().unwrap();
        assert_eq!(told_last["alerts"], told, "{mute}");
    }
    device.env("KPLACES_ALERTS__MUTE", "[\"at night\"]");
    insta::assert_snapshot!(device.run(&["watch"]).said(), @"
    error: entry 1 of alerts.mute is wrong
      why: `at night` mutes nothing: there are `group NAME`, `place KEY` and times of day such as `22:00-06:00`
    [exit code 3]
    ");
}

#[test]
fn odd_radii_are_listed() {
    if is_basic() {
        return;
    }
    let (_webfleet, mut device) = synced();
    insta::assert_snapshot!(device.run(&["alerts", "radii"]).said(), @r#"
    radius  place                        what is odd
       0 m  Gasthof "Zur Post"; Lindau   none is set
       0 m  �]0;title�=1+1 <b>�fett</b>  none is set
    "#);
    let json = device.run(&["alerts", "radii", "--json"]).json();
    let odd: Vec<&str> = json["places"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["odd"].as_str().unwrap())
        .collect();
    insta::assert_snapshot!(odd.join(" "), @"none none");
    device.env("KPLACES_LANG", "de");
    insta::assert_snapshot!(device.run(&["alerts", "radii"]).said(), @r#"
    Radius  Ort                          was auffällt
       0 m  Gasthof "Zur Post"; Lindau   keiner gesetzt
       0 m  �]0;title�=1+1 <b>�fett</b>  keiner gesetzt
    "#);
}

#[test]
fn what_is_wrong_with_a_source_a_rule_or_a_track_is_said() {
    if is_basic() {
        return;
    }
    let (_webfleet, mut device) = on_the_way();
    device.write("nothing.gpx", "<gpx/>");
    let point = "<trkpt lat=\"48.1\" lon=\"11.5\"/>";
    let without_time = format!("<gpx><trk><trkseg>{point}</trkseg></trk></gpx>");
    device.write("timeless.gpx", &without_time);
    let commands: [&[&str]; 6] = [
        &["watch", "--source", "tcp:example.com:2947"],
        &["watch", "--source", "gpsd:example.com"],
        &["watch", "--source", "nmea:missing.nmea"],
        &["watch", "--source", "gpx:tour.gpx", "--pace", "0"],
        &["alerts", "check", "nothing.gpx"],
        &["alerts", "check", "timeless.gpx"],
    ];
    insta::assert_snapshot!(device.transcript(commands), @"
    $ 3kplaces watch --source tcp:example.com:2947
    error: `tcp:example.com:2947` is no source of positions: there are `gpsd`, `gpsd:PORT`, `nmea:FILE`, `nmea-tcp:PORT`, `gpx:FILE` and `-` for standard input
    [exit code 2]

    $ 3kplaces watch --source gpsd:example.com
    error: `example.com` is no port: a number from 1 to 65535, of this device
    [exit code 2]

    $ 3kplaces watch --source nmea:missing.nmea
    error: missing.nmea cannot be read
      why: No such file or directory (os error 2)
    [exit code 13]

    $ 3kplaces watch --source gpx:tour.gpx --pace 0
    error: `0` is no pace: it is `max`, or how many times as fast, from 0.1 to 1000
    [exit code 2]

    $ 3kplaces alerts check nothing.gpx
    error: nothing.gpx holds no positions with their time: it has to be a GPX track or NMEA sentences
    [exit code 2]

    $ 3kplaces alerts check timeless.gpx
    error: in the GPX track timeless.gpx the points have no time (`<time>`); without it nothing can be calculated
    [exit code 2]
    ");
    device.env("KPLACES_ALERTS__RULES", "[\"*: soon\"]");
    device.env("KPLACES_ALERTS__SOURCE", "gps");
    let commands: [&[&str]; 2] = [&["watch", "--source", "gpx:tour.gpx"], &["watch"]];
    insta::assert_snapshot!(device.transcript(commands), @"
    $ 3kplaces watch --source gpx:tour.gpx
    error: rule 1 of alerts.rules is wrong
      why: `soon` does not say when: it is a time such as `30s`, a distance such as `500m`, or `off`
      try: `3kplaces config set alerts.rules '*: 30s'` tells of all places half a minute before
    [exit code 3]

    $ 3kplaces watch
    error: alerts.source is wrong
      why: `gps` is no source of positions: there are `gpsd`, `gpsd:PORT`, `nmea:FILE`, `nmea-tcp:PORT`, `gpx:FILE` and `-` for standard input
    [exit code 3]
    ");
}

#[test]
fn a_program_of_the_users_is_started_for_each_alert() {
    if is_basic() {
        return;
    }
    let (_webfleet, mut device) = on_the_way();
    let script = "#!/bin/sh\nprintf '%s|%s|%s\\n' \"$1\" \"$2\" \"$3\" >> told\n";
    let program = device.write("tell", script);
    std::process::Command::new("chmod")
        .arg("700")
        .arg(&program)
        .status()
        .unwrap();
    device.env("PATH", "/usr/bin:/bin");
    let command = serde_json::to_string(&[program.to_str().unwrap()]).unwrap();
    device.env("KPLACES_ALERTS__COMMAND", command);
    let ran = device.run(&["watch", "--pace", "max", "--source", "gpx:tour.gpx"]);
    assert_eq!(ran.code, 0, "{}", ran.shown());
    // Nobody waits for it.
    let told = || std::fs::read_to_string(device.path("told")).unwrap_or_default();
    while told().lines().count() < 3 {
        std::thread::yield_now();
    }
    let told = told();
    let mut lines: Vec<&str> = told.lines().collect();
    lines.sort_unstable();
    insta::assert_snapshot!(lines.join("\n"), @"
    approaching|Rampe 3 Tor B|604
    arrived|Rampe 3 Tor B|0
    left|Rampe 3 Tor B|36
    ");
}

#[test]
fn one_watch_at_a_time_tells_and_another_says_so() {
    if is_basic() {
        return;
    }
    let (_webfleet, device) = on_the_way();
    let live = ["watch", "--source", "-"];
    let mut first = device
        .command(&live)
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    // The first one makes the file, and locks it in the same breath.
    while !device.path(".local/state/3kplaces/watch.lock").exists() {
        std::thread::yield_now();
    }
    let refused = device.run_with_stdin(&live, "");
    insta::assert_snapshot!(refused.shown(), @"
    exit code 11
    --- stdout
    --- stderr
    error: another program of this user watches already
      try: end it, or switch alerts off on the page of the map: each place is told once
    ");
    // What was recorded may be told at any time.
    let replayed = device.run(&["watch", "--pace", "max", "--source", "gpx:tour.gpx"]);
    assert_eq!(replayed.code, 0, "{}", replayed.shown());
    drop(first.stdin.take());
    assert!(first.wait().unwrap().success());
    assert_eq!(device.run_with_stdin(&live, "").code, 0);
}
