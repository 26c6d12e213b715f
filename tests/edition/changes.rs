//! What a sync makes of an account that was edited.

use kplaces_tests::{MockWebfleet, address, small_world};
use kplaces_webfleet_sim::{Address, World};
use serde_json::json;

use crate::{assert_edition_snapshot, assert_unchanged, connected, is_basic, synced};

fn addresses(world: &mut World) -> &mut Vec<Address> {
    world.accounts[0].addresses.listed_mut().unwrap()
}

/// One address new, one gone, and each field of some other changed.
pub(crate) fn edit(webfleet: &MockWebfleet) {
    webfleet.edit(|world| {
        let list = addresses(world);
        list.retain(|address| address.number != "9");
        list.push(address(
            "10",
            "Neu: Hafen",
            Some((53_540_000, 9_980_000)),
            250,
            None,
            &[],
        ));
        list[0].name1 = "Bäckerei Müller & Söhne, Ulm".into();
        list[1].latitude = Some(51_760_000);
        list[2].radius = Some(75);
        list[3].colour = Some("paleblue".to_owned());
        list[4].groups.push("Nacht".to_owned());
        list[5].name1 = "Porto do Norte".into();
        list[5].colour = None;
    });
}

#[test]
fn a_dry_run_says_what_would_change_and_changes_nothing() {
    let (webfleet, device) = synced();
    edit(&webfleet);
    let ran = assert_unchanged(&device, || device.run(&["sync", "--dry-run"]));
    assert_edition_snapshot!("dry_run", ran.shown());
}

#[test]
fn the_plan_for_programs_has_each_place_before_and_after() {
    let (webfleet, device) = synced();
    edit(&webfleet);
    let ran = assert_unchanged(&device, || device.run(&["sync", "--dry-run", "--json"]));
    let report = ran.json();
    assert_eq!(
        (&report["dry_run"], &report["revision"]),
        (&json!(true), &json!(null))
    );
    let plan = &report["plan"];
    let keys = |list: &str| -> Vec<String> {
        let list = plan[list].as_array().unwrap();
        list.iter()
            .map(|place| place["key"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        (keys("added"), keys("removed")),
        (vec!["1-7-10".to_owned()], vec!["1-7-9".to_owned()])
    );
    let fields: Vec<_> = plan["changed"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| (change["after"]["key"].clone(), change["fields"].clone()))
        .collect();
    let expected = [
        ("1-7-007", json!(["name"])),
        ("1-7-1", json!(["position"])),
        ("1-7-2", json!(["radius"])),
        ("1-7-3", json!(["colour"])),
        ("1-7-4", json!(["groups"])),
        ("1-7-5", json!(["name", "colour"])),
    ];
    assert_eq!(fields, expected.map(|(key, fields)| (json!(key), fields)));
    assert_eq!(plan["changed"][2]["before"]["radius_m"], 0);
    assert_eq!(plan["changed"][2]["after"]["radius_m"], 75);
}

#[test]
fn a_sync_applies_the_changes_and_counts_them() {
    let (webfleet, device) = synced();
    edit(&webfleet);
    let report = device.run(&["sync", "--json"]).json();
    let counts = [
        "added",
        "changed",
        "removed",
        "unchanged",
        "revision",
        "places",
    ];
    assert_eq!(
        counts.map(|name| report[name].as_u64().unwrap()),
        [1, 6, 1, 3, 2, 10]
    );
    assert_eq!(
        report["changed_fields"],
        json!({"name": 2, "position": 1, "radius": 1, "colour": 2, "groups": 1})
    );
    insta::assert_snapshot!(device.run(&["show", "1-7-5"]).stdout, @"
    Porto do Norte

      position  38.722000,-9.139000
      radius    250 m
      colour    none
      groups    Kunden
      key       1-7-5
    ");
    assert_eq!(device.run(&["show", "1-7-9"]).code, 13, "it is gone");
    let again = device.run(&["sync", "--json"]).json();
    assert_eq!(
        (&again["changed"], &again["revision"]),
        (&json!(0), &json!(2))
    );
}

#[test]
fn the_order_of_the_rows_does_not_matter() {
    let (webfleet, device) = synced();
    let before = device.run(&["list", "--json"]).stdout;
    webfleet.edit(|world| addresses(world).reverse());
    let report = device.run(&["sync", "--json"]).json();
    assert_eq!(
        (&report["unchanged"], &report["revision"]),
        (&json!(10), &json!(1))
    );
    assert_eq!(device.run(&["list", "--json"]).stdout, before);
}

#[test]
fn what_we_do_not_take_may_change_without_a_trace() {
    let (webfleet, device) = synced();
    webfleet.edit(|world| {
        for address in addresses(world) {
            address.street = Some("Neue Straße 1".to_owned());
            address.phone_mobile = None;
        }
    });
    let report = device.run(&["sync", "--json"]).json();
    assert_eq!(
        (&report["unchanged"], &report["revision"]),
        (&json!(10), &json!(1))
    );
}

#[test]
fn of_a_key_used_twice_the_last_row_counts() {
    let mut world = small_world();
    let mut twin = addresses(&mut world)[0].clone();
    twin.name1 = "Die zweite".into();
    addresses(&mut world).push(twin);
    let (_webfleet, device) = connected(world);
    let report = device.run(&["sync", "--json"]).json();
    assert_eq!(report["places"], 10);
    assert_eq!(
        report["odd_rows"]["duplicate-key"],
        json!({"places": 1, "examples": ["1-7-007"]})
    );
    assert_eq!(
        device.run(&["show", "1-7-007", "--json"]).json()["places"][0]["name"],
        "Die zweite"
    );
}

#[test]
fn a_limit_is_lowered_by_flag_or_setting_and_the_lower_counts() {
    let (_webfleet, mut device) = connected(small_world());
    let places = |report: serde_json::Value| (report["places"].clone(), report["cut_at"].clone());
    device.env("KPLACES_SYNC__LIMIT", "7");
    let dry = |arguments: &[&str]| {
        let all = [&["sync", "--dry-run", "--json"], arguments].concat();
        places(device.run(&all).json())
    };
    assert_eq!(dry(&[]), (json!(7), json!(7)));
    assert_eq!(dry(&["--limit", "3"]), (json!(3), json!(3)));
    assert_eq!(dry(&["--limit", "9"]), (json!(7), json!(7)));
    let said = device.transcript([&["sync", "--limit", "3"], &["status"]]);
    assert_edition_snapshot!("limited", said);
}

#[test]
fn a_limit_that_the_account_just_fills_is_not_reported() {
    let (_webfleet, device) = connected(small_world());
    let report = device.run(&["sync", "--limit", "10", "--json"]).json();
    assert_eq!(
        (&report["places"], &report["cut_at"]),
        (&json!(10), &json!(null))
    );
}

#[test]
fn no_flag_and_no_setting_raises_the_limit_of_the_edition() {
    let (_webfleet, mut device) = connected(World::sample());
    device.env("KPLACES_SYNC__LIMIT", "9999");
    let report = device.run(&["sync", "--limit", "9999", "--json"]).json();
    let (places, cut_at) = if is_basic() {
        (500, json!(500))
    } else {
        (1840, json!(null))
    };
    assert_eq!(
        (&report["places"], &report["cut_at"]),
        (&json!(places), &cut_at)
    );
}
