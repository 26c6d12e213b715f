//! Files that others made to try readers of age with: sealed with a passphrase, and tampered with.

use std::fs;
use std::path::PathBuf;

use secrecy::SecretString;

use crate::SealError;
use crate::sealed::Work;

/// As the real one, but for the work that these files ask for.
const OF_VECTORS: Work = Work {
    written: 10,
    least: 10,
    most: 12,
};

/// What its makers say of a file, and the file.
fn vector(name: &str) -> (String, Vec<u8>) {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/vectors");
    let bytes = fs::read(folder.join(name)).unwrap();
    let end = bytes.windows(2).position(|two| two == b"\n\n").unwrap();
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    (head, bytes[end + 2..].to_vec())
}

fn names() -> Vec<String> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/vectors");
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "README.md")
        .collect();
    names.sort();
    names
}

fn open(work: &Work, head: &str, file: &[u8]) -> Result<(), SealError> {
    let passphrase = head
        .lines()
        .find_map(|line| line.strip_prefix("passphrase: "));
    let passphrase = SecretString::from(passphrase.unwrap_or("password"));
    work.open(file, &passphrase).map(drop)
}

#[test]
fn what_others_tampered_with_is_refused_and_what_is_sound_is_read() {
    let mut opened = Vec::new();
    for name in names() {
        let (head, file) = vector(&name);
        if open(&OF_VECTORS, &head, &file).is_ok() {
            assert!(head.contains("expect: success"), "{name} was opened");
            opened.push(name);
        }
    }
    assert_eq!(opened, ["scrypt"], "of {}", names().len());
}

#[test]
fn less_work_than_ours_is_refused_however_sound() {
    for name in names() {
        let (head, file) = vector(&name);
        let refused = open(&crate::sealed::WORK, &head, &file);
        assert!(refused.is_err(), "{name}");
    }
    let (head, file) = vector("scrypt");
    assert_eq!(
        open(&crate::sealed::WORK, &head, &file),
        Err(SealError::TooWeak)
    );
    let (head, file) = vector("scrypt_work_factor_23");
    assert_eq!(
        open(&crate::sealed::WORK, &head, &file),
        Err(SealError::TooCostly)
    );
}
