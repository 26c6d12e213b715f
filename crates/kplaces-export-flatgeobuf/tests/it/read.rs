//! Files that are not as they were written.

use kplaces_export::{ExportContext, ReadError};
use kplaces_export_testsuite::{depot, quadrants};

use crate::{exported, profile, read, sorted};

#[test]
fn a_file_is_read_whole_or_refused() {
    let (written, ..) = exported(&ExportContext::default(), &quadrants());
    assert_eq!(sorted(read(&written.bytes).unwrap()), written.entries);
    for end in 0..written.bytes.len() {
        let cut = read(&written.bytes[..end]);
        assert!(matches!(cut, Err(ReadError::Malformed(_))), "{end}");
    }
    let longer = [&written.bytes[..], &[0]].concat();
    assert!(matches!(read(&longer), Err(ReadError::Malformed(_))));
}

#[test]
fn no_byte_of_a_file_does_harm() {
    let (written, ..) = exported(&ExportContext::default(), &[depot()]);
    for at in 0..written.bytes.len() {
        for byte in [0, 1, 0x7f, 0x80, 0xff] {
            let mut bytes = written.bytes.clone();
            bytes[at] = byte;
            let _ = read(&bytes);
        }
    }
}

#[test]
fn a_size_is_not_believed() {
    let (written, ..) = exported(&ExportContext::default(), &[]);
    let mut bytes = written.bytes.clone();
    bytes[8..12].copy_from_slice(&u32::MAX.to_le_bytes());
    assert!(matches!(read(&bytes), Err(ReadError::TooMuch(_))));
    bytes[8..12].copy_from_slice(&(1_u32 << 20).to_le_bytes());
    assert!(matches!(read(&bytes), Err(ReadError::Malformed(_))));
}

#[test]
fn another_version_is_not_recognised() {
    let recognises = profile().reader.unwrap().recognises;
    assert!(recognises(b"fgb\x03fgb\x01"));
    assert!(!recognises(b"fgb\x04fgb\x00"));
    assert!(!recognises(b"fgb"));
}
