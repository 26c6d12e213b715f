//! Settings as people write them and as their programs save them.

use super::Sandbox;
use crate::Settings;

fn load(sandbox: &Sandbox) -> Settings {
    sandbox.sources.load().unwrap().settings
}

#[test]
fn a_tilde_in_a_path_is_the_home_folder() {
    let sandbox = Sandbox::new()
        .file(
            "user.toml",
            "data_dir = \"~/data\"\nstore = \"sqlite:~/my/places.db\"\n",
        )
        .env("KPLACES_MAP__BASEMAP", "~/streets.pmtiles");
    let settings = load(&sandbox);
    assert_eq!(settings.data_dir, sandbox.path("home").join("data"));
    let basemap = sandbox.path("home").join("streets.pmtiles");
    assert_eq!(settings.map.basemap, Some(basemap));
    let store = sandbox.path("home").join("my/places.db");
    assert_eq!(settings.store, format!("sqlite:{}", store.display()));
    let flag = Sandbox::new().flag("store", "memory:");
    assert_eq!(load(&flag).store, "memory:");
}

#[test]
fn a_tilde_in_a_source_of_positions_is_the_home_folder() {
    for (written, below) in [("nmea:~/way.nmea", "nmea:"), ("gpx:~/way.nmea", "gpx:")] {
        let sandbox = Sandbox::new().env("KPLACES_ALERTS__SOURCE", written);
        let way = sandbox.path("home").join("way.nmea");
        assert_eq!(
            load(&sandbox).alerts.source,
            format!("{below}{}", way.display())
        );
    }
    for as_it_is in ["gpsd", "gpsd:4000", "nmea:/dev/ttyUSB0", "nmea:way~.nmea"] {
        let sandbox = Sandbox::new().env("KPLACES_ALERTS__SOURCE", as_it_is);
        assert_eq!(load(&sandbox).alerts.source, as_it_is);
    }
    let sandbox = Sandbox::new().env("KPLACES_ALERTS__SOURCE", "nmea:~anna/way.nmea");
    refused_with(
        &sandbox,
        &[
            "KPLACES_ALERTS__SOURCE: `alerts.source` names the home folder of another user by ~; only \
             ~/ is known: write the whole path",
        ],
    );
    let mut sandbox = Sandbox::new().env("KPLACES_ALERTS__SOURCE", "gpx:~/way.gpx");
    sandbox.sources.home = None;
    refused_with(
        &sandbox,
        &[
            "KPLACES_ALERTS__SOURCE: `alerts.source` begins with ~, but no home folder is set: write the \
             whole path",
        ],
    );
}

#[test]
fn alerts_are_set_as_lists_and_words() {
    let sandbox = Sandbox::new()
        .file(
            "user.toml",
            "[alerts]\nrules = [\"group A, B: 45s left\", \"*: off\"]\ncommand = [\"say\", \"-v\"]\n\
             notify = \"On\"\n",
        )
        .env("KPLACES_ALERTS__DEFAULT_RADIUS_M", "250");
    let alerts = load(&sandbox).alerts;
    assert_eq!(alerts.rules, ["group A, B: 45s left", "*: off"]);
    assert_eq!(alerts.command, ["say", "-v"]);
    assert!(!format!("{alerts:?}").contains("say"));
    assert_eq!(alerts.notify, crate::Switch::On);
    assert_eq!(alerts.default_radius_m, 250);
}

#[test]
fn the_tilde_of_somebody_else_and_one_without_a_home_are_refused() {
    let sandbox = Sandbox::new().file(
        "user.toml",
        "data_dir = \"~anna/data\"\nstore = \"sqlite:~anna/places.db\"\n",
    );
    refused_with(
        &sandbox,
        &[
            "user.toml, line 1: `data_dir` names the home folder of another user by ~; only ~/ is \
             known: write the whole path",
            "user.toml, line 2: `store` names the home folder of another user by ~; only ~/ is known: \
             write the whole path",
        ],
    );
    let mut sandbox = Sandbox::new().env("KPLACES_STORE", "sqlite:~/places.db");
    sandbox.sources.home = None;
    refused_with(
        &sandbox,
        &["KPLACES_STORE: `store` begins with ~, but no home folder is set: write the whole path"],
    );
}

#[cfg(unix)]
#[test]
fn a_home_folder_that_is_no_text_can_be_in_a_path_and_not_in_a_store() {
    use std::os::unix::ffi::OsStringExt;

    let home = std::path::PathBuf::from(std::ffi::OsString::from_vec(b"/home/ren\xe9".to_vec()));
    let mut sandbox = Sandbox::new().env("KPLACES_DATA_DIR", "~/data");
    sandbox.sources.home = Some(home.clone());
    assert_eq!(load(&sandbox).data_dir, home.join("data"));
    let sandbox = sandbox.env("KPLACES_STORE", "sqlite:~/places.db");
    let problem = sandbox.problems().remove(0);
    assert!(problem.contains("not UTF-8 text"), "{problem}");
}

#[test]
fn a_file_of_settings_may_be_saved_by_any_editor() {
    let text = "# Grüße\r\n[map]\r\nport = 4711\r\n";
    let utf_16 = |mark: &[u8], unit: fn(u16) -> [u8; 2]| {
        let units = text.encode_utf16().flat_map(unit);
        mark.iter().copied().chain(units).collect::<Vec<u8>>()
    };
    for bytes in [
        text.as_bytes().to_vec(),
        ["\u{feff}", text].concat().into_bytes(),
        utf_16(b"\xff\xfe", u16::to_le_bytes),
        utf_16(b"\xfe\xff", u16::to_be_bytes),
    ] {
        let sandbox = Sandbox::new().file("user.toml", bytes);
        assert_eq!(load(&sandbox).map.port, 4711);
    }
    for (bytes, why) in [
        (
            utf_16(b"", u16::to_le_bytes),
            "user.toml: zero bytes are in it, as in UTF-16 without its mark: save it as UTF-8",
        ),
        (
            b"\xff\xfe\0\0#\0\0\0".to_vec(),
            "user.toml: it is UTF-32: save it as UTF-8",
        ),
        (
            b"# ok\n# Gr\xfc\xdfe\n".to_vec(),
            "user.toml, line 2: must be UTF-8 text",
        ),
    ] {
        refused_with(&Sandbox::new().file("user.toml", bytes), &[why]);
    }
}

fn refused_with(sandbox: &Sandbox, problems: &[&str]) {
    assert_eq!(sandbox.problems(), problems);
}
