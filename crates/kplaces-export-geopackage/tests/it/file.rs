//! A file, row by row.

use kplaces_domain::Timestamp;
use kplaces_export::{ExportContext, Loss};
use kplaces_export_testsuite::{depot, place};
use rusqlite::Connection;

use crate::{exported, rows};

#[test]
fn a_file_is_what_the_readme_says() {
    let context = ExportContext {
        title: "Acme".into(),
        as_of: Some(Timestamp::from_unix(951_827_696)),
        group_order: vec!["depot".into(), "fuel".into()],
        ..ExportContext::default()
    };
    let mut odd = place("007", "a\u{0}b\r\n", None);
    odd.colour = Some("yellow".parse().unwrap());
    let (written, _folder, path) = exported(&context, &[depot(), odd]);
    assert_eq!(written.losses(), "characters 1");
    assert_eq!(written.tally.characters_removed, 1);
    assert_eq!(
        written.tally.lost[&Loss::Characters].examples[0].key,
        "007".into()
    );

    let database = Connection::open(path).unwrap();
    assert_eq!(
        rows(
            &database,
            "SELECT fid, lower(hex(geom)), key, name, radius_m, colour, rgb, group_name, groups
             FROM places"
        ),
        [
            // GP, version 0, flags 1, 4326; little-endian, point, -11.576124, 48.137154.
            "1|47500001e6100000\
             0101000000\
             a4e194b9f92627c0\
             ff4124438e114840\
             |k1|Depot \"Süd\", <A&B>|250|darkred|#9b111e|fuel|[\"customers\",\"fuel\"]",
            "2||007|ab\r\n|0|yellow|||[]",
        ]
    );
    assert_eq!(
        rows(&database, "SELECT * FROM gpkg_contents"),
        [
            "places|features|Acme||2000-02-29T12:34:56.000Z\
             |-11.576124|48.137154|-11.576124|48.137154|4326",
            "layer_styles|attributes|||2000-02-29T12:34:56.000Z|||||",
        ]
    );
    assert_eq!(
        rows(&database, "SELECT * FROM gpkg_geometry_columns"),
        ["places|geom|POINT|4326|0|0"]
    );
    assert_eq!(
        rows(&database, "SELECT * FROM gpkg_extensions"),
        [
            "places|geom|gpkg_rtree_index|http://www.geopackage.org/spec120/#extension_rtree|write-only"
        ]
    );
    assert_eq!(
        rows(
            &database,
            "SELECT srs_id, organization FROM gpkg_spatial_ref_sys ORDER BY srs_id"
        ),
        ["-1|NONE", "0|NONE", "4326|EPSG"]
    );
    assert_eq!(rows(&database, "SELECT id FROM rtree_places_geom"), ["1"]);
    assert_eq!(
        rows(
            &database,
            "SELECT f_table_name, f_geometry_column, useAsDefault FROM layer_styles"
        ),
        ["places|geom|1"]
    );
}

#[test]
fn the_header_names_the_standard_and_its_version() {
    let (written, ..) = exported(&ExportContext::default(), &[]);
    let number = |at: usize| {
        let bytes = written.bytes[at..].first_chunk().unwrap();
        u32::from_be_bytes(*bytes)
    };
    assert_eq!(written.bytes[..16], *b"SQLite format 3\0");
    assert_eq!(written.bytes[68..72], *b"GPKG");
    assert_eq!(number(60), 10_200);
    // No write-ahead log is expected beside it.
    assert_eq!(written.bytes[18..20], [1, 1]);
    assert_eq!(written.bytes.len() as u32, number(28) * 4096);
}

#[test]
fn a_file_about_nothing_has_a_layer_all_the_same() {
    let (_, _folder, path) = exported(&ExportContext::default(), &[]);
    let database = Connection::open(path).unwrap();
    assert_eq!(
        rows(
            &database,
            "SELECT * FROM gpkg_contents WHERE table_name = 'places'"
        ),
        ["places|features|places||1970-01-01T00:00:00.000Z|||||4326"]
    );
    assert!(rows(&database, "SELECT * FROM places").is_empty());
    assert_eq!(rows(&database, "PRAGMA integrity_check"), ["ok"]);
}

#[test]
fn the_style_takes_its_colour_from_the_column() {
    let (_, _folder, path) = exported(&ExportContext::default(), &[]);
    let database = Connection::open(path).unwrap();
    let style = rows(&database, "SELECT styleQML FROM layer_styles").remove(0);
    for part in [r#"name="fillColor""#, r#"name="field" value="rgb""#] {
        assert!(style.contains(part), "{part}");
    }
}
