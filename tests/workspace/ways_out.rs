//! What no lint holds of the ways out of a program: who writes whole files, and that each client is watched.
//! Sockets and programs are refused by `clippy.toml`, second HTTP clients by `deny.toml`.

use std::collections::BTreeSet;
use std::path::Path;

use crate::repo::{assert_none, assert_seen, copy, edit, files_ending, read, root, write};

/// A way out: how it is written in Rust, and which files may take it, with the reason.
struct Way {
    words: &'static [&'static str],
    files: &'static [(&'static str, &'static str)],
}

/// What puts a whole file in its place: one crate. Where a user names the place, there is one way to it for all
/// commands, which refuses what the program keeps.
const WRITERS: Way = Way {
    words: &[
        ".persist(",
        ".persist_noclobber(",
        ".into_temp_path(",
        "File::create",
        "Draft::begin",
        "kplaces_files::replace",
    ],
    files: &[
        ("crates/kplaces-files/src/draft/file.rs", "files in general"),
        (
            "crates/kplaces-files/src/draft/folder.rs",
            "complete files that wait",
        ),
        (
            "crates/kplaces-export/src/target.rs",
            "every file that a user names",
        ),
        (
            "crates/kplaces-export-geopackage/src/scratch.rs",
            "what SQLite has to be told the name of, until it is copied",
        ),
        ("crates/kplaces-config/src/login_file.rs", "the login"),
        (
            "crates/kplaces-ext-encrypt/src/key_file.rs",
            "the key of encrypted stores",
        ),
        (
            "crates/kplaces-device/src/autostart/files.rs",
            "the units of the scheduler",
        ),
        ("crates/kplaces-state/src/files.rs", "the records"),
    ],
};

/// Product code: what is built into an edition.
fn is_product(file: &str) -> bool {
    let built_in = file.starts_with("crates/") || file.starts_with("editions/");
    let aside = ["kplaces-webfleet-sim", "-testsuite", "/tests/"];
    built_in && file.contains("/src/") && !aside.iter().any(|word| file.contains(word))
}

/// Lines that take a way where they may not, and files that may take it and do not.
fn strays(root: &Path, way: &Way) -> Vec<String> {
    let mut unused: BTreeSet<&str> = way.files.iter().map(|(file, _)| *file).collect();
    let mut found = Vec::new();
    for file in files_ending(root, &[".rs"]) {
        if !is_product(&file) {
            continue;
        }
        for (n, line) in read(root, &file).lines().enumerate() {
            let takes = !line.trim_start().starts_with("//")
                && way.words.iter().any(|word| line.contains(word));
            if takes
                && !unused.remove(file.as_str())
                && !way.files.iter().any(|(it, _)| *it == file)
            {
                found.push(format!("{file}:{}: {}", n + 1, line.trim()));
            }
        }
    }
    found.extend(
        unused
            .into_iter()
            .map(|file| format!("{file}: no longer does")),
    );
    found
}

#[test]
fn whole_files_are_put_in_their_places_by_known_code_only() {
    assert_none(
        "writes a file past what is reserved",
        &strays(root(), &WRITERS),
    );
}

#[test]
fn a_new_writer_is_seen() {
    let folder = copy();
    let (file, line) = ("crates/kplaces-app/src/outside.rs", "draft.persist(path)?;");
    write(folder.path(), file, format!("// comment\n{line}\n"));
    let seen = strays(folder.path(), &WRITERS);
    assert_eq!(seen, [format!("{file}:2: {line}")]);
}

/// Files that prepare a client without a record of what it contacts.
fn clients_nobody_watches(root: &Path) -> Vec<String> {
    let mut found = files_ending(root, &[".rs"]);
    found.retain(|file| {
        let text = read(root, file);
        let own = file.starts_with("crates/kplaces-webfleet/");
        is_product(file)
            && !own
            && text.contains("ClientOptions::new(")
            && !text.contains("witness: Some(")
    });
    found
}

#[test]
fn every_client_of_the_product_has_a_witness() {
    let seen = clients_nobody_watches(root());
    assert_none("its requests would be on no record", &seen);
}

#[test]
fn a_client_without_a_witness_is_seen() {
    let folder = copy();
    let file = "crates/kplaces-device/src/connect.rs";
    edit(folder.path(), file, "witness: Some(", "witness: None.or(");
    assert_seen(&clients_nobody_watches(folder.path()), file);
}
