//! The reader, over files of other programs and files that no program wrote.

use kplaces_export::{Entry, ReadError, Reader};

use crate::{at, profile, written};

fn read(mut file: &[u8]) -> Result<Vec<Entry>, ReadError> {
    let mut all = Vec::new();
    let read = profile().reader.unwrap().read;
    read(&mut file, &mut |entry| {
        all.push(entry);
        Ok(())
    })?;
    Ok(all)
}

fn recognised(file: &[u8]) -> bool {
    (profile().reader.unwrap().recognises)(&file[..file.len().min(Reader::BEGINNING)])
}

fn record(kind: u16, own: &[u8], parts: &[u8]) -> Vec<u8> {
    let mut record = kind.to_le_bytes().to_vec();
    let bytes = (own.len() + parts.len()) as u32;
    if parts.is_empty() {
        record.extend([0, 0]);
        record.extend(bytes.to_le_bytes());
    } else {
        record.extend([8, 0]);
        record.extend(bytes.to_le_bytes());
        record.extend((own.len() as u32).to_le_bytes());
    }
    record.extend(own);
    record.extend(parts);
    record
}

fn text(language: &str, text: &str) -> Vec<u8> {
    let length = (text.len() as u16).to_le_bytes();
    [language.as_bytes(), &length, text.as_bytes()].concat()
}

fn texts(all: &[Vec<u8>]) -> Vec<u8> {
    let all = all.concat();
    [&(all.len() as u32).to_le_bytes()[..], &all].concat()
}

/// As Garmin's own look: more in the headers, several languages, pictures, areas in areas.
fn file(page: u16, place: &[u8]) -> Vec<u8> {
    let area = [&[0; 16][..], &[0, 0, 0, 0, 1, 0, 2]].concat();
    let areas = record(8, &area, &record(8, &area, place));
    let name = texts(&[text("RU", "x"), text("EN", "y")]);
    [
        record(
            0,
            b"GRMREC01\0\0\0\0\x01\0\x02\0ab",
            &record(15, &[1, 7, 9, 0, 0], b""),
        ),
        record(
            1,
            &[b"POI\0\0\x0001", &page.to_le_bytes()[..], &[17, 0]].concat(),
            &record(17, &[0; 30], b""),
        ),
        record(
            9,
            &[name.clone(), areas].concat(),
            &record(7, &[&[0, 0], &name[..]].concat(), b""),
        ),
        record(5, &[0; 1636], b""),
        record(0xffff, b"", b""),
    ]
    .concat()
}

fn waypoint(names: &[Vec<u8>], parts: &[u8]) -> Vec<u8> {
    let mut own = Vec::new();
    own.extend((1_i32 << 29).to_le_bytes());
    own.extend((-1_i32 << 30).to_le_bytes());
    own.extend([1, 0, 1]);
    own.extend(texts(names));
    record(2, &own, parts)
}

#[test]
fn a_file_like_those_of_garmin_is_read() {
    let alert = record(3, &[0x2c, 1, 0, 0, 0, 1, 0x10, 0, 1, 1, 4, 0x10], b"");
    let parts = [
        record(4, &[0, 0], b""),
        alert,
        record(14, b"\x01\0\0\0\0", b""),
    ]
    .concat();
    let place = waypoint(&[text("DE", "Süd"), text("EN", "Łódź")], &parts);
    let file = file(65_001, &place);
    assert!(recognised(&file));
    let wanted = Entry {
        name: "Łódź".into(),
        position: Some((45_000_000, -90_000_000)),
        radius_m: 300,
        ..Entry::default()
    };
    assert_eq!(read(&file).unwrap(), [wanted]);
}

#[test]
fn without_an_english_name_it_is_the_first() {
    for (names, wanted) in [(vec![text("DE", "a"), text("FR", "b")], "a"), (vec![], "")] {
        let file = file(1252, &waypoint(&names, b""));
        assert_eq!(read(&file).unwrap()[0].name, wanted);
    }
}

#[test]
fn what_cannot_be_read_is_refused() {
    let place = waypoint(&[text("EN", "a")], b"");
    let whole = file(1252, &place);
    let with = |at: usize, byte: u8| {
        let mut file = whole.clone();
        file[at] = byte;
        file
    };
    let mut south = place.clone();
    south[11] = 0x41;
    let files = [
        // Another mark, encrypted, no places, a code page of eastern Europe.
        with(12, b'X'),
        with(24, 4),
        with(
            whole.windows(3).position(|part| part == b"POI").unwrap(),
            b'X',
        ),
        file(1250, &place),
        // South of the pole; longer than it is.
        file(1252, &south),
        file(
            1252,
            &[&place[..4], &[0xff, 0xff, 0xff, 0xff], &place[8..]].concat(),
        ),
        file(65_001, &waypoint(&[b"EN\x01\0\xff".to_vec()], b"")),
        file(1252, &waypoint(&[b"EN\x02\0a".to_vec()], b"")),
        file(1252, &record(2, &[0; 10], b"")),
        file(1252, &waypoint(&[], &record(3, b"\x01", b""))),
        b"GRMREC".to_vec(),
        b"".to_vec(),
    ];
    assert_eq!(read(&whole).unwrap().len(), 1);
    for (n, file) in files.iter().enumerate() {
        assert!(read(file).is_err(), "{n}");
    }
}

#[test]
fn a_file_cut_anywhere_is_not_whole() {
    let file = written(&[at("a", 1, 1, 0), at("b", 2, 2, 5)]).bytes;
    for end in 0..file.len() {
        assert!(read(&file[..end]).is_err(), "{end}");
    }
}

#[test]
fn what_stands_behind_the_end_is_told() {
    let file = written(&[at("Depot", 1, 2, 3)]).bytes;
    assert_eq!(read(&file).unwrap().len(), 1);
    let entries = read(&[file.clone(), file].concat()).unwrap();
    assert_eq!(entries[1..], [Entry::other()]);
}

#[test]
fn files_of_other_formats_are_not_recognised() {
    for file in [
        &b""[..],
        b"<?xml version=\"1.0\"?><gpx>",
        b"PK\x03\x04\x14\0\0\0\x08\0\0\0\0\0",
        b"SQLite format 3\0",
        b"\x01\x15\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
        &[0; 64],
        &[0xff; 64],
    ] {
        assert!(!recognised(file), "{file:?}");
    }
}
