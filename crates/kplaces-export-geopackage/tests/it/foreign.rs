//! What SQLite's own program and GDAL make of a file.

use kplaces_export::ExportContext;
use kplaces_export_testsuite::foreign::{assert_same, expected, gdal_with, points, run};
use kplaces_export_testsuite::{hostile, place, quadrants};
use serde_json::Value;

use crate::{exported, read};

#[test]
fn sqlite_finds_nothing_wrong() {
    for places in [quadrants(), hostile()] {
        let located = places.iter().filter(|place| place.position.is_some());
        let (_, _folder, path) = exported(&ExportContext::default(), &places);
        let check = "PRAGMA integrity_check; PRAGMA foreign_key_check;
            SELECT count(*) FROM places; SELECT count(*) FROM rtree_places_geom;
            SELECT rtreecheck('rtree_places_geom');";
        let Some(said) = run("sqlite3", &[&path, check]) else {
            return;
        };
        let wanted = format!("ok\n{}\n{}\nok\n", places.len(), located.count());
        assert_eq!(said, wanted);
    }
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
        assert!(
            said.contains(&format!("Feature Count: {}\n", places.len())),
            "{said}"
        );
        let log = std::fs::read_to_string(log).unwrap_or_default();
        assert_eq!(log, "");
    }
}

#[test]
fn gdal_reads_names_positions_and_everything_else() {
    let mut places = quadrants();
    places.push(place("q9", "Nowhere", None));
    let (written, _folder, path) = exported(&ExportContext::default(), &places);
    let Some(mut collection) = gdal_with(&path, &["places"]) else {
        return;
    };
    let features = collection["features"].as_array_mut().unwrap();
    assert_eq!(features.len(), places.len());
    for (feature, entry) in features.iter().zip(&written.entries) {
        let properties = &feature["properties"];
        assert_eq!(properties["key"].as_str(), entry.key.as_deref());
        assert_eq!(properties["radius_m"], entry.radius_m);
        assert_eq!(properties["colour"].as_str(), entry.colour.as_deref());
        assert_eq!(
            properties["group_name"].as_str(),
            entry.groups.first().map(String::as_str)
        );
        let groups: Vec<String> = match &properties["groups"] {
            // GDAL looks into a text that looks like JSON.
            Value::String(text) => serde_json::from_str(text).unwrap(),
            value => serde_json::from_value(value.clone()).unwrap(),
        };
        assert_eq!(groups, entry.groups);
    }
    assert_eq!(features[0]["properties"]["rgb"], "#9b111e");
    let nowhere = features.pop().unwrap();
    assert!(nowhere["geometry"].is_null());
    assert_same(&points(&collection), &expected(&written.entries), 1e-9);
}

#[test]
fn gdal_finds_places_by_the_index_and_by_group() {
    let (_, _folder, path) = exported(&ExportContext::default(), &quadrants());
    let names = |filter: &[&str]| {
        let collection = gdal_with(&path, &[&["places"], filter].concat())?;
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
    let mut places = hostile();
    places.retain(|place| place.position.is_some());
    let (written, _folder, path) = exported(&ExportContext::default(), &places);
    let Some(collection) = gdal_with(&path, &["places"]) else {
        return;
    };
    assert_same(&points(&collection), &expected(&written.entries), 1e-9);
}

#[test]
fn what_gdal_copies_is_read() {
    let (written, folder, path) = exported(&ExportContext::default(), &quadrants());
    let copy = folder.path().join("copy.gpkg");
    let arguments = ["-f", "GPKG", copy.to_str().unwrap(), &path, "places"];
    if run("ogr2ogr", &arguments).is_some() {
        assert_eq!(
            read(&std::fs::read(copy).unwrap()).unwrap(),
            written.entries
        );
    }
}
