//! Completion scripts and manual pages.

use std::fs;

use crate::{fresh, is_basic};

/// The commands of this edition, as its help lists them.
fn commands() -> Vec<String> {
    below(&fresh().run(&["--help"]).stdout)
}

/// The commands that a help in English lists: the first words of its block.
pub(crate) fn below(help: &str) -> Vec<String> {
    let lines = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let lines = lines.take_while(|line| !line.is_empty());
    let words = lines.filter(|line| !line.starts_with("   "));
    words
        .filter_map(|line| line.split_whitespace().next().map(str::to_owned))
        .collect()
}

#[test]
fn each_shell_completes_each_command() {
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let ran = fresh().run(&["completions", shell]);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{shell}");
        for command in commands() {
            assert!(
                ran.stdout.contains(&command),
                "{shell} does not know {command}"
            );
        }
        let groups = ran.stdout.replace("quota.groups", "").contains("groups");
        assert_eq!(
            groups,
            !is_basic(),
            "{shell}: what an edition lacks is not offered"
        );
        assert!(ran.stdout.contains("3kplaces"));
    }
}

#[test]
fn the_manual_has_a_page_for_each_command() {
    let device = fresh();
    let page = device.run(&["man"]);
    assert!(page.stdout.contains(".TH"), "{}", page.stdout);
    let ran = device.run(&["man", "--dir", "pages", "--json"]);
    let pages: Vec<String> = serde_json::from_value(ran.json()).unwrap();
    for command in commands() {
        assert!(
            page.stdout.replace("\\-", "-").contains(&command),
            "the main page lacks {command}"
        );
        let file = format!("3kplaces-{command}.1");
        assert!(pages.contains(&file), "{pages:?}");
        let text = fs::read_to_string(device.path("pages").join(&file)).unwrap();
        assert!(
            text.contains(".SH SYNOPSIS") && text.contains(&command),
            "{file}"
        );
    }
    assert_eq!(pages.contains(&"3kplaces-groups.1".to_owned()), !is_basic());
}

#[test]
fn the_manual_of_a_german_reader_is_german() {
    let device = fresh();
    let page = device.run(&["man", "--lang", "de"]).stdout;
    for heading in [
        "ÜBERSICHT",
        "BESCHREIBUNG",
        "ALLGEMEINE OPTIONEN",
        "BEFEHLE",
        "BEISPIELE",
    ] {
        assert!(
            page.contains(&format!(".SH {heading}"))
                || page.contains(&format!(".SH \"{heading}\"")),
            "{heading}: {page}"
        );
    }
    let english = device.run(&["man", "--lang", "en"]).stdout;
    for heading in ["SYNOPSIS", "DESCRIPTION", "OPTIONS", "COMMANDS", "EXAMPLES"] {
        assert!(
            !page.contains(heading) && english.contains(heading),
            "{heading}"
        );
    }
    let script = device.run(&["completions", "fish", "--lang", "de"]).stdout;
    assert!(script.contains("Adressen von WEBFLEET laden"), "{script}");
}

#[test]
fn all_settings_are_on_a_page_of_their_own() {
    let device = fresh();
    let keys = device.run(&["config", "list", "--json"]).json();
    device.run(&["man", "--dir", "pages"]);
    let written = fs::read_to_string(device.path("pages/3kplaces-config.5")).unwrap();
    let page = device.run(&["man", "3kplaces-config.5"]).stdout;
    assert_eq!(page, written);
    let page = page.replace("\\-", "-");
    for key in keys.as_array().unwrap() {
        let name = key["key"].as_str().unwrap();
        let is_there = page.contains(&format!("\\fB{name}\\fR"));
        assert_eq!(is_there, key["available"].as_bool().unwrap(), "{name}");
        if is_there {
            assert!(page.contains(key["variable"].as_str().unwrap()), "{name}");
        }
    }
    for heading in ["KEYS", "FILES", "ENVIRONMENT", "PRECEDENCE", "EXIT STATUS"] {
        assert!(page.contains(heading), "{heading}");
    }
    assert!(page.contains(".TH 3KPLACES-CONFIG 5"), "{page}");
    let main = device.run(&["man"]).stdout;
    assert!(
        main.contains("EXIT STATUS") && main.contains(".SH FILES"),
        "{main}"
    );
    assert_eq!(device.run(&["man", "3kplaces-nothing.1"]).code, 13);
}

#[test]
fn a_page_is_named_by_its_command_or_by_its_file() {
    let device = fresh();
    let page = |name| device.run(&["man", name]).stdout;
    assert!(page("open").contains(".TH 3KPLACES-OPEN 1"));
    for name in ["3kplaces-open", "3kplaces-open.1"] {
        assert_eq!(page(name), page("open"));
    }
    assert!(page("config").contains(".TH 3KPLACES-CONFIG 1"));
    assert!(page("config-set").contains(".TH 3KPLACES-CONFIG-SET 1"));
    assert!(page("config.5").contains(".TH 3KPLACES-CONFIG 5"));
    let slips: [&[&str]; 2] = [&["man", "opne"], &["man", "3kplaces-staus.1"]];
    insta::assert_snapshot!(device.transcript(slips), @"
    $ 3kplaces man opne
    error: there is no manual page `opne`
      try: did you mean `3kplaces man open`?
      try: `3kplaces man --dir man1` writes all pages
    [exit code 13]

    $ 3kplaces man 3kplaces-staus.1
    error: there is no manual page `3kplaces-staus.1`
      try: did you mean `3kplaces man status`?
      try: `3kplaces man --dir man1` writes all pages
    [exit code 13]
    ");
}

#[test]
fn the_version_is_an_answer() {
    assert!(fresh().run(&["--version"]).stdout.starts_with("3kplaces "));
}
