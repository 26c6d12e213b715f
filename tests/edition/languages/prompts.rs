//! What is asked at a terminal, and what only a terminal shows.
#![cfg(target_os = "linux")]

use std::fs;
use std::process::Command;

use kplaces_webfleet_sim::{SAMPLE_ACCOUNT, SAMPLE_APIKEY, SAMPLE_PASSWORD, SAMPLE_USER};

use super::pair::Pair;
use crate::edition;

/// A passphrase that is no language's.
const STRONG: &str = "7#9!2$4%6&8(0)1=3?5";

/// Runs a command line at a terminal of both devices, with these lines typed.
fn at_terminal(pair: &mut Pair, line: &str, typed: &[&str]) -> [String; 2] {
    let stdin = [typed, &[""]].concat().join("\n");
    let arguments: Vec<&str> = line.split_whitespace().collect();
    let mut said = Vec::new();
    for device in &pair.devices {
        let in_script = "exec script -qec \"$0 $*\" /dev/null";
        let ran = device.run_in_with_stdin(&["/bin/sh", "-c", in_script], &arguments, &stdin);
        said.push(ran.stdout.replace('\r', "\n"));
    }
    let said: [String; 2] = said.try_into().unwrap();
    pair.compare(line, &said[0], &said[1]);
    said
}

#[test]
fn questions_at_a_terminal() {
    if Command::new("script").arg("--version").output().is_err() {
        // Part of util-linux, which a small image may lack.
        eprintln!("NOT CHECKED: script is not installed");
        return;
    }
    let mut pair = Pair::fresh();
    pair.both(|device, webfleet| {
        device.connect(&webfleet.url());
        device.unset("KPLACES_PASSPHRASE");
    });
    let login = [SAMPLE_ACCOUNT, SAMPLE_USER, SAMPLE_PASSWORD, SAMPLE_APIKEY];
    let said = at_terminal(&mut pair, "login --keep file", &login);
    assert!(said[1].contains("WEBFLEET-Konto:"), "{said:?}");
    at_terminal(&mut pair, "sync", &[]);
    at_terminal(&mut pair, "list", &[]);
    let answers = match edition() {
        "basic" => &["x", "google", "", ""][..],
        "pro" => &["Kunden", "x", "google", "", ""],
        _ => &["Kunden", "google", "", "40", "0", "7", ""],
    };
    let said = at_terminal(&mut pair, "config init", answers);
    assert!(said[1].contains("Einige Fragen"), "{said:?}");
    pair.both(|device, _| {
        let written = fs::read_to_string(device.path(".config/3kplaces/config.toml")).unwrap();
        assert!(written.contains("\nnavigation = \"google\"\n"), "{written}");
        fs::remove_file(device.path(".config/3kplaces/config.toml")).unwrap();
    });
    let sealed = [&login[..], &["7 7 7 7", STRONG, STRONG]].concat();
    let said = at_terminal(&mut pair, "login --keep sealed", &sealed);
    assert!(
        said[1].contains("Neue Passphrase für die Anmeldung"),
        "{said:?}"
    );
    if edition() == "enterprise" {
        let said = at_terminal(&mut pair, "encrypt on --keep passphrase", &[STRONG, STRONG]);
        assert!(said[1].contains("Neue Passphrase für die Orte"), "{said:?}");
        let said = at_terminal(&mut pair, "list", &[STRONG]);
        assert!(said[1].contains("Passphrase für die Orte"), "{said:?}");
        assert!(said[1].contains("Depot"), "{said:?}");
        at_terminal(&mut pair, "list", &["8", "8", "8"]);
        pair.run("tenants add north");
        let said = at_terminal(&mut pair, "tenants remove north", &["7"]);
        assert!(said[1].contains("north"), "{said:?}");
    }
    // In Enterprise the passphrase of the places is asked for first, and none opens them.
    let said = at_terminal(&mut pair, "privacy erase --all", &["7", "7", "7"]);
    assert!(said[1].contains("löschen"), "{said:?}");
    pair.findings.assert_none();
}
