//! Exports out of a SQLite store, beside gpsbabel and ogr2ogr: `cargo bench -p kplaces-ext-exports`.
//!
//! Each figure is a whole process, from its start to its end: ours opens the store, reads every
//! place, makes names fit and counts losses; the peers convert the same places from a CSV file. The
//! runs alternate, and the ratio is the
//! median of the pairs: how many times longer the peer takes. Options after `--`: `--places N`,
//! `--runs N`, and ids of profiles.
#![expect(
    clippy::disallowed_methods,
    reason = "a bench starts programs and serves them"
)]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a bench prints, and stops at the first surprise"
)]

use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Instant;

use kplaces_app::{App, ExportRequest};
use kplaces_domain::{
    GroupName, Place, PlaceKey, Position, Provenance, Radius, Revision, SyncPlan, Timestamp,
};
use kplaces_edition::{EditionId, Feature, Limits, Manifest, Policy};
use kplaces_export::Exporters;
use kplaces_store::PlaceStore as _;
use kplaces_store_sqlite::SqliteStore;

/// A program that writes the same format, and how it is called with `IN` and `OUT`.
type Peer = (&'static str, &'static [&'static str]);

const BABEL: [&str; 4] = ["-i", "unicsv", "-f", "IN"];
const OGR: [&str; 6] = [
    "-oo",
    "X_POSSIBLE_NAMES=longitude",
    "-oo",
    "Y_POSSIBLE_NAMES=latitude",
    "-a_srs",
    "EPSG:4326",
];

fn peers(profile: &str) -> Vec<Peer> {
    let babel = |format: &'static [&'static str]| ("gpsbabel", format);
    let ogr = |format: &'static [&'static str]| ("ogr2ogr", format);
    match profile {
        "gpx" | "osmand" | "mercedes-comand" => vec![
            babel(&["gpx"]),
            ogr(&["GPX", "-dsco", "GPX_USE_EXTENSIONS=YES"]),
        ],
        "garmin-gpx" => vec![
            babel(&["gpx,garminextensions=1"]),
            ogr(&["GPX", "-dsco", "GPX_USE_EXTENSIONS=YES"]),
        ],
        "kml" | "organicmaps-kml" => vec![babel(&["kml"]), ogr(&["KML"])],
        "kmz" => vec![ogr(&["LIBKML"])],
        "geojson" => vec![babel(&["geojson"]), ogr(&["GeoJSON"])],
        "jsonl" => vec![ogr(&["GeoJSONSeq"])],
        "csv" | "csv-excel" | "csv-excel-en" | "copilot-csv" => {
            vec![babel(&["unicsv"]), ogr(&["CSV"])]
        }
        "garmin-csv" => vec![babel(&["garmin_poi"])],
        "garmin-gpi" => vec![babel(&["garmin_gpi"])],
        "tomtom-ov2" => vec![babel(&["tomtom"])],
        "vcard" => vec![babel(&["vcard"])],
        "geopackage" => vec![ogr(&["GPKG"])],
        "flatgeobuf" => vec![ogr(&["FlatGeobuf"])],
        _ => Vec::new(),
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, profile, store, out] = arguments.as_slice()
        && flag == "--one-export"
    {
        return runtime().block_on(export(profile, Path::new(store), Path::new(out)));
    }
    if let [flag, store, csv, places] = arguments.as_slice()
        && flag == "--fill"
    {
        let places = places.parse().unwrap();
        return runtime().block_on(fill(Path::new(store), Path::new(csv), places));
    }
    let option = |name: &str, otherwise: usize| {
        let at = arguments.iter().position(|argument| argument == name);
        at.map_or(otherwise, |at| arguments[at + 1].parse().unwrap())
    };
    let (places, runs) = (option("--places", 100_000), option("--runs", 5));
    let folder = tempfile::tempdir().unwrap();
    let (store, csv) = (
        folder.path().join("places.db"),
        folder.path().join("in.csv"),
    );
    runtime().block_on(fill(&store, &csv, places));
    println!("{places} places, {runs} runs each");
    println!("profile            seconds  peak MiB    size MiB   peer: times longer, its peak MiB");
    for exporter in &exporters() {
        let id = exporter.id;
        let listed = arguments
            .iter()
            .any(|argument| exporters().find(argument).is_some());
        if !listed || arguments.iter().any(|argument| argument == id) {
            line(id, &store, &csv, runs);
        }
    }
}

fn line(id: &str, store: &Path, csv: &Path, runs: usize) {
    let folder = store.parent().unwrap();
    let out = folder.join(format!("ours-{id}"));
    let ours = || {
        let _ = std::fs::remove_file(&out);
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--one-export", id]).arg(store).arg(&out);
        timed(&command).unwrap()
    };
    ours();
    let mut words = Vec::new();
    let mut figures = Vec::new();
    for (program, format) in peers(id) {
        let theirs = folder.join(format!("theirs-{id}.{}", ending(id)));
        let peer = || {
            let _ = std::fs::remove_file(&theirs);
            timed(&call(program, format, csv, &theirs))
        };
        let Some(warm) = peer() else {
            words.push(format!("{program} did not run"));
            continue;
        };
        let mut pairs: Vec<(f64, f64)> = Vec::new();
        // One that takes minutes is run once.
        let slow = warm.0 > 20.0;
        for _ in 0..if slow { 1 } else { runs } {
            let (mine, other) = (ours(), if slow { warm } else { peer().unwrap() });
            figures.push(mine);
            pairs.push((other.0 / mine.0, other.1));
        }
        let ratio = median(pairs.iter().map(|pair| pair.0));
        let memory = median(pairs.iter().map(|pair| pair.1));
        words.push(format!("{program} {ratio:.1}, {memory:.0}"));
    }
    if figures.is_empty() {
        figures = (0..runs).map(|_| ours()).collect();
    }
    println!(
        "{id:<17} {:>8.3}  {:>8.1}  {:>10.1}   {}",
        median(figures.iter().map(|figure| figure.0)),
        median(figures.iter().map(|figure| figure.1)),
        std::fs::metadata(&out).unwrap().len() as f64 / 1_048_576.0,
        words.join("; ")
    );
}

/// What ogr2ogr goes by.
fn ending(id: &str) -> &'static str {
    exporters().find(id).unwrap().extension
}

fn call(program: &str, format: &[&str], csv: &Path, out: &Path) -> Command {
    let mut command = Command::new(program);
    if program == "gpsbabel" {
        let named = BABEL.map(|word| {
            if word == "IN" {
                text(csv)
            } else {
                word.to_owned()
            }
        });
        command
            .args(named)
            .arg("-o")
            .args(format)
            .arg("-F")
            .arg(out);
    } else {
        command.args(OGR).arg("-f").args(format).arg(out).arg(csv);
    }
    command
}

fn text(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

/// Wall seconds and peak memory in MiB of a process, as the system accounts for it; `None` where it
/// fails or is not installed.
fn timed(command: &Command) -> Option<(f64, f64)> {
    let mut child = Command::new("/usr/bin/time");
    child
        .args(["-f", "%M"])
        .arg(command.get_program())
        .args(command.get_args())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    let start = Instant::now();
    let output = match child.output() {
        Ok(output) => output,
        Err(error) => panic!("/usr/bin/time cannot be run: {error}"),
    };
    let seconds = start.elapsed().as_secs_f64();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let kib: f64 = said.lines().last()?.trim().parse().ok()?;
    output.status.success().then_some((seconds, kib / 1024.0))
}

fn median(figures: impl Iterator<Item = f64>) -> f64 {
    let mut figures: Vec<f64> = figures.collect();
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
}

fn exporters() -> Exporters {
    Exporters::new(
        kplaces_export::exporters()
            .into_iter()
            .chain(kplaces_ext_exports::exporters()),
    )
    .unwrap()
}

async fn export(profile: &str, store: &Path, out: &Path) {
    let id = EditionId::Enterprise;
    let manifest = Manifest {
        id,
        title: id.title().to_owned(),
        summary: kplaces_edition::Summary::default(),
        features: [Feature::DeviceExports].into(),
        limits: Limits {
            places: id.places(),
        },
    };
    let policy = Policy::new(manifest, &[Feature::DeviceExports].into()).unwrap();
    let store = Arc::new(SqliteStore::open(store.to_owned()).await.unwrap());
    let app = App::new(policy, store, None, exporters());
    let exporter = app.exporter(profile).unwrap();
    let request = ExportRequest {
        profile: profile.to_owned(),
        ..ExportRequest::default()
    };
    let out = out.to_owned();
    app.export(&request, &mut |_, context| {
        Ok((exporter.start)(Box::new(File::create(&out)?), context)?)
    })
    .await
    .unwrap();
}

/// Places like those of a haulier: 200 towns, 24 groups, the 16 colours.
async fn fill(path: &Path, csv: &Path, places: usize) {
    let kinds = [
        "Bäckerei",
        "Depot",
        "Gasthof",
        "Großhandel",
        "Tankstelle",
        "Werkstatt",
    ];
    let colours: Vec<_> = kplaces_domain::Colour::known().collect();
    let added: Vec<Place> = (0..places)
        .map(|n| {
            // A small generator of its own: the same places on every machine.
            let random = (n as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            let town = random % 200;
            let spread = |bits: u32| ((random >> bits) & 0xffff) as i64 - 0x8000;
            let latitude = 47_000_000 + (town as i64 / 20) * 700_000 + spread(16) * 3;
            let longitude = 6_000_000 + (town as i64 % 20) * 450_000 + spread(32) * 4;
            Place {
                key: PlaceKey::new(format!("1-7-{n:07}")),
                name: format!("{} {} {n}, Ort {town}", kinds[n % 6], n % 89).into(),
                position: Position::from_micro(latitude, longitude).ok(),
                radius: Radius::from_metres([0, 50, 250, 500][n % 4]).unwrap(),
                colour: Some(colours[n % 16].clone()),
                groups: [GroupName::new(format!("Tour {:02}", n % 24))]
                    .into_iter()
                    .collect(),
            }
        })
        .collect();
    let store = SqliteStore::open(path.to_owned()).await.unwrap();
    let plan = SyncPlan {
        base: Revision::default(),
        added,
        changed: Vec::new(),
        removed: Vec::new(),
        group_list: None,
        provenance: Provenance {
            as_of: Timestamp::from_unix(1_000),
            selection: Vec::new(),
            cut_at: None,
        },
    };
    store.apply(&plan).await.unwrap();
    // The peers get the exchange format: the same places with all their fields.
    export("csv", path, csv).await;
}
