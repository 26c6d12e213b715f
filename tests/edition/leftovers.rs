//! What a command leaves that is killed while it writes a file for the user: nothing, or what is found again.
#![cfg(target_os = "linux")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

use kplaces_tests::{MockWebfleet, Sandbox};

use crate::{edition, synced};

/// System calls by which files are made, filled and put in their places.
const CALLS: &str =
    "openat,write,fsync,linkat,rename,renameat,renameat2,unlink,unlinkat,rmdir,mkdir,flock";

/// Whether a process can be killed at a system call of ours.
#[expect(clippy::print_stderr, reason = "a case that is skipped says so")]
fn has_strace() -> bool {
    let found = Command::new("strace")
        .args(["-qq", "-o", "/dev/null", "true"])
        .status()
        .is_ok_and(|status| status.success());
    if !found {
        assert_ne!(option_env!("KPLACES_FOREIGN"), Some("required"));
        eprintln!(
            "NOT CHECKED: strace may not look on here, so no command is killed at a system call"
        );
    }
    found
}

/// A device with places, a folder `out` for files and a folder `tmp` of the system.
fn ready() -> (MockWebfleet, Sandbox) {
    let (webfleet, mut device) = synced();
    for folder in ["out", "tmp"] {
        fs::create_dir(device.path(folder)).unwrap();
    }
    device.env("TMPDIR", device.path("tmp").to_str().unwrap());
    (webfleet, device)
}

/// Runs a command with system calls that are tampered with.
fn run(device: &Sandbox, injections: &[String], arguments: &[&str]) -> ExitStatus {
    let plain = device.command(arguments);
    let mut command = Command::new("strace");
    command.args(["-f", "-qq", "-o", "/dev/null"]);
    for injection in injections {
        command.args(["-e", &format!("inject={injection}")]);
    }
    command.arg(plain.get_program()).args(plain.get_args());
    command.current_dir(device.path("")).env_clear();
    for (name, value) in plain.get_envs() {
        command.env(name, value.unwrap_or_default());
    }
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap()
}

/// All files in a folder and below it.
fn files_in(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_in(&path));
        } else {
            found.push(path);
        }
    }
    found
}

/// Files that are not those that should be there.
fn left(device: &Sandbox) -> Vec<PathBuf> {
    let mut found = files_in(&device.path("out"));
    found.extend(files_in(&device.path("tmp")));
    found.retain(|path| {
        path.file_name().unwrap().to_str().unwrap().starts_with('.')
            || path.starts_with(device.path("tmp"))
    });
    found
}

/// Kills a command at one system call after the other, and says at how many.
fn kill_at_every_call(device: &Sandbox, arguments: &[&str]) -> u32 {
    let (mut killed, mut next) = (0, 1);
    loop {
        let kill = format!("{CALLS}:signal=KILL:when={next}");
        if run(device, &[kill], arguments).success() {
            return killed;
        }
        killed += 1;
        next += 1;
        // SQLite is told a name, and takes it away before there is a place in the file.
        let holds_places = |path: &PathBuf| {
            let bytes = fs::read(path).unwrap();
            let is_place = |bytes: &[u8]| bytes == b"Depot Nord";
            let is_ours = path.starts_with(device.path("tmp"));
            !bytes.is_empty() && (!is_ours || bytes.windows(10).any(is_place))
        };
        let mut left = left(device);
        if arguments.contains(&"--force") {
            // Between two system calls it has a name: a link replaces nothing.
            left.retain(|path| path.starts_with(device.path("tmp")));
        }
        left.retain(holds_places);
        assert_eq!(
            left,
            [""; 0].map(PathBuf::from),
            "{arguments:?} at call {next}"
        );
        let _ = fs::remove_file(device.path("out/new"));
    }
}

#[test]
fn a_command_that_is_killed_leaves_no_file_in_the_folder_it_writes_to() {
    if !has_strace() {
        return;
    }
    let (_webfleet, device) = ready();
    device.write("out/old", "old");
    let mut killed = 0;
    for command in [
        &["export", "csv", "-o", "out/new"][..],
        &["export", "gpx", "--force", "-o", "out/old"],
        &["privacy", "extract", "-o", "out/new"],
        &["privacy", "statement", "-o", "out/new"],
        &["doctor", "--bundle", "out/new"],
    ] {
        killed += kill_at_every_call(&device, command);
    }
    if edition() != "basic" {
        killed += kill_at_every_call(&device, &["export", "geopackage", "-o", "out/new"]);
    }
    assert!(killed > 100, "{killed}");
    let ran = device.run(&["export", "csv", "--force", "-o", "out/old"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(
        left(&device).is_empty(),
        "the next run removes what was left"
    );
    assert!(!device.path(".local/state/3kplaces/unfinished").exists());
}

/// Kills an export on a system that gives files their names only by a rename, just before that.
fn leave_a_draft(device: &Sandbox) -> PathBuf {
    let calls = [
        "linkat:error=EPERM".to_owned(),
        "rename,renameat,renameat2:signal=KILL".to_owned(),
    ];
    let status = run(
        device,
        &calls,
        &["export", "csv", "--force", "-o", "out/old"],
    );
    assert!(!status.success());
    let mut left = left(device);
    let draft = left.pop().unwrap();
    assert!(left.is_empty());
    assert!(fs::metadata(&draft).unwrap().len() > 0);
    draft
}

#[test]
fn what_is_left_is_named_by_doctor_and_removed_by_the_next_run_and_by_erase() {
    if !has_strace() {
        return;
    }
    let (_webfleet, device) = ready();
    device.write("out/old", "old");
    device.write("out/.3kplaces-mine", "of the user");
    let mine = device.path("out/.3kplaces-mine");
    let is_gone = |draft: &Path| !draft.exists() && mine.exists();
    let hide_mine = || fs::rename(&mine, device.path("mine")).unwrap();
    let show_mine = || fs::rename(device.path("mine"), &mine).unwrap();

    hide_mine();
    let draft = leave_a_draft(&device);
    show_mine();
    let ran = device.run(&["doctor"]);
    assert!(
        ran.stdout.contains(draft.to_str().unwrap()),
        "{}",
        ran.shown()
    );
    assert!(ran.stdout.contains("left unfinished"), "{}", ran.shown());
    let ran = device.run(&["privacy", "report"]);
    assert!(
        ran.stdout.contains(draft.to_str().unwrap()),
        "{}",
        ran.shown()
    );
    let ran = device.run(&["export", "gpx", "-o", "out/other"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(is_gone(&draft));
    let ran = device.run(&["doctor"]);
    assert!(!ran.stdout.contains("left unfinished"), "{}", ran.shown());

    hide_mine();
    let draft = leave_a_draft(&device);
    show_mine();
    let ran = device.run(&["privacy", "erase", "--older-than", "30", "--yes"]);
    assert_eq!(ran.code, 0, "{}", ran.shown());
    assert!(
        ran.stdout.contains(draft.to_str().unwrap()),
        "{}",
        ran.shown()
    );
    assert!(is_gone(&draft));

    // On a stick that is not there it is not forgotten.
    hide_mine();
    let draft = leave_a_draft(&device);
    show_mine();
    fs::rename(device.path("out"), device.path("away")).unwrap();
    let ran = device.run(&["privacy", "erase", "--all", "--yes"]);
    assert_eq!(ran.code, 9, "{}", ran.shown());
    let name = draft.file_name().unwrap().to_str().unwrap();
    assert!(ran.stdout.contains(name), "{}", ran.shown());
    assert!(ran.stdout.contains("cannot be reached"), "{}", ran.shown());
    fs::rename(device.path("away"), device.path("out")).unwrap();
    let ran = device.run(&["privacy", "erase", "--all", "--yes"]);
    assert_eq!(ran.code, 0, "{}", ran.shown());
    assert!(is_gone(&draft));
    assert!(!device.path(".local/state/3kplaces").exists());
}
