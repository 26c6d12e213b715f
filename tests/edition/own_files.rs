//! No output takes the place of what the program keeps, whatever was asked for.

use std::fs;
use std::path::PathBuf;

use kplaces_tests::Sandbox;

use crate::{edition, fresh, synced};

const DATA: &str = ".local/share/3kplaces";
const CONFIG: &str = ".config/3kplaces";
const STATE: &str = ".local/state/3kplaces";

/// Every command that writes a file the user names, without the name.
fn writers() -> Vec<&'static [&'static str]> {
    let mut all: Vec<&[&str]> = vec![
        &["export", "csv", "--force", "--allow-empty", "-o"],
        &["privacy", "extract", "--force", "-o"],
        &["privacy", "statement", "--force", "-o"],
        &["privacy", "record", "--force", "-o"],
        &["doctor", "--force", "--bundle"],
        &[
            "privacy",
            "erase",
            "--older-than",
            "36500",
            "--yes",
            "--receipt",
        ],
    ];
    if edition() == "enterprise" {
        all.push(&["fleet", "simulate", "--devices", "2", "--force", "--svg"]);
    }
    all
}

fn assert_refused(device: &Sandbox, target: &str) {
    assert_refused_by(device, &writers(), target);
}

fn assert_refused_by(device: &Sandbox, writers: &[&[&str]], target: &str) {
    for &writer in writers {
        let ran = crate::assert_unchanged(device, || device.run(&[writer, &[target]].concat()));
        assert_eq!(ran.code, 9, "{writer:?} {target}: {}", ran.shown());
        assert!(ran.stderr.contains("keeps for itself"), "{}", ran.stderr);
    }
}

#[test]
fn what_is_kept_is_no_target_of_any_command() {
    let (_webfleet, device) = synced();
    device.write(&format!("{CONFIG}/config.toml"), "[export]\n");
    assert_eq!(device.run(&["backup", "create"]).code, 0);
    let backup = fs::read_dir(device.path(DATA).join("backups")).unwrap();
    let backup = backup.map(|entry| entry.unwrap().path()).next().unwrap();
    device.write("home.txt", "of the user");
    for target in [
        format!("{DATA}/places.db"),
        format!("{DATA}/places.db-wal"),
        format!("{DATA}/places.db-journal"),
        format!("{DATA}/places.sealed"),
        format!("{DATA}/places.key"),
        format!("{DATA}/../3kplaces/places.db"),
        format!("{CONFIG}/config.toml"),
        format!("{CONFIG}/login.toml"),
        format!("{CONFIG}/login.age"),
        format!("{STATE}/network.json"),
        format!("{STATE}/runs/anything.json"),
        backup.to_str().unwrap().to_owned(),
    ] {
        assert_refused(&device, &target);
    }
}

#[cfg(unix)]
#[test]
fn what_is_kept_is_found_under_every_name() {
    let (_webfleet, device) = synced();
    let names: [(&str, PathBuf); 3] = [
        ("store.csv", device.store()),
        ("login.csv", device.path(CONFIG).join("login.toml")),
        ("contacts.csv", device.path(STATE).join("network.json")),
    ];
    std::os::unix::fs::symlink(device.path(DATA), device.path("way")).unwrap();
    assert_refused(&device, "way/places.db");
    for (name, kept) in names {
        let link = format!("link-{name}");
        std::os::unix::fs::symlink(&kept, device.path(&link)).unwrap();
        fs::hard_link(&kept, device.path(name)).unwrap();
        assert_refused(&device, &link);
        assert_refused(&device, name);
    }
}

/// Files of ours that lie in no folder of ours.
#[test]
fn what_settings_name_and_what_runs_by_itself_is_kept_too() {
    let (_webfleet, mut device) = synced();
    for (name, variable) in [("password", "PASSWORD_FILE"), ("apikey", "APIKEY_FILE")] {
        device.write(&format!("keys/{name}.txt"), "secret");
        device.env(
            &format!("KPLACES_LOGIN__{variable}"),
            format!("~/keys/{name}.txt"),
        );
    }
    device.write("keys/passphrase", "secret");
    device.env("KPLACES_PASSPHRASE_FILE", "keys/passphrase");
    let mut kept = vec!["keys/password.txt", "keys/apikey.txt", "keys/passphrase"];
    let unit = ".config/systemd/user/3kplaces-sync.service";
    if edition() != "basic" && cfg!(target_os = "linux") {
        let ran = device.run(&["schedule", "install"]);
        if device.path(unit).exists() {
            kept.push(unit);
        } else {
            assert_ne!(ran.code, 0, "{}", ran.shown());
        }
    }
    for target in kept {
        assert_refused(&device, target);
    }
}

#[test]
fn the_program_itself_is_no_target() {
    let elsewhere = fresh();
    let program = elsewhere.path("3kplaces");
    fs::copy(crate::BINARY, &program).unwrap();
    let target = program.to_str().unwrap();
    let device = Sandbox::new(&program);
    let ran = device.run(&["privacy", "statement", "--force", "-o", target]);
    assert_eq!(ran.code, 9, "{}", ran.shown());
}

/// Every way to write a path, for every kind of file.
#[cfg(unix)]
#[test]
fn no_spelling_of_a_path_gets_past() {
    let (_webfleet, device) = synced();
    device.write(&format!("{CONFIG}/config.toml"), "[export]\n");
    device.write(&format!("{STATE}/runs/own.jsonl"), "{}");
    for folder in [DATA, CONFIG, STATE] {
        let link = device.path(&folder.replace(['/', '.'], "_"));
        std::os::unix::fs::symlink(device.path(folder), link).unwrap();
    }
    let home = device
        .path("")
        .to_str()
        .unwrap()
        .trim_end_matches('/')
        .to_owned();
    let mut writers = writers();
    for (folder, name) in [
        (DATA, "places.db"),
        (CONFIG, "login.toml"),
        (CONFIG, "config.toml"),
        (STATE, "network.json"),
        (STATE, "runs/own.jsonl"),
    ] {
        let spellings = [
            format!("{folder}/{name}"),
            format!("./{folder}//./{name}"),
            format!("{home}/{folder}/{name}"),
            format!("//{home}/{folder}/../3kplaces/{name}"),
            format!("{}/{name}", folder.replace(['/', '.'], "_")),
            format!("{}/../3kplaces/{name}", folder.replace(['/', '.'], "_")),
        ];
        for spelling in spellings {
            // All write by one way; in turn is enough.
            writers.rotate_left(1);
            assert_refused_by(&device, &writers[..2], &spelling);
        }
    }
}

/// A folder that is mounted a second time has another path and no link.
#[cfg(target_os = "linux")]
#[test]
fn a_second_mount_of_a_folder_of_ours_is_seen_through() {
    let (_webfleet, device) = synced();
    device.write(&format!("{CONFIG}/config.toml"), "[export]\n");
    for folder in ["data", "config", "state", "runs"] {
        fs::create_dir(device.path(folder)).unwrap();
    }
    device.write("file.csv", "");
    let script = format!(
        "mount --bind {DATA} data && mount --bind {CONFIG} config && mount --bind {STATE} state \
         && mount --bind {STATE}/runs runs && mount --bind {CONFIG}/login.toml file.csv || exit 77
         for target in data/places.db data/new.csv config/config.toml config/login.toml \
             state/network.json state/new/deep.csv runs/new.csv file.csv; do
           \"$0\" privacy statement --force -o $target; echo $target $?
         done"
    );
    let before = device.files();
    let ran = device.run_in(&["unshare", "-rm", "sh", "-c", &script], &[]);
    if ran.code == 77 || ran.stdout.is_empty() {
        eprintln!("NOT CHECKED: unshare makes no mount here");
        return;
    }
    assert_eq!(ran.stdout.lines().count(), 8, "{}", ran.shown());
    for line in ran.stdout.lines() {
        assert!(line.ends_with(" 9"), "{}", ran.shown());
    }
    assert_eq!(before, device.files());
}

#[test]
fn a_store_and_settings_elsewhere_are_kept_and_what_lies_beside_them_is_the_users() {
    let (webfleet, mut device) = synced();
    fs::create_dir_all(device.path("work")).unwrap();
    let settings = device.write("work/own.toml", "store = \"sqlite:mine.db\"\n");
    device.env("KPLACES_CONFIG", settings.to_str().unwrap());
    device.env("KPLACES_DATA_DIR", device.path("work").to_str().unwrap());
    assert_eq!(device.run(&["sync"]).code, 0);
    for target in [
        "work/mine.db",
        "work/mine.db-wal",
        "work/own.toml",
        "work/places.sealed",
        "work/backups/x.csv",
    ] {
        assert_refused(&device, target);
    }
    // Also of another data folder, and a copy of it.
    fs::copy(device.path("work/mine.db"), device.path("copy.csv")).unwrap();
    device.write("password.txt", "secret");
    device.env("KPLACES_DATA_DIR", device.path("other").to_str().unwrap());
    device.env(
        "KPLACES_LOGIN__PASSWORD_FILE",
        device.path("password.txt").to_str().unwrap(),
    );
    for target in ["work/mine.db", "copy.csv", "password.txt"] {
        let ran = device.run(&["export", "csv", "--force", "--allow-empty", "-o", target]);
        assert_eq!(ran.code, 9, "{target}: {}", ran.shown());
    }
    device.env("KPLACES_DATA_DIR", device.path("work").to_str().unwrap());
    let ran = device.run(&["export", "csv", "-o", "work/mine.csv"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let ran = device.run(&["export", "csv", "-o", "work/mine.csv", "--force"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    drop(webfleet);
}

#[test]
fn a_support_file_about_broken_settings_replaces_no_settings() {
    let (_webfleet, device) = synced();
    let path = device.write(&format!("{CONFIG}/config.toml"), "what = [");
    let ran = device.run(&["doctor", "--force", "--bundle", path.to_str().unwrap()]);
    assert_eq!(ran.code, 9, "{}", ran.shown());
    assert_eq!(fs::read_to_string(&path).unwrap(), "what = [");
}

#[test]
fn the_files_of_other_tenants_are_no_target_either() {
    if edition() != "enterprise" {
        return;
    }
    let (_webfleet, device) = synced();
    assert_eq!(device.run(&["tenants", "add", "north"]).code, 0);
    let own = format!("{CONFIG}/tenants/north/login.toml");
    device.write(&own, "account = \"a\"\n");
    assert_refused(&device, &own);
    let target = format!("{DATA}/places.db");
    let ran = device.run(&[
        "--tenant",
        "north",
        "privacy",
        "statement",
        "--force",
        "-o",
        &target,
    ]);
    assert_eq!(ran.code, 9, "{}", ran.shown());
}

#[test]
fn pages_of_the_manual_are_not_written_among_what_is_kept() {
    let device = fresh();
    for folder in [DATA, CONFIG, STATE] {
        let ran = device.run(&["man", "--dir", folder]);
        assert_eq!(ran.code, 9, "{}", ran.shown());
        assert!(!device.path(folder).join("3kplaces.1").exists());
    }
}

#[test]
fn the_refusal_says_what_why_and_what_to_do() {
    let (_webfleet, device) = synced();
    let target = format!("{DATA}/places.db");
    insta::assert_snapshot!(device.transcript([
        &["export", "csv", "--force", "-o", &target],
    ]), @"
    $ 3kplaces export csv --force -o .local/share/3kplaces/places.db
    error: the export could not be written
      why: .local/share/3kplaces/places.db is, or would be, a file that 3Kplaces keeps for itself
      why: places, login or settings could be lost there, also with --force
      try: write it into a folder of your own
    [exit code 9]
    ");
}

#[cfg(unix)]
#[test]
fn a_login_in_a_folder_of_dotfiles_is_kept_there() {
    let device = fresh();
    fs::create_dir_all(device.path(CONFIG)).unwrap();
    device.write("dots/login.toml", "");
    let link = device.path(CONFIG).join("login.toml");
    std::os::unix::fs::symlink("../../dots/login.toml", &link).unwrap();
    device.login();
    assert!(link.is_symlink());
    let kept = fs::read_to_string(device.path("dots/login.toml")).unwrap();
    assert!(kept.contains("account"));
    assert_eq!(device.run(&["logout"]).code, 0);
    assert!(!link.is_symlink() && !device.path("dots/login.toml").exists());
    // A folder that others can change is no place for a login.
    fs::create_dir(device.path("open")).unwrap();
    let open = std::os::unix::fs::PermissionsExt::from_mode(0o777);
    fs::set_permissions(device.path("open"), open).unwrap();
    std::os::unix::fs::symlink(device.path("open/login.toml"), &link).unwrap();
    let lines = "acme\nuser\nsecret\nkey\n";
    let arguments = ["login", "--stdin", "--keep", "file", "--no-check"];
    let ran = device.run_with_stdin(&arguments, lines);
    assert_eq!(ran.code, 9, "{}", ran.shown());
    insta::assert_snapshot!(ran.said().replace(device.path("").to_str().unwrap(), "[HOME]/"), @"
    error: the login could not be changed
      why: the login file [HOME]/.config/3kplaces/login.toml could not be changed
      why: it is a link to [HOME]/open/login.toml, whose folder others may change
      try: let only you change the folder behind the link, or remove the link
    [exit code 9]
    ");
}
