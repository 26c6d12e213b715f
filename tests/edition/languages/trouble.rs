//! All kinds of errors, one after the other, in English and in German.

use std::collections::BTreeSet;
use std::fs;

use kplaces_tests::{Sandbox, numbered_world};
use kplaces_webfleet_sim::{SAMPLE_ACCOUNT, SAMPLE_APIKEY, SAMPLE_PASSWORD, SAMPLE_USER};

use super::pair::Pair;
use crate::edition;

/// What can be wrong with an answer, each with a name of the simulated service. What WEBFLEET says itself is
/// a number here: it is shown as it came.
const FAULTS: [&str; 24] = [
    "error:1101:7",
    "error:1143:7",
    "error:1180:7",
    "error:45:7",
    "error:63:7",
    "error:8011:7",
    "error:8015:7",
    "error:9126:7",
    "error:9999:7",
    "html-page",
    "cut:200",
    "foreign-columns",
    "empty",
    "status:403",
    "status:404",
    "status:407",
    "status:429",
    "status:500",
    "status:503",
    "redirect:https://example.com/",
    "not-utf8",
    "utf-16",
    "no-header",
    "without:positionx",
];

/// A look at everything that tells of the last sync.
fn look(pair: &mut Pair) {
    for line in ["status", "log", "doctor"] {
        pair.run(line);
    }
}

#[test]
fn every_fault_of_an_answer() {
    let mut pair = Pair::synced();
    pair.both(|device, _| device.env("KPLACES_WEBFLEET__TRIES", "1"));
    for fault in FAULTS {
        pair.fault(Some(fault));
        pair.run("sync --no-wait");
        look(&mut pair);
        pair.run("login --check");
        pair.run("doctor --online");
    }
    pair.findings.assert_none();
}

#[test]
fn every_kind_of_error() {
    let mut pair = Pair::synced();
    // 2 usage, 13 not found
    pair.run("list --limt");
    pair.run("show xyz");
    // 3 configuration
    pair.both(|device, _| device.env("KPLACES_WEBFLEET__TRIES", "many"));
    pair.run("sync");
    pair.both(|device, _| device.unset("KPLACES_WEBFLEET__TRIES"));
    // 4 login
    pair.fault(Some("error:1101:7"));
    pair.run("sync");
    look(&mut pair);
    // 8 network
    pair.fault(Some("status:500"));
    pair.run("sync");
    look(&mut pair);
    pair.fault(None);
    // 5 quota
    pair.both(|device, _| device.env("KPLACES_QUOTA__ADDRESSES", "1/60"));
    pair.run("sync --no-wait");
    look(&mut pair);
    pair.both(|device, _| device.env("KPLACES_QUOTA__ADDRESSES", "1000/60"));
    // 6 edition
    if edition() != "enterprise" {
        pair.run("encrypt on");
        pair.run("list --tenant north");
    }
    // 12 a difference
    pair.run("export gpx -o places.gpx");
    pair.edit(|addresses| addresses.truncate(9));
    pair.run("sync --dry-run");
    pair.run("sync");
    pair.run("import-check places.gpx");
    look(&mut pair);
    // 10 guard
    let many = || numbered_world(600).accounts.remove(0).addresses;
    pair.both(|_, webfleet| webfleet.edit(|world| world.accounts[0].addresses = many()));
    pair.run("sync --accept-shrink");
    pair.edit(|addresses| addresses.truncate(9));
    pair.run("sync");
    look(&mut pair);
    // 9 store
    pair.both(|device, _| fs::write(device.store(), [7; 4096]).unwrap());
    pair.run("list");
    pair.run("privacy report");
    pair.run("sync");
    look(&mut pair);
    let mut wanted = BTreeSet::from([0, 2, 3, 4, 5, 8, 9, 10, 12, 13]);
    if edition() != "enterprise" {
        wanted.insert(6);
    }
    // 7 and 11 have tests of their own here.
    assert!(wanted.is_subset(&pair.codes), "{:?}", pair.codes);
    pair.findings.assert_none();
}

#[test]
fn a_login_that_is_wrong_or_incomplete() {
    let mut pair = Pair::fresh();
    pair.both(|device, webfleet| device.connect(&webfleet.url()));
    let right = [SAMPLE_ACCOUNT, SAMPLE_USER, SAMPLE_PASSWORD, SAMPLE_APIKEY];
    pair.run_with_stdin("login --stdin --keep file", "7\n7\n");
    for wrong in 0..4 {
        let mut parts = right;
        parts[wrong] = "7";
        pair.run_with_stdin("login --stdin --keep file", &parts.join("\n"));
    }
    pair.run_with_stdin("login --stdin --keep sealed --no-check", &right.join("\n"));
    look(&mut pair);
    pair.run("login --check");
    pair.both(|device, _| device.env("KPLACES_PASSPHRASE", "8 8 8 8 8 8 8"));
    pair.run("login --check");
    pair.both(|device, _| device.unset("KPLACES_PASSPHRASE"));
    pair.run("sync");
    pair.run("config show");
    look(&mut pair);
    pair.run("logout");
    pair.run_with_stdin("login --stdin --keep file", &right.join("\n"));
    pair.run("config show");
    pair.findings.assert_none();
}

/// One sync holds its locks while another one comes.
#[test]
fn another_sync_is_under_way() {
    let mut pair = Pair::synced();
    let locks: Vec<fs::File> = pair
        .devices
        .iter()
        .flat_map(Sandbox::files)
        .filter(|(path, _)| {
            path.extension().is_some_and(|it| it == "lock") && path.iter().any(|it| it == "locks")
        })
        .map(|(path, _)| {
            let file = fs::File::options().write(true).open(path).unwrap();
            file.try_lock().unwrap();
            file
        })
        .collect();
    assert!(!locks.is_empty());
    pair.run("sync --no-wait");
    look(&mut pair);
    pair.run("backup create");
    pair.run("privacy erase --all --yes");
    assert!(pair.codes.contains(&11), "{:?}", pair.codes);
    pair.findings.assert_none();
}

#[test]
fn what_is_erased_and_what_cannot_be() {
    let mut pair = Pair::synced();
    for line in [
        "export gpx -o places.gpx",
        "backup create",
        "privacy erase --group Depots --yes --receipt receipt.txt",
        "privacy erase --group Depots --yes --receipt receipt.txt",
        "privacy erase --older-than 0 --yes",
        "privacy report",
        "privacy erase --all --yes --receipt all.txt",
        "privacy erase --all --yes",
        "privacy report",
    ] {
        pair.run(line);
    }
    let receipts = pair
        .devices
        .each_ref()
        .map(|device| fs::read_to_string(device.path("all.txt")).unwrap());
    pair.compare("the receipt", &receipts[0], &receipts[1]);
    pair.findings.assert_none();
}

#[test]
fn encrypted_places() {
    if edition() != "enterprise" {
        return;
    }
    let mut pair = Pair::synced();
    pair.run("backup create");
    pair.run("encrypt on --keep passphrase");
    for line in [
        "status",
        "list --limit 1",
        "doctor",
        "backup verify",
        "privacy report",
        "config path",
        "config show",
    ] {
        pair.run(line);
    }
    pair.both(|device, _| device.env("KPLACES_PASSPHRASE", "8 8 8 8 8 8 8 8 8"));
    for line in [
        "list",
        "sync",
        "status",
        "doctor",
        "encrypt off",
        "encrypt rekey",
        "encrypt status",
        "backup list",
    ] {
        pair.run(line);
    }
    pair.both(|device, _| device.unset("KPLACES_PASSPHRASE"));
    for line in [
        "list",
        "sync",
        "status",
        "doctor",
        "encrypt off",
        "backup create",
    ] {
        pair.run(line);
    }
    pair.findings.assert_none();
}

#[test]
fn tenants() {
    if edition() != "enterprise" {
        return;
    }
    let mut pair = Pair::synced();
    for line in [
        "tenants add north",
        "--tenant north sync",
        "--tenant north status",
        "--tenant north doctor",
        "--tenant north privacy report",
        "--tenant north config show",
        "--tenant south list",
        "--tenant x/y list",
        "tenants list",
        "tenants sync",
        "doctor",
        "tenants remove north --yes",
    ] {
        pair.run(line);
    }
    pair.findings.assert_none();
}

#[test]
fn the_limit_of_an_edition() {
    let mut pair = Pair::connected();
    let many = || numbered_world(520).accounts.remove(0).addresses;
    pair.both(|_, webfleet| webfleet.edit(|world| world.accounts[0].addresses = many()));
    for line in [
        "sync --limit 7",
        "status",
        "sync",
        "status",
        "list --limit 1",
        "doctor",
        "export gpx -o x.gpx",
    ] {
        pair.run(line);
    }
    pair.findings.assert_none();
}
