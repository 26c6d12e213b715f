//! How the work for a picture grows with the account: prints ratios against 1 000 places.
//!
//! `cargo bench -p kplaces-tiles` makes 1 000, 100 000 and 1 000 000 places around towns of Europe, an
//! atlas of them, and the twelve tiles of a first picture.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a program that measures and says what it saw"
)]

use std::sync::Arc;
use std::time::{Duration, Instant};

use kplaces_domain::{GroupName, Place, PlaceKey, Position, Radius};
use kplaces_tiles::{Atlas, AtlasBuilder, By, Choice, Sequence, TileId, View};

const RUNS: usize = 5;

struct Seen {
    places: usize,
    atlas: Duration,
    picture: Duration,
    bytes: usize,
    town: Duration,
    list: Duration,
}

fn main() {
    let seen: Vec<Seen> = [1_000, 100_000, 1_000_000].map(measure).into();
    println!("  places     atlas   picture of Europe      bytes   picture of a town   nearest 100");
    for row in &seen {
        println!(
            "{:>8} {:>7.1} ms {:>16.2} ms {:>10} {:>16.2} ms {:>10.2} ms",
            row.places,
            ms(row.atlas),
            ms(row.picture),
            row.bytes,
            ms(row.town),
            ms(row.list)
        );
    }
    println!("\nagainst 1 000 places: bytes of a picture");
    for row in &seen {
        println!(
            "{:>8} {:>7.2} x",
            row.places,
            row.bytes as f64 / seen[0].bytes as f64
        );
    }
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn measure(count: usize) -> Seen {
    let places = places(count);
    let (atlas, atlas_time) = best(|| make(&places));
    let atlas = Arc::new(atlas);
    // A new one for each run: a view keeps what it has found.
    let view = || View::new(Arc::clone(&atlas), Choice::default());
    // Zoom 5: columns 14 to 17, rows 9 to 11 are Europe.
    let (bytes, picture) = best(|| {
        let view = view();
        let tiles = (14..18).flat_map(|x| (9..12).map(move |y| (x, y)));
        let each = tiles.map(|(x, y)| view.tile(By::Group, TileId::new(5, x, y).unwrap()).len());
        each.sum::<usize>()
    });
    let (_, town) = best(|| {
        let view = view();
        let tiles = (0..4).flat_map(|x| (0..3).map(move |y| (x, y)));
        let each = tiles.map(|(x, y)| {
            view.tile(By::Group, TileId::new(12, 2_178 + x, 1_420 + y).unwrap())
                .len()
        });
        each.sum::<usize>()
    });
    let from = Position::from_degrees(48.1, 11.5).unwrap();
    let (_, list) = best(|| {
        let view = view();
        view.list(Sequence::Distance(from), 0, 100)
    });
    Seen {
        places: count,
        atlas: atlas_time,
        picture,
        bytes,
        town,
        list,
    }
}

fn make(places: &[Place]) -> Atlas {
    let mut builder = AtlasBuilder::new(Vec::new());
    for place in places {
        builder.add(place);
    }
    builder.finish()
}

/// The shortest of some runs: what the machine can do.
fn best<T>(mut work: impl FnMut() -> T) -> (T, Duration) {
    let mut runs = (0..RUNS).map(|_| {
        let start = Instant::now();
        let result = work();
        (start.elapsed(), result)
    });
    let first = runs.next().unwrap();
    let (time, result) = runs.fold(first, |a, b| if b.0 < a.0 { b } else { a });
    (result, time)
}

/// Places around towns, always the same ones.
fn places(count: usize) -> Vec<Place> {
    let towns = [
        (48.14, 11.58),
        (52.52, 13.40),
        (53.55, 9.99),
        (48.85, 2.35),
        (45.46, 9.19),
        (52.23, 21.01),
    ];
    let groups = ["Customers", "Depots", "Fuel", "Parking"].map(GroupName::from);
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    let each = (0..count).map(|n| {
        let town = towns[(random() * 6.0) as usize];
        let (far, angle) = (random() * random() * 3.0, random() * std::f64::consts::TAU);
        let at = (town.0 + far * angle.sin(), town.1 + 1.5 * far * angle.cos());
        Place {
            key: PlaceKey::new(format!("{n:08}")),
            name: format!("Place number {n}").into(),
            position: Position::from_degrees(at.0, at.1).ok(),
            radius: Radius::from_metres(250).unwrap(),
            colour: "brightblue".parse().ok(),
            groups: [groups[(random() * 4.0) as usize].clone()]
                .into_iter()
                .collect(),
        }
    });
    each.collect()
}
