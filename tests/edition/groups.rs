use kplaces_tests::small_world;

use crate::{assert_edition_snapshot, connected, fresh, is_basic, synced};

#[test]
fn group_list() {
    let (_webfleet, device) = synced();
    assert_edition_snapshot!("groups", device.run(&["groups"]).shown());
}

#[test]
fn asking_for_what_basic_lacks_has_a_clear_answer_and_code_6() {
    let device = fresh();
    if !is_basic() {
        return;
    }
    for arguments in [
        &["groups"][..],
        &["groups", "--json"],
        &["groups", "--whatever", "x"],
        &["sync", "--group", "Kunden"],
        &["list", "--group", "Kunden"],
        &["export", "gpx", "-o", "x.gpx", "--group", "Kunden"],
    ] {
        let ran = device.run(arguments);
        assert_eq!(ran.code, 6, "{arguments:?}: {}", ran.stderr);
        assert!(
            ran.stderr
                .contains("is part of 3Kplaces Pro and Enterprise"),
            "{}",
            ran.stderr
        );
    }
    let made = device.kept_files();
    assert_eq!(
        made,
        [],
        "nothing but the record of the sync was made on the way"
    );
}

#[test]
fn sync_of_a_group_stores_only_its_members() {
    let (webfleet, device) = connected(small_world());
    let ran = device.run(&["sync", "--group", "depots"]);
    assert_edition_snapshot!("sync_group", ran.shown());
    if is_basic() {
        assert_eq!(webfleet.calls(), [], "WEBFLEET is not even asked");
        return;
    }
    let places = device.run(&["list", "--json"]).json();
    let groups = places["places"]
        .as_array()
        .unwrap()
        .iter()
        .map(|place| place["groups"].to_string());
    assert!(
        groups.clone().count() == 4 && groups.clone().all(|groups| groups.contains("Depots")),
        "{places}"
    );
}

#[test]
fn a_group_is_meant_however_its_name_is_typed() {
    if is_basic() {
        return;
    }
    let mut world = small_world();
    let account = &mut world.accounts[0];
    account.groups[0].name = "Kunden’s Nord–Su\u{308}d".to_owned();
    let renamed = account.groups[0].clone();
    let addresses = account.addresses.listed_mut().unwrap();
    addresses[0].groups = vec![renamed.name];
    let (_webfleet, device) = connected(world);
    for typed in [
        "Kunden's Nord-Süd",
        "KUNDEN`S\u{a0}NORD\u{2011}SÜD",
        "ｋｕｎｄｅｎ’ｓ nord-süd",
    ] {
        let ran = device.run(&["sync", "--accept-shrink", "--group", typed]);
        assert_eq!(ran.code, 0, "{typed}: {}", ran.stderr);
        let list = device.run(&["list", "--json", "--group", typed]).json();
        assert_eq!(list["places"].as_array().unwrap().len(), 1, "{typed}");
        let ran = device.run(&["export", "csv", "-o", "-", "--group", typed]);
        assert_eq!(ran.stdout.lines().count(), 2, "{typed}: {}", ran.stderr);
    }
}

#[test]
fn an_unknown_group_changes_nothing() {
    if is_basic() {
        return;
    }
    let (_webfleet, device) = synced();
    let ran = device.run(&["sync", "--group", "Kund"]);
    assert_edition_snapshot!("unknown_group", ran.shown());
    assert_eq!(device.run(&["status", "--json"]).json()["places"], 10);
}

#[test]
fn only_names_are_a_line_each() {
    if is_basic() {
        return;
    }
    let (_webfleet, device) = synced();
    let names = device.run(&["groups", "--names"]).stdout;
    let groups = device.run(&["groups", "--json"]).json();
    let groups = groups["groups"].as_array().unwrap().iter();
    let wanted: Vec<&str> = groups.filter_map(|it| it["name"].as_str()).collect();
    assert_eq!(names.lines().collect::<Vec<_>>(), wanted);
}

/// Completes the last of these words by the script that a user gets, in a real Bash.
#[cfg(unix)]
fn completed(device: &kplaces_tests::Sandbox, words: &str) -> String {
    let script = format!(
        "3kplaces() {{ \"$program\" \"$@\"; }}; program=$0; eval \"$(3kplaces completions bash)\"; \
         COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); \
         _3kplaces 3kplaces \"${{COMP_WORDS[-1]}}\" \"${{COMP_WORDS[-2]}}\"; printf '%s\\n' \"${{COMPREPLY[@]}}\""
    );
    device.run_in(&["bash", "-c", &script], &[]).stdout
}

#[cfg(unix)]
#[test]
fn a_shell_offers_the_groups_of_the_device() {
    let (_webfleet, device) = synced();
    let all = completed(&device, "3kplaces list --group ''");
    if is_basic() {
        assert!(!all.contains("Depots"), "{all}");
        return;
    }
    assert!(all.lines().any(|it| it == "Depots"), "{all}");
    assert_eq!(completed(&device, "3kplaces list --group Dep"), "Depots\n");
    let tenant = completed(&device, "3kplaces list --ten");
    assert_eq!(
        tenant.contains("--tenant"),
        crate::edition() == "enterprise",
        "{tenant}"
    );
}
