use proptest::prelude::*;

use super::{CANARY, Sandbox};
use crate::{Method, Origin, ReplyFormat, Settings, SyncSettings, WebfleetSettings};

fn load(sandbox: &Sandbox) -> Settings {
    sandbox.sources.load().unwrap().settings
}

#[test]
fn nothing_set_gives_the_defaults() {
    let sandbox = Sandbox::new();
    assert_eq!(
        load(&sandbox),
        Settings {
            webfleet: WebfleetSettings {
                url: "https://csv.webfleet.com/extern".into(),
                format: ReplyFormat::Csv,
                method: Method::Get,
                proxy: None,
                connect_timeout_s: 10,
                idle_timeout_s: 60,
                total_timeout_s: 600,
                max_reply_mib: 1024,
                tries: 4,
                retry_pause_ms: 1000,
            },
            login: crate::LoginSettings {
                keep: crate::Keep::Auto,
            },
            sync: SyncSettings {
                limit: None,
                groups: vec![],
                then: vec![],
            },
            map: crate::MapSettings {
                port: 0,
                basemap: None,
                navigation: "geo".into(),
            },
            export: crate::ExportSettings {
                group_order: vec![],
            },
            quota: crate::QuotaSettings {
                addresses: "6/60".parse().unwrap(),
                groups: "900/3600".parse().unwrap(),
                memberships: "900/3600".parse().unwrap(),
            },
            backup: crate::BackupSettings { keep: 5 },
            schedule: crate::ScheduleSettings { spread_s: 300 },
            fleet: crate::FleetSettings::default(),
            privacy: crate::PrivacySettings::default(),
            alerts: crate::AlertSettings {
                source: "gpsd".into(),
                rules: vec!["*: 30s".into()],
                mute: vec![],
                default_radius_m: 100,
                command: vec![],
                notify: crate::Switch::Off,
            },
            store: "sqlite:places.db".into(),
            data_dir: sandbox.path("data"),
            log: "warn".into(),
            passphrase_command: false,
        }
    );
}

#[test]
fn each_layer_wins_over_those_before_it() {
    let mut sandbox = Sandbox::new();
    let tries = |sandbox: &Sandbox| {
        let loaded = sandbox.sources.load().unwrap();
        let entry = loaded
            .entries
            .into_iter()
            .find(|entry| entry.key == "webfleet.tries")
            .unwrap();
        assert_eq!(
            entry.value.to_string(),
            loaded.settings.webfleet.tries.to_string()
        );
        (loaded.settings.webfleet.tries, entry.source)
    };
    assert_eq!(tries(&sandbox), (4, Origin::Default));
    sandbox = sandbox.file("system.toml", "[webfleet]\ntries = 5");
    assert_eq!(
        tries(&sandbox),
        (5, Origin::File(sandbox.path("system.toml")))
    );
    sandbox = sandbox.file("user.toml", "webfleet.tries = 6");
    assert_eq!(
        tries(&sandbox),
        (6, Origin::File(sandbox.path("user.toml")))
    );
    sandbox = sandbox.env("KPLACES_WEBFLEET__TRIES", "7");
    assert_eq!(
        tries(&sandbox),
        (7, Origin::Env("KPLACES_WEBFLEET__TRIES".into()))
    );
    sandbox = sandbox.flag("webfleet.tries", "8");
    assert_eq!(tries(&sandbox), (8, Origin::Flag("webfleet.tries".into())));
}

#[test]
fn a_list_replaces_the_list_below_it_and_flags_add_up() {
    let sandbox = Sandbox::new()
        .file("user.toml", r#"sync.groups = ["a", "b"]"#)
        .env("KPLACES_SYNC__GROUPS", "c, d");
    assert_eq!(load(&sandbox).sync.groups, ["c", "d"]);
    let sandbox = sandbox
        .flag("sync.groups", "e")
        .flag("sync.groups", r#"["f,g"]"#);
    assert_eq!(load(&sandbox).sync.groups, ["e", "f,g"]);
    let sandbox = Sandbox::new()
        .file("user.toml", r#"sync.groups = ["a"]"#)
        .env("KPLACES_SYNC__GROUPS", "");
    assert_eq!(load(&sandbox).sync.groups, [""; 0]);
}

#[test]
fn an_empty_proxy_takes_back_the_one_below() {
    let sandbox = Sandbox::new()
        .file("system.toml", r#"webfleet.proxy = "http://proxy:3128""#)
        .file("user.toml", r#"webfleet.proxy = """#);
    assert_eq!(load(&sandbox).webfleet.proxy, None);
}

#[test]
fn every_key_is_listed_with_its_source_and_no_secret() {
    let sandbox = Sandbox::new()
        .file(
            "user.toml",
            format!(
                "sync.groups = [\"a\\\"b\", \"c\"]\nwebfleet.proxy = \"http://u:{CANARY}@proxy\"\n\
                 login.password_command = [\"echo\", \"{CANARY}\"]\nstore = \"x://u:{CANARY}@h/db?k={CANARY}\""
            ),
        )
        .env("KPLACES_LOGIN__ACCOUNT", "acme")
        .env("KPLACES_LOGIN__PASSWORD", CANARY)
        .env("KPLACES_LOGIN__APIKEY_FILE", "/run/key")
        .flag("sync.limit", "7");
    let loaded = sandbox.sources.load().unwrap();
    let shown: Vec<String> = loaded
        .entries
        .iter()
        .map(|e| {
            let source = e.source.to_string();
            let source = source.rsplit('/').next().unwrap();
            format!("{} = {} ({source})", e.key, e.value)
        })
        .collect();
    let data = sandbox.path("data").display().to_string();
    assert_eq!(
        shown.join("\n").replace(&data, "DATA"),
        r#"alerts.command = [] (default)
alerts.default_radius_m = 100 (default)
alerts.mute = [] (default)
alerts.notify = off (default)
alerts.rules = ["*: 30s"] (default)
alerts.source = gpsd (default)
backup.keep = 5 (default)
data_dir = DATA (default)
export.group_order = [] (default)
fleet.devices = (none) (default)
fleet.id = (none) (default)
fleet.number = (none) (default)
log = warn (default)
login.account = acme (KPLACES_LOGIN__ACCOUNT)
login.apikey_file = /run/key (KPLACES_LOGIN__APIKEY_FILE)
login.keep = auto (default)
login.password = (hidden) (KPLACES_LOGIN__PASSWORD)
login.password_command = (hidden) (user.toml)
map.basemap = (none) (default)
map.navigation = geo (default)
map.port = 0 (default)
passphrase_command = (none) (default)
privacy.contact = (none) (default)
privacy.controller = (none) (default)
quota.addresses = 6/60 (default)
quota.groups = 900/3600 (default)
quota.memberships = 900/3600 (default)
schedule.spread_s = 300 (default)
store = x://(hidden)@h/db?(hidden) (user.toml)
sync.groups = ["a\"b", "c"] (user.toml)
sync.limit = 7 (command line)
sync.then = [] (default)
webfleet.connect_timeout_s = 10 (default)
webfleet.format = csv (default)
webfleet.idle_timeout_s = 60 (default)
webfleet.max_reply_mib = 1024 (default)
webfleet.method = get (default)
webfleet.proxy = http://(hidden)@proxy (user.toml)
webfleet.retry_pause_ms = 1000 (default)
webfleet.total_timeout_s = 600 (default)
webfleet.tries = 4 (default)
webfleet.url = https://csv.webfleet.com/extern (default)"#
    );
    let debug = format!("{loaded:?} {:?}", sandbox.sources);
    assert!(!debug.contains(CANARY), "{debug}");
}

#[test]
fn all_problems_of_all_layers_are_reported_at_once() {
    let sandbox = Sandbox::new()
        .file(
            "system.toml",
            "stor = 1\n\n[webfleet]\ntries = 11\nformat = \"canary-7c1f\"\n",
        )
        .file("user.toml", "log = [\"canary-7c1f\"]\n[webflet]\nurl = 1\n")
        .env("KPLACES_WEBFLEET__TRIES", CANARY)
        .env("KPLACES_WEBFLEET_URL", CANARY)
        .env("KPLACES_NONSENSE_AT_ALL", CANARY)
        .env("KPLACES_LOGIN__PASWORD", CANARY)
        .flag("sync.limit", "0")
        .flag("limit", CANARY)
        .flag("login.user", CANARY);
    let error = sandbox.sources.load().unwrap_err();
    assert_eq!(error.to_string(), "the configuration has 12 problems");
    assert_eq!(
        sandbox.problems(),
        [
            "system.toml, line 1: `stor` is no known setting; did you mean store?",
            "system.toml, line 4: `webfleet.tries` must be a whole number from 1 to 10",
            "system.toml, line 5: `webfleet.format` must be one of csv, json",
            "user.toml, line 1: `log` must be one of off, error, warn, info, debug, trace",
            "user.toml, line 2: `webflet` is no known setting; did you mean webfleet?",
            "KPLACES_WEBFLEET__TRIES: `webfleet.tries` must be a whole number from 1 to 10",
            "KPLACES_WEBFLEET_URL: is no known variable; did you mean KPLACES_WEBFLEET__URL?",
            "KPLACES_NONSENSE_AT_ALL: is no known variable",
            "KPLACES_LOGIN__PASWORD: is no known variable; did you mean KPLACES_LOGIN__PASSWORD?",
            "command line: `sync.limit` must be a whole number from 1 to 4294967295",
            "command line: `limit` is no known setting; did you mean sync.limit?",
            "command line: `login.user` may not be given on the command line, where others can \
             read it",
        ]
    );
}

#[test]
fn a_bad_value_says_what_is_expected() {
    let list = r#"`sync.groups` must be a list of texts that are not empty, such as ["a", "b"]"#;
    for (text, problem) in [
        (
            "webfleet.tries = \"4\"",
            "`webfleet.tries` must be a whole number from 1 to 10",
        ),
        (
            "webfleet.tries = 1979-05-27",
            "`webfleet.tries` must be a whole number from 1 to 10",
        ),
        (
            "webfleet.idle_timeout_s = 0",
            "`webfleet.idle_timeout_s` must be a whole number from 1 to 86400",
        ),
        (
            "webfleet.connect_timeout_s = 86401",
            "`webfleet.connect_timeout_s` must be a whole number from 1 to 86400",
        ),
        (
            "webfleet.max_reply_mib = 65537",
            "`webfleet.max_reply_mib` must be a whole number from 1 to 65536",
        ),
        (
            "webfleet.url = \"csv.example\"",
            "`webfleet.url` must be an https:// address without user name and query; http:// only to 127.0.0.1 or another address of this device in digits",
        ),
        (
            "webfleet.proxy = \"proxy\"",
            "`webfleet.proxy` must be an http:// or https:// address, or empty for no proxy",
        ),
        (
            "webfleet.method = \"put\"",
            "`webfleet.method` must be one of get, post",
        ),
        ("webfleet = 3", "`webfleet` must be a section, [webfleet]"),
        (
            "webfleet = 1979-05-27",
            "`webfleet` must be a section, [webfleet]",
        ),
        (
            "store = \"places.db\"",
            "`store` must be a store with its scheme, such as sqlite:places.db",
        ),
        (
            "store = {a = 1}",
            "`store` must be a store with its scheme, such as sqlite:places.db",
        ),
        (
            "data_dir = \"here\"",
            "`data_dir` must be the absolute path of a folder",
        ),
        (
            "log = \" \"",
            "`log` must be one of off, error, warn, info, debug, trace",
        ),
        (
            "alerts.default_radius_m = 0",
            "`alerts.default_radius_m` must be a whole number from 1 to 100000",
        ),
        (
            "alerts.notify = true",
            "`alerts.notify` must be one of on, off",
        ),
        (
            "alerts.source = \"\"",
            "`alerts.source` must be a text that is not empty",
        ),
        ("sync.groups = \"a\"", list),
        ("sync.groups = [1]", list),
        ("sync.groups = [\"\"]", list),
        (
            "sync.limit = -1",
            "`sync.limit` must be a whole number from 1 to 4294967295",
        ),
        (
            "\"webfleet.url\" = 1",
            "`webfleet.url` is no known setting; did you mean webfleet.url?",
        ),
        ("\"\\u001b]0;x\" = 1", "`\\u{1b}]0;x` is no known setting"),
    ] {
        let sandbox = Sandbox::new().file("user.toml", text);
        assert_eq!(
            sandbox.problems(),
            [format!("user.toml, line 1: {problem}")],
            "{text}"
        );
    }
}

#[test]
fn a_secret_in_a_configuration_file_is_refused_with_the_places_it_may_stand_in() {
    let sandbox = Sandbox::new().file("user.toml", format!("[login]\npassword = \"{CANARY}\""));
    assert_eq!(
        sandbox.problems(),
        [
            "user.toml, line 2: `login.password` is a secret and may not stand in a configuration \
          file: run `3kplaces login`, or use login.password_command here, or the variable \
          KPLACES_LOGIN__PASSWORD or KPLACES_LOGIN__PASSWORD_FILE"
        ]
    );
}

#[test]
fn a_file_that_is_not_toml_is_named_with_its_line_and_not_quoted() {
    let not_toml = "is not TOML: a line is a key, =, and a value; text stands in quotes";
    for (text, line) in [
        (format!("log = \"info\"\nstore = {CANARY}\n"), 2),
        (format!("log = \"{CANARY}\n"), 1),
        (format!("{CANARY}\n"), 1),
        (format!("\n\n[{CANARY}"), 3),
    ] {
        let sandbox = Sandbox::new().file("user.toml", text);
        assert_eq!(
            sandbox.problems(),
            [format!("user.toml, line {line}: {not_toml}")]
        );
    }
    let sandbox = Sandbox::new().file("user.toml", b"log = \"a\"\n# \xff\n");
    assert_eq!(
        sandbox.problems(),
        ["user.toml, line 2: must be UTF-8 text"]
    );
}

#[test]
fn a_file_that_is_no_readable_file_is_an_error() {
    let sandbox = Sandbox::new();
    std::fs::create_dir(sandbox.path("user.toml")).unwrap();
    assert_eq!(sandbox.problems(), ["user.toml: is a folder, not a file"]);
    let sandbox = Sandbox::new().file("user.toml", "#".repeat((1 << 20) + 1));
    assert_eq!(sandbox.problems(), ["user.toml: is larger than 1 MiB"]);
}

#[cfg(unix)]
#[test]
fn a_device_is_not_read_as_a_file() {
    let mut sandbox = Sandbox::new();
    sandbox.sources.user_file = Some("/dev/zero".into());
    assert_eq!(sandbox.problems(), ["/dev/zero: is not a regular file"]);
}

#[test]
fn the_file_named_by_the_environment_must_exist() {
    let sandbox = Sandbox::new();
    assert!(sandbox.sources.load().is_ok());
    let sandbox = sandbox.env("KPLACES_CONFIG", "user.toml");
    assert_eq!(
        sandbox.problems(),
        ["user.toml: there is no such file, but KPLACES_CONFIG names it"]
    );
}

#[test]
fn variables_that_are_no_settings_are_let_through() {
    let sandbox = Sandbox::new()
        .env("KPLACES_LANG", "de")
        .env("KPLACES_TEST_NOW", "0")
        .env("HOME", "/");
    assert!(sandbox.sources.load().is_ok());
    assert_eq!(sandbox.sources.language(), Some("de"));
    let empty = Sandbox::new().env("KPLACES_LANG", "");
    assert_eq!(empty.sources.language(), None);
}

#[test]
fn the_process_gives_folders_of_our_name() {
    let sources = crate::Sources::from_process().unwrap();
    for dir in [
        &sources.dirs.config,
        &sources.dirs.data,
        &sources.dirs.state,
    ] {
        assert!(dir.is_absolute());
        assert!(dir.components().any(|part| part.as_os_str() == "3kplaces"));
    }
    assert_ne!(sources.dirs.config, sources.dirs.data);
    assert_ne!(sources.dirs.data, sources.dirs.state);
}

fn any_key() -> impl Strategy<Value = String> {
    prop_oneof![
        proptest::sample::select(
            crate::schema::KEYS
                .iter()
                .map(|k| k.name)
                .collect::<Vec<_>>()
        )
        .prop_map(str::to_owned),
        "[a-z_.]{0,12}",
    ]
}

/// A value with the canary in it, in some form.
fn any_value() -> impl Strategy<Value = String> {
    let c = CANARY;
    prop_oneof![
        Just(format!("\"{c}\"")),
        Just(format!("[\"{c}\"")),
        Just(format!("[\"a\", 1, \"{c}\"]")),
        Just(format!("{{a = \"{c}\"}}")),
        Just(c.to_owned()),
        Just(format!("\"\"\"\n{c}\n\"\"\"")),
        Just(format!("\"ftp://{c}@{c}?{c}\"")),
        "[0-9\"'\\[\\]{}=,.\\-]{0,8}".prop_map(move |s| format!("{s}{c}")),
        ".*".prop_map(move |s| format!("{s}{c}")),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_source_panics_and_no_problem_echoes_a_value(
        file in proptest::collection::vec((any_key(), any_value()), 0..4),
        env in proptest::collection::vec((any_key(), any_value()), 0..3),
        flags in proptest::collection::vec((any_key(), any_value()), 0..3),
    ) {
        use std::fmt::Write as _;
        let mut text = String::new();
        for (key, value) in &file {
            writeln!(text, "{key} = {value}").unwrap();
        }
        let mut sandbox = Sandbox::new().file("user.toml", text);
        for (key, value) in &env {
            let name = format!("KPLACES_{}", key.replace('.', "__").to_uppercase());
            sandbox = sandbox.env(&name, value);
        }
        for (key, value) in &flags {
            sandbox = sandbox.flag(key, value);
        }
        let debug = format!("{:?}", sandbox.sources);
        prop_assert!(!debug.contains(CANARY), "{}", debug);
        if let Err(error) = sandbox.sources.load() {
            prop_assert!(!error.problems().is_empty());
            for shown in sandbox.shown(&error) {
                prop_assert!(!shown.contains(CANARY), "{}", shown);
            }
        }
    }
}
