//! The file that explains each key.

use kplaces_text::Language;

use super::Sandbox;
use crate::{SettingKey, Sources};

#[test]
fn nothing_is_set_in_it_and_each_line_is_taken_without_its_mark() {
    for language in Language::all() {
        let text = Sources::template(language, &|_| true, &[]);
        let sandbox = Sandbox::new().file("user.toml", &text);
        let checked = sandbox
            .sources
            .check_file(&sandbox.path("user.toml"), &|_| None);
        assert_eq!(checked.unwrap().keys, [""; 0]);
        assert!(
            text.lines().all(|line| line.chars().count() <= 100),
            "{text}"
        );
        let all: String = text
            .lines()
            .map(|line| match line.strip_prefix('#') {
                Some(set) if !set.starts_with(' ') => format!("{set}\n"),
                _ => format!("{line}\n"),
            })
            .collect();
        let sandbox = sandbox.file("user.toml", &all);
        let checked = sandbox
            .sources
            .check_file(&sandbox.path("user.toml"), &|_| None);
        assert_eq!(
            checked.unwrap().keys.len(),
            SettingKey::all().count(),
            "{all}"
        );
    }
}

#[test]
fn what_is_answered_counts_in_its_place() {
    let key = |name| SettingKey::find(name).unwrap();
    let answers = [
        (key("map.port"), vec!["8080".to_owned()]),
        (key("sync.groups"), vec!["a, b".to_owned()]),
        (key("webfleet.proxy"), vec!["http://p:1".to_owned()]),
    ];
    let text = Sources::template(Language::English, &|_| true, &answers);
    assert!(text.contains("default 0\nport = 8080\n"), "{text}");
    assert!(text.contains("\ngroups = [\"a\", \"b\"]\n"), "{text}");
    assert!(text.contains("\nproxy = \"http://p:1\"\n"), "{text}");
}

#[test]
fn what_is_there_stays_unless_it_is_to_be_replaced() {
    let sandbox = Sandbox::new();
    let write = |text: &str, replacing| sandbox.sources.write_config(text, replacing).unwrap();
    assert!(write("log = \"off\"\n", false).is_some());
    assert!(write("log = \"info\"\n", false).is_none());
    assert!(sandbox.sources.load().unwrap().settings.log == "off");
    assert!(write("log = \"info\"\n", true).is_some());
    assert!(sandbox.sources.load().unwrap().settings.log == "info");
    assert!(sandbox.sources.write_config("log = 7\n", true).is_err());
}

#[test]
fn a_file_that_is_none_of_settings_is_not_replaced() {
    let mut sandbox = Sandbox::new();
    let login = sandbox.sources.login_file();
    std::fs::create_dir_all(login.parent().unwrap()).unwrap();
    std::fs::write(&login, "account = \"a\"\n").unwrap();
    let places = sandbox.path("places.db");
    std::fs::write(&places, b"SQLite format 3\0\x01").unwrap();
    for path in [login, places, sandbox.path("config")] {
        let before = std::fs::read(&path).ok();
        sandbox.sources.user_file = Some(path.clone());
        let error = sandbox
            .sources
            .write_config("log = \"off\"\n", true)
            .unwrap_err();
        assert!(
            error.to_string().contains("could not be changed"),
            "{error}"
        );
        assert_eq!(std::fs::read(&path).ok(), before);
    }
}
