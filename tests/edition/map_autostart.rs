//! The map that the system starts when its user logs in.
#![cfg(target_os = "linux")]
#![expect(clippy::print_stderr, reason = "what is not checked is said aloud")]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use kplaces_tests::assert_answer;

use crate::map::start;
use crate::{fresh, synced};

const ENTRY: &str = ".config/autostart/3kplaces.desktop";

#[test]
fn the_desktop_starts_the_map_after_install_and_not_after_remove() {
    let device = fresh();
    let ran = device.run(&["map", "install", "--json"]);
    assert_answer(&["map", "install"], &ran.stdout);
    let entry = fs::read_to_string(device.path(ENTRY)).unwrap();
    let binary = crate::BINARY;
    assert_eq!(
        entry.replace(binary, "/usr/bin/3kplaces"),
        "# written by 3kplaces map; 3kplaces map remove deletes it\n[Desktop Entry]\nType=Application\n\
         Name=3Kplaces\nComment=The 3Kplaces map\nExec=\"/usr/bin/3kplaces\" \"open\" \"--autostart\"\n\
         Terminal=false\nStartupNotify=false\n"
    );
    let again = device.run(&["map", "install"]);
    assert_eq!(again.code, 0, "{}", again.stderr);
    let removed = device.run(&["map", "remove", "--json"]);
    assert_answer(&["map", "remove"], &removed.stdout);
    assert!(!device.path(ENTRY).exists());
    assert_eq!(removed.json()["removed"].as_array().unwrap().len(), 1);
    let none = device.run(&["map", "remove"]);
    assert_eq!(none.stdout, "No system starts the map.\n");
}

/// The file has one language, and what takes effect at the next login needs no command.
#[test]
fn a_german_entry_is_german_and_says_when_it_takes_effect() {
    let device = fresh();
    let german = ["map", "install", "--lang", "de"];
    let shown = device.run(&[&german[..], &["--print"]].concat()).stdout;
    assert!(
        shown.contains("# von 3kplaces geschrieben; 3kplaces map remove löscht die Datei\n"),
        "{shown}"
    );
    assert!(
        shown.ends_with("\nGilt ab der nächsten Anmeldung am Rechner.\n"),
        "{shown}"
    );
    device.run(&german);
    assert!(device.path(ENTRY).exists());
    // What was written before this has another beginning, and is known all the same.
    let entry = fs::read_to_string(device.path(ENTRY)).unwrap();
    let before = entry.replace("von 3kplaces geschrieben", "written by 3kplaces map");
    device.write(ENTRY, before);
    assert_eq!(device.run(&["map", "remove"]).code, 0);
    assert!(!device.path(ENTRY).exists());
}

#[test]
fn a_file_of_somebody_else_stays_but_with_force() {
    let device = fresh();
    device.write(ENTRY, "[Desktop Entry]\nName=mine\n");
    for words in [&["map", "install"][..], &["map", "remove"]] {
        let refused = device.run(words);
        assert_eq!(refused.code, 9, "{}", refused.shown());
        assert!(
            fs::read_to_string(device.path(ENTRY))
                .unwrap()
                .contains("mine")
        );
    }
    assert_eq!(device.run(&["map", "install", "--force"]).code, 0);
    assert!(
        !fs::read_to_string(device.path(ENTRY))
            .unwrap()
            .contains("mine")
    );
}

#[test]
fn a_service_is_written_for_the_background_and_removed_too() {
    let device = fresh();
    let ran = device.run(&["map", "install", "--for", "systemd", "--no-enable"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(
        ran.stdout
            .contains("systemctl --user enable --now 3kplaces-map.service")
    );
    let unit = device.path(".config/systemd/user/3kplaces-map.service");
    let text = fs::read_to_string(&unit).unwrap();
    assert!(
        text.contains("\"open\" \"--autostart\" \"--no-open\"\nRestart=on-failure"),
        "{text}"
    );
    match Command::new("systemd-analyze")
        .args(["--user", "--man=no", "verify"])
        .env("XDG_RUNTIME_DIR", unit.parent().unwrap())
        .arg(&unit)
        .output()
    {
        Ok(judged) => assert!(judged.status.success(), "{judged:?}"),
        Err(_) => eprintln!("NOT CHECKED: systemd-analyze is not installed"),
    }
    assert_eq!(device.run(&["map", "remove"]).code, 0);
    assert!(!unit.exists());
}

/// What is set here is set there, but for secrets; who erases is told.
#[test]
fn it_is_given_what_is_set_here_and_no_secret() {
    let mut device = fresh();
    device.env("KPLACES_LOGIN__PASSWORD", "Geheim!77");
    device.env("KPLACES_SCHEDULE__SPREAD_S", "5");
    let folder = device.path("Daten 100% \"$HOME\" `x`");
    let folder = folder.to_str().unwrap();
    let ran = device.run(&["map", "install", "--data-dir", folder]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(
        ran.stderr
            .contains("KPLACES_LOGIN__PASSWORD is set here only"),
        "{}",
        ran.stderr
    );
    let entry = fs::read_to_string(device.path(ENTRY)).unwrap();
    assert!(!entry.contains("Geheim"), "{entry}");
    assert!(entry.contains("Exec=env \""), "{entry}");
    let report = device.run(&["privacy", "report"]);
    assert!(report.stdout.contains(ENTRY), "{}", report.stdout);
    let erased = device.run(&["privacy", "erase", "--all", "--yes"]);
    assert!(erased.stdout.contains(ENTRY), "{}", erased.shown());
    if let Some(words) = started_by_gio(&device.path(ENTRY)) {
        assert_eq!(words, ["open", "--autostart", "--data-dir", folder]);
    }
}

/// What the `gio` of `GLib` gives to the program that an entry names.
fn started_by_gio(entry: &Path) -> Option<Vec<String>> {
    let folder = entry.parent().unwrap();
    let (said, program) = (folder.join("said"), folder.join("program"));
    let script = format!(
        "#!/bin/sh\nprintf '%s\\n' \"$@\" > {0}.part\nmv {0}.part {0}\n",
        said.display()
    );
    fs::write(&program, script).unwrap();
    fs::set_permissions(
        &program,
        std::os::unix::fs::PermissionsExt::from_mode(0o700),
    )
    .unwrap();
    let text = fs::read_to_string(entry).unwrap();
    let of_it = text.replace(crate::BINARY, program.to_str().unwrap());
    let judged = folder.join("judged.desktop");
    fs::write(&judged, of_it).unwrap();
    let ran = match Command::new("gio").arg("launch").arg(&judged).output() {
        Ok(ran) => ran,
        Err(error) => {
            assert_ne!(
                option_env!("KPLACES_FOREIGN"),
                Some("required"),
                "gio: {error}"
            );
            eprintln!("NOT CHECKED: gio is not installed");
            return None;
        }
    };
    assert!(ran.status.success(), "{ran:?}");
    while !said.exists() {
        std::thread::yield_now();
    }
    let said = fs::read_to_string(said).unwrap();
    Some(said.lines().map(str::to_owned).collect())
}

/// What a system starts is written into its log, which others may read; a link is a key.
#[test]
fn started_by_the_system_the_map_prints_no_link() {
    let (_webfleet, device) = synced();
    let Some(probe) = start(&device, &[]) else {
        return;
    };
    probe.end("-INT");
    let mut command = device.command(&["open", "--no-open", "--autostart"]);
    let command = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let first = command.spawn().unwrap();
    let door = || {
        let mut doors = fs::read_dir(device.path(".local/state/3kplaces/map")).ok()?;
        let page = doors.next()?.ok()?.path().join("3kplaces.html");
        fs::read_to_string(page)
            .ok()?
            .contains("?token=")
            .then_some(())
    };
    while door().is_none() {
        std::thread::yield_now();
    }
    let second = device.run(&["open", "--no-open", "--autostart"]);
    assert_eq!(
        (second.code, second.stdout.as_str(), second.stderr.as_str()),
        (0, "", "")
    );
    let third = device.run(&["open", "--no-open"]);
    assert!(third.stdout.contains("?token="), "{}", third.stdout);
    let ended = Command::new("kill")
        .args(["-TERM", &first.id().to_string()])
        .status();
    assert!(ended.unwrap().success());
    let said = first.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&[said.stdout, said.stderr].concat()).into_owned();
    assert_eq!(said, "The map has ended.\n");
}
