//! Archives that were made to hurt, and some that were not.

use std::io::{Cursor, Write};

use kplaces_export::{ReadError, Reader};
use kplaces_export_testsuite::quadrants;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::{document, exported, profile, read};

const POINT: &str = "<Placemark><Point><coordinates>1,2</coordinates></Point></Placemark>";

fn archive(entries: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in entries {
        archive
            .start_file(name, SimpleFileOptions::default())
            .unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn with(inner: &str) -> String {
    format!("<kml><Document>{inner}</Document></kml>")
}

#[test]
fn all_kml_is_read_wherever_it_stands_and_whatever_it_is_called() {
    let two = with(&POINT.repeat(2));
    let bytes = archive(&[
        ("files/dot.png", "no picture"),
        ("../../../tmp/Places.KML", &two),
        ("doc.kml", &with(POINT)),
    ]);
    assert_eq!(read("kmz", &bytes).unwrap().len(), 3);
}

#[test]
fn an_archive_is_the_same_however_it_was_packed_again() {
    let bytes = exported("kmz", &quadrants()).bytes;
    let wanted = read("kmz", &bytes).unwrap();
    let text = document(&bytes);
    let picture = "\u{89}PNG".repeat(20);
    let mac = "\0\u{5}\u{16}\u{7}";
    let layouts: [&[(&str, &str)]; 6] = [
        &[("Meine Orte.kml", &text), ("files/dot.png", &picture)],
        &[("files/dot.png", &picture), ("doc.kml", &text)],
        &[
            ("files/", ""),
            ("files/dot.png", &picture),
            ("doc.KML", &text),
        ],
        &[("doc.kml", &text), ("__MACOSX/._doc.kml", mac)],
        &[
            ("__MACOSX/", ""),
            ("__MACOSX/._doc.kml", mac),
            ("doc.kml", &text),
        ],
        &[
            ("Orte/", ""),
            ("Orte/._doc.kml", mac),
            ("Orte/doc.kml", &text),
        ],
    ];
    let reader = profile("kmz").reader.unwrap();
    for layout in layouts {
        for method in [CompressionMethod::Stored, CompressionMethod::Deflated] {
            let options = SimpleFileOptions::default().compression_method(method);
            // In one go, with the sizes behind; and the usual way, with the sizes in front.
            let mut streamed = ZipWriter::new_stream(Vec::new());
            let mut usual = ZipWriter::new(Cursor::new(Vec::new()));
            for (name, content) in layout {
                if name.ends_with('/') {
                    streamed.add_directory(*name, options).unwrap();
                    usual.add_directory(*name, options).unwrap();
                    continue;
                }
                streamed.start_file(*name, options).unwrap();
                streamed.write_all(content.as_bytes()).unwrap();
                usual.start_file(*name, options).unwrap();
                usual.write_all(content.as_bytes()).unwrap();
            }
            for bytes in [
                streamed.finish().unwrap().into_inner(),
                usual.finish().unwrap().into_inner(),
            ] {
                assert!(read("kmz", &bytes).unwrap() == wanted, "{layout:?}");
                let beginning = &bytes[..bytes.len().min(Reader::BEGINNING)];
                assert!((reader.recognises)(beginning), "{:?}", layout[0].0);
            }
        }
    }
}

#[test]
fn an_archive_without_kml_is_refused() {
    for bytes in [
        archive(&[]),
        archive(&[("doc.txt", &with(POINT)), ("kml", "")]),
    ] {
        assert!(matches!(read("kmz", &bytes), Err(ReadError::Malformed(_))));
    }
}

#[test]
fn a_bomb_is_given_up_long_before_its_end() {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    archive
        .start_file("doc.kml", SimpleFileOptions::default())
        .unwrap();
    archive.write_all(b"<kml><Document>").unwrap();
    let many = "<Something/>".repeat(100_000);
    // 120 MB, in 0.4 MB.
    for _ in 0..100 {
        archive.write_all(many.as_bytes()).unwrap();
    }
    archive.write_all(b"</Document></kml>").unwrap();
    let bytes = archive.finish().unwrap().into_inner();
    assert!(bytes.len() < 1_000_000);
    assert!(matches!(read("kmz", &bytes), Err(ReadError::TooMuch(_))));
}

#[test]
fn a_directory_of_thousands_is_refused_before_it_is_in_memory() {
    for count in [1_001, 30_000] {
        let names: Vec<String> = (0..count).map(|n| format!("{n}.kml")).collect();
        let entries: Vec<_> = names.iter().map(|name| (name.as_str(), "")).collect();
        let read = read("kmz", &archive(&entries));
        assert!(matches!(read, Err(ReadError::TooMuch(_))), "{read:?}");
    }
}

#[test]
fn every_byte_of_the_document_counts() {
    let bytes = exported("kmz", &quadrants()).bytes;
    let wanted = read("kmz", &bytes).unwrap();
    // Where the packed document is: behind its header, before the picture.
    let start = 30 + "doc.kml".len();
    for at in (start..start + 1_000).step_by(13) {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0x10;
        assert!(read("kmz", &damaged).is_err(), "{at}");
    }
    assert_eq!(wanted.len(), quadrants().len());
    for length in 0..bytes.len() {
        assert!(read("kmz", &bytes[..length]).is_err(), "{length}");
    }
}

#[test]
fn a_document_that_is_not_packed_is_read_too() {
    let text = document(&exported("kmz", &quadrants()).bytes);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    archive.start_file("doc.kml", stored).unwrap();
    archive.write_all(text.as_bytes()).unwrap();
    let bytes = archive.finish().unwrap().into_inner();
    assert_eq!(read("kmz", &bytes).unwrap().len(), quadrants().len());
    let recognises = |id| (profile(id).reader.unwrap().recognises)(&bytes[..Reader::BEGINNING]);
    assert!(recognises("kmz") && !recognises("kml"));
}
