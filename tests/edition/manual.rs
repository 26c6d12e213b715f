//! Completion scripts and manual pages.

use std::fs;

use crate::{fresh, is_basic};

/// The commands of this edition, as its help lists them.
fn commands() -> Vec<String> {
    let help = fresh().run(&["--help"]).stdout;
    let list = help
        .split("Commands:")
        .nth(1)
        .unwrap()
        .split("Options:")
        .next()
        .unwrap();
    let names = list
        .lines()
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    names
        .filter_map(|line| line.split_whitespace().next())
        .map(str::to_owned)
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
        let groups = ran.stdout.contains("groups");
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
fn help_of_each_command_is_an_answer() {
    for command in commands() {
        let ran = fresh().run(&[&command, "--help"]);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{command}");
        assert!(ran.stdout.contains("Usage: 3kplaces"), "{}", ran.stdout);
    }
    assert!(fresh().run(&["--version"]).stdout.starts_with("3kplaces "));
}
