//! CSV for spreadsheets, as others see it.

use kplaces_domain::{GroupName, Place};
use kplaces_export::ExportContext;
use kplaces_export_testsuite::{depot, foreign, place, read, write};
use kplaces_text::Language;

use crate::{acme, bare, exported, grouped, hostile, ordinary, profile};

/// A place whose every text would like to be a formula.
fn formulas() -> Place {
    Place {
        colour: Some("=cmd".parse().unwrap()),
        groups: ["=1", "a|b", "Süd, Nord"]
            .map(GroupName::from)
            .into_iter()
            .collect(),
        ..place("-5", "+49;=1+1", None)
    }
}

#[test]
fn a_file_is_what_the_readme_says() {
    let written = exported("csv-excel", &[depot(), bare(), formulas()]);
    assert_eq!(
        written.text(),
        "\u{feff}key;name;latitude;longitude;radius_m;colour;groups\r\n\
         k1;\"Depot \"\"Süd\"\", <A&B>\";48,137154;-11,576124;250;darkred;customers | fuel\r\n\
         k2;Tor 2;0,000000;180,000000;;;\r\n\
         '-5;\"'+49;'=1+1\";;;;'=cmd;'=1 | Süd, Nord | a\\|b\r\n"
    );
    assert_eq!(written.losses(), "group-changed 1, guarded 1");
}

#[test]
fn a_german_reader_gets_a_german_header_and_either_is_read_back() {
    let german = ExportContext {
        language: Language::German,
        ..acme()
    };
    let usual = acme();
    let of = |id, context| write(&profile(id), context, &[depot(), bare()]);
    let written = of("csv-excel", &german);
    let header = "\u{feff}Schlüssel;Name;Breite;Länge;Radius (m);Farbe;Gruppen\r\n";
    let rows = written.text().strip_prefix(header).unwrap().to_owned();
    let english = of("csv-excel", &usual);
    assert!(english.text().ends_with(&rows));
    let entries = |id, bytes: &[u8]| read(&profile(id), bytes).unwrap();
    assert_eq!(
        entries("csv-excel", &written.bytes),
        entries("csv-excel", &english.bytes)
    );
    assert_eq!(
        of("csv-excel-en", &german).text(),
        of("csv-excel-en", &usual).text()
    );
    let reader = profile("csv-excel").reader.unwrap();
    assert!((reader.recognises)(&written.bytes));
}

#[test]
fn the_english_file_has_points_and_commas() {
    let written = exported("csv-excel-en", &[depot(), bare(), formulas()]);
    assert_eq!(
        written.text(),
        "\u{feff}key,name,latitude,longitude,radius_m,colour,groups\r\n\
         k1,\"Depot \"\"Süd\"\", <A&B>\",48.137154,-11.576124,250,darkred,customers | fuel\r\n\
         k2,Tor 2,0.000000,180.000000,,,\r\n\
         '-5,'+49;'=1+1,,,,'=cmd,\"'=1 | Süd, Nord | a\\|b\"\r\n"
    );
    assert_eq!(written.losses(), "group-changed 1, guarded 1");
}

/// Takes the file apart with every separator a spreadsheet may believe in, and shows what it would
/// run.
const PYTHON: &str = r"
import csv, io, re, sys
number = re.compile(r'-?[0-9]+([.,][0-9]+)?\Z')
text = open(sys.argv[1], encoding='utf-8-sig', newline='').read()
for separator in ',;\t':
    for row in csv.reader(io.StringIO(text, newline=''), delimiter=separator):
        for cell in row:
            seen = cell.lstrip(' \xa0')
            if seen.startswith(tuple('=+-@|%\t\r\n')) and not number.match(seen):
                print(repr(separator), repr(cell))
";

#[test]
fn no_cell_is_a_formula_in_whatever_country() {
    let tricks = [
        "x;=1+1",
        "x,=1+1",
        "x,\"=1+1\",y",
        "x; \"\"=1",
        "\"=1",
        "',=1",
        "a;\u{a0}@b",
    ];
    let tricks = tricks.map(|trick| grouped(trick, trick, trick));
    for id in ["csv-excel", "csv-excel-en"] {
        for places in [hostile(), tricks.to_vec(), vec![formulas()]] {
            let (_folder, path) = foreign::file("places.csv", &exported(id, &places).bytes);
            if let Some(formulas) = foreign::run("python3", &["-c", PYTHON, &path]) {
                assert_eq!(formulas, "", "{id}");
            }
        }
    }
}

#[test]
fn gpsbabel_and_gdal_find_every_place() {
    let columns = [
        "-oo",
        "X_POSSIBLE_NAMES=longitude",
        "-oo",
        "Y_POSSIBLE_NAMES=latitude",
        "-oo",
        "AUTODETECT_TYPE=YES",
    ];
    for id in ["csv-excel", "csv-excel-en"] {
        let written = ordinary(id);
        let (_folder, path) = foreign::file("places.csv", &written.bytes);
        let expected = foreign::expected(&written.entries);
        if let Some(seen) = foreign::gpsbabel("unicsv", &path) {
            foreign::assert_same(&seen, &expected, 1e-9);
        }
        let Some(seen) = foreign::gdal_with(&path, &columns) else {
            continue;
        };
        foreign::assert_same(&foreign::points(&seen), &expected, 1e-9);
        for (feature, entry) in seen["features"]
            .as_array()
            .unwrap()
            .iter()
            .zip(&written.entries)
        {
            let properties = &feature["properties"];
            let text = |field: &str| properties[field].as_str().unwrap_or_default().to_owned();
            assert_eq!(Some(text("key")), entry.key);
            assert_eq!(text("colour"), entry.colour.clone().unwrap_or_default());
            assert_eq!(text("groups"), entry.groups.join(" | "));
            // Not in quotes, and so a number.
            let radius = properties["radius_m"].as_u64().unwrap_or_default();
            assert_eq!(radius, u64::from(entry.radius_m));
        }
    }
}
