//! What is set about alerts is read before it is kept, and who hears nothing learns why.

use super::on_the_way;
use crate::is_basic;

#[test]
fn a_setting_of_alerts_that_cannot_be_used_is_not_kept() {
    if is_basic() {
        return;
    }
    let (_webfleet, device) = on_the_way();
    let commands: [&[&str]; 4] = [
        &["config", "set", "alerts.rules", "Kunden: 500m"],
        &[
            "config",
            "set",
            "alerts.mute",
            "group Depots",
            "25:00-06:00",
        ],
        &["config", "set", "alerts.source", "gpsd:elsewhere"],
        &[
            "config",
            "set",
            "alerts.mute",
            "group Depots",
            "22:00-06:00",
        ],
    ];
    insta::assert_snapshot!(device.transcript(commands), @"
    $ 3kplaces config set alerts.rules 'Kunden: 500m'
    error: rule 1 of alerts.rules is wrong
      why: `Kunden` says for no places: it is `*`, `group NAME` or `colour NAME`
    [exit code 3]

    $ 3kplaces config set alerts.mute 'group Depots' 25:00-06:00
    error: entry 2 of alerts.mute is wrong
      why: `25:00-06:00` mutes nothing: there are `group NAME`, `place KEY` and times of day such as `22:00-06:00`
    [exit code 3]

    $ 3kplaces config set alerts.source gpsd:elsewhere
    error: alerts.source is wrong
      why: `elsewhere` is no port: a number from 1 to 65535, of this device
    [exit code 3]

    $ 3kplaces config set alerts.mute 'group Depots' 22:00-06:00
    `alerts.mute` is set in [HOME]/.config/3kplaces/config.toml.
    ");
}

#[test]
fn a_file_with_wrong_rules_is_found_out_before_it_is_handed_out() {
    if is_basic() {
        return;
    }
    let (_webfleet, device) = on_the_way();
    device.write("fleet.toml", "[alerts]\nrules = [\"*: soon\"]\n");
    device.write("other.toml", "[alerts]\nsource = \"gps\"\n");
    let commands: [&[&str]; 2] = [
        &["config", "check", "fleet.toml"],
        &["config", "check", "other.toml"],
    ];
    insta::assert_snapshot!(device.transcript(commands), @"
    $ 3kplaces config check fleet.toml
    error: rule 1 of alerts.rules is wrong
      why: `soon` does not say when: it is a time such as `30s`, a distance such as `500m`, or `off`
      try: correct `alerts.rules`
    [exit code 3]

    $ 3kplaces config check other.toml
    error: alerts.source is wrong
      why: `gps` is no source of positions: there are `gpsd`, `gpsd:PORT`, `nmea:FILE`, `nmea-tcp:PORT`, `gpx:FILE` and `-` for standard input
      try: correct `alerts.source`
    [exit code 3]
    ");
}

#[test]
fn a_group_that_is_not_on_the_device_is_asked_about() {
    if is_basic() {
        return;
    }
    let (_webfleet, mut device) = on_the_way();
    device.env("KPLACES_ALERTS__RULES", "[\"group Depot: 1km\"]");
    device.env("KPLACES_ALERTS__MUTE", "[\"group Nachtruhe\"]");
    let said = device.run(&["alerts", "check", "tour.gpx"]).said();
    insta::assert_snapshot!(said, @"
    0 alerts on a way of 140 positions, with 0 places watched.
    warning: rule 1 of alerts.rules names the group `Depot`, which is not on this device; did you mean `Depots`?
    warning: entry 1 of alerts.mute names the group `Nachtruhe`, which is not on this device
    ");
    let watch = ["watch", "--pace", "max", "--source", "gpx:tour.gpx"];
    insta::assert_snapshot!(device.run(&watch).said(), @"
    The watch has ended after 0 alerts.
    rule 1 of alerts.rules names the group `Depot`, which is not on this device; did you mean `Depots`?
    entry 1 of alerts.mute names the group `Nachtruhe`, which is not on this device
    ");
    device.env("KPLACES_LANG", "de");
    let doctor = device.run(&["doctor"]).said();
    let told: Vec<&str> = doctor.lines().filter(|it| it.contains("alerts.")).collect();
    insta::assert_snapshot!(told.join("\n"), @"
    Warnung  alerts          Regel 1 in alerts.rules nennt die Gruppe `Depot`, die es auf diesem Gerät nicht gibt; meinten Sie `Depots`?
    Warnung  alerts          Eintrag 1 in alerts.mute nennt die Gruppe `Nachtruhe`, die es auf diesem Gerät nicht gibt
    ");
    device.env("KPLACES_ALERTS__RULES", "[\"*: soon\"]");
    let doctor = device.run(&["doctor", "--json"]);
    let doctor: serde_json::Value = serde_json::from_str(&doctor.stdout).unwrap();
    let findings = doctor["findings"].as_array().unwrap();
    let alerts: Vec<_> = findings.iter().filter(|it| it["id"] == "alerts").collect();
    assert_eq!(alerts.len(), 1, "{alerts:?}");
    assert_eq!(
        (&alerts[0]["code"], &alerts[0]["state"]),
        (&"wrong-settings".into(), &"problem".into())
    );
}

#[test]
fn a_group_may_be_typed_in_any_case() {
    if is_basic() {
        return;
    }
    let (_webfleet, mut device) = on_the_way();
    device.env("KPLACES_ALERTS__RULES", "[\"group DEPOTS: 30s left\"]");
    let json = device
        .run(&["alerts", "check", "tour.gpx", "--json"])
        .json();
    assert_eq!(json["alerts"].as_array().unwrap().len(), 3);
}
