//! What one position costs a watch over all places, and the same question to an R*Tree of SQLite: `cargo xtask bench
//! alerts` runs this.
//!
//! Reads JSON lines as the export profile `jsonl` writes them, and prints lines of a name and numbers with tabs between:
//! seconds that 50 and 99 of 100 positions did not exceed, and bytes.
#![expect(
    clippy::print_stdout,
    reason = "a program that measures and says what it saw"
)]

use std::error::Error;
use std::hint::black_box;
use std::io::{BufRead as _, stdin};
use std::time::Instant;

use kplaces_alerts::{Circle, Engine, Rule, Rules, Settings, Which};
use kplaces_domain::{Fix, Position, Radius, distance_m};
use rusqlite::Connection;

/// How many positions are taken: three and a half days of driving for ten hours.
const FIXES: usize = 120_000;

/// Metres a second: 130 km/h.
const SPEED: f64 = 36.1;

/// How long before a place is told, in seconds, as it is where nothing is set.
const LEAD_S: f64 = 30.0;

/// Metres of a degree of latitude, at least.
const DEGREE_M: f64 = 110_570.0;

/// The radius of places that have none, in metres, as it is where nothing is set.
const RADIUS_M: u32 = 100;

fn main() -> Result<(), Box<dyn Error>> {
    let mut places = Vec::new();
    for line in stdin().lock().lines() {
        places.extend(place(&line?)?);
    }
    let rules = Rules::new(vec![Rule::new(Which::All)])?;
    let rule = rules.pick([], None).ok_or("no rule is for all places")?;
    let circles: Vec<Circle> = places
        .iter()
        .zip(0..)
        .map(|((position, radius), key)| Circle {
            key,
            position: *position,
            radius: *radius,
            rule,
        })
        .collect();
    let way = way(&places)?;
    let mut engine = Engine::new(rules, Settings::default(), circles.iter().copied())?;
    println!("circles\t{}", engine.bytes());
    let mut events = Vec::new();
    told("one position", &way, |fix| {
        events.clear();
        engine.fix(fix, &mut events);
        black_box(&events);
    });
    let tree = tree(&circles)?;
    let mut query =
        tree.prepare("select lat, lon, r from t where n >= ? and s <= ? and e >= ? and w <= ?")?;
    // A tenth is enough to know it, and spares a quarter of an hour.
    let some: Vec<Fix> = way.iter().step_by(10).copied().collect();
    let mut failed = None;
    told("R*Tree", &some, |fix| {
        if let Err(error) = near(&mut query, fix) {
            failed = Some(error);
        }
    });
    failed.map_or(Ok(()), |error| Err(error.into()))
}

/// From place to place, each in the middle of the rest of the list: through towns and past them.
fn way(places: &[(Position, Radius)]) -> Result<Vec<Fix>, Box<dyn Error>> {
    let mut way = Vec::with_capacity(FIXES);
    let mut at = places.first().ok_or("there are no places")?.0;
    let mut next = 0;
    while way.len() < FIXES {
        // A number that divides no size of an account goes through all of it.
        next = (next + 6_364_136_223) % places.len();
        let to = places[next].0;
        let apart = distance_m(at, to);
        // Nobody drives for a day without a stop.
        let steps = ((apart / SPEED) as usize).clamp(1, 2_000);
        let (south, west) = (at.latitude(), at.longitude());
        let north = (to.latitude() - south) * SPEED / apart.max(SPEED);
        let east = (to.longitude() - west) * SPEED / apart.max(SPEED);
        let course = (east * south.to_radians().cos()).atan2(north).to_degrees();
        for step in 0..steps {
            let step = step as f64;
            at = Position::from_degrees(south + north * step, west + east * step)?;
            way.push(Fix {
                accuracy_m: Some(4.0),
                speed_mps: Some(SPEED),
                course_deg: Some(course.rem_euclid(360.0)),
                ..Fix::new(1_795_867_200_000 + way.len() as i64 * 1_000, at)
            });
        }
    }
    way.truncate(FIXES);
    Ok(way)
}

/// Circles as boxes, as the module of SQLite has them.
fn tree(circles: &[Circle]) -> rusqlite::Result<Connection> {
    let tree = Connection::open_in_memory()?;
    tree.execute_batch(
        "create virtual table t using rtree(id, s, n, w, e, +lat, +lon, +r); begin",
    )?;
    let mut insert = tree.prepare("insert into t values (?, ?, ?, ?, ?, ?, ?, ?)")?;
    for circle in circles {
        let radius = match circle.radius.metres() {
            0 => RADIUS_M,
            metres => metres,
        };
        let (latitude, longitude) = (circle.position.latitude(), circle.position.longitude());
        let north = f64::from(radius) / DEGREE_M;
        let east = north / latitude.to_radians().cos().max(0.01);
        insert.execute((
            circle.key,
            latitude - north,
            latitude + north,
            longitude - east,
            longitude + east,
            latitude,
            longitude,
            radius,
        ))?;
    }
    drop(insert);
    tree.execute_batch("commit")?;
    Ok(tree)
}

/// All circles that are reached within the lead, exactly.
fn near(query: &mut rusqlite::Statement<'_>, fix: &Fix) -> rusqlite::Result<()> {
    let reach = SPEED * (LEAD_S + 0.5);
    let (latitude, longitude) = (fix.position.latitude(), fix.position.longitude());
    let north = reach / DEGREE_M;
    let east = north / latitude.to_radians().cos().max(0.01);
    let mut rows = query.query((
        latitude - north,
        latitude + north,
        longitude - east,
        longitude + east,
    ))?;
    let mut found = 0;
    while let Some(row) = rows.next()? {
        let radius: f64 = row.get(2)?;
        if let Ok(place) = Position::from_degrees(row.get(0)?, row.get(1)?) {
            found += usize::from(distance_m(fix.position, place) - radius <= reach);
        }
    }
    black_box(found);
    Ok(())
}

fn told(what: &str, fixes: &[Fix], mut take: impl FnMut(&Fix)) {
    let mut seconds: Vec<f64> = fixes
        .iter()
        .map(|fix| {
            let start = Instant::now();
            take(fix);
            start.elapsed().as_secs_f64()
        })
        .collect();
    seconds.sort_by(f64::total_cmp);
    let at = |percent: usize| seconds[(seconds.len() * percent).div_ceil(100) - 1];
    println!("{what}\t{:.9}\t{:.9}", at(50), at(99));
}

fn place(line: &str) -> Result<Option<(Position, Radius)>, Box<dyn Error>> {
    let line: serde_json::Value = serde_json::from_str(line)?;
    let degrees = |name: &str| line[name].as_f64();
    let radius = line["radius_m"].as_i64().unwrap_or_default();
    let radius = Radius::from_metres(radius).ok_or("that is no radius")?;
    let position = degrees("latitude").zip(degrees("longitude"));
    Ok(position.and_then(|(latitude, longitude)| {
        Some((Position::from_degrees(latitude, longitude).ok()?, radius))
    }))
}
