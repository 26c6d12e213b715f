//! Commands that look for places: each a whole process that opens the store, answers and ends.

use anyhow::ensure;

use super::super::figures::{Effort, Figure, percentile};
use super::super::line::{Bar, Line, Lines, Result};
use super::super::stage::Stage;
use crate::table::number;

/// Where a tree over degrees goes wrong, or nothing is near: poles, both sides of the date line,
/// the middle of oceans, the other side of the earth.
const HARD: [(f64, f64); 12] = [
    (90.0, 0.0),
    (-90.0, 0.0),
    (89.99, -135.0),
    (-89.99, 45.0),
    (0.0, 180.0),
    (0.0, -180.0),
    (52.0, 179.99),
    (-33.0, -179.99),
    (66.0, -169.0),
    (0.0, 0.0),
    (-48.9, -123.4),
    (-48.1, -168.5),
];

/// What people type, letter by letter: one letter, two, umlauts and without them, quotes, nothing
/// that there is.
const QUERIES: [&str; 14] = [
    "a",
    "e",
    "z",
    "mü",
    "st",
    "bä",
    "backerei",
    "Bäckerei Müller",
    "strasse",
    "köln",
    "hof 17",
    "gasthof \"",
    "depot nord",
    "qqqq",
];

/// The ten nearest places.
pub(super) fn near(stage: &Stage, lines: &mut Lines) -> anyhow::Result<()> {
    for &places in &stage.sizes {
        let device = stage.stocked(places)?;
        let mut positions = HARD.into_iter().chain(random_positions());
        let seen = asking(stage, HARD.len() * 3, 250).spend(|| {
            let (latitude, longitude) = positions.next().unwrap_or_default();
            let position = format!("{latitude:.5},{longitude:.5}");
            let ran = device.run(&["near", &position])?;
            ensure!(!ran.stdout.is_empty(), "nothing is near {position}");
            Ok((ran.figure, position))
        })?;
        let bar = (places == 1_000_000).then_some(Bar::only(0.01));
        percentiles("near, ten nearest", places, 99, &seen, bar, lines);
    }
    Ok(())
}

/// Places by a part of their name.
pub(super) fn find(stage: &Stage, lines: &mut Lines) -> anyhow::Result<()> {
    for &places in &stage.sizes {
        let device = stage.stocked(places)?;
        let mut queries = QUERIES.into_iter().cycle();
        let seen = asking(stage, QUERIES.len() * 2, QUERIES.len() * 10).spend(|| {
            let query = queries.next().unwrap_or_default();
            Ok((device.figure(&["find", query])?, query.to_owned()))
        })?;
        let bar = (places == 1_000_000).then_some(Bar::only(0.05));
        percentiles("find", places, 95, &seen, bar, lines);
    }
    Ok(())
}

/// Many questions are better than few, but not for more than a minute.
fn asking(stage: &Stage, least: usize, most: usize) -> Effort {
    Effort {
        least,
        most,
        time: stage.effort.time * 4,
    }
}

/// A line with the median, one with the slow end; and what was slowest.
fn percentiles(
    work: &str,
    places: usize,
    slow: usize,
    seen: &[(Figure, String)],
    bar: Option<Bar>,
    lines: &mut Lines,
) {
    let walls = || seen.iter().map(|(figure, _)| figure.wall);
    let figures: Vec<Figure> = seen.iter().map(|(figure, _)| *figure).collect();
    for percent in [50, slow] {
        lines.push(Line {
            work: format!("{work}, p{percent}"),
            places,
            ours: Figure::median(&figures),
            peer: None,
            result: Result::Seconds(percentile(walls(), percent)),
            bar: bar.filter(|_| percent == slow),
        });
    }
    let slowest = seen.iter().max_by(|a, b| a.0.wall.total_cmp(&b.0.wall));
    if let Some((figure, what)) = slowest {
        lines.remark(format!(
            "{work} of {}: slowest was `{what}` with {:.1} ms.",
            number(places as u64),
            figure.wall * 1e3
        ));
    }
}

/// Positions all over the earth, every second one in Europe, where the places are; always the same.
fn random_positions() -> impl Iterator<Item = (f64, f64)> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    (0_usize..).map(move |n| {
        let (a, b) = (random(), random());
        if n % 2 == 0 {
            (46.0 + a * 9.0, 3.0 + b * 17.0)
        } else {
            ((2.0 * a - 1.0).asin().to_degrees(), b * 360.0 - 180.0)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_on_the_earth_and_the_same_each_time() {
        let some: Vec<_> = random_positions().take(1_000).collect();
        assert_eq!(some, random_positions().take(1_000).collect::<Vec<_>>());
        for (latitude, longitude) in some.into_iter().chain(HARD) {
            assert!((-90.0..=90.0).contains(&latitude), "{latitude}");
            assert!((-180.0..=180.0).contains(&longitude), "{longitude}");
        }
    }
}
