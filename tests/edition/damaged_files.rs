//! Files that the device keeps, damaged by a medium, another program or a hand: nothing panics or
//! hangs, places are not lost by looking at them, and what is not damaged stays as it was.
#![cfg(unix)]

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use kplaces_tests::{MockWebfleet, Sandbox, small_world};
use kplaces_webfleet_sim::Options;
use serde_json::Value;

use crate::{LONG, edition, fresh, synced_to};

/// Numbers that look like chance and are the same at every run (`SplitMix64`, public domain,
/// <https://prng.di.unimi.it/splitmix64.c>).
struct Chance(u64);

impl Chance {
    fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut it = self.0;
        it = (it ^ (it >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        it = (it ^ (it >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        it ^ (it >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.number() % limit.max(1) as u64).unwrap()
    }
}

/// What becomes of the bytes of a file; `other` is another file of the device.
fn damaged(sound: &[u8], other: &[u8], chance: &mut Chance) -> Vec<u8> {
    if sound.is_empty() {
        return other.to_owned();
    }
    let mut bytes = sound.to_owned();
    let at = chance.below(bytes.len());
    match chance.below(10) {
        0 => bytes.truncate(at),
        1 => bytes.clear(),
        2 => bytes.fill(0),
        3 => bytes[at..].fill(0),
        4 => bytes.extend_from_slice(sound),
        5 => other.clone_into(&mut bytes),
        6 => {
            let block = at / 512 * 512;
            let end = bytes.len().min(block + 512);
            bytes[block..end].fill_with(|| chance.number().to_le_bytes()[0]);
        }
        7 => {
            let many = chance.below(40);
            bytes.splice(at..at, (0..many).map(|_| chance.number().to_le_bytes()[0]));
        }
        8 => {
            let to = chance.below(bytes.len());
            bytes.swap(at, to);
        }
        _ => {
            for _ in 0..=chance.below(4) {
                let at = chance.below(bytes.len());
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << chance.below(8);
                }
            }
        }
    }
    bytes
}

/// The commands that look at a device or change it.
fn commands() -> Vec<&'static [&'static str]> {
    let mut all: Vec<&[&str]> = vec![
        &["sync"],
        &["status"],
        &["doctor"],
        &["log"],
        &["find", "depot"],
        &["backup", "list"],
        &["backup", "verify"],
        &["backup", "create"],
        &["export", "csv"],
        &["config", "path"],
        &["privacy", "report"],
        &["privacy", "network"],
        &["backup", "restore", "latest", "--yes"],
        &["privacy", "erase", "--all", "--yes"],
    ];
    if edition() == "enterprise" {
        all.push(&["encrypt", "status"]);
    }
    all
}

/// Puts the device's folders back as they were, modes included.
fn put_back(device: &Sandbox, kept: &Path) {
    let script = "rm -rf \"$1/.local\" \"$1/.config\" && cp -a \"$2/.\" \"$1/\"";
    let done = Command::new("/bin/sh")
        .args(["-c", script, "sh"])
        .args([&device.path(""), kept])
        .status();
    assert!(done.unwrap().success());
}

fn places(device: &Sandbox) -> Result<Value, i32> {
    let ran = device.run(&["list", "--json"]);
    assert_is_an_end(&ran.shown(), ran.code);
    match ran.code {
        0 => Ok(ran.json()["places"].take()),
        code => Err(code),
    }
}

/// An end that the manual knows, and not that of a program that fell over.
fn assert_is_an_end(shown: &str, code: i32) {
    assert!((0..=12).contains(&code), "{shown}");
    assert!(!shown.contains("panicked"), "{shown}");
}

/// Damages one file below this folder of the device after the other, so many times, and looks what
/// becomes of it.
fn survive(device: &Sandbox, below: &str, rounds: usize, seed: u64) {
    // Another home, for the sound files.
    let kept = fresh();
    let copied = Command::new("cp")
        .arg("-a")
        .args([device.path(".local"), device.path(".config")])
        .arg(kept.path(""))
        .status();
    assert!(copied.unwrap().success());
    let sound = places(device).unwrap();
    assert!(sound.as_array().unwrap().len() > 2);
    let mut files: Vec<(PathBuf, Vec<u8>)> = device.files();
    files.retain(|(path, _)| path.starts_with(device.path(below)));
    let data = device.path(".local/share");
    let settings = device.path(".config");
    let commands = commands();
    let mut chance = Chance(seed);
    for round in 0..rounds {
        put_back(device, &kept.path(""));
        let (path, bytes) = &files[round % files.len()];
        let other = &files[chance.below(files.len())].1;
        let bytes = damaged(bytes, other, &mut chance);
        // In place: the mode stays.
        let mut file = OpenOptions::new()
            .write(true)
            .truncate(true)
            .open(path)
            .unwrap();
        file.write_all(&bytes).unwrap();
        drop(file);
        let name = path.strip_prefix(device.path("")).unwrap().display();
        let what = format!("round {round}, seed {seed}: {name}");
        let is_store = path.parent().is_some_and(|it| it.starts_with(&data))
            && !path.starts_with(data.join("3kplaces/backups"));
        let before = places(device);
        if !is_store && !path.starts_with(&settings) {
            assert_eq!(before.as_ref(), Ok(&sound), "{what}");
        }
        // SQLite sets its own header right; what it holds stays.
        let now = fs::read(path).unwrap();
        assert!(now == bytes || is_store, "{what}: looking changed it");
        assert_eq!(places(device), before, "{what}: looking changed places");
        let command = commands[chance.below(commands.len())];
        let ran = device.run(command);
        assert_is_an_end(&ran.shown(), ran.code);
        let erases = command.contains(&"erase");
        let mends = erases || command.contains(&"sync") || command.contains(&"restore");
        if !mends {
            assert_eq!(
                places(device),
                before,
                "{what}: {command:?} {}",
                ran.shown()
            );
        } else if !erases && before.as_ref() == Ok(&sound) {
            // The account is as it was, and so is the copy.
            assert_eq!(
                places(device).as_ref(),
                Ok(&sound),
                "{what}: {command:?} {}",
                ran.shown()
            );
        }
    }
    put_back(device, &kept.path(""));
    assert_eq!(places(device), Ok(sound));
}

fn device() -> (MockWebfleet, Sandbox) {
    let options = Options {
        quota: None,
        ..Options::default()
    };
    let (webfleet, mut device) = synced_to(MockWebfleet::start_with(small_world(), options));
    device.env("KPLACES_WEBFLEET__TRIES", "1");
    device.write(
        ".config/3kplaces/config.toml",
        "[backup]\nkeep = 5\n\n[map]\nport = 0\n",
    );
    assert_eq!(device.run(&["sync"]).code, 0);
    assert_eq!(device.run(&["backup", "create"]).code, 0);
    (webfleet, device)
}

#[test]
fn a_damaged_file_of_a_device_ends_nothing_and_takes_nothing_along() {
    let (_webfleet, device) = device();
    survive(&device, "", if LONG { 10_000 } else { 60 }, 1);
}

#[test]
fn a_damaged_file_of_an_encrypted_device_ends_nothing_and_takes_nothing_along() {
    if edition() != "enterprise" {
        return;
    }
    let (_webfleet, mut device) = device();
    device.env("KPLACES_PASSPHRASE", "correct horse battery staple");
    assert_eq!(device.run(&["encrypt", "on"]).code, 0);
    // The rest is as it is without encryption, and a passphrase takes its time.
    survive(&device, ".local/share", if LONG { 400 } else { 8 }, 2);
}
