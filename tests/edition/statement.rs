//! The privacy statement and the template for the record of processing activities.

use std::fs;

use kplaces_tests::{Ran, Sandbox};
use serde_json::Value;

use crate::{assert_edition_snapshot, fresh, is_tame, synced};

fn german(device: &Sandbox, what: &str) -> Ran {
    let ran = device.run(&["privacy", what, "--lang", "de"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    ran
}

/// As the works council gets it. Of a device that has nothing, so that paths are short.
#[test]
fn the_statement_in_german_can_be_handed_out() {
    assert_edition_snapshot!("statement_de", german(&fresh(), "statement").said());
}

#[test]
fn the_statement_in_english_can_be_handed_out() {
    assert_edition_snapshot!(
        "statement_en",
        fresh().run(&["privacy", "statement"]).said()
    );
}

#[test]
fn the_record_in_german_is_a_template() {
    assert_edition_snapshot!("record_de", german(&fresh(), "record").said());
}

#[test]
fn the_record_in_english_is_a_template() {
    assert_edition_snapshot!("record_en", fresh().run(&["privacy", "record"]).said());
}

/// The text of an entry of a section, in JSON.
fn said(document: &Value, section: &str, entry: &str) -> String {
    let sections = document["sections"].as_array().unwrap();
    let section = sections.iter().find(|it| it["id"] == section).unwrap();
    let blocks = section["blocks"].as_array().unwrap().iter();
    let mut entries = blocks.flat_map(|block| block["entries"].as_array().into_iter().flatten());
    let entry = entries.find(|it| it["id"] == entry).unwrap();
    let sentences = entry["sentences"].as_array().unwrap().iter();
    let texts: Vec<&str> = sentences.map(|it| it["text"].as_str().unwrap()).collect();
    texts.join(" ")
}

#[test]
fn it_needs_no_login_no_network_and_no_store_and_makes_no_file() {
    let device = fresh();
    for what in ["statement", "record"] {
        for language in ["en", "de"] {
            let ran = device.run(&["privacy", what, "--lang", language, "--json"]);
            assert_eq!(ran.json()["language"], language);
        }
    }
    assert_eq!(device.files(), []);
}

#[test]
fn it_answers_beside_a_damaged_store_and_a_login_that_cannot_be_read() {
    let (_webfleet, device) = synced();
    fs::write(device.store(), "this is no store").unwrap();
    let login = device.path(".config/3kplaces/login.toml");
    fs::write(login, "this is no login").unwrap();
    assert_ne!(device.run(&["list"]).code, 0, "the store is damaged");
    for what in ["statement", "record"] {
        assert!(german(&device, what).stdout.contains("Verantwortlicher"));
    }
}

#[test]
fn it_says_what_is_so_on_this_device() {
    let mut device = fresh();
    let statement = |device: &Sandbox| device.run(&["privacy", "statement", "--json"]).json();
    let login = |device: &Sandbox| said(&statement(device), "other-data", "login");
    assert!(login(&device).contains("no login is stored"));
    device.login();
    assert!(login(&device).contains("login.toml"), "{}", login(&device));

    device.env("KPLACES_LOGIN__PASSWORD", "x");
    assert!(login(&device).contains("environment variables"));
    device.env("KPLACES_WEBFLEET__URL", "https://fleet.example/extern");
    device.env(
        "KPLACES_WEBFLEET__PROXY",
        "http://me:hidden@proxy.example:3128",
    );
    device.env("KPLACES_BACKUP__KEEP", "2");
    let all = device.run(&["privacy", "statement"]).stdout;
    for part in ["fleet.example", "proxy.example:3128", "the 2 newest"] {
        assert!(all.contains(part), "{part}: {all}");
    }
    assert!(!all.contains("hidden"), "{all}");
    assert!(!all.contains("csv.webfleet.com"));
}

#[test]
fn a_company_hands_it_out_filled_in() {
    let mut device = fresh();
    device.write(
        ".config/3kplaces/config.toml",
        "[privacy]\ncontroller = \"Muster Spedition GmbH, Beispielweg 1, 12345 Musterstadt\"\n",
    );
    device.env(
        "KPLACES_PRIVACY__CONTACT",
        "datenschutz@muster.example \u{1b}[31m",
    );
    for what in ["statement", "record"] {
        let text = german(&device, what).stdout;
        assert!(text.contains("Muster Spedition GmbH, Beispielweg 1, 12345 Musterstadt"));
        assert!(text.contains("datenschutz@muster.example"));
        assert!(is_tame(&text));
    }
    let statement = german(&device, "statement").stdout;
    assert!(!statement.contains("____"), "nothing is left to fill in");
    assert!(german(&device, "record").stdout.contains("____"));
}

#[test]
fn it_is_written_to_a_file_as_its_name_says() {
    let device = fresh();
    let wrote = |file: &str, more: &[&str]| {
        let arguments = ["privacy", "statement", "--lang", "de", "-o", file];
        let ran = device.run(&[&arguments, more].concat());
        (
            ran.code,
            fs::read_to_string(device.path(file)).unwrap_or_default(),
        )
    };
    let (code, text) = wrote("a.txt", &[]);
    assert_eq!(code, 0);
    assert_eq!(text, german(&device, "statement").stdout);
    let (_, markdown) = wrote("a.md", &[]);
    assert!(markdown.starts_with("# Datenschutzinformation zu 3Kplaces"));
    assert!(markdown.contains("\n- **Trennungsgebot:** "));
    let (_, page) = wrote("a.html", &[]);
    assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"de\">"));
    assert!(
        !page.contains("://") && !page.contains("src="),
        "nothing is loaded"
    );
    let (_, other) = wrote("b.txt", &["--format", "markdown"]);
    assert_eq!(other, markdown);

    let (code, kept) = wrote("a.txt", &["--format", "html"]);
    assert_eq!((code, kept.as_str()), (9, text.as_str()), "it is there");
    let (code, replaced) = wrote("a.txt", &["--format", "html", "--force"]);
    assert_eq!((code, replaced), (0, page));
    let told = device
        .run(&["privacy", "record", "-o", "r.md", "--json"])
        .json();
    assert_eq!(
        (&told["path"], &told["format"]),
        (&"r.md".into(), &"markdown".into())
    );
    let said = device.run(&["privacy", "record", "-o", "s.md", "--lang", "de"]);
    assert_eq!(said.stdout, "geschrieben: s.md\n");
}

#[test]
fn no_line_is_wider_than_what_it_is_read_on() {
    let device = fresh();
    for what in ["statement", "record"] {
        for language in ["en", "de"] {
            let text = device.run(&["privacy", what, "--lang", language]).stdout;
            for line in text.lines() {
                // A path or the name of a test stays whole.
                let whole = line.trim().split(' ').count() == 1;
                let fits = line.chars().count() <= 80;
                assert!(fits || whole || line.contains("/.local/"), "{line}");
            }
        }
    }
}

#[test]
fn what_is_searched_for_is_not_kept() {
    let (_webfleet, device) = synced();
    let before = device.files();
    let (text, position) = ("Canaria Suchwort", "12.345678,9.876543");
    for arguments in [
        &["find", text][..],
        &["find", text, "--near", position],
        &["near", position],
        &["near", position, "--within", "5000", "--json"],
    ] {
        let ran = device.run(arguments);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
    }
    let shown = |files: &[(std::path::PathBuf, Vec<u8>)]| -> Vec<String> {
        files
            .iter()
            .map(|(path, _)| path.display().to_string())
            .collect()
    };
    let after = device.files();
    assert_eq!(shown(&before), shown(&after));
    for (path, bytes) in after {
        let holds = |it: &str| {
            bytes
                .windows(it.len())
                .any(|window| window == it.as_bytes())
        };
        for kept in ["Canaria", "canaria", "12.345678", "9.876543", "12345678"] {
            assert!(!holds(kept), "{kept} is in {}", path.display());
        }
    }
}
