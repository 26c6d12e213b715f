//! What is odd about the radii of places: who is told by them hears too much, too little or twice.

use kplaces_domain::{Position, distance_m};

/// Smaller than this nobody stops in, in metres.
pub(crate) const SMALL_M: u32 = 25;
/// Larger than this a place is told of long before anybody is there, in metres.
pub(crate) const LARGE_M: u32 = 5_000;
/// So much of the smaller circle lies in another one of the same group.
const OVERLAP_PART: f64 = 0.5;

/// A place as its radius is judged.
#[derive(Clone)]
pub(crate) struct Area {
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) position: Position,
    pub(crate) radius_m: u32,
    /// Its groups, in the order of their names.
    pub(crate) groups: Vec<String>,
}

/// What is odd.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Odd {
    /// None is set.
    None,
    /// Smaller than [`SMALL_M`].
    Small,
    /// Larger than [`LARGE_M`].
    Large,
    /// Most of it lies in that of another place of its group, by the number of that.
    Overlap(usize),
}

/// What is odd about these places: the number of a place, and what it is; in the order of the places.
pub(crate) fn odd(areas: &[Area]) -> Vec<(usize, Odd)> {
    let mut found = Vec::new();
    for (at, area) in areas.iter().enumerate() {
        match area.radius_m {
            0 => found.push((at, Odd::None)),
            radius if radius < SMALL_M => found.push((at, Odd::Small)),
            radius if radius > LARGE_M => found.push((at, Odd::Large)),
            _ => {}
        }
    }
    found.extend(overlaps(areas));
    found.sort_by_key(|(at, _)| *at);
    found
}

/// Pairs by a sweep from south to north: only circles whose bands of latitude meet are compared.
fn overlaps(areas: &[Area]) -> Vec<(usize, Odd)> {
    let degrees = |radius_m: u32| f64::from(radius_m) / 110_000.0;
    let mut order: Vec<usize> = (0..areas.len())
        .filter(|at| areas[*at].radius_m > 0)
        .collect();
    let south = |at: usize| areas[at].position.latitude() - degrees(areas[at].radius_m);
    order.sort_by(|a, b| south(*a).total_cmp(&south(*b)));
    let mut open: Vec<usize> = Vec::new();
    let mut found = Vec::new();
    for at in order {
        let begins = south(at);
        open.retain(|other| {
            areas[*other].position.latitude() + degrees(areas[*other].radius_m) >= begins
        });
        for other in &open {
            if let Some(pair) = within(areas, at, *other) {
                found.push(pair);
            }
        }
        open.push(at);
    }
    // One cause, one finding: a place in several others is told with the first.
    found.sort_by_key(|(at, odd)| (*at, matches!(odd, Odd::Overlap(_)), other_of(*odd)));
    found.dedup_by_key(|(at, _)| *at);
    found
}

fn other_of(odd: Odd) -> usize {
    match odd {
        Odd::Overlap(other) => other,
        _ => 0,
    }
}

/// The smaller of two places of one group, if most of it lies in the larger one.
fn within(areas: &[Area], a: usize, b: usize) -> Option<(usize, Odd)> {
    let (one, other) = (&areas[a], &areas[b]);
    if is_far(one, other) || !are_together(one, other) {
        return None;
    }
    let is_smaller = (one.radius_m, one.key.as_str()) < (other.radius_m, other.key.as_str());
    let (small, large) = if is_smaller { (a, b) } else { (b, a) };
    let (inner, outer) = (
        f64::from(areas[small].radius_m),
        f64::from(areas[large].radius_m),
    );
    let apart = distance_m(one.position, other.position);
    (shared(inner, outer, apart) > OVERLAP_PART).then_some((small, Odd::Overlap(large)))
}

/// Whether circles cannot meet, by their longitudes: cheaper than the distance. Near the poles nothing is said.
fn is_far(one: &Area, other: &Area) -> bool {
    let apart_deg = (one.position.longitude() - other.position.longitude()).abs();
    let apart_deg = apart_deg.min(360.0 - apart_deg);
    let steepest = one
        .position
        .latitude()
        .abs()
        .max(other.position.latitude().abs());
    let reach_m = f64::from(one.radius_m) + f64::from(other.radius_m);
    steepest < 80.0 && apart_deg * 110_000.0 * steepest.to_radians().cos() > reach_m + 1_000.0
}

/// Whether two places have a group in common, or both have none.
fn are_together(one: &Area, other: &Area) -> bool {
    let shared = one.groups.iter().any(|group| other.groups.contains(group));
    shared || (one.groups.is_empty() && other.groups.is_empty())
}

/// Which part of the smaller circle lies in the larger one: the lens of two circles on a plane.
fn shared(inner: f64, outer: f64, apart: f64) -> f64 {
    if apart >= inner + outer {
        return 0.0;
    }
    if apart <= outer - inner {
        return 1.0;
    }
    let part = |radius: f64, other: f64| {
        let cos = (apart * apart + radius * radius - other * other) / (2.0 * apart * radius);
        radius * radius * cos.clamp(-1.0, 1.0).acos()
    };
    let corners = (inner + outer - apart)
        * (apart + inner - outer)
        * (apart - inner + outer)
        * (apart + inner + outer);
    let lens = part(inner, outer) + part(outer, inner) - 0.5 * corners.max(0.0).sqrt();
    lens / (std::f64::consts::PI * inner * inner)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn area(key: &str, north_m: f64, radius_m: u32, group: &str) -> Area {
        Area {
            key: key.to_owned(),
            name: key.to_owned(),
            position: Position::from_degrees(48.0 + north_m / 111_195.0, 11.0).unwrap(),
            radius_m,
            groups: vec![group.to_owned()],
        }
    }

    #[test]
    fn each_oddity_is_found_once() {
        let areas = [
            area("a", 0.0, 0, "x"),
            area("b", 10_000.0, 10, "x"),
            area("c", 30_000.0, 6_000, "x"),
            area("d", 60_000.0, 400, "x"),
            area("e", 60_100.0, 200, "x"),
            area("f", 60_100.0, 200, "y"),
            area("g", 80_000.0, 200, "x"),
            area("h", 80_390.0, 200, "x"),
        ];
        assert_eq!(
            odd(&areas),
            [
                (0, Odd::None),
                (1, Odd::Small),
                (2, Odd::Large),
                (4, Odd::Overlap(3))
            ]
        );
    }

    #[test]
    fn places_with_any_group_in_common_are_compared() {
        let place = |key: &str, radius_m, groups: &[&str]| Area {
            groups: groups.iter().map(|group| (*group).to_owned()).collect(),
            ..area(key, 0.0, radius_m, "")
        };
        let areas = [
            place("a", 100, &["x", "y"]),
            place("b", 90, &["y", "z"]),
            place("c", 80, &["z"]),
            place("d", 70, &["q"]),
            place("e", 60, &[]),
            place("f", 50, &[]),
        ];
        let found = odd(&areas);
        let overlaps = [(1, 0), (2, 1), (5, 4)].map(|(at, other)| (at, Odd::Overlap(other)));
        assert_eq!(found, overlaps);
    }

    #[test]
    fn circles_on_both_sides_of_the_date_line_overlap() {
        let place = |key: &str, radius_m, longitude: f64| Area {
            position: Position::from_degrees(-17.0, longitude).unwrap(),
            ..area(key, 0.0, radius_m, "x")
        };
        let areas = [place("a", 300, 179.999), place("b", 200, -179.999)];
        assert_eq!(odd(&areas), [(1, Odd::Overlap(0))]);
    }

    #[test]
    fn the_part_of_a_circle_in_another_is_that_of_the_lens() {
        assert!((shared(1.0, 1.0, 0.0) - 1.0).abs() < 1e-12);
        assert!(shared(1.0, 1.0, 2.0).abs() < 1e-12);
        // Two circles through each other's middle: 2/3 - sqrt(3)/(2 pi).
        assert!((shared(1.0, 1.0, 1.0) - 0.391_002).abs() < 1e-6);
        // A straight edge through the middle leaves nearly half.
        assert!((shared(1.0, 4e3, 4e3) - 0.5).abs() < 1e-3);
    }

    proptest! {
        #[test]
        fn a_sweep_finds_what_looking_at_every_pair_finds(
            places in proptest::collection::vec((0.0..5_000.0_f64, 25_u32..900, 0_u8..2), 0..40)
        ) {
            let areas: Vec<Area> = places
                .iter()
                .enumerate()
                .map(|(at, (north, radius, group))| area(&format!("{at:03}"), *north, *radius, if *group == 0 { "x" } else { "y" }))
                .collect();
            let mut every = Vec::new();
            for a in 0..areas.len() {
                for b in 0..a {
                    every.extend(within(&areas, a, b));
                }
            }
            let mut every: Vec<usize> = every.into_iter().map(|(at, _)| at).collect();
            every.sort_unstable();
            every.dedup();
            let swept: Vec<usize> = overlaps(&areas).into_iter().map(|(at, _)| at).collect();
            prop_assert_eq!(swept, every);
        }
    }
}
