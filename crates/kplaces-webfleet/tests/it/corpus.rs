//! The seeds of the fuzz targets, through the same checks.

use std::fs;
use std::path::Path;

#[path = "../../fuzz/checks.rs"]
mod checks;

fn run(target: &str, prefix: &[u8]) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/corpus")
        .join(target);
    let mut seen = 0;
    for entry in fs::read_dir(folder).unwrap() {
        checks::check(&fs::read(entry.unwrap().path()).unwrap(), prefix);
        seen += 1;
    }
    assert!(seen >= 8, "{seen} seeds");
}

#[test]
fn every_seed_of_csv_reads_the_same_in_pieces() {
    run("csv", b"");
}

#[test]
fn every_seed_of_json_reads_the_same_in_pieces() {
    run("json", b"[");
}

#[test]
fn every_seed_of_errors_reads_the_same_in_pieces() {
    run("error", b"");
}
