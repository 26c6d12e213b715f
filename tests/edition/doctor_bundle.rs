//! The support file: nothing of what is on the device is in it.

use std::collections::BTreeSet;
use std::fs;

use kplaces_tests::{MockWebfleet, Sandbox};
use kplaces_webfleet_sim::{
    CANARY, SAMPLE_ACCOUNT, SAMPLE_APIKEY, SAMPLE_PASSWORD, SAMPLE_USER, World,
};
use serde_json::Value;

use crate::{assert_edition_snapshot, fresh, synced, synced_to};

fn bundle(device: &Sandbox) -> String {
    device.run(&["doctor", "--bundle", "-"]).stdout
}

/// The words of a text that are long enough to tell something, in lower case.
fn words(text: &str) -> BTreeSet<String> {
    text.to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() >= 4)
        .map(str::to_owned)
        .collect()
}

/// Every spelling of a coordinate that has more than whole degrees.
fn spellings(degrees: f64) -> Vec<String> {
    let degrees = degrees.abs();
    let micro = (degrees * 1e6).round() as u64;
    let mut all: Vec<String> = (1..=6).map(|places| cut(micro, places)).collect();
    all.extend((1..=6).map(|places| format!("{degrees:.places$}")));
    if micro >= 1_000_000 {
        all.push(micro.to_string());
    }
    all
}

/// Micro-degrees as degrees with so many places, the rest cut off.
fn cut(micro: u64, places: usize) -> String {
    let text = format!("{}.{:06}", micro / 1_000_000, micro % 1_000_000);
    text[..text.len() - 6 + places].to_owned()
}

/// The words and coordinates of everything on a device.
struct Secrets {
    words: BTreeSet<String>,
    numbers: BTreeSet<String>,
}

impl Secrets {
    fn of(device: &Sandbox) -> Self {
        let places = device.run(&["list", "--json"]).json();
        let mut secrets = Self {
            words: BTreeSet::new(),
            numbers: BTreeSet::new(),
        };
        for place in places["places"].as_array().unwrap() {
            for key in ["key", "name"] {
                let text = place[key].as_str().unwrap();
                secrets.words.insert(text.to_lowercase());
                secrets.words.extend(words(text));
            }
            for group in place["groups"].as_array().unwrap() {
                secrets.words.extend(words(group.as_str().unwrap()));
            }
            for key in ["latitude", "longitude"] {
                let degrees = place[key].as_f64().filter(|it| it.abs() >= 1.0);
                secrets
                    .numbers
                    .extend(degrees.into_iter().flat_map(spellings));
            }
        }
        for login in [
            SAMPLE_ACCOUNT,
            SAMPLE_USER,
            SAMPLE_PASSWORD,
            SAMPLE_APIKEY,
            CANARY,
        ] {
            secrets.words.insert(login.to_lowercase());
            secrets.words.extend(words(login));
        }
        secrets
    }

    /// Those that are in a text, but for words that the program itself says on any device.
    fn in_text(&self, text: &str, own: &BTreeSet<String>) -> Vec<String> {
        let text = text.to_lowercase();
        let tokens: BTreeSet<&str> = text
            .split(|c: char| !c.is_ascii_digit() && c != '.')
            .collect();
        let numbers = self
            .numbers
            .iter()
            .filter(|it| tokens.contains(it.as_str()));
        // In pieces as well: a word inside of another one counts.
        let words = self
            .words
            .iter()
            .filter(|word| text.contains(word.as_str()))
            .filter(|word| !own.iter().any(|own| own.contains(word.as_str())));
        numbers.chain(words).cloned().collect()
    }
}

/// The words that the program says of a device with ten places that are not those of the sample: when
/// all is well, when settings are wrong, and when the store is damaged.
fn own_words() -> BTreeSet<String> {
    let (webfleet, mut device) = synced();
    let mut own = words(&bundle(&device));
    own.extend(words(
        &device.run(&["doctor", "--online", "--bundle", "-"]).stdout,
    ));
    webfleet.fault(Some("error:1101".parse().unwrap()));
    assert_ne!(device.run(&["sync"]).code, 0);
    own.extend(words(
        &device.run(&["doctor", "--online", "--bundle", "-"]).stdout,
    ));
    device.env("KPLACES_MAP__BASEMAP", "/file");
    fs::write(device.store(), "damaged").unwrap();
    own.extend(words(&bundle(&device)));
    device.env("KPLACES_UNKNOWN", "1");
    own.extend(words(&bundle(&device)));
    own
}

#[test]
fn it_is_a_text_that_people_can_read() {
    let (_webfleet, device) = synced();
    let ran = device.run(&["doctor", "--bundle", "-"]);
    let shown = ran.said();
    let steady: String = shown
        .split_inclusive('\n')
        // They hold numbers of processes, and their order follows the folder's name.
        .filter(|line| !line.starts_with("record "))
        .map(|line| {
            // What differs from machine to machine, and from run to run.
            let (head, tail) = line.split_at(line.len().min(28));
            match head.trim_end() {
                "free-mib" => format!("{head} [ROOM]\n"),
                "system" => format!("{head} [SYSTEM]\n"),
                "sync" => format!("{head}{}", without_figure(tail, "ms")),
                _ => line.to_owned(),
            }
        })
        .collect();
    assert_edition_snapshot!("doctor_bundle", steady);
}

/// Takes the figure behind a word out.
fn without_figure(line: &str, word: &str) -> String {
    let mut words: Vec<&str> = line.split(' ').collect();
    if let Some(at) = words.iter().position(|it| *it == word) {
        words[at + 1] = "[TIME]";
    }
    words.join(" ")
}

#[test]
fn nothing_of_a_device_with_the_sample_world_is_in_it() {
    let own = own_words();
    let (webfleet, mut device) = synced_to(MockWebfleet::start(World::sample()));
    assert_eq!(device.run(&["backup", "create"]).code, 0);
    let secrets = Secrets::of(&device);
    assert!(secrets.words.len() > 1_000 && secrets.numbers.len() > 1_000);
    // The words can be found, and so can the numbers.
    let list = device.run(&["list", "--json"]).stdout;
    assert!(secrets.in_text(&list, &BTreeSet::new()).len() > 1_000);

    // Failures that quote what a service says, names and all.
    let name = "Großhandel Weiß 48.137";
    for fault in [format!("error:1101:{name}"), format!("error:9:{name}")] {
        webfleet.fault(Some(fault.parse().unwrap()));
        assert_ne!(device.run(&["sync"]).code, 0);
    }
    let log = device.run(&["log"]).stdout;
    assert!(
        log.contains("error 1101") && !log.contains("Großhandel"),
        "{log}"
    );
    let clean = |device: &Sandbox| {
        for arguments in [
            &["doctor", "--bundle", "-"][..],
            &["doctor", "--online", "--bundle", "-"],
        ] {
            let ran = device.run(arguments);
            assert!(ran.stdout.contains("[files]"), "{}", ran.stderr);
            assert_eq!(
                secrets.in_text(&ran.stdout, &own),
                [""; 0],
                "{}",
                ran.stdout
            );
            assert!(!ran.stdout.contains(device.path("").to_str().unwrap()));
        }
    };
    clean(&device);
    // Names in settings.
    device.env("KPLACES_SYNC__GROUPS", "");
    device.write(
        ".config/3kplaces/config.toml",
        "[export]\ngroup_order = [\"Kunden\", \"Tankstellen\"]\n\
         [map]\nbasemap = \"/home/dispo/Werkstatt/Kunden.pmtiles\"\n\
         [fleet]\nid = \"Lieferwagen Baustelle\"\n\
         [webfleet]\nproxy = \"http://dispo:canary-password-7Q@werkstatt.example\"\n",
    );
    clean(&device);
    // Files that others put there, and a record that was written by somebody else.
    device.write(".config/3kplaces/Kunden Großhandel.txt", name);
    for (path, bytes) in device.files() {
        if path.extension().is_some_and(|it| it == "jsonl") {
            let text = String::from_utf8(bytes).unwrap();
            let text = text.replace("\"network\"", "\"Großhandel\"");
            fs::write(&path, text.replace("\"127.0.0.1\"", "\"Großhandel\"")).unwrap();
        }
    }
    let log = device.run(&["log"]).stdout;
    assert!(
        log.contains("failed (other)") && !log.contains("Großhandel"),
        "{log}"
    );
    clean(&device);
    // Settings that are wrong, and a store in a folder with somebody's name.
    let elsewhere = device.path("Werkstatt Dispo/Kunden");
    device.env("KPLACES_DATA_DIR", elsewhere.to_str().unwrap());
    device.env("KPLACES_STORE", "sqlite:Tankstellen Kunden.db");
    assert_ne!(device.run(&["sync"]).code, 0);
    webfleet.fault(None);
    assert_eq!(device.run(&["sync"]).code, 0);
    clean(&device);
    device.env("KPLACES_KUNDEN", "Großhandel");
    clean(&device);
    fs::write(elsewhere.join("Tankstellen Kunden.db"), "Großhandel Weiß").unwrap();
    clean(&device);
}

#[test]
fn no_setting_that_is_a_text_is_in_it() {
    let (_webfleet, mut device) = synced();
    let texts = [
        ("KPLACES_SYNC__GROUPS", "Xylo 1"),
        ("KPLACES_EXPORT__GROUP_ORDER", "Xylo 2"),
        ("KPLACES_FLEET__ID", "Xylo 3"),
        ("KPLACES_MAP__BASEMAP", "/Xylo/4"),
        ("KPLACES_WEBFLEET__PROXY", "http://Xylo:Xylo@xylo.example"),
        ("KPLACES_LOGIN__ACCOUNT", "Xylo 5"),
        ("KPLACES_LOGIN__PASSWORD", "Xylo 6"),
        ("KPLACES_LOGIN__APIKEY_COMMAND", "echo Xylo 7"),
        ("KPLACES_STORE", "sqlite:Xylo 8.db"),
        ("KPLACES_WEBFLEET__URL", "https://xylo.example/extern"),
        ("KPLACES_XYLO", "Xylo 9"),
        ("KPLACES_CONFIG", "/Xylo/10"),
    ];
    for (name, text) in texts {
        device.env(name, text);
        let bundle = bundle(&device);
        assert!(bundle.contains("[settings]"));
        assert!(!bundle.to_lowercase().contains("xylo"), "{name}: {bundle}");
    }
}

#[test]
#[cfg(unix)]
fn the_file_is_private_and_replaces_nothing_unless_asked() {
    use std::os::unix::fs::PermissionsExt as _;

    let device = fresh();
    let arguments = ["doctor", "--bundle", "support.txt"];
    let ran = device.run_after("umask 0", &arguments, "");
    assert_eq!(ran.code, 0);
    let end: Vec<&str> = ran.stdout.lines().rev().take(4).collect();
    insta::assert_snapshot!(end.into_iter().rev().collect::<Vec<_>>().join("\n"), @"
    Support file: support.txt
    Read it before you send it; 3Kplaces sends nothing.

    2 warnings.
    ");
    let path = device.path("support.txt");
    let mode = fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    fs::write(&path, "mine").unwrap();
    insta::assert_snapshot!(device.run(&arguments).said(), @"
    error: the support file could not be written
      why: support.txt exists already
      try: --force replaces it
    [exit code 9]
    ");
    assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
    let ran = device.run(&[&arguments[..], &["--force", "--json"]].concat());
    let report: Value = ran.json();
    assert_eq!(report["bundle"], "support.txt");
    assert!(
        fs::read_to_string(&path)
            .unwrap()
            .starts_with("3Kplaces support file")
    );
    assert_eq!(device.run(&["doctor", "--bundle", "-", "--json"]).code, 2);
}
