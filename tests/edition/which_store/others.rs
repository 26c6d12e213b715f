//! What no command may do: look into the folder of another tenant, or make something readable beside a key.

use std::fs;
#[cfg(unix)]
use std::path::Path;

use kplaces_tests::Sandbox;

#[cfg(unix)]
use super::PLACES;
use super::table::{COMMANDS, Shows, commands_of};
use super::{Case, has_all};

/// Every command as one might run it, those that change something last.
fn all_commands(device: &Sandbox) -> Vec<(&'static str, Vec<&'static str>)> {
    let here = commands_of(device);
    let here = |command: &str| here.iter().any(|known| known == command);
    let known = COMMANDS.iter().filter(|(command, _)| here(command));
    known
        .map(|(command, shows)| {
            let words = match *shows {
                Shows::Names(words)
                | Shows::Count(words)
                | Shows::File(words)
                | Shows::Change(words) => words.to_vec(),
                Shows::Page if *command == "open" => vec!["open", "--idle", "1"],
                Shows::Page => vec!["map", "--no-open", "--idle", "1"],
                Shows::Nothing | Shows::Elsewhere => match *command {
                    "import-check" => vec!["import-check", "nowhere"],
                    "login" => vec!["login", "--check"],
                    "completions" => vec!["completions", "bash"],
                    "map install" => vec!["map", "install", "--no-enable"],
                    "schedule install" => vec!["schedule", "install", "--no-enable"],
                    "fleet plan" => vec!["fleet", "plan", "--devices", "5"],
                    "fleet simulate" => vec!["fleet", "simulate", "--devices", "2", "--hours", "1"],
                    "encrypt on" => vec!["encrypt", "on", "--keep", "passphrase"],
                    "tenants add" => vec!["tenants", "add", "west"],
                    "tenants remove" => vec!["tenants", "remove", "east", "--yes"],
                    other => other.split(' ').collect(),
                },
            };
            (*command, words)
        })
        .collect()
}

#[test]
fn no_command_makes_anything_readable_beside_a_key_without_a_store() {
    let case = Case::new("key without store", "sealed:places.sealed");
    if has_all() {
        assert_eq!(case.run(&["encrypt", "on"]).code, 0);
        fs::remove_file(case.folder.join("places.sealed")).unwrap();
    } else {
        let key = ".local/share/3kplaces/places.key";
        case.device.write(key, "3kplaces-key keyring 1\n");
    }
    for (command, words) in all_commands(&case.device) {
        let shows = COMMANDS.iter().find(|(known, _)| *known == command);
        let shows = shows.map_or(Shows::Nothing, |(_, shows)| *shows);
        // Those that take it away, or fill it, have tests of their own.
        let ends = ["encrypt off", "encrypt on", "privacy erase", "sync"];
        if ends.contains(&command) || command.starts_with("tenants") {
            continue;
        }
        let ran = case.run(&words);
        let said = format!("{}{}", ran.stdout, ran.stderr);
        if !matches!(shows, Shows::Nothing | Shows::Elsewhere) && command != "privacy record" {
            let told = ["encrypted", "sealed", "no backup", "no archive", "all.zip"];
            assert!(told.iter().any(|it| said.contains(it)), "{command}: {said}");
        }
        let plain = case.folder.join("places.db");
        assert!(!plain.exists(), "{command}: {said}");
        let sealed = case.folder.join("places.sealed");
        assert!(!sealed.exists(), "{command}: {said}");
    }
}

#[cfg(unix)]
#[test]
fn no_command_looks_into_the_folder_of_another_tenant() {
    if !has_all() {
        return;
    }
    let case =
        Case::new("north", "sqlite:places.db").for_tenant(".local/share/3kplaces/tenants/south");
    let mut case = case.does(&["sync"]).does(&["backup", "create"]);
    assert_eq!(case.device.run(&["tenants", "add", "north"]).code, 0);
    let souths = case.folder.clone();
    let store = souths.join("places.db");
    let links = case.device.path("link");
    std::os::unix::fs::symlink(&souths, &links).unwrap();
    let text = |path: &Path| path.to_str().unwrap().to_owned();
    let tricks = [
        ("KPLACES_DATA_DIR", text(&souths)),
        ("KPLACES_DATA_DIR", format!("{}/", text(&souths))),
        ("KPLACES_DATA_DIR", format!("{}/../south/.", text(&souths))),
        ("KPLACES_DATA_DIR", text(&links)),
        ("KPLACES_STORE", format!("sqlite:{}", text(&store))),
        ("KPLACES_STORE", "sqlite:../south/places.db".to_owned()),
        ("KPLACES_STORE", "sqlite:tenants/south/places.db".to_owned()),
        (
            "KPLACES_STORE",
            format!("sqlite:{}/places.db", text(&links)),
        ),
    ];
    let commands = all_commands(&case.device);
    let before = |device: &Sandbox| -> Vec<_> {
        let mut files = device.files();
        files.retain(|(path, _)| path.starts_with(&souths));
        files
    };
    let files = before(&case.device);
    for (n, (variable, value)) in tricks.iter().enumerate() {
        case.device.env(variable, value.clone());
        for tenant in [None, Some("--tenant=north")] {
            for (command, words) in &commands {
                let shows = COMMANDS.iter().find(|(known, _)| known == command);
                if n > 0 && shows.is_some_and(|(_, shows)| *shows == Shows::Nothing) {
                    continue;
                }
                // It is about all tenants; what it shows of each is asked of that tenant.
                if command.starts_with("tenants") {
                    continue;
                }
                let arguments: Vec<&str> =
                    tenant.into_iter().chain(words.iter().copied()).collect();
                // A map that may begin is ended again.
                let ran = match shows {
                    Some((_, Shows::Page)) => {
                        let ending = ["timeout", "--signal=INT", "--preserve-status", "3"];
                        case.device.run_in(&ending, &arguments)
                    }
                    _ => case.device.run(&arguments),
                };
                let what = (variable, value, tenant, command);
                let said = format!("{}{}", ran.stdout, ran.stderr);
                assert!(!said.contains("Right"), "{what:?}: {said}");
                assert!(
                    !said.contains(&format!("{PLACES} places")),
                    "{what:?}: {said}"
                );
                // One that is relative to a tenant's folder leads from the device's into nothing.
                let names = said.contains("tenants/south/places.db\n");
                assert!(!names || ran.code != 0, "{what:?}: {said}");
                if *command == "doctor" {
                    assert!(matches!(ran.code, 12 | 0), "{what:?}: {said}");
                }
                if *command == "list" && ran.code != 0 {
                    assert_eq!(ran.code, 3, "{what:?}: {said}");
                    let doctor = case
                        .device
                        .run(&[&tenant.into_iter().collect::<Vec<_>>()[..], &["doctor"]].concat());
                    assert_eq!(doctor.code, 12, "{what:?}: {}", doctor.shown());
                    assert!(
                        doctor
                            .stdout
                            .contains("nothing of the places was looked at"),
                        "{}",
                        doctor.stdout
                    );
                }
            }
        }
        case.device.unset(variable);
        assert!(before(&case.device) == files, "{variable} {value}");
    }
}
