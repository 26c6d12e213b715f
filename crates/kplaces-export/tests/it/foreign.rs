//! What programs we did not write make of our files.

use kplaces_export::ExportContext;
use kplaces_export_testsuite::foreign::{self, assert_same, expected};
use kplaces_export_testsuite::{Written, quadrants, write};

use crate::profile;

fn ordinary(id: &str) -> Written {
    write(&profile(id), &ExportContext::default(), &quadrants())
}

fn hostile(id: &str) -> Written {
    let places = kplaces_export_testsuite::hostile();
    write(&profile(id), &ExportContext::default(), &places)
}

#[test]
fn gpsbabel_finds_every_place_of_gpx_where_it_is() {
    let written = ordinary("gpx");
    let (_folder, path) = foreign::file("places.gpx", &written.bytes);
    if let Some(seen) = foreign::gpsbabel("gpx", &path) {
        assert_same(&seen, &expected(&written.entries), 5e-7);
    }
}

#[test]
fn gpsbabel_finds_every_place_of_csv_and_geojson_where_it_is() {
    for (id, format) in [("csv", "unicsv,utc=0"), ("geojson", "geojson")] {
        let written = ordinary(id);
        let (_folder, path) = foreign::file(&format!("places.{id}"), &written.bytes);
        if let Some(seen) = foreign::gpsbabel(format, &path) {
            assert_same(&seen, &expected(&written.entries), 5e-7);
        }
    }
}

#[test]
fn gdal_finds_every_place_with_its_fields() {
    for id in ["gpx", "geojson", "csv"] {
        let written = ordinary(id);
        let (_folder, path) = foreign::file(&format!("places.{id}"), &written.bytes);
        let options: &[&str] = match id {
            "gpx" => &["waypoints"],
            "csv" => &[
                "-oo",
                "X_POSSIBLE_NAMES=longitude",
                "-oo",
                "Y_POSSIBLE_NAMES=latitude",
                "-oo",
                "KEEP_GEOM_COLUMNS=NO",
            ],
            _ => &[],
        };
        let Some(seen) = foreign::gdal_with(&path, options) else {
            continue;
        };
        assert_same(&foreign::points(&seen), &expected(&written.entries), 5e-7);
        for (feature, entry) in seen["features"]
            .as_array()
            .unwrap()
            .iter()
            .zip(&written.entries)
        {
            let properties = &feature["properties"];
            if id == "gpx" {
                assert_eq!(
                    properties["type"].as_str(),
                    entry.groups.first().map(String::as_str)
                );
                continue;
            }
            let radius = &properties["radius_m"];
            let radius = radius
                .as_str()
                .map_or(radius.as_u64(), |text| text.parse().ok());
            assert_eq!(radius, Some(entry.radius_m.into()), "{id}");
            let colour = properties["colour"]
                .as_str()
                .filter(|colour| !colour.is_empty());
            assert_eq!(colour, entry.colour.as_deref(), "{id}");
            let groups: Vec<String> = match &properties["groups"] {
                serde_json::Value::String(text) => serde_json::from_str(text).unwrap(),
                list => serde_json::from_value(list.clone()).unwrap(),
            };
            assert_eq!(groups, entry.groups, "{id}");
        }
    }
}

#[test]
fn gpx_is_valid_whatever_is_in_it() {
    let Some(schema) = foreign::schema("gpx.xsd") else {
        return;
    };
    for written in [ordinary("gpx"), hostile("gpx")] {
        let (_folder, path) = foreign::file("places.gpx", &written.bytes);
        foreign::run(
            "xmllint",
            &["--noout", "--nonet", "--schema", &schema, &path],
        );
    }
}

#[test]
fn what_nobody_wants_in_a_file_is_read_by_others() {
    for (id, layer) in [("gpx", &["waypoints"][..]), ("geojson", &[])] {
        let written = hostile(id);
        let (_folder, path) = foreign::file(&format!("places.{id}"), &written.bytes);
        if let Some(seen) = foreign::gdal_with(&path, layer) {
            let count = seen["features"].as_array().unwrap().len();
            assert_eq!(count, written.entries.len(), "{id}");
        }
    }
}
