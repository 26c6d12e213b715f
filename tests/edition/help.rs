//! What `--help` says, of every command and in both languages.

use kplaces_tests::Sandbox;

use crate::{assert_edition_snapshot, fresh, manual};

/// All commands of this edition, each with its words, those that only have others below them too.
pub(crate) fn commands(device: &Sandbox) -> Vec<Vec<String>> {
    let (mut found, mut open) = (Vec::new(), vec![Vec::<String>::new()]);
    while let Some(words) = open.pop() {
        let below = manual::below(&help(device, &words, "en"));
        open.extend(
            below
                .into_iter()
                .rev()
                .map(|word| [&words[..], &[word]].concat()),
        );
        found.push(words);
    }
    assert!(found.len() > 20, "{found:?}");
    found
}

fn help(device: &Sandbox, words: &[String], language: &str) -> String {
    let mut arguments: Vec<&str> = words.iter().map(String::as_str).collect();
    arguments.extend(["--help", "--lang", language]);
    let ran = device.run(&arguments);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{words:?}");
    ran.stdout
}

/// The help of all commands; the options that all have stand in the first only.
fn all(language: &str) -> String {
    let device = fresh();
    let helps = commands(&device).into_iter().map(|words| {
        let mut out = format!(
            "$ 3kplaces {}\n",
            [&words[..], &["--help".to_owned()]].concat().join(" ")
        );
        let mut skipped = false;
        for line in help(&device, &words, language).lines() {
            skipped = match line {
                "Global options:" | "Allgemeine Optionen:" => !words.is_empty(),
                _ => skipped && (line.is_empty() || line.starts_with(' ')),
            };
            if !skipped {
                out.push_str(line);
                out.push('\n');
            }
        }
        out + "\n"
    });
    helps.collect()
}

#[test]
fn help_in_english() {
    assert_edition_snapshot!("help_en", all("en"));
}

#[test]
fn help_in_german() {
    assert_edition_snapshot!("help_de", all("de"));
}

#[test]
fn help_is_in_the_language_of_the_system() {
    let mut device = fresh();
    device.env("LC_ALL", "de_DE.UTF-8");
    let help = device.run(&["sync", "-h"]).stdout;
    assert!(help.contains("Aufruf: 3kplaces sync [OPTIONEN]"), "{help}");
    let said = device.run(&["lst"]).stderr;
    assert!(
        said.starts_with("Fehler: unbekannter Befehl 'lst'"),
        "{said}"
    );
    let json = device.run(&["lst", "--json"]).json_error();
    assert_eq!(
        json["what"], "unrecognized subcommand 'lst'",
        "programs read no language"
    );
}
