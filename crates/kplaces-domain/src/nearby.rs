//! The places around a point, out of places in memory.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use crate::{Position, distance_m};

/// So few points are looked at one by one.
const FEW: usize = 12;

/// By how much two distances to rounded points may differ from those to where they are, as a part of the radius: each by
/// half of the last digit of three coordinates, 5.2e-8. A little more, for all other roundings.
const HAIR: f64 = 1.2e-7;

/// Where places are: answers with the nearest, exactly as by the distance to each of them.
///
/// A tree over points of a sphere in space, which has neither poles nor a date line. It is made once; a place is known
/// by its number in the order in which they were given.
#[derive(Clone, Debug, Default)]
pub struct Nearby {
    /// Each position once. The middle one of a part of them parts the others, and so on on both sides.
    points: Vec<Point>,
    /// Around each part of the points the box that holds it; those of the halves of the `n`th are the `2n + 1`st and
    /// the `2n + 2`nd.
    boxes: Vec<Bounds>,
    /// The places of all points, one after the other, each in their order.
    places: Vec<u32>,
}

/// The least and the greatest of each coordinate.
#[derive(Clone, Copy, Debug)]
struct Bounds([(f32, f32); 3]);

impl Bounds {
    const NONE: Self = Self([(f32::INFINITY, f32::NEG_INFINITY); 3]);

    fn of(points: &[Point]) -> Self {
        let mut all = Self::NONE;
        for point in points {
            for ((low, high), coordinate) in all.0.iter_mut().zip(point.at) {
                *low = low.min(coordinate);
                *high = high.max(coordinate);
            }
        }
        all
    }

    /// The axis along which it is longest.
    fn longest(&self) -> u8 {
        let length = |axis: &u8| {
            let (low, high) = self.0[usize::from(*axis)];
            high - low
        };
        let longest = (0..3).max_by(|a, b| length(a).total_cmp(&length(b)));
        longest.unwrap_or_default()
    }

    /// The square of the distance from a point to the nearest corner, edge or face.
    fn apart(&self, here: [f64; 3]) -> f64 {
        let mut apart = 0.0;
        for ((low, high), here) in self.0.iter().zip(here) {
            let beyond = (f64::from(*low) - here)
                .max(here - f64::from(*high))
                .max(0.0);
            apart += beyond * beyond;
        }
        apart
    }
}

#[derive(Clone, Copy, Debug)]
struct Point {
    at: [f32; 3],
    position: Position,
    /// Where its places end and how many they are.
    end: u32,
    count: u32,
    /// By which of its coordinates it parts the others.
    axis: u8,
}

/// A place that is near; the greatest is the furthest.
#[derive(Clone, Copy, Debug)]
struct Near {
    /// The square of the distance through the sphere to its rounded point.
    apart: f64,
    position: Position,
    place: u32,
}

impl PartialEq for Near {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Near {}

impl PartialOrd for Near {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Near {
    fn cmp(&self, other: &Self) -> Ordering {
        let apart = self.apart.total_cmp(&other.apart);
        apart.then(self.place.cmp(&other.place))
    }
}

impl Nearby {
    /// Learns where places are; those without a position are near to nothing.
    pub fn new(positions: impl IntoIterator<Item = Option<Position>>) -> Self {
        let mut placed: Vec<(Position, u32)> = (0..)
            .zip(positions)
            .filter_map(|(place, position)| Some((position?, place)))
            .collect();
        placed.sort_unstable();
        let mut points: Vec<Point> = Vec::new();
        for (end, (position, _)) in (1..).zip(&placed) {
            match points.last_mut().filter(|last| last.position == *position) {
                Some(last) => {
                    last.end = end;
                    last.count += 1;
                }
                None => points.push(Point {
                    at: in_space(*position).map(|coordinate| coordinate as f32),
                    position: *position,
                    end,
                    count: 1,
                    axis: 0,
                }),
            }
        }
        let mut boxes = Vec::new();
        part(&mut points, 0, &mut boxes);
        Self {
            points,
            boxes,
            places: placed.into_iter().map(|(_, place)| place).collect(),
        }
    }

    /// The nearest places, at most so many, with their distance in metres: the nearest first, and of equal ones the one
    /// that was given first.
    pub fn nearest(&self, from: Position, most: usize) -> Vec<(u32, f64)> {
        self.nearest_of(from, most, |_| true)
    }

    /// The same of those places that are wanted.
    pub fn nearest_of(
        &self,
        from: Position,
        most: usize,
        wanted: impl FnMut(u32) -> bool,
    ) -> Vec<(u32, f64)> {
        if most == 0 {
            return Vec::new();
        }
        let mut search = Search {
            of: self,
            here: in_space(from),
            most,
            wanted,
            found: BinaryHeap::new(),
            others: Vec::new(),
            reach: f64::INFINITY,
        };
        search.look(&self.points, 0, f64::INFINITY);
        let Search {
            found,
            others,
            reach,
            ..
        } = search;
        let near = found.into_iter().chain(others);
        let near = near.filter(|near| near.apart <= reach);
        let mut nearest: Vec<(u32, f64)> = near
            .map(|near| (near.place, distance_m(from, near.position)))
            .collect();
        nearest.sort_unstable_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
        nearest.truncate(most);
        nearest
    }
}

/// A position as a point of a sphere whose radius is one.
fn in_space(position: Position) -> [f64; 3] {
    let (up, around) = (
        position.latitude().to_radians(),
        position.longitude().to_radians(),
    );
    [up.cos() * around.cos(), up.cos() * around.sin(), up.sin()]
}

/// Puts points so that the middle one parts the others where they are furthest apart, and so on.
fn part(points: &mut [Point], number: usize, boxes: &mut Vec<Bounds>) {
    let bounds = Bounds::of(points);
    if boxes.len() <= number {
        boxes.resize(number + 1, Bounds::NONE);
    }
    boxes[number] = bounds;
    if points.len() <= FEW {
        return;
    }
    let longest = bounds.longest();
    let axis = usize::from(longest);
    let middle = points.len() / 2;
    let (low, point, high) =
        points.select_nth_unstable_by(middle, |a, b| a.at[axis].total_cmp(&b.at[axis]));
    point.axis = longest;
    part(low, 2 * number + 1, boxes);
    part(high, 2 * number + 2, boxes);
}

struct Search<'a, F> {
    of: &'a Nearby,
    here: [f64; 3],
    most: usize,
    wanted: F,
    /// The nearest so far, by rounded points.
    found: BinaryHeap<Near>,
    /// Others that may be as near.
    others: Vec<Near>,
    /// The square of the distance through the sphere from which on nothing is near enough.
    reach: f64,
}

impl<F: FnMut(u32) -> bool> Search<'_, F> {
    /// Looks at a part of the points: at the half where it is first, and at the other one only if something in it may be
    /// near enough.
    fn look(&mut self, points: &[Point], number: usize, apart: f64) {
        if points.len() <= FEW {
            for point in points {
                self.take(point);
            }
            return;
        }
        let (low, high) = points.split_at(points.len() / 2);
        if let Some((point, high)) = high.split_first() {
            let axis = usize::from(point.axis);
            let low = (low, 2 * number + 1);
            let high = (high, 2 * number + 2);
            let apart_from = |number: usize| {
                let bounds = self.of.boxes.get(number);
                bounds.map_or(0.0, |bounds| bounds.apart(self.here))
            };
            // Inside of a box the plane tells which half is nearer; outside, how far both are.
            let (near, far) = if apart == 0.0 {
                let is_low = self.here[axis] < f64::from(point.at[axis]);
                let (near, far) = if is_low { (low, high) } else { (high, low) };
                ((near, 0.0), (far, apart_from(far.1)))
            } else {
                let (low, high) = ((low, apart_from(low.1)), (high, apart_from(high.1)));
                if low.1 <= high.1 {
                    (low, high)
                } else {
                    (high, low)
                }
            };
            for ((points, number), apart) in [near, far] {
                if apart <= self.reach {
                    self.look(points, number, apart);
                }
            }
            self.take(point);
        }
    }

    /// Takes the places of a point if they may be near enough.
    fn take(&mut self, point: &Point) {
        let [x, y, z] = [0, 1, 2].map(|axis| self.here[axis] - f64::from(point.at[axis]));
        let apart = x * x + y * y + z * z;
        if apart > self.reach {
            return;
        }
        let (end, count) = (point.end as usize, point.count as usize);
        let places = self.of.places.get(end - count..end).unwrap_or_default();
        let mut taken = 0;
        for &place in places {
            if taken == self.most || apart > self.reach {
                break;
            }
            if (self.wanted)(place) {
                taken += 1;
                self.add(Near {
                    apart,
                    position: point.position,
                    place,
                });
            }
        }
    }

    fn add(&mut self, near: Near) {
        self.found.push(near);
        if self.found.len() > self.most {
            self.others.extend(self.found.pop());
        }
        if self.found.len() == self.most
            && let Some(furthest) = self.found.peek()
        {
            let reach = furthest.apart.sqrt() + HAIR;
            self.reach = reach * reach;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn anywhere() -> impl Strategy<Value = Position> {
        let some = prop::sample::select(vec![-90_000_000_i64, 89_999_999, 90_000_000, 48_000_000]);
        let latitude = prop_oneof![
            -90_000_000..=90_000_000_i64,
            some,
            48_000_000..48_000_030_i64
        ];
        let some = prop::sample::select(vec![-180_000_000_i64, 0, 179_999_999, 180_000_000]);
        let longitude = prop_oneof![
            -180_000_000..=180_000_000_i64,
            some,
            11_000_000..11_000_030_i64
        ];
        (latitude, longitude).prop_map(|(a, b)| Position::from_micro(a, b).unwrap())
    }

    proptest! {
        #[test]
        fn the_nearest_are_those_of_all_distances(
            positions in prop::collection::vec(prop::option::weighted(0.9, anywhere()), 0..400),
            from in anywhere(), most in 0..40_usize, each in 1..4_u32
        ) {
            let nearby = Nearby::new(positions.iter().copied());
            let other = positions.first().copied().flatten().unwrap_or(from);
            for from in [from, other] {
                let mut all: Vec<(u32, f64)> = (0..).zip(&positions)
                    .filter(|(place, _)| place % each == 0)
                    .filter_map(|(place, at)| Some((place, distance_m(from, (*at)?))))
                    .collect();
                all.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
                all.truncate(most);
                prop_assert_eq!(nearby.nearest_of(from, most, |place| place % each == 0), all);
            }
        }
    }

    #[test]
    fn one_position_may_have_all_places() {
        let at = Position::from_micro(48_000_000, 11_000_000).ok();
        let nearby = Nearby::new(std::iter::repeat_n(at, 100_000));
        let nearest = nearby.nearest(at.unwrap(), 3);
        assert_eq!(nearest, [(0, 0.0), (1, 0.0), (2, 0.0)]);
    }
}
