//! Programs we did not write, as judges of our files.
//!
//! A program that is not installed judges nothing, and its test says so; with
//! `KPLACES_FOREIGN=required` in the environment of the build, as in CI, the test fails instead.

use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

/// A place as a foreign reader understood it.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// The name.
    pub name: String,
    /// In degrees.
    pub latitude: f64,
    /// In degrees.
    pub longitude: f64,
}

/// Runs a program and gives what it printed; `None` where it is not installed. It must succeed.
#[expect(
    clippy::disallowed_methods,
    reason = "foreign readers judge what we write"
)]
pub fn run(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .env("LC_ALL", "C.UTF-8")
        .output();
    let output = match output {
        Ok(output) => output,
        Err(error) => {
            assert!(
                option_env!("KPLACES_FOREIGN").is_none(),
                "{program} cannot be run: {error}"
            );
            eprintln!("NOT CHECKED: {program} is not installed");
            return None;
        }
    };
    assert!(
        output.status.success(),
        "{program} {arguments:?}: {}\n{}",
        String::from_utf8_lossy(&output.stderr),
        String::from_utf8_lossy(&output.stdout)
    );
    Some(String::from_utf8(output.stdout).unwrap())
}

/// A schema out of the folder that `KPLACES_XSD` names while the tests are built. Schemas are not
/// ours to give away; `.ci/run` gets them from packages that have them, so there it must be found.
pub fn schema(name: &str) -> Option<String> {
    let found = schema_if_there(name);
    assert!(
        found.is_some() || option_env!("KPLACES_FOREIGN").is_none(),
        "KPLACES_XSD names no folder with {name}"
    );
    found
}

/// [`schema`], for one that no package has.
pub fn schema_if_there(name: &str) -> Option<String> {
    let path = option_env!("KPLACES_XSD").map(|folder| Path::new(folder).join(name));
    if let Some(path) = path.filter(|path| path.is_file()) {
        return Some(text(&path));
    }
    eprintln!("NOT CHECKED: KPLACES_XSD names no folder with {name}");
    None
}

/// Writes a file into a new folder, gone when the handle is dropped.
pub fn file(name: &str, bytes: &[u8]) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    let path = text(&path);
    (folder, path)
}

fn text(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

/// What gpsbabel reads from a file of this format (`gpx`, `tomtom`, `garmin_gpi,…`), in its order.
pub fn gpsbabel(format: &str, path: &str) -> Option<Vec<Seen>> {
    // GeoJSON carries no more than names and positions out of gpsbabel, but those in full.
    let json = run(
        "gpsbabel",
        &["-i", format, "-f", path, "-o", "geojson", "-F", "-"],
    )?;
    Some(points(&serde_json::from_str(&json).unwrap()))
}

/// What GDAL reads from a file, as features of GeoJSON with their properties.
pub fn gdal(path: &str) -> Option<Value> {
    gdal_with(path, &[])
}

/// [`gdal`], with options and layers.
pub fn gdal_with(path: &str, more: &[&str]) -> Option<Value> {
    let precision = ["-lco", "COORDINATE_PRECISION=9", "-f", "GeoJSON"];
    let arguments: Vec<&str> = precision
        .into_iter()
        .chain(["/vsistdout/", path])
        .chain(more.iter().copied())
        .collect();
    let json = run("ogr2ogr", &arguments)?;
    Some(serde_json::from_str(&json).unwrap())
}

/// The names and positions of GeoJSON points.
pub fn points(collection: &Value) -> Vec<Seen> {
    let features = collection["features"].as_array().unwrap().iter();
    features
        .map(|feature| {
            let at = &feature["geometry"]["coordinates"];
            let properties = &feature["properties"];
            let name = ["name", "Name"]
                .iter()
                .find_map(|key| properties[key].as_str())
                .unwrap_or_default();
            Seen {
                name: name.to_owned(),
                latitude: at[1].as_f64().unwrap(),
                longitude: at[0].as_f64().unwrap(),
            }
        })
        .collect()
}

/// Whether two lists are the same places, positions to `degrees`. Order does not matter: some
/// formats put places where they belong.
pub fn assert_same(seen: &[Seen], wanted: &[Seen], degrees: f64) {
    let sorted = |places: &[Seen]| {
        let mut places = places.to_vec();
        places.sort_by(|a, b| {
            let by_position = (a.latitude, a.longitude)
                .partial_cmp(&(b.latitude, b.longitude))
                .unwrap();
            a.name.cmp(&b.name).then(by_position)
        });
        places
    };
    let (seen, wanted) = (&sorted(seen), &sorted(wanted));
    let names = |places: &[Seen]| {
        let names = places.iter().map(|place| place.name.clone());
        names.collect::<Vec<_>>()
    };
    assert_eq!(names(seen), names(wanted));
    for (seen, wanted) in seen.iter().zip(wanted) {
        let off = |a: f64, b: f64| (a - b).abs().min(360.0 - (a - b).abs());
        assert!(
            off(seen.latitude, wanted.latitude) <= degrees
                && off(seen.longitude, wanted.longitude) <= degrees,
            "{seen:?} is not where {wanted:?} is"
        );
    }
}

/// What should be seen of entries.
pub fn expected(entries: &[kplaces_export::Entry]) -> Vec<Seen> {
    let located = entries
        .iter()
        .filter_map(|entry| entry.position.map(|at| (entry, at)));
    located
        .map(|(entry, (latitude, longitude))| Seen {
            name: entry.name.clone(),
            latitude: f64::from(latitude) / 1e6,
            longitude: f64::from(longitude) / 1e6,
        })
        .collect()
}
