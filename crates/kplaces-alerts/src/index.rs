//! Where the circles are: those that may reach to a point, without a look at all of them.

use kplaces_domain::Position;

use crate::{Circle, RuleId};

/// Up to these radii in metres circles are kept together, so that a few wide ones do not make everybody look far around.
const CLASSES_M: [u32; 4] = [500, 2_500, 12_500, u32::MAX];

/// How high the bands of the classes are, in micro-degrees of latitude: about 0.6, 2.2, 11 and 56 km.
const BANDS_MICRO: [i32; 4] = [5_000, 20_000, 100_000, 500_000];

/// Metres of a degree, at least: the ellipsoid is most curved along the meridian at the equator.
const DEGREE_M: f64 = 110_570.0;

/// The bits of an entry that are its radius; [`Radius::MAX_M`](kplaces_domain::Radius::MAX_M) fits.
const RADIUS_BITS: u32 = 17;

/// A circle as it is kept, in sixteen bytes.
#[derive(Clone, Copy)]
pub(crate) struct Entry {
    pub(crate) latitude: i32,
    pub(crate) longitude: i32,
    pub(crate) key: u32,
    /// The radius in metres, and the number of the rule above it.
    packed: u32,
}

impl Entry {
    fn new(circle: &Circle, default_radius_m: u32) -> Self {
        let radius = match circle.radius.metres() {
            0 => default_radius_m,
            metres => metres,
        };
        Self {
            latitude: circle.position.latitude_micro(),
            longitude: circle.position.longitude_micro(),
            key: circle.key,
            packed: radius | u32::from(circle.rule.number()) << RADIUS_BITS,
        }
    }

    pub(crate) fn radius_m(&self) -> u32 {
        self.packed & ((1 << RADIUS_BITS) - 1)
    }

    pub(crate) fn rule(&self) -> RuleId {
        RuleId::from_number((self.packed >> RADIUS_BITS) as u16)
    }
}

/// Circles by radius, in bands of latitude, and in each band from west to east.
pub(crate) struct Index {
    classes: [Class; 4],
}

struct Class {
    entries: Vec<Entry>,
    /// Where each band begins, and where the last one ends.
    starts: Vec<u32>,
    band_micro: i32,
    widest_m: u32,
    /// The number of its first entry among those of all classes.
    base: u32,
}

impl Class {
    fn new(mut entries: Vec<Entry>, band_micro: i32, base: u32) -> Self {
        entries.shrink_to_fit();
        let band = |entry: &Entry| band_of(entry.latitude.into(), band_micro);
        entries.sort_unstable_by_key(|entry| (band(entry), entry.longitude, entry.key));
        let bands = band_of(90_000_000, band_micro) + 1;
        let mut starts = Vec::with_capacity(bands + 1);
        let mut at = 0;
        for number in 0..=bands {
            while entries.get(at).is_some_and(|entry| band(entry) < number) {
                at += 1;
            }
            starts.push(at as u32);
        }
        Self {
            widest_m: entries.iter().map(Entry::radius_m).max().unwrap_or(0),
            entries,
            starts,
            band_micro,
            base,
        }
    }

    /// Calls `visit` with all entries whose middle may be within their radius and `reach_m` of a point, and a few more.
    fn around(&self, here: Position, reach_m: f64, visit: &mut impl FnMut(u32, &Entry)) {
        if self.entries.is_empty() {
            return;
        }
        let window = Window::around(here, reach_m + f64::from(self.widest_m));
        let first = band_of(window.south, self.band_micro);
        let last = band_of(window.north, self.band_micro);
        for band in first..=last {
            let (from, to) = (self.starts[band] as usize, self.starts[band + 1] as usize);
            let entries = &self.entries[from..to];
            for &(west, east) in window.longitudes() {
                let begin = entries.partition_point(|entry| i64::from(entry.longitude) < west);
                let first = self.base + (from + begin) as u32;
                for (number, entry) in (first..).zip(&entries[begin..]) {
                    if i64::from(entry.longitude) > east {
                        break;
                    }
                    if window.is_near(entry, reach_m) {
                        visit(number, entry);
                    }
                }
            }
        }
    }
}

fn band_of(latitude_micro: i64, band_micro: i32) -> usize {
    let above = latitude_micro.clamp(-90_000_000, 90_000_000) + 90_000_000;
    (above / i64::from(band_micro)) as usize
}

/// The rectangle around a circle; in two parts where it goes across the date line.
struct Window {
    latitude: i32,
    longitude: i32,
    south: i64,
    north: i64,
    parts: [(i64, i64); 2],
    count: usize,
    /// Metres of a micro-degree to the east, at least, of all that is near; or nothing where the poles are near.
    east_m: Option<f64>,
}

const HALF_TURN: i64 = 180_000_000;

impl Window {
    fn around(here: Position, reach_m: f64) -> Self {
        let high = reach_m / DEGREE_M;
        let micro = (high * 1e6) as i64 + 1;
        let latitude = i64::from(here.latitude_micro());
        let longitude = i64::from(here.longitude_micro());
        let (south, north) = (latitude - micro, latitude + micro);
        // How far it reaches to the east where it is widest.
        let ratio = high.to_radians().sin() / here.latitude().to_radians().cos();
        let is_polar = south <= -90_000_000 || north >= 90_000_000 || ratio >= 1.0;
        let wide = if is_polar {
            HALF_TURN
        } else {
            (ratio.asin().to_degrees() * 1e6) as i64 + 1
        };
        let (west, east) = (longitude - wide, longitude + wide);
        let (parts, count) = if wide >= HALF_TURN {
            ([(-HALF_TURN, HALF_TURN), (1, 0)], 1)
        } else if west < -HALF_TURN {
            ([(-HALF_TURN, east), (west + 2 * HALF_TURN, HALF_TURN)], 2)
        } else if east > HALF_TURN {
            ([(west, HALF_TURN), (-HALF_TURN, east - 2 * HALF_TURN)], 2)
        } else {
            ([(west, east), (1, 0)], 1)
        };
        let furthest = here.latitude().abs() + high;
        let east_m = (furthest < 89.0).then(|| furthest.to_radians().cos() * DEGREE_M * 1e-6);
        Self {
            latitude: here.latitude_micro(),
            longitude: here.longitude_micro(),
            south,
            north,
            parts,
            count,
            east_m,
        }
    }

    fn longitudes(&self) -> &[(i64, i64)] {
        &self.parts[..self.count]
    }

    /// Whether a circle may reach to within `reach_m`, by distances that are too short rather than too long.
    fn is_near(&self, entry: &Entry, reach_m: f64) -> bool {
        let Some(east_m) = self.east_m else {
            return true;
        };
        let north = f64::from(entry.latitude - self.latitude) * (DEGREE_M * 1e-6);
        let mut east = (i64::from(entry.longitude) - i64::from(self.longitude)).abs();
        east = east.min(2 * HALF_TURN - east);
        let east = east as f64 * east_m;
        // The arc along a parallel is longer than the way: by less than this where the window is narrower than a degree
        // or two, and where it is wider by no more than the sine of half of it tells.
        let reach = reach_m + f64::from(entry.radius_m());
        let shorter = if east > 100_000.0 { 0.8 } else { 0.995 };
        let east = east * shorter;
        north * north + east * east <= reach * reach * 1.001
    }
}

impl Index {
    pub(crate) fn new(circles: impl IntoIterator<Item = Circle>, default_radius_m: u32) -> Self {
        let mut sorted: [Vec<Entry>; 4] = Default::default();
        for circle in circles {
            let entry = Entry::new(&circle, default_radius_m);
            let class = CLASSES_M.iter().position(|most| entry.radius_m() <= *most);
            sorted[class.unwrap_or(CLASSES_M.len() - 1)].push(entry);
        }
        let mut base = 0;
        let mut bands = BANDS_MICRO.into_iter();
        let classes = sorted.map(|entries| {
            let count = entries.len() as u32;
            let class = Class::new(entries, bands.next().unwrap_or(BANDS_MICRO[0]), base);
            base += count;
            class
        });
        Self { classes }
    }

    /// How many circles there are.
    pub(crate) fn len(&self) -> usize {
        self.classes.iter().map(|class| class.entries.len()).sum()
    }

    /// Calls `visit` with the number and the entry of each circle that comes to within `reach_m` of a point, and of a few
    /// more.
    pub(crate) fn around(&self, here: Position, reach_m: f64, mut visit: impl FnMut(u32, &Entry)) {
        for class in &self.classes {
            class.around(here, reach_m, &mut visit);
        }
    }

    /// The circle with a number.
    pub(crate) fn get(&self, number: u32) -> Option<&Entry> {
        self.classes.iter().find_map(|class| {
            let at = number.checked_sub(class.base)? as usize;
            class.entries.get(at)
        })
    }

    /// All circles with their numbers.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u32, &Entry)> {
        (0..).zip(self.classes.iter().flat_map(|class| &class.entries))
    }

    /// The bytes that it takes.
    pub(crate) fn bytes(&self) -> usize {
        let bytes = |class: &Class| {
            class.entries.capacity() * size_of::<Entry>() + class.starts.capacity() * 4
        };
        self.classes.iter().map(bytes).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::Frame;
    use kplaces_domain::Radius;
    use proptest::prelude::*;

    fn circle(key: u32, latitude: i64, longitude: i64, radius: i64) -> Circle {
        Circle {
            key,
            position: Position::from_micro(latitude, longitude).unwrap(),
            radius: Radius::from_metres(radius).unwrap(),
            rule: RuleId::from_number(4_095),
        }
    }

    fn found(index: &Index, here: Position, reach_m: f64) -> Vec<u32> {
        let mut found = Vec::new();
        index.around(here, reach_m, |number, entry| {
            assert_eq!(index.get(number).unwrap().key, entry.key);
            found.push(entry.key);
        });
        found.sort_unstable();
        found
    }

    #[test]
    fn an_entry_keeps_radius_and_rule() {
        assert_eq!(size_of::<Entry>(), 16);
        let entry = Entry::new(&circle(7, 1, 2, 100_000), 100);
        assert_eq!((entry.radius_m(), entry.rule().index()), (100_000, 4_095));
        assert_eq!(Entry::new(&circle(7, 1, 2, 0), 100).radius_m(), 100);
    }

    #[test]
    fn circles_across_the_date_line_and_around_a_pole_are_found() {
        let circles = [
            circle(0, 0, 179_999_000, 250),
            circle(1, 0, -179_999_000, 250),
            circle(2, 89_999_000, 0, 250),
            circle(3, 89_999_000, 180_000_000, 250),
            circle(4, -90_000_000, 5, 250),
            circle(5, 0, 0, 250),
        ];
        let index = Index::new(circles, 100);
        let at = |latitude, longitude| Position::from_micro(latitude, longitude).unwrap();
        assert_eq!(found(&index, at(0, 180_000_000), 0.0), [0, 1]);
        assert_eq!(found(&index, at(0, -180_000_000), 0.0), [0, 1]);
        assert_eq!(found(&index, at(90_000_000, 77), 0.0), [2, 3]);
        assert_eq!(found(&index, at(-89_999_000, -90_000_000), 0.0), [4]);
    }

    fn latitude() -> impl Strategy<Value = i64> {
        prop_oneof![
            -90_000_000_i64..=90_000_000,
            48_000_000_i64..=48_050_000,
            88_900_000_i64..=90_000_000,
            -90_000_000_i64..=-89_990_000,
        ]
    }

    fn longitude() -> impl Strategy<Value = i64> {
        prop_oneof![
            -180_000_000_i64..=180_000_000,
            11_000_000_i64..=11_050_000,
            179_950_000_i64..=180_000_000,
            -180_000_000_i64..=-179_950_000,
        ]
    }

    proptest! {
        #[test]
        fn no_circle_in_reach_is_passed_over(
            circles in prop::collection::vec((latitude(), longitude(), prop_oneof![0..=600_i64, 0..=100_000_i64]), 0..60),
            latitude in latitude(),
            longitude in longitude(),
            reach in prop_oneof![0.0..3_000.0_f64, 0.0..50_000.0_f64],
        ) {
            let circles: Vec<Circle> = (0..)
                .zip(&circles)
                .map(|(key, it)| circle(key, it.0, it.1, it.2))
                .collect();
            let index = Index::new(circles.clone(), 100);
            prop_assert_eq!(index.len(), circles.len());
            let here = Position::from_micro(latitude, longitude).unwrap();
            let found = found(&index, here, reach);
            let frame = Frame::around(here);
            for (_, entry) in index.iter() {
                let away = frame.offset_micro(entry.latitude, entry.longitude).away;
                if away <= reach + f64::from(entry.radius_m()) {
                    prop_assert!(found.contains(&entry.key), "{away}");
                }
            }
            for pair in found.windows(2) {
                prop_assert!(pair[0] < pair[1], "twice");
            }
        }
    }
}
