//! CSV for POI Loader, as others see it.

use kplaces_domain::Position;
use kplaces_export_testsuite::{depot, foreign, place};

use crate::{bare, exported, hostile, located, ordinary};

#[test]
fn a_file_is_what_the_readme_says() {
    let lan = place("k3", "LAN@Work GmbH", Position::from_micro(-1, 1).ok());
    let lodz = place("k4", "Łódź €", Position::from_micro(-1, 1).ok());
    let written = exported("garmin-csv", &[depot(), bare(), lan, lodz]);
    assert_eq!(
        written.bytes,
        b"-11.576124,48.137154,\"Depot 'S\xfcd', <A&B>\"\r\n\
          -180.000000,0.000000,\"Tor 2\"\r\n\
          0.000001,-0.000001,\"LAN(at)Work GmbH\"\r\n\
          0.000001,-0.000001,\"L\xf3dz \x80\"\r\n"
    );
    assert_eq!(written.losses(), "radius 1, colour 1, groups 1, replaced 3");
}

/// How gpsbabel is told about quotes and the code page; its own format of this name knows neither.
const STYLE: &str = "DESCRIPTION x\nFIELD_DELIMITER COMMA\nRECORD_DELIMITER NEWLINE\n\
    FIELD_ENCLOSER DOUBLEQUOTE\nENCODING windows-1252\n\
    IFIELD LON_DECIMAL,\"\",\"%f\"\nIFIELD LAT_DECIMAL,\"\",\"%f\"\nIFIELD SHORTNAME,\"\",\"%s\"\n";

#[test]
fn gpsbabel_finds_every_place_and_letter() {
    let (_style, style) = foreign::file("poi.style", STYLE.as_bytes());
    let format = format!("xcsv,style={style}");
    let written = ordinary("garmin-csv");
    let (_folder, path) = foreign::file("places.csv", &written.bytes);
    if let Some(seen) = foreign::gpsbabel(&format, &path) {
        foreign::assert_same(&seen, &foreign::expected(&written.entries), 0.0);
    }
    let places = hostile();
    let (_folder, path) = foreign::file("places.csv", &exported("garmin-csv", &places).bytes);
    if let Some(seen) = foreign::gpsbabel(&format, &path) {
        assert_eq!(seen.len(), located(&places));
    }
}

const PYTHON: &str = r"
import csv, json, sys
print(json.dumps(list(csv.reader(open(sys.argv[1], encoding='cp1252', newline='')))))
";

#[test]
fn python_reads_the_code_page() {
    for written in [ordinary("garmin-csv"), exported("garmin-csv", &hostile())] {
        let (_folder, path) = foreign::file("places.csv", &written.bytes);
        let Some(json) = foreign::run("python3", &["-c", PYTHON, &path]) else {
            return;
        };
        let seen: Vec<[String; 3]> = serde_json::from_str(&json).unwrap();
        let names: Vec<&str> = seen.iter().map(|[_, _, name]| name.as_str()).collect();
        let expected: Vec<&str> = written.entries.iter().map(|entry| &*entry.name).collect();
        assert_eq!(names, expected);
        assert!(names.iter().all(|name| !name.contains(['@', '"'])));
    }
}
