//! What a process that holds the places answers in: `cargo xtask bench in-process` runs this.
//!
//! Reads JSON lines as the export profile `jsonl` writes them, and prints a line for each kind of
//! question: what was asked, and seconds that 50, 95 and 99 of 100 answers did not exceed.
#![expect(
    clippy::print_stdout,
    reason = "a program that measures and says what it saw"
)]

use std::error::Error;
use std::hint::black_box;
use std::io::{BufRead as _, stdin};
use std::sync::Arc;
use std::time::Instant;

use kplaces_domain::{FoldedQuery, GroupName, Place, PlaceKey, Position, Radius};
use kplaces_tiles::{Atlas, AtlasBuilder, By, Choice, Sequence, TileId, View};

const TIMES: usize = 20;

const POSITIONS: [(f64, f64); 8] = [
    (48.137, 11.575),
    (52.52, 13.4),
    (50.1, 8.7),
    (90.0, 0.0),
    (-90.0, 0.0),
    (52.0, 179.99),
    (-33.0, -179.99),
    (-48.9, -123.4),
];

const TEXTS: [&str; 6] = ["a", "mü", "strasse", "Bäckerei Müller", "köln", "qqqq"];

fn main() -> Result<(), Box<dyn Error>> {
    let mut builder = AtlasBuilder::new(Vec::new());
    for line in stdin().lock().lines() {
        builder.add(&place(&line?)?);
    }
    let atlas = Arc::new(builder.finish());
    let view = View::new(Arc::clone(&atlas), Choice::default());
    let positions = POSITIONS.map(|(latitude, longitude)| {
        Position::from_degrees(latitude, longitude).map(Sequence::Distance)
    });
    let positions = positions.into_iter().collect::<Result<Vec<_>, _>>()?;
    told("the ten nearest", &positions, |position| {
        black_box(view.list(*position, 0, 10));
    });
    let texts: Vec<_> = TEXTS.into_iter().filter_map(FoldedQuery::new).collect();
    told("find, the first 20", &texts, |text| {
        black_box(view.search(text, None, 20));
    });
    told("twelve tiles of Europe", &[5], |&zoom| {
        picture(&atlas, zoom);
    });
    Ok(())
}

/// Zoom 5: columns 14 to 17, rows 9 to 11 are Europe.
fn picture(atlas: &Arc<Atlas>, zoom: u8) {
    let view = View::new(Arc::clone(atlas), Choice::default());
    let tiles = (14..18).flat_map(|x| (9..12).map(move |y| (x, y)));
    for tile in tiles.filter_map(|(x, y)| TileId::new(zoom, x, y)) {
        black_box(view.tile(By::Group, tile));
    }
}

/// Asks each thing some times and prints how long the answers took. The first time, which may make an index, does not
/// count: the process holds it from then on.
fn told<T>(what: &str, things: &[T], ask: impl Fn(&T)) {
    things.iter().for_each(&ask);
    let mut seconds: Vec<f64> = (0..TIMES)
        .flat_map(|_| things)
        .map(|thing| {
            let start = Instant::now();
            ask(thing);
            start.elapsed().as_secs_f64()
        })
        .collect();
    seconds.sort_by(f64::total_cmp);
    let at = |percent: usize| seconds[(seconds.len() * percent).div_ceil(100) - 1];
    println!("{what}\t{:.9}\t{:.9}\t{:.9}", at(50), at(95), at(99));
}

fn place(line: &str) -> Result<Place, Box<dyn Error>> {
    let line: serde_json::Value = serde_json::from_str(line)?;
    let text = |name: &str| line[name].as_str().unwrap_or_default();
    let degrees = |name: &str| line[name].as_f64();
    let groups = line["groups"].as_array().into_iter().flatten();
    Ok(Place {
        key: PlaceKey::new(text("key").to_owned()),
        name: text("name").into(),
        position: degrees("latitude")
            .zip(degrees("longitude"))
            .and_then(|(latitude, longitude)| Position::from_degrees(latitude, longitude).ok()),
        radius: Radius::default(),
        colour: text("colour").parse().ok(),
        groups: groups
            .filter_map(|group| group.as_str())
            .map(GroupName::from)
            .collect(),
    })
}
