//! Looking at the places: list, find, near, show.

use kplaces_tests::{Sandbox, address, small_world};
use kplaces_webfleet_sim::Addresses;
use serde_json::{Value, json};

use crate::{connected, fresh, synced};

fn keys(device: &Sandbox, arguments: &[&str]) -> Vec<String> {
    let answer = device.run(&[arguments, &["--json"]].concat()).json();
    let places = answer["places"].as_array().unwrap();
    places
        .iter()
        .map(|place| place["key"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn list_is_ordered_by_name() {
    let (_webfleet, device) = synced();
    insta::assert_snapshot!(device.transcript([
        &["list"],
        &["list", "--colour", "DarkRed"],
        &["list", "--limit", "2"],
        &["list", "--colour", "pink"],
    ]), @r#"
    $ 3kplaces list
    name                         groups                 radius  position
    �]0;title�=1+1 <b>�fett</b>  Kunden                         48.208000,16.373000
    Bäckerei Müller, Ulm         Kunden                  250 m  48.401000,9.987000
    Bäckerei Müller, Ulm         Kunden                  250 m  48.398000,9.992000
    Cape Depot                   Depots                  250 m  -33.925000,18.424000
    Depot Nord, Łódź             Depots, Kunden, Nacht   500 m  51.759000,19.456000
    Gasthof "Zur Post"; Lindau                                  47.546000,9.684000
    Lager ohne Ort               Depots                  100 m  no position
    Nullpunkt                    Nacht                   250 m  no position
    Porto do Sul, Lisboa         Kunden                  250 m  38.722000,-9.139000
    Rampe 3 Tor B                Depots                   50 m  48.137000,11.575000

    $ 3kplaces list --colour DarkRed
    name                  groups  radius  position
    Bäckerei Müller, Ulm  Kunden   250 m  48.401000,9.987000
    Bäckerei Müller, Ulm  Kunden   250 m  48.398000,9.992000

    $ 3kplaces list --limit 2
    name                         groups  radius  position
    �]0;title�=1+1 <b>�fett</b>  Kunden          48.208000,16.373000
    Bäckerei Müller, Ulm         Kunden   250 m  48.401000,9.987000
    There are more; --limit N shows them.

    $ 3kplaces list --colour pink
    No place has this colour. These are known: Bright blue, Dull orange, Bright orange, Bright pale green, Grass green, Bright purple, Dark red, Dull azure, Deep purple, Bright azure, Orange highlight, Bright green, Bright orange highlight, Khaki, Pale blue, Turquoise.
    "#);
}

#[test]
fn german_readers_get_german_tables() {
    let (_webfleet, mut device) = synced();
    device.env("KPLACES_LANG", "de");
    insta::assert_snapshot!(device.transcript([
        &["list", "--limit", "2"],
        &["near", "48.2,16.3", "--limit", "1"],
        &["near", "0,0", "--within", "1"],
        &["list", "--colour", "pink"],
        &["find", "nirgends"],
        &["show", "Nullpunkt"],
        &["show", "Müller"],
        &["show", "nirgends"],
    ]), @"
    $ 3kplaces list --limit 2
    Name                         Gruppen  Radius  Position
    �]0;title�=1+1 <b>�fett</b>  Kunden           48.208000,16.373000
    Bäckerei Müller, Ulm         Kunden    250 m  48.401000,9.987000
    Es gibt weitere; --limit N zeigt sie.

    $ 3kplaces near 48.2,16.3 --limit 1
    Entfernung  Name                         Gruppen  Radius  Position
        5,5 km  �]0;title�=1+1 <b>�fett</b>  Kunden           48.208000,16.373000
    Es gibt weitere; --limit N zeigt sie.

    $ 3kplaces near 0,0 --within 1
    Keine Orte in der Nähe.

    $ 3kplaces list --colour pink
    Kein Ort hat diese Farbe. Bekannt sind: Leuchtblau, Mattorange, Leuchtorange, Helles Blassgrün, Grasgrün, Leuchtviolett, Dunkelrot, Mattazur, Tiefviolett, Leuchtazur, Signalorange, Leuchtgrün, Helles Signalorange, Khaki, Blassblau, Türkis.

    $ 3kplaces find nirgends
    Kein Ort enthält das in seinem Namen.

    $ 3kplaces show Nullpunkt
    Nullpunkt

      Position   keine Position
      Radius     250 m
      Farbe      keine
      Gruppen    Nacht
      Schlüssel  1-7-9

    $ 3kplaces show Müller
    2 Orte passen; `3kplaces show SCHLÜSSEL` zeigt einen davon.

    Name                  Gruppen  Radius  Position            Schlüssel
    Bäckerei Müller, Ulm  Kunden    250 m  48.401000,9.987000  1-7-007
    Bäckerei Müller, Ulm  Kunden    250 m  48.398000,9.992000  1-7-7

    $ 3kplaces show nirgends
    Fehler: kein Ort hat den Schlüssel oder Namen `nirgends`
      Abhilfe: `3kplaces find TEXT` sucht Orte nach einem Teil ihres Namens
    [exit code 13]
    ");
}

#[test]
fn find_does_not_mind_case_umlauts_or_order() {
    let (_webfleet, device) = synced();
    for words in [
        &["müller"][..],
        &["MUELLER"],
        &["muller"],
        &["ulm", "bäck"],
        &["ulm back"],
    ] {
        assert_eq!(
            keys(&device, &[&["find"], words].concat()),
            ["1-7-007", "1-7-7"],
            "{words:?}"
        );
    }
    assert_eq!(keys(&device, &["find", "lodz"]), ["1-7-1"]);
    insta::assert_snapshot!(device.transcript([
        &["find", "depot"],
        &["find", "zur", "post"],
        &["find", "depot", "--limit", "1"],
        &["find", "xyzzy"],
        &["find", "..."],
        &["find", "b", "--near", "47.5,9.7"],
    ]), @r#"
    $ 3kplaces find depot
    name              groups                 radius  position
    Depot Nord, Łódź  Depots, Kunden, Nacht   500 m  51.759000,19.456000
    Cape Depot        Depots                  250 m  -33.925000,18.424000

    $ 3kplaces find zur post
    name                        groups  radius  position
    Gasthof "Zur Post"; Lindau                  47.546000,9.684000

    $ 3kplaces find depot --limit 1
    name              groups                 radius  position
    Depot Nord, Łódź  Depots, Kunden, Nacht   500 m  51.759000,19.456000
    There are more; --limit N shows them.

    $ 3kplaces find xyzzy
    No place has this in its name.

    $ 3kplaces find ...
    error: there is nothing to find in a text without letters or digits
    [exit code 2]

    $ 3kplaces find b --near 47.5,9.7
    distance  name                         groups  radius  position
      102 km  Bäckerei Müller, Ulm         Kunden   250 m  48.398000,9.992000
      102 km  Bäckerei Müller, Ulm         Kunden   250 m  48.401000,9.987000
      157 km  Rampe 3 Tor B                Depots    50 m  48.137000,11.575000
      504 km  �]0;title�=1+1 <b>�fett</b>  Kunden          48.208000,16.373000
    1,807 km  Porto do Sul, Lisboa         Kunden   250 m  38.722000,-9.139000
    "#);
}

/// What is in no name is a key, a position, a group (with the group filter), or a name with a letter that is wrong.
#[test]
fn what_is_in_no_name_is_understood_otherwise() {
    let (_webfleet, device) = synced();
    let find = |typed: &str| {
        let answer = device
            .run(&["find", typed, "--limit", "2", "--json"])
            .json();
        let places = answer["places"].as_array().unwrap().iter();
        let keys: Vec<String> = places
            .map(|it| it["key"].as_str().unwrap().into())
            .collect();
        (answer["found_by"].clone(), keys)
    };
    let kind = |kind: &str| json!({ "kind": kind });
    let nobody: Vec<String> = Vec::new();
    assert_eq!(find("lodz").0, kind("name"));
    assert_eq!(find("bakerei muler").0, kind("similar"));
    assert_eq!(find("bakerei muler").1, find("bäckerei müller").1);
    assert_eq!(find("1-7-1"), (kind("key"), vec!["1-7-1".to_owned()]));
    let (by, near) = find("N 48° 8,2′ O 11° 34,5′");
    assert_eq!((by, near.len()), (kind("position"), 2));
    assert_eq!(find("xyzzyxyzzy"), (kind("name"), nobody.clone()));
    let (by, keys) = find("kudnen");
    if crate::is_basic() {
        assert_eq!((by, keys), (kind("name"), nobody));
    } else {
        assert_eq!(by, json!({ "kind": "groups", "groups": ["Kunden"] }));
        assert_eq!(keys.len(), 2);
    }
    insta::assert_snapshot!(device.transcript([
        &["find", "dpeot", "cpae"],
        &["find", "48.40", "9.99", "--limit", "1"],
    ]), @r#"
    $ 3kplaces find dpeot cpae
    No name has it. Similar names:
    name        groups  radius  position
    Cape Depot  Depots   250 m  -33.925000,18.424000

    $ 3kplaces find 48.40 9.99 --limit 1
    No name has it. Nearest to 48.400000,9.990000:
    distance  name                  groups  radius  position
       248 m  Bäckerei Müller, Ulm  Kunden   250 m  48.401000,9.987000
    There are more; --limit N shows them.
    "#);
}

#[test]
fn sharp_s_is_found_however_it_is_typed() {
    let mut world = small_world();
    world.accounts[0].addresses = Addresses::Listed(vec![
        address("1", "Hauptstraße 5", None, 0, None, &[]),
        address("2", "HAUPTSTRASSE 7", None, 0, None, &[]),
        address("3", "Nebengasse", None, 0, None, &[]),
    ]);
    let (_webfleet, device) = connected(world);
    assert_eq!(device.run(&["sync"]).code, 0);
    for typed in ["hauptstraße", "Hauptstrasse", "STRASSE", "straß"] {
        assert_eq!(
            keys(&device, &["find", typed]),
            ["1-7-1", "1-7-2"],
            "{typed}"
        );
    }
}

#[test]
fn a_place_is_found_however_its_name_is_typed_and_however_it_is_written() {
    let mut world = small_world();
    let place = |number, name| address(number, name, Some((47_100_000, 9_600_000)), 50, None, &[]);
    world.accounts[0].addresses = Addresses::Listed(vec![
        place("1", "D’Angelo Obst"),
        place("2", "Ost–West Spedition"),
        place("3", "Ost\u{2011}West Lager"),
        place("4", "L'Aquila \"Vecchia\" 12"),
        place("5", "Cafe\u{301}\u{a0}Grün"),
        place("A-6", "\u{feff}Zur\u{200b} Mu\u{308}hle"),
    ]);
    let (_webfleet, device) = connected(world);
    assert_eq!(device.run(&["sync"]).code, 0);
    for (typed, found) in [
        ("D'Angelo", &["1-7-1"][..]),
        ("d´angelo", &["1-7-1"]),
        ("Ost-West", &["1-7-3", "1-7-2"]),
        ("ost\u{2212}west", &["1-7-3", "1-7-2"]),
        ("L’AQUILA „vecchia“ １２", &["1-7-4"]),
        ("café grün", &["1-7-5"]),
        ("Cafe\u{301}\u{3000}gru\u{308}n", &["1-7-5"]),
        ("zur mühle", &["1-7-A-6"]),
        ("Mü\u{ad}hle", &["1-7-A-6"]),
    ] {
        assert_eq!(keys(&device, &["find", typed]), found, "{typed}");
        assert_eq!(keys(&device, &["show", typed])[..1], found[..1], "{typed}");
    }
    assert_eq!(keys(&device, &["show", "1–7–a‑６"]), ["1-7-A-6"]);
    assert_eq!(keys(&device, &["show", " 1-7-4\u{200b}"]), ["1-7-4"]);
}

#[test]
fn near_is_ordered_by_distance_and_leaves_out_what_has_no_position() {
    let (_webfleet, device) = synced();
    insta::assert_snapshot!(device.transcript([
        &["near", "48.4,9.99"],
        &["near", "48.4,9.99", "--limit", "2"],
        &["near", "48.4,9.99", "--within", "100000"],
        &["near", "-54.8,-68.3", "--within", "1000"],
    ]), @r#"
    $ 3kplaces near 48.4,9.99
    distance  name                         groups                 radius  position
       248 m  Bäckerei Müller, Ulm         Kunden                  250 m  48.401000,9.987000
       267 m  Bäckerei Müller, Ulm         Kunden                  250 m  48.398000,9.992000
       98 km  Gasthof "Zur Post"; Lindau                                  47.546000,9.684000
      121 km  Rampe 3 Tor B                Depots                   50 m  48.137000,11.575000
      472 km  �]0;title�=1+1 <b>�fett</b>  Kunden                         48.208000,16.373000
      771 km  Depot Nord, Łódź             Depots, Kunden, Nacht   500 m  51.759000,19.456000
    1,871 km  Porto do Sul, Lisboa         Kunden                  250 m  38.722000,-9.139000
    9,192 km  Cape Depot                   Depots                  250 m  -33.925000,18.424000

    $ 3kplaces near 48.4,9.99 --limit 2
    distance  name                  groups  radius  position
       248 m  Bäckerei Müller, Ulm  Kunden   250 m  48.401000,9.987000
       267 m  Bäckerei Müller, Ulm  Kunden   250 m  48.398000,9.992000
    There are more; --limit N shows them.

    $ 3kplaces near 48.4,9.99 --within 100000
    distance  name                        groups  radius  position
       248 m  Bäckerei Müller, Ulm        Kunden   250 m  48.401000,9.987000
       267 m  Bäckerei Müller, Ulm        Kunden   250 m  48.398000,9.992000
       98 km  Gasthof "Zur Post"; Lindau                  47.546000,9.684000

    $ 3kplaces near -54.8,-68.3 --within 1000
    No places in range.
    "#);
}

#[test]
fn positions_are_understood_as_people_write_them() {
    let (_webfleet, device) = synced();
    let plain = device.run(&["near", "48.4,9.99"]);
    assert_eq!(plain.code, 0, "{}", plain.shown());
    for written in [
        &["48,4 9,99"][..],
        &["48.4", "9.99"],
        &["48,4", "9,99"],
        &["N48.4", "E9.99"],
        &["N 48° 24' O 9° 59,4'"],
        &["48°24'00\"N", "9°59'24\"E"],
        &["geo:48.4,9.99?z=12"],
        &["https://www.google.com/maps/@48.4,9.99,15z"],
        &["https://www.openstreetmap.org/#map=12/48.4/9.99"],
    ] {
        let ran = device.run(&[&["near"], written].concat());
        assert_eq!(
            (ran.code, &ran.stdout),
            (0, &plain.stdout),
            "{}",
            ran.shown()
        );
    }
    let within = |distance: &str| {
        device
            .run(&["near", "48.4,9.99", "--within", distance])
            .stdout
    };
    for distance in ["100km", "100 km", "100000m", "100,0km"] {
        assert_eq!(within(distance), within("100000"));
    }
    let south = device.run(&["near", "-33,865", "-151,209", "--limit", "1"]);
    assert_eq!(
        south.code,
        2,
        "a word with a minus and a comma is no number: {}",
        south.shown()
    );
    let south = device.run(&["near", "-33,865 -151,209", "--limit", "1"]);
    assert_eq!(south.code, 0, "{}", south.shown());
}

#[test]
fn a_position_the_other_way_round_gets_a_hint() {
    let (_webfleet, device) = synced();
    for arguments in [
        &["near", "9.99,48.4"][..],
        &["near", "9.99,48.4", "--within", "5km"],
    ] {
        let ran = device.run(arguments);
        assert_eq!(ran.code, 0, "{}", ran.shown());
        assert!(
            ran.stderr.contains("did you mean 48.400000,9.990000?"),
            "{}",
            ran.shown()
        );
    }
    let ran = device.run(&["near", "48.4,9.99"]);
    assert_eq!(ran.stderr, "");
}

#[test]
fn near_looks_across_the_date_line_and_over_the_pole() {
    let mut world = small_world();
    world.accounts[0].addresses = Addresses::Listed(vec![
        address(
            "1",
            "Fidschi West",
            Some((-17_000_000, 179_900_000)),
            250,
            None,
            &[],
        ),
        address(
            "2",
            "Fidschi Ost",
            Some((-17_000_000, -179_900_000)),
            250,
            None,
            &[],
        ),
        address("3", "Am Pol", Some((89_900_000, 0)), 250, None, &[]),
    ]);
    let (_webfleet, device) = connected(world);
    assert_eq!(device.run(&["sync"]).code, 0);
    insta::assert_snapshot!(device.transcript([
        &["near", "-17,-179.95", "--within", "50000"],
        &["near", "-17,180", "--within", "50000"],
        &["near", "89.9,180", "--within", "50000"],
    ]), @"
    $ 3kplaces near -17,-179.95 --within 50000
    distance  name          groups  radius  position
      5.3 km  Fidschi Ost            250 m  -17.000000,-179.900000
       16 km  Fidschi West           250 m  -17.000000,179.900000

    $ 3kplaces near -17,180 --within 50000
    distance  name          groups  radius  position
       11 km  Fidschi West           250 m  -17.000000,179.900000
       11 km  Fidschi Ost            250 m  -17.000000,-179.900000

    $ 3kplaces near 89.9,180 --within 50000
    distance  name    groups  radius  position
       22 km  Am Pol           250 m  89.900000,0.000000
    ");
}

#[test]
fn show_takes_a_key_a_name_or_a_part_of_it() {
    let (_webfleet, device) = synced();
    insta::assert_snapshot!(device.transcript([
        &["show", "1-7-1"],
        &["show", "cape depot"],
        &["show", "lager"],
        &["show", "Porto do Sul, Lisboa"],
        &["show", "Bäckerei Müller, Ulm"],
        &["show", "Atlantis"],
    ]), @"
    $ 3kplaces show 1-7-1
    Depot Nord, Łódź

      position  51.759000,19.456000
      radius    500 m
      colour    brightblue (#1e6fff)
      groups    Depots
                Kunden
                Nacht
      key       1-7-1

    $ 3kplaces show 'cape depot'
    Cape Depot

      position  -33.925000,18.424000
      radius    250 m
      colour    grassgreen (#4c9a2a)
      groups    Depots
      key       1-7-6

    $ 3kplaces show lager
    Lager ohne Ort

      position  no position
      radius    100 m
      colour    turquoise (#1abc9c)
      groups    Depots
      key       1-7-4

    $ 3kplaces show 'Porto do Sul, Lisboa'
    Porto do Sul, Lisboa

      position  38.722000,-9.139000
      radius    250 m
      colour    yellow (unknown to 3Kplaces)
      groups    Kunden
      key       1-7-5

    $ 3kplaces show 'Bäckerei Müller, Ulm'
    2 places match; `3kplaces show KEY` shows one.

    name                  groups  radius  position            key
    Bäckerei Müller, Ulm  Kunden   250 m  48.401000,9.987000  1-7-007
    Bäckerei Müller, Ulm  Kunden   250 m  48.398000,9.992000  1-7-7

    $ 3kplaces show Atlantis
    error: no place has the key or name `Atlantis`
      try: `3kplaces find TEXT` finds places by a part of their name
    [exit code 13]
    ");
}

#[test]
fn a_device_without_places_says_how_to_get_them() {
    insta::assert_snapshot!(fresh().transcript([
        &["list"],
        &["find", "x"],
        &["near", "48,11"],
        &["show", "x"],
    ]), @"
    $ 3kplaces list
    There are no places on this device yet. Run `3kplaces sync` to get them.

    $ 3kplaces find x
    There are no places on this device yet. Run `3kplaces sync` to get them.

    $ 3kplaces near 48,11
    There are no places on this device yet. Run `3kplaces sync` to get them.

    $ 3kplaces show x
    error: no place has the key or name `x`
      why: there are no places on this device yet
      try: run `3kplaces sync`
    [exit code 13]
    ");
    let said = fresh().run(&["status"]).said();
    assert!(said.contains("never; run `3kplaces sync`"), "{said}");
}

#[test]
fn programs_get_every_field_of_a_place() {
    let (_webfleet, device) = synced();
    let place = json!({
        "key": "1-7-1", "name": "Depot Nord, Łódź", "latitude": 51.759, "longitude": 19.456,
        "radius_m": 500, "colour": "brightblue", "groups": ["Depots", "Kunden", "Nacht"],
    });
    let whole = json!({ "places": [place], "more": false });
    assert_eq!(device.run(&["show", "1-7-1", "--json"]).json(), whole);
    let mut found = device.run(&["find", "lodz", "--json"]).json();
    assert_eq!(found["found_by"].take(), json!({ "kind": "name" }));
    assert_eq!(found["places"], whole["places"]);
    let listed = device.run(&["list", "--json"]).json();
    assert!(listed["places"].as_array().unwrap().contains(&place));
    let bare = device.run(&["show", "1-7-4", "--json"]).json();
    let bare = &bare["places"][0];
    assert_eq!(
        [&bare["latitude"], &bare["longitude"]],
        [&Value::Null, &Value::Null]
    );
    let near = device
        .run(&["near", "51.76,19.456", "--limit", "1", "--json"])
        .json();
    assert_eq!(near["more"], true);
    assert_eq!(near["places"][0]["distance_m"], 111.2);
}

/// What goes on into another program can be used as it is: nothing of a name is cut.
#[test]
fn a_pipe_gets_whole_names() {
    let mut world = small_world();
    let long = format!("Depot {} Ende", "x".repeat(150));
    let list = world.accounts[0].addresses.listed_mut().unwrap();
    list.retain(|address| address.number == "1");
    list[0].name1.clone_from(&long);
    let (_webfleet, device) = connected(world);
    device.run(&["sync"]);
    let listed = device.run(&["list"]).stdout;
    assert!(
        listed.contains(&format!("{long}  Depots, Kunden, Nacht")),
        "{listed}"
    );
}

#[test]
fn a_colour_or_profile_that_is_nearly_one_is_asked_about() {
    let (_webfleet, device) = synced();
    for (typed, language, asked) in [
        ("darkredd", "en", "did you mean `darkred`?"),
        ("dark redd", "en", "did you mean `Dark red`?"),
        ("dunkelrott", "de", "meinten Sie `Dunkelrot`?"),
        ("rot", "de", "meinten Sie `Dunkelrot`?"),
        ("hellgrau", "de", "Bekannt sind: Leuchtblau, Mattorange,"),
    ] {
        let ran = device.run(&["list", "--colour", typed, "--lang", language]);
        assert!(ran.stdout.contains(asked), "{typed}: {}", ran.stdout);
    }
    let ran = device.run(&["export", "geojsn", "-o", "x"]);
    assert!(
        ran.stderr.contains("did you mean `geojson`?"),
        "{}",
        ran.stderr
    );
    let script = device.run(&["completions", "bash"]).stdout;
    for offered in ["geojson", "darkred", "sync.limit"] {
        assert!(script.contains(offered), "{offered}");
    }
}

#[test]
fn a_colour_goes_by_each_of_its_names() {
    let (_webfleet, device) = synced();
    let all = keys(&device, &["list", "--colour", "darkred"]);
    assert!(!all.is_empty());
    for name in [
        "DarkRed",
        "Dark red",
        "dunkelrot",
        "DUNKELROT",
        " Dunkelrot ",
    ] {
        assert_eq!(keys(&device, &["list", "--colour", name]), all, "{name}");
    }
    let turquoise = keys(&device, &["list", "--colour", "turquoise"]);
    assert_eq!(keys(&device, &["list", "--colour", "tuerkis"]), turquoise);
}
