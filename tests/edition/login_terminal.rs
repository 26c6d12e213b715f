//! `login` as somebody at a terminal meets it.
#![cfg(target_os = "linux")]

use std::io::{Read as _, Write as _};
use std::process::{Child, Command, Stdio};

use kplaces_tests::{MockWebfleet, Sandbox, small_world};
use kplaces_webfleet_sim::{SAMPLE_ACCOUNT, SAMPLE_APIKEY, SAMPLE_PASSWORD, SAMPLE_USER};

use crate::{edition, fresh, synced};

const STRONG: &str = "gabel teich wolke sieben";

/// Somebody who waits for a question before the answer is typed.
struct Person {
    script: Child,
    said: String,
    read_to: usize,
}

impl Person {
    fn runs(device: &Sandbox, line: &str) -> Self {
        let program = device.command(&[]);
        // A question that does not come must not be waited for without end.
        let mut script = Command::new("timeout");
        script.args(["--foreground", "60", "script"]);
        let line = format!("{} {line}", program.get_program().display());
        script.args(["-qec", &line, "/dev/null"]).env_clear();
        for (name, value) in program.get_envs() {
            script.env(name, value.unwrap());
        }
        let script = script
            .current_dir(device.path(""))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        Self {
            script,
            said: String::new(),
            read_to: 0,
        }
    }

    fn answers(&mut self, question: &str, answer: &str) {
        self.hears(question);
        self.types(answer);
    }

    fn hears(&mut self, question: &str) {
        let out = self.script.stdout.as_mut().unwrap();
        let mut bytes = self.said.clone().into_bytes();
        let mut byte = [0];
        while !String::from_utf8_lossy(&bytes[self.read_to..]).contains(question) {
            let read = out.read(&mut byte).unwrap();
            assert_eq!(
                read,
                1,
                "no {question:?} in {}",
                String::from_utf8_lossy(&bytes)
            );
            bytes.push(byte[0]);
        }
        self.read_to = bytes.len();
        self.said = String::from_utf8(bytes).unwrap();
    }

    fn types(&mut self, answer: &str) {
        let stdin = self.script.stdin.as_mut().unwrap();
        writeln!(stdin, "{answer}").unwrap();
    }

    /// All that was said, and whether it went well.
    fn done(mut self) -> (String, bool) {
        let mut rest = Vec::new();
        let out = self.script.stdout.as_mut().unwrap();
        out.read_to_end(&mut rest).unwrap();
        let all = self.said + &String::from_utf8(rest).unwrap();
        (all.replace('\r', ""), self.script.wait().unwrap().success())
    }
}

/// Whether there is a terminal to be had.
#[expect(clippy::print_stderr, reason = "what was not tried has to be seen")]
fn has_script() -> bool {
    let there = Command::new("script").arg("--version").output().is_ok();
    if !there {
        // Part of util-linux, which a small image may lack.
        eprintln!("NOT CHECKED: script is not installed");
    }
    there
}

fn device(language: &str) -> (MockWebfleet, Sandbox) {
    let webfleet = MockWebfleet::start(small_world());
    let mut device = fresh();
    device.connect(&webfleet.url());
    device.env("KPLACES_LANG", language);
    (webfleet, device)
}

#[test]
fn each_question_says_where_the_answer_is_found_and_stars_that_something_was_typed() {
    if !has_script() {
        return;
    }
    let (_webfleet, device) = device("de");
    let mut person = Person::runs(&device, "login --keep file");
    person.answers("WEBFLEET-Konto: ", SAMPLE_ACCOUNT);
    person.answers("Benutzer: ", SAMPLE_USER);
    person.answers("Kennwort: ", SAMPLE_PASSWORD);
    person.answers("API-Schlüssel: ", SAMPLE_APIKEY);
    let (said, well) = person.done();
    assert!(well, "{said}");
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    for explained in [
        "das erste Feld auch bei der Anmeldung in WEBFLEET",
        "der Administrator des Kontos kann ihn anlegen",
        "sind nur Sterne zu sehen",
        "gehört zum Zugang zu WEBFLEET.connect",
    ] {
        assert!(said.contains(explained), "{explained}: {said}");
    }
    assert!(said.contains(&"*".repeat(SAMPLE_PASSWORD.len())), "{said}");
    assert_eq!(device.run(&["sync"]).code, 0);
}

#[test]
fn only_what_was_wrong_is_typed_again() {
    if !has_script() {
        return;
    }
    let (webfleet, device) = device("en");
    let mut person = Person::runs(&device, "login --keep file");
    person.answers("WEBFLEET account: ", SAMPLE_ACCOUNT);
    person.answers("User: ", SAMPLE_USER);
    person.answers("Password: ", "wrong");
    person.answers("API key: ", SAMPLE_APIKEY);
    person.answers(
        &format!("WEBFLEET account (Enter keeps {SAMPLE_ACCOUNT}): "),
        "",
    );
    person.answers(&format!("User (Enter keeps {SAMPLE_USER}): "), "");
    person.answers("Password (Enter keeps what was typed): ", SAMPLE_PASSWORD);
    let (said, well) = person.done();
    assert!(well, "{said}");
    assert!(!said.contains("showAddress"), "{said}");
    assert!(!said.contains("API key (Enter"), "{said}");
    assert_eq!(webfleet.calls().len(), 2);
    assert_eq!(device.run(&["sync"]).code, 0);

    let (webfleet, device) = self::device("en");
    let line = format!("login --keep file --account {SAMPLE_ACCOUNT} --user {SAMPLE_USER}");
    let mut person = Person::runs(&device, &line);
    person.answers("Password: ", SAMPLE_PASSWORD);
    person.answers("API key: ", "wrong");
    person.answers("API key (Enter keeps what was typed): ", SAMPLE_APIKEY);
    let (said, well) = person.done();
    assert!(well && !said.contains("account (Enter"), "{said}");
    assert_eq!(webfleet.calls().len(), 2);
}

#[test]
fn the_same_is_not_sent_twice() {
    if !has_script() {
        return;
    }
    let (webfleet, device) = device("en");
    let mut person = Person::runs(&device, "login --keep file --account nobody --user x");
    person.answers("Password: ", "wrong");
    person.answers("API key: ", SAMPLE_APIKEY);
    person.answers("account (Enter keeps nobody): ", "");
    person.answers("User (Enter keeps x): ", "");
    person.answers("Password (Enter keeps what was typed): ", "");
    let (said, well) = person.done();
    assert!(!well && said.contains("it was not kept"), "{said}");
    assert_eq!(webfleet.calls().len(), 1);
}

#[test]
fn a_passphrase_is_asked_for_with_its_reason_and_a_weak_one_is_refused() {
    if !has_script() {
        return;
    }
    let (_webfleet, device) = device("de");
    let mut person = Person::runs(&device, "login");
    person.answers("WEBFLEET-Konto: ", SAMPLE_ACCOUNT);
    person.answers("Benutzer: ", SAMPLE_USER);
    person.answers("Kennwort: ", SAMPLE_PASSWORD);
    person.answers("API-Schlüssel: ", SAMPLE_APIKEY);
    person.answers("Neue Passphrase", "kurz");
    person.answers(
        "Neue Passphrase",
        &format!("{SAMPLE_ACCOUNT}{SAMPLE_USER}1"),
    );
    person.answers("Neue Passphrase", STRONG);
    person.answers("Passphrase wiederholen", STRONG);
    let (said, well) = person.done();
    assert!(well, "{said}");
    let reason = said.find("Schlüsselspeicher dieses Geräts lässt sich nicht benutzen");
    assert!(
        reason.unwrap() < said.find("Neue Passphrase").unwrap(),
        "{said}"
    );
    assert!(
        said.contains("Ein zeitgesteuerter ohne Aufsicht braucht `passphrase_command`"),
        "{said}"
    );
    assert_eq!(said.matches("lässt sich erraten").count(), 2, "{said}");
    assert!(device.path(".config/3kplaces/login.age").exists());
}

#[test]
fn the_passphrase_of_a_login_is_asked_for_in_a_line_of_its_own_and_again_if_it_is_wrong() {
    if !has_script() {
        return;
    }
    let webfleet = MockWebfleet::start(small_world());
    let mut device = fresh();
    device.connect(&webfleet.url());
    device.env("KPLACES_PASSPHRASE", STRONG);
    let lines = format!("{SAMPLE_ACCOUNT}\n{SAMPLE_USER}\n{SAMPLE_PASSWORD}\n{SAMPLE_APIKEY}\n");
    let ran = device.run_with_stdin(&["login", "--stdin", "--keep", "sealed"], &lines);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    device.unset("KPLACES_PASSPHRASE");
    let question = "Passphrase of the login: ";
    let mut person = Person::runs(&device, "sync");
    for answer in ["gabel teich wolke acht", STRONG] {
        person.hears(question);
        // Longer than a moving line takes to be drawn once more.
        std::thread::sleep(std::time::Duration::from_millis(500));
        person.types(answer);
    }
    let (all, is_done) = person.done();
    assert!(is_done, "{all}");
    for asked in all.split(question).skip(1) {
        let line = asked.split('\n').next().unwrap();
        let stars = line.trim_matches(['*', ' ']);
        assert_eq!(stars, "", "beside the question: {line:?}");
    }
}

#[test]
fn the_passphrase_of_encrypted_places_may_be_mistyped_too() {
    if !has_script() || edition() != "enterprise" {
        return;
    }
    let (_webfleet, mut device) = synced();
    device.env("KPLACES_PASSPHRASE", STRONG);
    let ran = device.run(&["encrypt", "on", "--keep", "passphrase"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    device.unset("KPLACES_PASSPHRASE");
    let mut person = Person::runs(&device, "list");
    for answer in ["gabel teich wolke acht", STRONG] {
        person.answers("Passphrase of ", answer);
    }
    let (all, is_done) = person.done();
    assert!(is_done && all.contains("Nullpunkt"), "{all}");
}

/// Sentences are broken between words on a terminal, and in a pipe not at all.
#[test]
fn a_message_fits_the_terminal_and_a_pipe_gets_it_in_one_line() {
    let device = fresh();
    if Command::new("script").arg("--version").output().is_err() {
        return;
    }
    let lines = "stty rows 24 cols 40; $0 show nothing; $0 --lang de config unset sync.nothing";
    let in_script = format!("exec script -qec \"{lines}\" /dev/null");
    let at_terminal = device.run_in(&["/bin/sh", "-c", &in_script], &[]);
    let said = at_terminal.stdout.replace('\r', "");
    let piped = device.run(&["show", "nothing"]).stderr
        + &device
            .run(&["--lang", "de", "config", "unset", "sync.nothing"])
            .stderr;
    assert!(
        said.lines().all(|line| line.chars().count() <= 40),
        "{said}"
    );
    assert!(
        piped.lines().any(|line| line.chars().count() > 40),
        "{piped}"
    );
    let words = |text: &str| {
        text.split_whitespace()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(words(&said), words(&piped));
}
