//! What gpsbabel, GDAL, xmllint and Python make of the files.

use std::collections::BTreeSet;

use kplaces_export::Entry;
use kplaces_export_testsuite::foreign::{
    Seen, assert_same, expected, file, gdal_with, gpsbabel, points, run,
};
use kplaces_export_testsuite::{Written, quadrants};
use serde_json::Value;

use crate::{document, exported, hostile};

#[test]
fn gpsbabel_reads_names_and_positions() {
    for id in ["kml", "organicmaps-kml"] {
        let written = exported(id, &quadrants());
        let (_folder, path) = file("places.kml", &written.bytes);
        if let Some(seen) = gpsbabel("kml", &path) {
            assert_same(&seen, &expected(&written.entries), 0.000_001);
        }
    }
}

/// The places of each group, and of none.
fn by_folder(written: &Written) -> Vec<(String, Vec<Entry>)> {
    let entries = &written.entries;
    let groups: BTreeSet<&str> = entries
        .iter()
        .filter_map(|entry| entry.groups.first().map(String::as_str))
        .collect();
    let folders = groups.into_iter().map(Some).chain([None]);
    folders
        .map(|group| {
            let inside = entries
                .iter()
                .filter(|entry| entry.groups.first().map(String::as_str) == group);
            // What is in no folder is in the document, and that has the title.
            let layer = group.unwrap_or("A & B").to_owned();
            (layer, inside.cloned().collect())
        })
        .collect()
}

#[test]
fn a_group_is_a_layer_in_gdal_and_the_rest_is_in_its_columns() {
    let written = exported("kml", &quadrants());
    let (_folder, path) = file("places.kml", &written.bytes);
    let folders = by_folder(&written);
    assert_eq!(folders.len(), 3);
    for (layer, entries) in folders {
        let Some(seen) = gdal_with(&path, &[&layer]) else {
            return;
        };
        assert_same(&points(&seen), &expected(&entries), 0.000_000_1);
        for (feature, entry) in seen["features"].as_array().unwrap().iter().zip(entries) {
            let properties = &feature["properties"];
            assert_eq!(properties["key"].as_str(), entry.key.as_deref());
            let radius = (entry.radius_m > 0).then(|| entry.radius_m.to_string());
            assert_eq!(properties["radius_m"].as_str(), radius.as_deref());
        }
    }
}

#[test]
fn gdal_sees_the_colours() {
    let wanted = exported("kml", &quadrants());
    for (id, name) in [("kml", "places.kml"), ("kmz", "places.kmz")] {
        let (_folder, path) = file(name, &exported(id, &quadrants()).bytes);
        let arguments = [
            "--config",
            "LIBKML_RESOLVE_STYLE",
            "YES",
            "-al",
            "-q",
            &path,
        ];
        let Some(said) = run("ogrinfo", &arguments) else {
            return;
        };
        for entry in &wanted.entries {
            let feature = said.split("OGRFeature(");
            let mut feature = feature
                .filter(|feature| feature.contains(&format!("Name (String) = {}\n", entry.name)));
            let feature = feature.next().unwrap();
            let colour = entry.colour.as_ref().map(|colour| colour.to_uppercase());
            match colour {
                Some(colour) => assert!(feature.contains(&format!("c:{colour}FF")), "{feature}"),
                None => assert!(!feature.contains("Style ="), "{feature}"),
            }
        }
    }
}

#[test]
fn gdal_reads_a_kmz_with_one_feature_for_each_place() {
    let written = exported("kmz", &quadrants());
    let (_folder, path) = file("places.kmz", &written.bytes);
    for (layer, entries) in by_folder(&written) {
        let Some(seen) = gdal_with(&path, &[&layer]) else {
            return;
        };
        let seen: Vec<Seen> = seen["features"]
            .as_array()
            .unwrap()
            .iter()
            .map(first)
            .collect();
        assert_same(&seen, &expected(&entries), 0.000_000_1);
    }
}

/// A point, or the point that stands before a ring.
fn first(feature: &Value) -> Seen {
    let geometry = &feature["geometry"];
    let point = match geometry["type"].as_str() {
        Some("GeometryCollection") => &geometry["geometries"][0],
        _ => geometry,
    };
    Seen {
        name: feature["properties"]["Name"].as_str().unwrap().to_owned(),
        latitude: point["coordinates"][1].as_f64().unwrap(),
        longitude: point["coordinates"][0].as_f64().unwrap(),
    }
}

#[test]
fn python_finds_the_archive_whole() {
    let written = exported("kmz", &quadrants());
    let (_folder, path) = file("places.kmz", &written.bytes);
    let look = "import sys, zipfile\n\
                archive = zipfile.ZipFile(sys.argv[1])\n\
                print(archive.testzip(), *archive.namelist())\n\
                sys.stdout.flush()\n\
                sys.stdout.buffer.write(archive.read('doc.kml'))\n";
    let Some(said) = run("python3", &["-c", look, &path]) else {
        return;
    };
    let wanted = document(&written.bytes);
    assert_eq!(said, format!("None doc.kml files/dot.png\n{wanted}"));
}

#[test]
fn places_nobody_wants_in_a_file_are_read_by_all() {
    for id in ["kml", "kmz", "organicmaps-kml"] {
        let written = exported(id, &hostile());
        let name = if id == "kmz" {
            "places.kmz"
        } else {
            "places.kml"
        };
        let (_folder, path) = file(name, &written.bytes);
        let count = written.entries.len();
        if let Some(said) = run("ogrinfo", &["-al", "-so", &path]) {
            let counts = said
                .lines()
                .filter_map(|line| line.strip_prefix("Feature Count: "));
            let counts = counts.map(|count| count.parse::<usize>().unwrap());
            assert_eq!(counts.sum::<usize>(), count, "{id}");
        }
        if id == "kmz" {
            continue;
        }
        run("xmllint", &["--noout", "--nonet", &path]);
        if let Some(seen) = gpsbabel("kml", &path) {
            assert_eq!(seen.len(), count, "{id}");
        }
    }
}
