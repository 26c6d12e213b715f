//! Which profile a file is of.

use kplaces_export::{Exporter, Reader};
use kplaces_export_testsuite::{quadrants, write};

use crate::acme;

fn recognises(exporter: &Exporter, file: &[u8]) -> bool {
    let beginning = &file[..file.len().min(Reader::BEGINNING)];
    (exporter.reader.unwrap().recognises)(beginning)
}

#[test]
fn a_file_is_of_the_profile_that_wrote_it_and_of_no_other() {
    let ours = kplaces_export_devices::exporters();
    let all = ours.iter().copied().chain(kplaces_export::exporters());
    for writer in all {
        for places in [&quadrants()[..], &[]] {
            let file = write(&writer, &acme(), places).bytes;
            // Some formats without a place are without a byte, and then each could be each.
            for reader in ours.iter().filter(|_| !file.is_empty()) {
                let same = reader.id == writer.id;
                let (reader, known) = (reader.id, recognises(reader, &file));
                assert_eq!(known, same, "{reader} of {}", writer.id);
            }
        }
    }
}

#[test]
fn an_empty_file_is_of_the_profiles_without_a_header() {
    let ours = kplaces_export_devices::exporters();
    let empty = ours.iter().filter(|reader| recognises(reader, b""));
    let ids: Vec<&str> = empty.map(|reader| reader.id).collect();
    assert_eq!(ids, ["garmin-csv", "jsonl", "vcard"]);
}
