//! What GDAL makes of a file.

use kplaces_domain::Place;
use kplaces_export::ExportContext;
use kplaces_export_testsuite::foreign::{assert_same, expected, gdal, gdal_with, points, run};
use kplaces_export_testsuite::quadrants;
use serde_json::Value;

use crate::{exported, read, sorted};

/// Places nobody wants in a file, each with a position and a key of its own.
fn hostile() -> Vec<Place> {
    let places = kplaces_export_testsuite::hostile().into_iter().enumerate();
    let keyed = places.map(|(n, place)| Place {
        key: format!("{n:04}").as_str().into(),
        ..place
    });
    keyed.filter(|place| place.position.is_some()).collect()
}

/// In the order of their keys.
fn in_order(mut collection: Value) -> Value {
    let features = collection["features"].as_array_mut().unwrap();
    features.sort_by_key(|feature| feature["properties"]["key"].as_str().unwrap().to_owned());
    collection
}

#[test]
fn gdal_opens_it_without_a_warning() {
    for places in [Vec::new(), quadrants(), hostile()] {
        let (_, folder, path) = exported(&ExportContext::default(), &places);
        let log = folder.path().join("log").to_str().unwrap().to_owned();
        let arguments = ["--config", "CPL_LOG", &log, "-ro", "-al", &path];
        let Some(said) = run("ogrinfo", &arguments) else {
            return;
        };
        let count = format!("Feature Count: {}\n", places.len());
        assert!(said.contains(&count), "{said}");
        assert!(
            said.contains("Layer name: places\nGeometry: Point\n"),
            "{said}"
        );
        assert!(said.contains("ID[\"EPSG\",4326]"), "{said}");
        assert_eq!(std::fs::read_to_string(log).unwrap_or_default(), "");
    }
}

#[test]
fn gdal_reads_names_positions_and_everything_else() {
    let (written, _folder, path) = exported(&ExportContext::default(), &quadrants());
    let Some(collection) = gdal(&path) else {
        return;
    };
    let collection = in_order(collection);
    let features = collection["features"].as_array().unwrap();
    for (feature, entry) in features.iter().zip(&written.entries) {
        let properties = &feature["properties"];
        assert_eq!(properties["key"].as_str(), entry.key.as_deref());
        assert_eq!(properties["radius_m"], entry.radius_m);
        assert_eq!(properties["colour"].as_str(), entry.colour.as_deref());
        let group = entry.groups.first().map(String::as_str);
        assert_eq!(properties["group_name"].as_str(), group);
        let groups: Vec<String> = match &properties["groups"] {
            // GDAL looks into a text that looks like JSON.
            Value::String(text) => serde_json::from_str(text).unwrap(),
            value => serde_json::from_value(value.clone()).unwrap(),
        };
        assert_eq!(groups, entry.groups);
    }
    assert_eq!(features[0]["properties"]["rgb"], "#9b111e");
    assert_same(&points(&collection), &expected(&written.entries), 1e-9);
}

#[test]
fn gdal_finds_places_by_the_index_and_by_group() {
    let (_, _folder, path) = exported(&ExportContext::default(), &quadrants());
    let names = |filter: &[&str]| {
        let collection = in_order(gdal_with(&path, filter)?);
        let points = points(&collection).into_iter();
        Some(points.map(|seen| seen.name).collect::<Vec<_>>())
    };
    let Some(north) = names(&["-spat", "0", "40", "20", "75"]) else {
        return;
    };
    assert_eq!(north, ["Bäckerei Groß, Köln", "Tromsø Nord"]);
    let night = names(&["-where", "group_name = 'Tanken; Nacht'"]).unwrap();
    assert_eq!(night, ["Rio \"Sul\" 24h", "Nord-West Depot", "Tromsø Nord"]);
}

#[test]
fn gdal_reads_what_nobody_wants_in_a_file() {
    let (written, _folder, path) = exported(&ExportContext::default(), &hostile());
    let Some(collection) = gdal(&path) else {
        return;
    };
    let seen = points(&in_order(collection));
    assert_same(&seen, &expected(&written.entries), 1e-9);
}

#[test]
fn what_gdal_copies_is_read() {
    let (written, folder, path) = exported(&ExportContext::default(), &quadrants());
    let copy = folder.path().join("copy.fgb");
    let arguments = ["-f", "FlatGeobuf", copy.to_str().unwrap(), &path];
    if run("ogr2ogr", &arguments).is_some() {
        let copied = read(&std::fs::read(copy).unwrap()).unwrap();
        assert_eq!(sorted(copied), written.entries);
    }
}
