//! The reader, over files of other programs and files that no program wrote.

use kplaces_export::{Entry, ReadError, Reader};

use crate::{at, profile, written};

type Named = (String, (i32, i32));

fn read(mut file: &[u8]) -> Result<Vec<Named>, ReadError> {
    let mut all = Vec::new();
    let read = profile().reader.unwrap().read;
    read(&mut file, &mut |entry| {
        let Entry { name, position, .. } = entry;
        all.push((name, position.unwrap()));
        Ok(())
    })?;
    Ok(all)
}

fn recognised(file: &[u8]) -> bool {
    (profile().reader.unwrap().recognises)(&file[..file.len().min(Reader::BEGINNING)])
}

fn record(kind: u8, length: u32, numbers: &[i32], text: &[u8]) -> Vec<u8> {
    let mut record = vec![kind];
    record.extend(length.to_le_bytes());
    record.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
    record.extend(text);
    record
}

#[test]
fn every_kind_of_record_is_read() {
    let file = [
        record(0, 9, &[7], b""),
        // The corners as the manual has them: south-west first.
        record(1, 21 + 16 + 21, &[-2, -2, 5, 5], b""),
        record(2, 16, &[5, -2], b"\xfc>\0"),
        record(3, 21, &[-2, 5], b"one\0id\0\0"),
    ]
    .concat();
    assert!(recognised(&file));
    assert_eq!(
        read(&file).unwrap(),
        [("ü>".to_owned(), (-20, 50)), ("one".to_owned(), (50, -20))]
    );
    assert_eq!(read(b"").unwrap(), []);
}

#[test]
fn lengths_are_not_believed() {
    let whole = record(2, 16, &[5, -2], b"ab\0");
    let files = [
        record(0, 4, &[], b""),
        record(0, u32::MAX, &[7], b""),
        record(1, 20, &[0, 0, 0, 0], b""),
        record(1, 22, &[0, 0, 0, 0], b""),
        record(1, 60, &[0, 0, 0, 0], &whole),
        record(2, 12, &[5, -2], b"ab\0"),
        record(2, 17, &[5, -2], b"ab\0"),
        record(2, u32::MAX, &[5, -2], b"ab\0"),
        record(3, 1 << 20, &[5, -2], &vec![b'a'; 1 << 20]),
        record(2, 16, &[18_000_001, 0], b"ab\0"),
        record(2, 16, &[0, -9_000_001], b"ab\0"),
        record(4, 16, &[5, -2], b"ab\0"),
        whole[..15].to_vec(),
        whole[..4].to_vec(),
    ];
    for (n, file) in files.iter().enumerate() {
        assert!(read(file).is_err(), "{n}");
    }
}

#[test]
fn a_file_cut_between_two_records_is_not_whole() {
    let file = written(&[at("a", 1, 1), at("b", 2, 2)]).bytes;
    assert_eq!(read(&file).unwrap().len(), 2);
    assert!(read(&file[..file.len() - 15]).is_err());
}

#[test]
fn files_of_other_formats_are_not_recognised() {
    for file in [
        &b""[..],
        b"<?xml version=\"1.0\"?><gpx>",
        b"{\"type\":\"FeatureCollection\"}",
        b"key,name,latitude",
        b"PK\x03\x04\x14\0\0\0\x08\0\0\0\0\0",
        b"SQLite format 3\0\x10\0\x01\x01\0\x40\x20\x20",
        b"fgb\x03fgb\0\x18\0\0\0\0\0\0\0",
        b"\0\0\0\0\x16\0\0\0GRMREC00\0\0\0\0\0\0",
        &[0; 64],
        &[1; 64],
        &[2; 64],
        &[0xff; 64],
    ] {
        assert!(!recognised(file), "{file:?}");
    }
}
