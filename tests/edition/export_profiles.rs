//! The export profiles of the paid editions.

use std::collections::BTreeSet;
use std::fs;

use kplaces_edition::DEVICE_PROFILES;

use crate::{fresh, is_basic, synced};

fn profiles(device: &kplaces_tests::Sandbox) -> Vec<serde_json::Value> {
    let all = device.run(&["export", "--list-profiles", "--json"]).json();
    all.as_array().unwrap().clone()
}

#[test]
fn the_list_of_names_is_that_of_the_editions() {
    let listed = profiles(&fresh());
    let ids: BTreeSet<&str> = listed
        .iter()
        .map(|profile| profile["id"].as_str().unwrap())
        .collect();
    let mut wanted = BTreeSet::from(["csv", "geojson", "gpx"]);
    if !is_basic() {
        wanted.extend(DEVICE_PROFILES);
    }
    assert_eq!(ids, wanted);
}

#[test]
fn a_profile_of_another_edition_says_where_it_is() {
    let (_webfleet, device) = synced();
    let ran = device.run(&["export", "osmand", "-o", "a.gpx"]);
    if is_basic() {
        insta::assert_snapshot!(ran.said(), @"
        error: the export for navigation units, apps and maps is part of 3Kplaces Pro and Enterprise
          why: this is 3Kplaces Basic
          try: `3kplaces edition` compares the editions
        [exit code 6]
        ");
        assert_eq!(
            device
                .run(&["import-check", "a", "--profile", "osmand"])
                .code,
            6
        );
    } else {
        assert_eq!(ran.code, 0, "{}", ran.stderr);
    }
}

/// Each file as text, or how long it is, with what was said about it.
#[test]
fn each_profile_of_the_small_account() {
    if is_basic() {
        return;
    }
    let (_webfleet, device) = synced();
    for profile in profiles(&device) {
        let id = profile["id"].as_str().unwrap();
        if !DEVICE_PROFILES.contains(&id) {
            continue;
        }
        let ran = device.run(&["export", id, "-o", "places"]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let bytes = fs::read(device.path("places")).unwrap();
        let again = device.run(&["export", id, "-o", "again", "--quiet"]);
        assert_eq!(again.code, 0, "{}", again.stderr);
        assert_eq!(
            fs::read(device.path("again")).unwrap(),
            bytes,
            "{id}: the same bytes"
        );
        let file = match String::from_utf8(bytes) {
            Ok(text) if !text.contains('\0') => crate::export::visible(&text),
            _ => "(binary)\n".to_owned(),
        };
        insta::with_settings!({ omit_expression => true }, {
            insta::assert_snapshot!(id, format!("{}\n{file}", ran.said()));
        });
        if profile["readable"] == true {
            let check = device.run(&["import-check", "places"]);
            assert_eq!(check.code, 0, "{id}: {}{}", check.stdout, check.stderr);
            let named = format!("as {id} would");
            assert!(check.stdout.contains(&named), "{id}: {}", check.stdout);
        }
        for file in ["places", "again"] {
            fs::remove_file(device.path(file)).unwrap();
        }
    }
}
