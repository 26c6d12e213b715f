//! Home folders as they are, and as they should not be.

use std::fs;
use std::path::Path;

use kplaces_tests::{MockWebfleet, Sandbox, small_world};

use crate::{edition, fresh};

/// What a run in another home folder ended with, and what it said.
fn run_at(device: &Sandbox, home: &Path, arguments: &[&str]) -> (i32, String) {
    let login = [
        (
            "KPLACES_LOGIN__ACCOUNT",
            kplaces_webfleet_sim::SAMPLE_ACCOUNT,
        ),
        ("KPLACES_LOGIN__USER", kplaces_webfleet_sim::SAMPLE_USER),
        (
            "KPLACES_LOGIN__PASSWORD",
            kplaces_webfleet_sim::SAMPLE_PASSWORD,
        ),
        ("KPLACES_LOGIN__APIKEY", kplaces_webfleet_sim::SAMPLE_APIKEY),
    ];
    let mut command = device.command(arguments);
    let ran = command.env("HOME", home).envs(login).output().unwrap();
    let said = [ran.stdout, ran.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    (ran.status.code().unwrap(), said)
}

#[test]
#[cfg(target_os = "linux")]
fn everything_works_in_a_home_folder_whose_name_is_no_text() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let webfleet = MockWebfleet::start(small_world());
    let mut device = fresh();
    device.connect(&webfleet.url());
    device.env("KPLACES_PASSPHRASE", "four plain words");
    let home = device.path("").join(OsStr::from_bytes(b"ren\xe9"));
    fs::create_dir(&home).unwrap();
    let ok = |arguments: &[&str]| {
        let (code, said) = run_at(&device, &home, arguments);
        assert_eq!(code, 0, "{arguments:?}: {said}");
        said
    };
    for arguments in [
        &["sync"][..],
        &["list"],
        &["find", "depot"],
        &["backup", "create"],
        &["backup", "list"],
        &["backup", "verify"],
        &["backup", "restore", "latest"],
        &["export", "gpx", "-o", "places.gpx"],
        &["import-check", "places.gpx"],
        &["privacy", "extract", "-o", "device.zip"],
        &["backup", "import", "device.zip"],
        &["privacy", "report"],
        &["privacy", "statement", "-o", "statement.txt"],
        &["config", "path"],
        &["config", "show"],
        &["status"],
        &["log"],
        &["doctor"],
        &["doctor", "--bundle", "support.txt"],
    ] {
        ok(arguments);
    }
    if edition() == "enterprise" {
        for arguments in [
            &["encrypt", "on"][..],
            &["list"],
            &["backup", "create"],
            &["backup", "verify"],
            &["encrypt", "off"],
            &["tenants", "add", "north"],
            &["--tenant", "north", "sync"],
            &["--tenant", "north", "backup", "create"],
            &["--tenant", "north", "backup", "verify"],
            &["tenants", "remove", "north", "--yes"],
        ] {
            ok(arguments);
        }
    }
    assert!(ok(&["list"]).contains("Depot Nord"));
    ok(&["privacy", "erase", "--all", "--yes"]);
    assert!(!home.join(".local/share/3kplaces/places.db").exists());
    let entries = fs::read_dir(device.path("")).unwrap();
    let name = |entry: fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
    let names = entries.map(|entry| name(entry.unwrap()));
    let alike = names.filter(|name| name.starts_with("ren"));
    assert_eq!(alike.count(), 1, "no folder of a name that is nearly it");
}

#[test]
fn a_home_folder_that_is_no_whole_path_is_refused_and_nothing_is_made() {
    let device = fresh();
    for home in [".", "home", "../x"] {
        for arguments in [&["list"][..], &["sync"], &["config", "path"]] {
            let (code, said) = run_at(&device, Path::new(home), arguments);
            assert_eq!(code, 3, "{said}");
        }
    }
    let (_, said) = run_at(&device, Path::new("home"), &["list"]);
    insta::assert_snapshot!(said, @"
    error: the home folder is not a whole path, from the root on
      why: places and login would be kept in whatever folder is the current one
      try: set HOME to the whole path, such as /home/anna
    ");
    assert_eq!(device.files(), []);
}

#[test]
fn a_tilde_in_the_settings_is_the_home_folder() {
    let webfleet = MockWebfleet::start(small_world());
    let mut device = fresh();
    device.connect(&webfleet.url());
    device.login();
    device.write(
        ".config/3kplaces/config.toml",
        "store = \"sqlite:~/my/places.db\"\n",
    );
    assert_eq!(device.run(&["sync"]).code, 0);
    assert!(device.path("my/places.db").exists());
    assert!(!device.path(".local/share/3kplaces/~").exists());
    device.write("other.toml", "data_dir = \"~/other\"\n");
    device.env("KPLACES_CONFIG", "~/other.toml");
    assert_eq!(device.run(&["sync"]).code, 0);
    assert!(device.path("other/places.db").exists());
    device.env("KPLACES_STORE", "sqlite:~anna/places.db");
    insta::assert_snapshot!(device.run(&["list"]).shown(), @"
    exit code 3
    --- stdout
    --- stderr
    error: the configuration has 1 problem
      why: KPLACES_STORE: `store` names the home folder of another user by ~; only ~/ is known: write the whole path
      try: `3kplaces config path` says where the configuration is
    ");
}
