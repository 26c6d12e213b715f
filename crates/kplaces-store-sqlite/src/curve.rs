//! Positions as numbers on a line that fills the globe, so that what is near on the globe is in few parts of the line.
//!
//! The globe is halved again and again, and each half is a bit of the number: west or east, or south or north, whatever
//! makes the pieces more like squares. Towards the poles, where meridians meet, longitude is halved less often: no
//! piece is ever a sliver, and a pole is a place like another. The date line is an edge of the first halves and nothing
//! more. Only whole numbers decide, so a position has the same number everywhere and for ever.

use kplaces_domain::{EARTH_RADIUS_M, Position};

/// Micro-degrees of latitude and longitude are numbers of so many bits.
const LATITUDE_BITS: u32 = 28;
const LONGITUDE_BITS: u32 = 29;

/// How many bits a number has.
const BITS: u32 = LATITUDE_BITS + LONGITUDE_BITS;

const POLE: i64 = 90_000_000;
const DATE_LINE: i64 = 180_000_000;

/// From these latitudes on a degree of longitude is at most a half, a quarter and so on of one of latitude.
const NARROWER: [i64; 26] = [
    60_000_000, 75_522_488, 82_819_245, 86_416_679, 88_209_216, 89_104_718, 89_552_373, 89_776_188,
    89_888_095, 89_944_048, 89_972_024, 89_986_012, 89_993_006, 89_996_503, 89_998_252, 89_999_126,
    89_999_563, 89_999_782, 89_999_891, 89_999_946, 89_999_973, 89_999_987, 89_999_994, 89_999_997,
    89_999_999, 90_000_000,
];

/// The number of a position.
pub(crate) fn number(at: Position) -> u64 {
    let latitude = i64::from(at.latitude_micro());
    let longitude = i64::from(at.longitude_micro());
    let (x, y) = ((longitude + DATE_LINE) as u64, (latitude + POLE) as u64);
    if latitude.abs() < NARROWER[0] {
        // All pieces around it are halved by turns.
        return spread(x) | spread(y) << 1;
    }
    let mut piece = Piece::GLOBE;
    while !piece.is_point() {
        piece = piece.half_with(x, y);
    }
    piece.number
}

/// Puts a zero between every two bits.
fn spread(number: u64) -> u64 {
    let mut spread = number;
    for (shift, mask) in [
        (16, 0x0000_ffff_0000_ffff),
        (8, 0x00ff_00ff_00ff_00ff),
        (4, 0x0f0f_0f0f_0f0f_0f0f),
        (2, 0x3333_3333_3333_3333),
        (1, 0x5555_5555_5555_5555),
    ] {
        spread = (spread | spread << shift) & mask;
    }
    spread
}

/// The position that has a number; `None` if none has.
pub(crate) fn position(number: u64) -> Option<Position> {
    if number >> BITS != 0 {
        return None;
    }
    // As if all pieces around it were halved by turns. If it is where they are, no other position has this number.
    let (x, y) = (gather(number), gather(number >> 1));
    let at = |x: u64, y: u64| Position::from_micro(y as i64 - POLE, x as i64 - DATE_LINE).ok();
    if (y as i64 - POLE).abs() < NARROWER[0] {
        return at(x, y);
    }
    let mut piece = Piece::GLOBE;
    while !piece.is_point() {
        let [low, high] = piece.halves();
        piece = if number < high.number { low } else { high };
    }
    at(piece.x, piece.y)
}

/// Takes every second bit, from the first one on.
fn gather(number: u64) -> u64 {
    let mut gathered = number & 0x5555_5555_5555_5555;
    for (shift, mask) in [
        (1, 0x3333_3333_3333_3333),
        (2, 0x0f0f_0f0f_0f0f_0f0f),
        (4, 0x00ff_00ff_00ff_00ff),
        (8, 0x0000_ffff_0000_ffff),
        (16, 0x0000_0000_ffff_ffff),
    ] {
        gathered = (gathered | gathered >> shift) & mask;
    }
    gathered
}

/// A part of the globe between two parallels and two meridians, and of the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    /// The first number in it; it has as many bits behind those of the piece as both sides together.
    number: u64,
    /// Its south-west corner.
    x: u64,
    y: u64,
    /// How long its sides are, as powers of two.
    x_bits: u32,
    y_bits: u32,
}

impl Piece {
    pub(crate) const GLOBE: Self = Self {
        number: 0,
        x: 0,
        y: 0,
        x_bits: LONGITUDE_BITS,
        y_bits: LATITUDE_BITS,
    };

    /// Whether it is one position.
    pub(crate) fn is_point(&self) -> bool {
        self.x_bits + self.y_bits == 0
    }

    /// The first and the last number in it.
    pub(crate) fn numbers(&self) -> (u64, u64) {
        let all = (1 << (self.x_bits + self.y_bits)) - 1;
        (self.number, self.number | all)
    }

    /// Both halves, in the order of the line.
    pub(crate) fn halves(&self) -> [Self; 2] {
        let mut halves = [*self; 2];
        let by_longitude = self.is_wide();
        for half in &mut halves {
            if by_longitude {
                half.x_bits -= 1;
            } else {
                half.y_bits -= 1;
            }
        }
        let [low, high] = &mut halves;
        high.number |= 1 << (low.x_bits + low.y_bits);
        if by_longitude {
            high.x |= 1 << low.x_bits;
        } else {
            high.y |= 1 << low.y_bits;
        }
        halves
    }

    fn half_with(&self, x: u64, y: u64) -> Self {
        let [low, high] = self.halves();
        if x >= high.x && y >= high.y {
            high
        } else {
            low
        }
    }

    /// Whether it is wider than high, where it is widest.
    fn is_wide(&self) -> bool {
        let (south, north) = self.latitudes();
        let least = if south <= 0 && north >= 0 {
            0
        } else {
            south.abs().min(north.abs())
        };
        let narrower = if least < NARROWER[0] {
            0
        } else {
            NARROWER.partition_point(|from| *from <= least) as u32
        };
        self.y_bits == 0 || (self.x_bits > 0 && self.x_bits > self.y_bits + narrower)
    }

    /// Its southern and its northern edge, in micro-degrees.
    fn latitudes(&self) -> (i64, i64) {
        let south = self.y as i64 - POLE;
        (south, south + (1 << self.y_bits) - 1)
    }

    /// A distance from which on places may be in it, in metres: not more than to any position in it, and hardly less
    /// than to the nearest one.
    pub(crate) fn distance_m(&self, from: Position) -> f64 {
        let radians = |micro: i64| (micro as f64 / 1e6).to_radians();
        let (south, north) = self.latitudes();
        let (south, north) = (radians(south), radians(north.min(POLE)));
        let west = self.x as i64 - DATE_LINE;
        let east = (west + (1 << self.x_bits) - 1).min(DATE_LINE);
        let here = i64::from(from.longitude_micro());
        let latitude = from.latitude().to_radians();
        // The nearest meridian of it, whichever way round.
        let turn = |micro: i64| {
            let micro = micro.rem_euclid(2 * DATE_LINE);
            micro.min(2 * DATE_LINE - micro)
        };
        let longitude = if (west..=east).contains(&here) {
            0.0
        } else {
            radians(turn(here - west).min(turn(here - east)))
        };
        let to = |other: f64| {
            let (up, aside) = (((other - latitude) / 2.0).sin(), (longitude / 2.0).sin());
            let h = up * up + latitude.cos() * other.cos() * aside * aside;
            2.0 * EARTH_RADIUS_M * h.clamp(0.0, 1.0).sqrt().asin()
        };
        // The nearest point of that meridian.
        let nearest = latitude.sin().atan2(latitude.cos() * longitude.cos());
        let metres = if (south..=north).contains(&nearest) {
            to(nearest)
        } else {
            to(south).min(to(north))
        };
        // No rounding anywhere may put a place nearer than its piece; far away roundings are larger.
        let hair = if metres < EARTH_RADIUS_M { 1e-3 } else { 1.0 };
        (metres * (1.0 - 1e-9) - hair).max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use kplaces_domain::distance_m;
    use proptest::prelude::*;

    use super::*;

    fn anywhere() -> impl Strategy<Value = Position> {
        let near_pole = prop_oneof![
            Just(0_i64),
            0..20_i64,
            0..2_000_i64,
            0..3_000_000_i64,
            0..31_000_000_i64
        ];
        let latitude = prop_oneof![
            -POLE..=POLE,
            near_pole.clone().prop_map(|south| POLE - south),
            near_pole.prop_map(|north| north - POLE),
        ];
        let longitude = prop_oneof![
            3 => -DATE_LINE..=DATE_LINE,
            1 => prop::sample::select(vec![-DATE_LINE, 1 - DATE_LINE, 0, DATE_LINE - 1, DATE_LINE]),
        ];
        (latitude, longitude).prop_map(|(a, b)| Position::from_micro(a, b).unwrap())
    }

    fn walked(at: Position) -> Piece {
        let x = (i64::from(at.longitude_micro()) + DATE_LINE) as u64;
        let y = (i64::from(at.latitude_micro()) + POLE) as u64;
        let mut piece = Piece::GLOBE;
        while !piece.is_point() {
            piece = piece.half_with(x, y);
        }
        piece
    }

    #[test]
    fn degrees_of_longitude_are_narrower_from_the_right_latitudes_on() {
        for (n, from) in (1..).zip(NARROWER) {
            let width = |micro: i64| (micro as f64 / 1e6).to_radians().cos();
            let part = 0.5_f64.powi(n);
            assert!(
                width(from) <= part * 1.000_001 && width(from - 2) > part,
                "{from}"
            );
        }
    }

    #[test]
    fn positions_keep_their_numbers() {
        let number =
            |latitude, longitude| number(Position::from_micro(latitude, longitude).unwrap());
        // Stores are full of them.
        let numbers = [
            number(-POLE, -DATE_LINE),
            number(48_137_154, 11_576_124),
            number(78_223_000, 15_650_000),
            number(-89_999_999, 179_999_999),
        ];
        let expected = [
            0,
            55_484_447_602_517_336,
            56_666_299_107_401_280,
            76_561_193_723_308_543,
        ];
        assert_eq!(numbers, expected);
    }

    proptest! {
        #[test]
        fn a_number_is_of_one_position(at in anywhere()) {
            prop_assert_eq!(walked(at).number, number(at));
            prop_assert_eq!(position(number(at)), Some(at));
        }

        #[test]
        fn no_number_panics(number: u64) {
            let _ = position(number);
            if let Some(at) = position(number >> 7) {
                prop_assert_eq!(super::number(at), number >> 7);
            }
        }

        #[test]
        fn no_place_is_nearer_than_its_pieces(from in anywhere(), at in anywhere(), beside in -9..9_i64) {
            let near = Position::from_micro(
                (i64::from(at.latitude_micro()) + beside).clamp(-POLE, POLE),
                i64::from(at.longitude_micro()),
            ).unwrap();
            for from in [from, near, at] {
                let (metres, number) = (distance_m(from, at), number(at));
                let mut piece = Piece::GLOBE;
                loop {
                    let (first, last) = piece.numbers();
                    prop_assert!((first..=last).contains(&number));
                    let bound = piece.distance_m(from);
                    prop_assert!(bound <= metres, "{bound} > {metres} from {from} to {at} in {piece:?}");
                    if piece.is_point() {
                        prop_assert!(metres - bound <= 2e-3 + 2e-6 * metres, "{metres} {bound}");
                        break;
                    }
                    let [low, high] = piece.halves();
                    piece = if number < high.number { low } else { high };
                }
            }
        }

        #[test]
        fn no_piece_is_a_sliver(at in anywhere()) {
            let x = (i64::from(at.longitude_micro()) + DATE_LINE) as u64;
            let y = (i64::from(at.latitude_micro()) + POLE) as u64;
            let mut piece = Piece::GLOBE;
            // Below a micro-degree of latitude there is nothing to halve.
            while piece.y_bits > 4 {
                let (south, north) = piece.latitudes();
                let least = if south <= 0 && north >= 0 { 0 } else { south.abs().min(north.abs()) };
                let widest = (least as f64 / 1e6).to_radians().cos();
                let height = north.min(POLE) - south + 1;
                let ratio = 2_f64.powi(piece.x_bits as i32) * widest / height as f64;
                prop_assert!(piece.x_bits == 0 || ratio < 5.0, "{ratio} {piece:?}");
                prop_assert!(piece.x_bits == 0 || height < 16 || piece == Piece::GLOBE || ratio > 0.1, "{ratio} {piece:?}");
                piece = piece.half_with(x, y);
            }
        }
    }
}
