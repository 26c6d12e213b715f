//! The promise: five fields of an address and its key reach the device, and nothing else does.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use kplaces_tests::{MockWebfleet, Ran, Sandbox};
use kplaces_webfleet_sim::{
    CANARY, ColumnFilter, Fault, Missing, Options, SAMPLE_APIKEY, SAMPLE_PASSWORD, Spelling, World,
};

use crate::{connect_to, fresh, is_basic};

/// What must be nowhere: the personal columns of the sample all start with the first.
const CANARIES: [&str; 3] = [CANARY, SAMPLE_PASSWORD, SAMPLE_APIKEY];

/// The login as the wire has it.
const BASIC_HEADER: &str = "ZGlzcG86Y2FuYXJ5LXBhc3N3b3JkLTdR";

fn holds(haystack: &[u8], needle: &str) -> bool {
    haystack
        .windows(needle.len())
        .any(|window| window == needle.as_bytes())
}

fn assert_clean(what: &str, bytes: &[u8]) {
    for canary in CANARIES.into_iter().chain([BASIC_HEADER]) {
        assert!(!holds(bytes, canary), "{canary} is in {what}");
    }
}

/// Runs at the most talkative level; nothing it says may hold a canary.
fn traced(device: &Sandbox, arguments: &[&str]) -> Ran {
    let ran = device.run(&[arguments, &["--log", "trace"]].concat());
    assert_clean("standard output", ran.stdout.as_bytes());
    assert_clean("standard error", ran.stderr.as_bytes());
    ran
}

/// Nothing below the home folder may hold a canary, but for the login in its file.
fn assert_files_clean(device: &Sandbox) {
    for (path, bytes) in device.files() {
        if path.file_name().unwrap() != "login.toml" {
            assert_clean(path.to_str().unwrap(), &bytes);
        }
    }
}

/// Each way in which the service may answer.
fn services() -> impl Iterator<Item = (Options, &'static str, &'static str)> {
    let filters = [ColumnFilter::Honoured, ColumnFilter::Ignored];
    let spellings = [Spelling::First, Spelling::Second];
    let wires = [("csv", "get"), ("json", "post")];
    filters.into_iter().flat_map(move |column_filter| {
        spellings.into_iter().flat_map(move |spelling| {
            wires.map(move |(format, method)| {
                let options = Options {
                    column_filter,
                    spelling,
                    missing: Missing::Null,
                    ..Options::default()
                };
                (options, format, method)
            })
        })
    })
}

#[test]
fn nothing_personal_and_no_secret_reaches_the_device_or_its_output() {
    let mut listed: BTreeSet<String> = BTreeSet::new();
    for (options, format, method) in services() {
        let webfleet = MockWebfleet::start_with(World::sample(), options);
        let mut device = fresh();
        connect_to(&mut device, &webfleet.url());
        device.env("KPLACES_WEBFLEET__FORMAT", format);
        device.env("KPLACES_WEBFLEET__METHOD", method);
        assert_eq!(traced(&device, &["sync"]).code, 0);
        listed.insert(traced(&device, &["list", "--json"]).stdout);
        for arguments in [
            &["find", "a"][..],
            &["near", "48,11", "--json"],
            &["show", "10001"],
            &["status"],
            &["config", "show"],
            &["export", "csv", "-o", "a.csv"],
            &["export", "gpx", "-o", "a.gpx"],
            &["export", "geojson", "-o", "a.geojson"],
            &["sync", "--dry-run", "--json"],
        ] {
            traced(&device, arguments);
        }
        assert_files_clean(&device);
        assert!(
            holds(webfleet.wire().as_bytes(), BASIC_HEADER),
            "the canary can be found"
        );
        assert_only_ours_was_asked_for(&webfleet);
    }
    assert_eq!(
        listed.len(),
        1,
        "however it is answered, the places are the same"
    );
}

/// Every request is for one of the reports, with our columns and no other parameter.
fn assert_only_ours_was_asked_for(webfleet: &MockWebfleet) {
    let wire = webfleet.wire();
    let columns = "addruid,addressuid,addrno,addrnr,addressno,addrname1,name1,name,positionx,\
                   longitude_mdeg,addr_longitude,longitude,positiony,latitude_mdeg,addr_latitude,\
                   latitude,radius,color,colour";
    let reports = [
        ("showAddressReportExtern", columns),
        (
            "showAddressGroupAddressReportExtern",
            "addruid,addressuid,addrno,addrnr,addressno,addrgrpname,addressgroupname,addrgroupname",
        ),
        (
            "showAddressGroupReportExtern",
            "addrgrpname,addressgroupname,addrgroupname",
        ),
    ];
    let mut asked = BTreeSet::new();
    let forms = wire.lines().filter(|line| line.contains("apikey="));
    for form in forms {
        let form = form
            .trim_start_matches("GET ")
            .split_once('?')
            .map_or(form, |(_, query)| query);
        let pairs: Vec<(&str, &str)> = form
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .collect();
        let names: Vec<&str> = pairs.iter().map(|(name, _)| *name).collect();
        assert_eq!(
            names,
            [
                "account",
                "apikey",
                "action",
                "lang",
                "outputformat",
                "useUTF8",
                "useISO8601",
                "columnfilter"
            ]
        );
        let (action, columns) = reports
            .iter()
            .find(|(action, _)| *action == pairs[2].1)
            .unwrap();
        assert_eq!(pairs[7].1.replace("%2C", ","), *columns);
        asked.insert(*action);
    }
    assert_eq!(
        wire.lines()
            .filter(|line| line.contains("authorization: Basic"))
            .count(),
        webfleet.calls().len()
    );
    let group_list = asked.contains("showAddressGroupReportExtern");
    assert_eq!(
        (asked.len(), group_list),
        if is_basic() { (2, false) } else { (3, true) }
    );
}

#[test]
fn no_error_gives_anything_away() {
    let webfleet = MockWebfleet::start(World::sample());
    let mut device = fresh();
    connect_to(&mut device, &webfleet.url());
    device.env("KPLACES_WEBFLEET__TRIES", "2");
    for (fault, code) in [
        ("error:1101:CANARY-LIKE no", 4),
        ("html-page", 8),
        ("cut:4000", 8),
        ("foreign-columns", 8),
        ("status:500", 8),
        ("redirect:https://elsewhere.example/", 8),
    ] {
        webfleet.pass(std::time::Duration::from_mins(1));
        let fault: Fault = fault.replace("CANARY-LIKE", "name").parse().unwrap();
        webfleet.fault(Some(fault));
        for arguments in [&["sync"][..], &["sync", "--json"]] {
            assert_eq!(traced(&device, arguments).code, code);
        }
        assert_files_clean(&device);
    }
}

#[test]
fn a_wrong_login_gives_nothing_away() {
    let webfleet = MockWebfleet::start(World::sample());
    let mut device = fresh();
    connect_to(&mut device, &webfleet.url());
    webfleet.edit(|world| world.accounts[0].users.clear());
    assert_eq!(traced(&device, &["sync"]).code, 4);
    assert_eq!(traced(&device, &["sync", "--json"]).code, 4);
    assert_files_clean(&device);
}

#[test]
fn an_address_that_is_removed_leaves_no_trace_where_no_backups_are_kept() {
    let webfleet = MockWebfleet::start(World::sample());
    let mut device = fresh();
    connect_to(&mut device, &webfleet.url());
    webfleet.edit(|world| {
        world.accounts[0].addresses.listed_mut().unwrap()[3].name1 = "Geheimer Ort 4711".into();
    });
    let found = |device: &Sandbox| {
        device
            .files()
            .iter()
            .any(|(_, bytes)| holds(bytes, "Geheimer Ort 4711"))
    };
    assert_eq!(device.run(&["sync"]).code, 0);
    assert!(found(&device));
    webfleet.edit(|world| _ = world.accounts[0].addresses.listed_mut().unwrap().remove(3));
    // The copy that is made before would hold it, as it should.
    device.env("KPLACES_BACKUP__KEEP", "0");
    assert_eq!(device.run(&["sync"]).code, 0);
    assert!(!found(&device), "overwritten, not only marked as free");
}

#[test]
fn the_snapshots_hold_nothing_personal_and_no_secret() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/edition/snapshots");
    let mut seen = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        assert_clean(path.to_str().unwrap(), &fs::read(&path).unwrap());
        seen += 1;
    }
    assert!(seen > 10);
}
