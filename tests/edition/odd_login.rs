//! Something that is no file has the name of a file of the login: it is told, and stays as it is.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::FileTypeExt;

use kplaces_tests::Sandbox;

use crate::fresh;

const LOGIN: &str = ".config/3kplaces/login.toml";
const LINES: &str = "acme\ndispo\nsecret\nkey\n";

fn log_in(device: &Sandbox, language: &str) -> kplaces_tests::Ran {
    let words = [
        "login",
        "--stdin",
        "--keep",
        "file",
        "--no-check",
        "--lang",
        language,
    ];
    device.run_with_stdin(&words, LINES)
}

#[test]
fn a_folder_is_told_and_keeps_its_name_and_what_is_in_it() {
    for name in ["login.toml", "login.age", "login.age.new"] {
        let device = fresh();
        let mine = device.write(&format!(".config/3kplaces/{name}/mine"), "mine");
        let path = mine.parent().unwrap();
        for (language, why, hint) in [
            ("en", "it is a folder", "the login is kept under this one"),
            (
                "de",
                "ist ein Ordner",
                "Unter diesem Namen liegt die Anmeldung",
            ),
        ] {
            for ran in [
                log_in(&device, language),
                device.run(&["logout", "--lang", language]),
            ] {
                let said = ran.shown();
                assert_eq!(ran.code, 9, "{name}: {said}");
                assert!(said.contains(name) && said.contains(why), "{name}: {said}");
                assert!(said.contains(hint), "{name}: {said}");
            }
        }
        assert_eq!(fs::read(&mine).unwrap(), b"mine");
        let names = fs::read_dir(path.parent().unwrap()).unwrap();
        let names: Vec<_> = names.map(|it| it.unwrap().file_name()).collect();
        assert_eq!(names, [name], "nothing else was left");
    }
}

#[test]
fn a_pipe_is_told_and_nobody_waits_at_it() {
    let device = fresh();
    let path = device.path(LOGIN);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let made = std::process::Command::new("mkfifo").arg(&path).status();
    assert!(made.unwrap().success());
    for (language, why) in [
        ("en", "it is not a regular file"),
        ("de", "ist keine gewöhnliche Datei"),
    ] {
        for ran in [
            log_in(&device, language),
            device.run(&["logout", "--lang", language]),
        ] {
            let said = ran.shown();
            assert!(ran.code == 9 && said.contains(why), "{said}");
        }
    }
    assert!(fs::symlink_metadata(&path).unwrap().file_type().is_fifo());
}

#[test]
fn whoever_reads_the_login_is_told_of_a_folder_in_its_place() {
    let mut device = fresh();
    device.connect("http://127.0.0.1:1/extern");
    device.write(&format!("{LOGIN}/mine"), "mine");
    for (language, why) in [
        ("en", "login.toml: is a folder, not a file"),
        ("de", "login.toml: ist ein Ordner, keine Datei"),
    ] {
        for words in [&["sync"][..], &["login", "--check"]] {
            let ran = device.run(&[words, &["--lang", language]].concat());
            let said = ran.shown();
            assert!(ran.code == 4 && said.contains(why), "{said}");
        }
    }
}
