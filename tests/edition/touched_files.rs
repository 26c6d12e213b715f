//! Files that other programs saved again, and things that are no files.

use std::fs;

use kplaces_tests::Sandbox;

use crate::{is_basic, synced};

/// The profiles of this edition that are text.
fn texts() -> Vec<&'static str> {
    let mut all = vec!["csv", "geojson", "gpx"];
    if !is_basic() {
        all.extend([
            "copilot-csv",
            "csv-excel",
            "csv-excel-en",
            "garmin-gpx",
            "jsonl",
            "kml",
            "mercedes-comand",
            "organicmaps-kml",
            "osmand",
            "vcard",
        ]);
    }
    all
}

fn exported(device: &Sandbox, profile: &str) -> String {
    let ran = device.run(&["export", profile, "-o", "out", "--force"]);
    assert_eq!(ran.code, 0, "{profile}: {}", ran.stderr);
    let text = fs::read_to_string(device.path("out")).unwrap();
    text.trim_start_matches('\u{feff}').to_owned()
}

fn assert_current(device: &Sandbox, profile: &str, bytes: impl AsRef<[u8]>, how: &str) {
    device.write("touched", bytes);
    let ran = device.run(&["import-check", "touched", "--json"]);
    assert_eq!(ran.code, 0, "{profile}, {how}: {}", ran.shown());
    let by_itself = ran.json();
    let ran = device.run(&["import-check", "touched", "--json", "--profile", profile]);
    assert_eq!(ran.code, 0, "{profile}, {how}: {}", ran.shown());
    assert_eq!(by_itself, ran.json(), "{profile}, {how}");
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    format!("\u{feff}{text}")
        .encode_utf16()
        .flat_map(bytes)
        .collect()
}

#[test]
fn a_text_with_a_mark_is_that_of_its_own_profile() {
    let (_webfleet, device) = synced();
    for profile in texts() {
        let text = exported(&device, profile);
        assert_current(&device, profile, format!("\u{feff}{text}"), "UTF-8");
        assert_current(&device, profile, utf16(&text, u16::to_le_bytes), "UTF-16LE");
        assert_current(&device, profile, utf16(&text, u16::to_be_bytes), "UTF-16BE");
    }
}

#[test]
fn line_ends_and_lines_of_nothing_do_not_matter() {
    let (_webfleet, device) = synced();
    for profile in texts() {
        let text = exported(&device, profile);
        for end in ["\n", "\r\n", "\r"] {
            let other = with_ends(&text, end);
            assert_current(&device, profile, &other, &format!("{end:?}"));
            let more = format!("{other}{end}{end}");
            assert_current(&device, profile, more, &format!("{end:?}, empty lines"));
            let less = other.trim_end();
            assert_current(&device, profile, less, &format!("{end:?}, no last one"));
        }
    }
}

/// The text with other line ends, but for those that stand in a cell of a table.
fn with_ends(text: &str, end: &str) -> String {
    let is_table = text.lines().next().unwrap().contains("atitude");
    let mut quoted = false;
    let ends = text.chars().map(|c| {
        quoted ^= is_table && c == '"';
        match c {
            '\n' if !quoted => end.to_owned(),
            '\r' if !quoted => String::new(),
            other => other.to_string(),
        }
    });
    ends.collect()
}

#[test]
fn xml_is_read_in_the_encoding_that_it_names() {
    let (_webfleet, device) = synced();
    let profiles = ["gpx", "kml", "osmand", "garmin-gpx", "mercedes-comand"];
    for profile in texts().into_iter().filter(|it| profiles.contains(it)) {
        let text = exported(&device, profile);
        for label in ["ISO-8859-1", "windows-1252"] {
            let text = text.replacen("UTF-8", label, 1);
            // What the encoding has no letter for is written as its number.
            let bytes: Vec<u8> = text
                .chars()
                .flat_map(|c| match u32::from(c) {
                    code @ (0..0x80 | 0xa0..0x100) => vec![code as u8],
                    code => format!("&#{code};").into_bytes(),
                })
                .collect();
            assert_current(&device, profile, bytes, label);
        }
    }
    let text = exported(&device, "gpx").replacen("UTF-8", "klingon", 1);
    device.write("klingon.gpx", text);
    let lying = exported(&device, "gpx").into_bytes();
    let lying: Vec<u8> = lying.iter().map(|byte| byte & 0x7f | byte & 0x80).collect();
    let at = lying.windows(6).position(|part| part == b"<name>").unwrap();
    device.write(
        "lying.gpx",
        [&lying[..at + 6], b"\xfc", &lying[at + 6..]].concat(),
    );
    insta::assert_snapshot!(device.transcript([
        &["import-check", "klingon.gpx"],
        &["import-check", "lying.gpx"],
    ]), @"
    $ 3kplaces import-check klingon.gpx
    error: klingon.gpx could not be read
      why: the file is in the encoding `klingon`, which is not read
      why: it was read as gpx
      try: --profile says what it was written for
    [exit code 9]

    $ 3kplaces import-check lying.gpx
    error: lying.gpx could not be read
      why: the file should be UTF-8, and not all of it is
      why: it was read as gpx
      try: --profile says what it was written for
    [exit code 9]
    ");
}

#[test]
fn json_is_read_however_it_is_laid_out_and_ordered() {
    let (_webfleet, device) = synced();
    // Read as a value, members come in the order of their names.
    let pretty = |text: &str| {
        let value: serde_json::Value = serde_json::from_str(text).unwrap();
        (
            serde_json::to_string_pretty(&value).unwrap(),
            value.to_string(),
        )
    };
    let (laid_out, ordered) = pretty(&exported(&device, "geojson"));
    assert_current(&device, "geojson", laid_out, "laid out");
    assert_current(&device, "geojson", ordered, "ordered");
    if is_basic() {
        return;
    }
    let lines = exported(&device, "jsonl");
    let (laid_out, ordered): (Vec<_>, Vec<_>) = lines.lines().map(pretty).unzip();
    assert_current(&device, "jsonl", laid_out.join("\r\n"), "laid out");
    assert_current(&device, "jsonl", ordered.join("\r\n\r\n"), "ordered");
}

#[test]
fn a_file_is_known_by_what_it_is_and_not_by_what_it_is_called() {
    let (_webfleet, device) = synced();
    for profile in texts() {
        let text = exported(&device, profile);
        for name in ["a.txt", "a.kmz", "a.gpkg", "a"] {
            device.write(name, &text);
            let ran = device.run(&["import-check", name, "--json"]);
            assert_eq!(ran.json()["profile"], profile, "{name}: {}", ran.shown());
        }
    }
}

#[test]
fn a_track_beside_the_places_is_not_called_current() {
    let (_webfleet, device) = synced();
    let text = exported(&device, "gpx");
    let track = "<trk><name>Way home</name><trkseg/></trk></gpx>";
    device.write("more.gpx", text.replace("</gpx>", track));
    insta::assert_snapshot!(device.transcript([&["import-check", "more.gpx"]]), @"
    $ 3kplaces import-check more.gpx
    more.gpx is not current. As gpx would write it now:
          8  the same
          1  not read: lines, areas and links to other files are no places
    `3kplaces export gpx --force`, with the options of the time before, writes it anew.
    [exit code 12]
    ");
}

#[test]
fn a_table_that_a_spreadsheet_saved_is_read() {
    let (_webfleet, device) = synced();
    for profile in ["csv", "csv-excel", "csv-excel-en", "copilot-csv"] {
        if !texts().contains(&profile) {
            continue;
        }
        let rows = cells(&exported(&device, profile));
        for separator in [",", ";", "\t"] {
            for point in ['.', ','] {
                let shown = |cell: &str| {
                    let is_decimal = cell.parse::<f64>().is_ok() && cell.contains('.')
                        || cell.replace(',', ".").parse::<f64>().is_ok() && cell.contains(',');
                    let cell = if is_decimal {
                        cell.replace(['.', ','], &point.to_string())
                    } else {
                        cell.to_owned()
                    };
                    format!("\"{}\"", cell.replace('"', "\"\""))
                };
                let lines = rows.iter().map(|row| {
                    let cells: Vec<String> = row.iter().map(|cell| shown(cell)).collect();
                    cells.join(separator) + separator + separator + "\n"
                });
                let text: String = lines.collect();
                let how = format!("{separator:?} {point}");
                device.write("table", &text);
                let ran = device.run(&["import-check", "table", "--profile", profile]);
                assert_eq!(ran.code, 0, "{profile}, {how}: {}", ran.shown());
                let ran = device.run(&["import-check", "table"]);
                assert_eq!(ran.code, 0, "{profile}, {how}: {}", ran.shown());
            }
        }
    }
}

/// The cells of a table, taken apart simply: quotes, and what separates columns in the first line.
fn cells(text: &str) -> Vec<Vec<String>> {
    let separator = if text.lines().next().unwrap().contains(';') {
        ';'
    } else {
        ','
    };
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            c if c == separator && !quoted => row.push(std::mem::take(&mut cell)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            '\r' if !quoted => {}
            other => cell.push(other),
        }
    }
    rows
}

#[test]
fn a_table_in_the_code_page_of_a_machine_is_refused_with_the_reason() {
    let (_webfleet, device) = synced();
    let text = exported(&device, "csv");
    let bytes: Vec<u8> = text
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?'))
        .collect();
    device.write("ansi.csv", bytes);
    insta::assert_snapshot!(device.transcript([&["import-check", "ansi.csv"]]), @"
    $ 3kplaces import-check ansi.csv
    error: ansi.csv could not be read
      why: the file is not UTF-8, and does not say what it is; save it as UTF-8
      why: it was read as csv
      try: --profile says what it was written for
    [exit code 9]
    ");
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_refused_and_nobody_waits() {
    let (_webfleet, device) = synced();
    let fifo = std::process::Command::new("mkfifo")
        .arg(device.path("pipe"))
        .status();
    fs::create_dir(device.path("folder")).unwrap();
    let mut things = vec!["/dev/zero", "/dev/null"];
    if fifo.is_ok_and(|done| done.success()) {
        things.push("pipe");
    }
    for thing in things {
        for arguments in [
            &["import-check", thing][..],
            &["import-check", thing, "--profile", "csv"],
            &["backup", "import", thing],
        ] {
            let ran = device.run(arguments);
            assert_eq!(ran.code, 9, "{arguments:?}: {}", ran.shown());
            assert!(ran.stderr.contains("not a regular file"), "{}", ran.stderr);
        }
    }
    assert_eq!(device.run(&["import-check", "folder"]).code, 2);
}

#[test]
fn a_file_that_was_cut_is_never_called_current() {
    let (_webfleet, device) = synced();
    for profile in texts() {
        let text = exported(&device, profile).into_bytes();
        for part in 1..8 {
            device.write("cut", &text[..text.len() * part / 8]);
            let ran = device.run(&["import-check", "cut", "--profile", profile]);
            assert_ne!(ran.code, 0, "{profile}, {part} of 8: {}", ran.shown());
        }
    }
}

#[test]
fn a_database_with_a_log_beside_it_is_not_replaced() {
    if is_basic() {
        return;
    }
    let (_webfleet, device) = synced();
    let export = ["export", "geopackage", "-o", "a.gpkg", "--force"];
    assert_eq!(device.run(&export).code, 0);
    let before = fs::read(device.path("a.gpkg")).unwrap();
    device.write("a.gpkg-wal", "what another program has not put into it yet");
    insta::assert_snapshot!(device.transcript([&export]), @"
    $ 3kplaces export geopackage -o a.gpkg --force
    error: the export could not be written
      why: a.gpkg-wal is there: another program has that file open, or ended while it had
      why: it would be taken for a part of the new file, and spoil it
      try: close the file in that program, or write to another name
    [exit code 9]
    ");
    assert!(fs::read(device.path("a.gpkg")).unwrap() == before);
    // A log that is none, or an empty one, says nothing.
    assert_eq!(device.run(&["import-check", "a.gpkg"]).code, 0);
    device.write("a.gpkg-wal", "");
    assert_eq!(device.run(&export).code, 0);
}
