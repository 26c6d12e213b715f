//! Exports of everything, beside programs that write the same format.

use std::fs;
use std::path::Path;

use super::super::figures::Pairs;
use super::super::line::{Bar, Lines};
use super::super::peers::{Converter, GPSBABEL, OGR2OGR};
use super::super::stage::Stage;
use crate::table::number;

/// A profile, the formats of the peers that write the same, and its bar.
struct Profile {
    id: &'static str,
    ending: &'static str,
    peers: &'static [(Converter, &'static [&'static str])],
    bar: Bar,
}

const TEXT: Bar = Bar {
    floor: 12.0,
    goal: Some(20.0),
};

const PROFILES: [Profile; 6] = [
    Profile {
        id: "gpx",
        ending: "gpx",
        peers: &[
            (GPSBABEL, &["gpx"]),
            (OGR2OGR, &["GPX", "-dsco", "GPX_USE_EXTENSIONS=YES"]),
        ],
        bar: TEXT,
    },
    Profile {
        id: "geojson",
        ending: "geojson",
        peers: &[(GPSBABEL, &["geojson"]), (OGR2OGR, &["GeoJSON"])],
        bar: TEXT,
    },
    Profile {
        id: "kml",
        ending: "kml",
        peers: &[(GPSBABEL, &["kml"]), (OGR2OGR, &["KML"])],
        bar: TEXT,
    },
    Profile {
        id: "csv",
        ending: "csv",
        peers: &[(GPSBABEL, &["unicsv"]), (OGR2OGR, &["CSV"])],
        bar: TEXT,
    },
    Profile {
        id: "tomtom-ov2",
        ending: "ov2",
        peers: &[(GPSBABEL, &["tomtom"])],
        bar: Bar {
            floor: 15.0,
            goal: Some(20.0),
        },
    },
    Profile {
        id: "geopackage",
        ending: "gpkg",
        peers: &[(OGR2OGR, &["GPKG"])],
        bar: Bar {
            floor: 6.0,
            goal: Some(8.0),
        },
    },
];

/// Each profile at each size, beside the faster peer.
pub(super) fn exports(stage: &Stage, lines: &mut Lines) -> anyhow::Result<()> {
    for &places in &stage.sizes {
        let device = stage.stocked(places)?;
        let csv = stage.path("places.csv");
        device.run(&["export", "csv", "--output", &csv.to_string_lossy()])?;
        leave_out_unlocated(&csv)?;
        for profile in &PROFILES {
            let out = stage.path(&format!("ours.{}", profile.ending));
            let out = out.to_string_lossy();
            let theirs = stage.path(&format!("theirs.{}", profile.ending));
            let Some((converter, format)) = fastest(stage, profile, &csv, &theirs, places, lines)?
            else {
                continue;
            };
            let pairs = Pairs::measure(
                stage.effort,
                || {
                    gone(Path::new(&*out))?;
                    device.figure(&["export", profile.id, "--output", &out])
                },
                || {
                    gone(&theirs)?;
                    stage
                        .meter()
                        .figure(&converter.command(format, &csv, &theirs))
                },
            )?;
            let work = format!("export {}", profile.id);
            let bar = (places >= 100_000).then_some(profile.bar);
            lines.faster(&work, places, converter.name, &pairs, bar);
            gone(Path::new(&*out))?;
            gone(&theirs)?;
        }
        gone(&csv)?;
    }
    Ok(())
}

/// The peer that takes least in one run; what leaves one out is told.
fn fastest(
    stage: &Stage,
    profile: &Profile,
    csv: &Path,
    out: &Path,
    places: usize,
    lines: &mut Lines,
) -> anyhow::Result<Option<(Converter, &'static [&'static str])>> {
    let mut best = None;
    for &(converter, format) in profile.peers {
        gone(out)?;
        let (id, name) = (profile.id, converter.name);
        if !converter.is_installed() {
            lines.remark(format!(
                "{name} is not installed: {id} is not compared with it."
            ));
            continue;
        }
        match stage
            .meter()
            .within_a_minute(&converter.command(format, csv, out))?
        {
            None => lines.remark(format!(
                "{name} takes more than a minute for {id} of {} places.",
                number(places as u64)
            )),
            Some(figure) => match best {
                Some((least, _, _)) if least <= figure.wall => {}
                _ => best = Some((figure.wall, converter, format)),
            },
        }
    }
    Ok(best.map(|(_, converter, format)| (converter, format)))
}

/// What the peers convert: the exchange format with all fields, but without the few places that have
/// no position, at which gpsbabel ends.
fn leave_out_unlocated(csv: &Path) -> anyhow::Result<()> {
    let text = fs::read_to_string(csv)?;
    let located = text
        .split_inclusive('\n')
        .filter(|line| !line.contains(",,,"));
    fs::write(csv, located.collect::<String>())?;
    Ok(())
}

/// Removes a file if it is there: no peer writes over one.
fn gone(file: &Path) -> anyhow::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}
