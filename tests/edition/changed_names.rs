//! Which places a sync has changed, by name: said after it, and whenever somebody asks.

use kplaces_tests::{MockWebfleet, assert_answer};
use serde_json::{Value, json};

use crate::changes::edit;
use crate::{connected, fresh, synced};

fn names(list: &Value) -> Vec<&str> {
    let list = list.as_array().unwrap().iter();
    list.map(|place| place["name"].as_str().unwrap()).collect()
}

#[test]
fn a_sync_names_what_is_new_and_changed_and_only_counts_what_is_gone() {
    let (webfleet, device) = synced();
    edit(&webfleet);
    let ran = device.run(&["sync"]);
    let lists = ran.stdout.split_once("\nAdded:\n").unwrap().1;
    assert_eq!(
        lists,
        "  Neu: Hafen\n\n\
         Changed:\n  \
         Bäckerei Müller & Söhne, Ulm (name)\n  \
         Depot Nord, Łódź (position)\n  \
         Gasthof \"Zur Post\"; Lindau (radius)\n  \
         Lager ohne Ort (groups)\n  \
         Porto do Norte (name, colour)\n  \
         Rampe 3 Tor B (colour)\n\n\
         Removed, by the end of the key:\n  …-9\n  \
         The names of removed places are not kept; `3kplaces sync --dry-run` names them beforehand.\n"
    );
    assert!(!ran.stdout.contains("Nullpunkt"), "it is gone");
}

/// Also after a sync that has changed nothing; a name that is different by then is the new one.
#[test]
fn the_last_changes_can_be_asked_for_until_there_are_others() {
    let (webfleet, device) = synced();
    edit(&webfleet);
    device.run(&["sync"]);
    for _ in 0..2 {
        let asked = device.run(&["log", "--changes", "--json"]);
        assert_answer(&["log"], &asked.stdout);
        let last = asked.json();
        assert_eq!(
            [&last["added"], &last["changed"], &last["removed"]],
            [1, 6, 1]
        );
        let changes = &last["changes"];
        assert_eq!(names(&changes["added"]), ["Neu: Hafen"]);
        assert_eq!(names(&changes["changed"])[5], "Porto do Norte");
        assert_eq!(changes["changed"][5]["fields"], json!(["name", "colour"]));
        assert_eq!(changes["removed_ends"], json!(["…-9"]));
        // In another order, and nothing is different.
        webfleet.edit(|world| world.accounts[0].addresses.listed_mut().unwrap().reverse());
        assert_eq!(device.run(&["sync", "--json"]).json()["unchanged"], 10);
    }
    let said = device.run(&["log", "--changes", "--lang", "de"]);
    assert!(
        said.stdout
            .contains("1 neu, 6 geändert, 1 entfernt\n\nNeu:\n  Neu: Hafen\n"),
        "{}",
        said.stdout
    );
    rename(&webfleet, "10", "Hafen Süd");
    device.run(&["sync"]);
    let last = device.run(&["log", "--changes", "--json"]).json();
    assert_eq!(names(&last["changes"]["changed"]), ["Hafen Süd"]);
    assert_eq!(last["changes"]["added"], json!([]));
}

fn rename(webfleet: &MockWebfleet, number: &str, name: &str) {
    webfleet.edit(|world| {
        let list = world.accounts[0].addresses.listed_mut().unwrap();
        let address = list.iter_mut().find(|it| it.number == number).unwrap();
        name.clone_into(&mut address.name1);
    });
}

/// Ten of each kind where nobody asks for more, in the order of their names; the first sync of a device names none.
#[test]
fn all_changes_are_named_for_who_asks_and_none_where_all_is_new() {
    let (webfleet, device) = connected(kplaces_tests::small_world());
    device.run(&["sync"]);
    let first = device.run(&["log", "--changes", "--all"]);
    insta::assert_snapshot!(first.stdout, @"First sync with the state of 2026-01-02 03:04:05 (UTC): all 10 places are new");
    let json = device.run(&["log", "--changes", "--json"]).json();
    assert_eq!(names(&json["changes"]["added"]).len(), 10);
    webfleet.edit(|world| {
        let list = world.accounts[0].addresses.listed_mut().unwrap();
        for number in (100..330).rev() {
            let name = format!("Neu {number}");
            let id = format!("9{}", 429 - number);
            list.push(kplaces_tests::address(
                &id,
                &name,
                Some((1, 1)),
                0,
                None,
                &[],
            ));
        }
    });
    let dry = device.run(&["sync", "--dry-run"]).stdout;
    let (_, list) = dry.split_once("\n\nWould be added:\n").unwrap();
    insta::assert_snapshot!(list, @"
      Neu 100
      Neu 101
      Neu 102
      Neu 103
      Neu 104
      Neu 105
      Neu 106
      Neu 107
      Neu 108
      Neu 109
      … and 220 more

    `3kplaces sync --dry-run --json` has all of them.
    ");
    let synced = device.run(&["sync"]).stdout;
    let asked = device.run(&["log", "--changes"]).stdout;
    let list = |said: &str| said.split_once("\nAdded:\n").unwrap().1.to_owned();
    assert_eq!(list(&asked), list(&synced));
    insta::assert_snapshot!(list(&asked), @"
      Neu 100
      Neu 101
      Neu 102
      Neu 103
      Neu 104
      Neu 105
      Neu 106
      Neu 107
      Neu 108
      Neu 109
      … and 220 more

    `3kplaces log --changes --all` names all of them.
    ");
    let twelve = list(&device.run(&["log", "--changes", "--limit", "12"]).stdout);
    assert!(twelve.contains("  Neu 111\n  … and 218 more\n"), "{twelve}");
    let all = list(&device.run(&["log", "--changes", "--all"]).stdout);
    let lines: Vec<String> = (100..330)
        .map(|number| format!("  Neu {number}\n"))
        .collect();
    let expected = lines.concat();
    assert_eq!(all, expected);
    let count = |arguments: &[&str]| {
        let json = device
            .run(&[&["log", "--changes", "--json"], arguments].concat())
            .json();
        names(&json["changes"]["added"]).len()
    };
    assert_eq!([count(&[]), count(&["--all"])], [200, 230]);
}

#[test]
fn where_nothing_has_changed_yet_that_is_said() {
    let device = fresh();
    let asked = device.run(&["log", "--changes"]);
    assert_eq!(
        asked.stdout,
        "It is not known here what a sync has changed last. `3kplaces sync --dry-run` says what one would change.\n"
    );
}

/// What was odd in the report, also what is not to be seen in the place any more.
#[test]
fn odd_places_are_listed_by_name_with_what_is_odd() {
    let (_webfleet, device) = synced();
    let asked = device.run(&["list", "--odd", "--json"]);
    assert_answer(&["list"], &asked.stdout);
    let odd = asked.json();
    if crate::is_basic() {
        // It keeps nothing of a report, so only what shows is known.
        let kinds = odd["odd"].as_array().unwrap().iter();
        let kinds: Vec<&str> = kinds
            .map(|it| it["oddities"][0].as_str().unwrap())
            .collect();
        assert_eq!(kinds, ["no-position", "unknown-colour", "no-position"]);
        return;
    }
    assert_eq!(
        odd["odd"],
        json!([
            { "key": "1-7-4", "name": "Lager ohne Ort", "oddities": ["no-position"] },
            { "key": "1-7-5", "name": "Porto do Sul, Lisboa", "oddities": ["unknown-colour"] },
            { "key": "1-7-8", "name": "\u{1b}]0;title\u{7}=1+1 <b>\u{202e}fett</b>", "oddities": ["radius-out-of-range"] },
            { "key": "1-7-9", "name": "Nullpunkt", "oddities": ["zero-position"] },
        ])
    );
    let table = device.run(&["list", "--odd", "--lang", "de"]);
    assert!(table.stdout.contains("Nullpunkt"), "{}", table.stdout);
    let csv = device
        .run(&["list", "--odd", "--csv", "--lang", "de"])
        .stdout;
    assert_eq!(
        csv.lines().take(2).collect::<Vec<_>>(),
        [
            "\u{feff}Schlüssel;Name;Auffälligkeit",
            "1-7-4;Lager ohne Ort;ohne Position"
        ]
    );
}

/// Of a store whose report is not known any more, what shows.
#[test]
fn odd_places_of_a_copy_are_those_whose_oddity_shows() {
    let (_webfleet, device) = connected(kplaces_tests::small_world());
    device.run(&["sync"]);
    device.run(&["backup", "create"]);
    device.run(&["privacy", "erase", "--older-than", "0", "--yes"]);
    device.run(&["backup", "restore", "latest"]);
    let odd = device.run(&["list", "--odd", "--json"]).json();
    let keys = odd["odd"].as_array().unwrap().iter();
    assert!(keys.clone().any(|it| it["key"] == "1-7-4"), "{odd}");
}
