use kplaces_domain::{Fix, Position};

use super::away_m;
use crate::Settings;
use crate::frame::Frame;

/// How far off a fix is taken to be that does not say it, in metres, and what is believed of those that do.
const USUAL_M: f64 = 5.0;
const BELIEVED_M: (f64, f64) = (3.0, 50.0);

/// By so much a car may change its speed, in metres a second each second, and for so many seconds it is looked ahead.
const CHANGE_MPS2: f64 = 6.0;
const AHEAD_S: f64 = 4.0;

/// Slower than this, in metres a second, a direction means nothing.
const SLOW_MPS: f64 = 1.0;

/// After so many seconds two positions do not tell a speed.
const APART_S: f64 = 5.0;

/// What two positions tell of a speed is taken for this part, if it differs by less than so many metres a second.
const SMOOTH: f64 = 0.3;
const STEADY_MPS: f64 = 1.0;

/// A fix of which only that is left which can be true.
#[derive(Clone, Copy)]
pub(crate) struct Seen {
    pub(crate) time_ms: i64,
    pub(crate) position: Position,
    pub(crate) accuracy: Option<f64>,
    pub(crate) speed: Option<f64>,
    /// In radians clockwise from north.
    course: Option<f64>,
    /// Metres a second to the east and to the north, by the fix before.
    way: Option<(f64, f64)>,
}

/// How somebody moves.
#[derive(Clone, Copy)]
pub(crate) struct Motion {
    pub(crate) speed_mps: f64,
    /// Sine and cosine of the direction, clockwise from north.
    pub(crate) course: (f64, f64),
}

impl Seen {
    pub(super) fn of(fix: &Fix, settings: &Settings) -> Self {
        let accuracy = fix.accuracy_m.filter(|it| *it >= 0.0);
        let speed = fix.speed_mps;
        let course = fix.course_deg.filter(|it| it.is_finite());
        Self {
            time_ms: fix.time_ms,
            position: fix.position,
            accuracy,
            speed: speed.filter(|it| (0.0..=settings.fastest_mps).contains(it)),
            course: course.map(|it| it.rem_euclid(360.0).to_radians()),
            way: None,
        }
    }

    /// Seconds from this fix to a later one.
    pub(super) fn seconds_to(&self, later: &Self) -> f64 {
        later.time_ms.saturating_sub(self.time_ms) as f64 / 1e3
    }

    pub(super) fn away(&self, other: &Self) -> f64 {
        away_m(self.position, other.position)
    }

    /// How far off it may be, in metres, by what receivers are to be believed.
    fn noise_m(&self) -> f64 {
        let accuracy = self.accuracy.unwrap_or(USUAL_M);
        accuracy.clamp(BELIEVED_M.0, BELIEVED_M.1)
    }

    /// Whether somebody can have come from here to a later fix.
    pub(super) fn reaches(&self, later: &Self, settings: &Settings) -> bool {
        let seconds = self.seconds_to(later);
        let noise = self.noise_m() + later.noise_m();
        seconds > 0.0 && self.away(later) <= settings.fastest_mps * seconds + noise
    }

    /// Whether a later fix is where it had to be expected, within what a car can do.
    pub(super) fn is_followed_by(&self, later: &Self) -> bool {
        let velocity = match (self.velocity(), later.said()) {
            (Some(a), Some(b)) => (a.0.midpoint(b.0), a.1.midpoint(b.1)),
            (Some(it), None) | (None, Some(it)) => it,
            (None, None) => (0.0, 0.0),
        };
        self.is_followed_at(later, velocity)
    }

    /// The same of somebody with a velocity, in metres a second to the east and to the north.
    pub(super) fn is_followed_at(&self, later: &Self, velocity: (f64, f64)) -> bool {
        let seconds = self.seconds_to(later);
        let offset = Frame::around(self.position).offset(later.position);
        let is_far = offset.away > 10_000.0;
        let aside = (offset.east - velocity.0 * seconds).hypot(offset.north - velocity.1 * seconds);
        !is_far && aside <= self.tolerance_m(later)
    }

    /// Whether a later fix is so near that nobody need have moved.
    pub(super) fn is_close_to(&self, later: &Self) -> bool {
        self.away(later) <= self.tolerance_m(later)
    }

    fn tolerance_m(&self, later: &Self) -> f64 {
        let seconds = self.seconds_to(later).clamp(0.0, AHEAD_S);
        self.noise_m() + later.noise_m() + CHANGE_MPS2 / 2.0 * seconds * seconds
    }

    /// Learns how somebody moves from the fix before.
    pub(super) fn learn_from(&mut self, before: &Self) {
        let seconds = before.seconds_to(self);
        if seconds > 0.0 && seconds <= APART_S {
            let offset = Frame::around(before.position).offset(self.position);
            let (east, north) = (offset.east / seconds, offset.north / seconds);
            // Who drives steadily has a steadier speed than two positions tell.
            self.way = Some(match before.way {
                Some((e, n)) if (east - e).hypot(north - n) <= STEADY_MPS => {
                    (e + SMOOTH * (east - e), n + SMOOTH * (north - n))
                }
                _ => (east, north),
            });
        }
    }

    /// Metres a second to the east and to the north, as the fix says.
    fn said(&self) -> Option<(f64, f64)> {
        let speed = self.speed?;
        if speed < SLOW_MPS {
            return Some((0.0, 0.0));
        }
        let (sin, cos) = self.course?.sin_cos();
        Some((speed * sin, speed * cos))
    }

    pub(super) fn velocity(&self) -> Option<(f64, f64)> {
        self.said().or(self.way)
    }

    /// How somebody moves, if that is known and they do.
    pub(super) fn motion(&self) -> Option<Motion> {
        let by_way = self.way.map(|(east, north)| east.hypot(north));
        let speed_mps = self.speed.or(by_way).filter(|it| *it >= SLOW_MPS)?;
        let course = match (self.course, self.way, by_way) {
            (Some(course), _, _) => course.sin_cos(),
            (None, Some((east, north)), Some(by_way)) if by_way >= SLOW_MPS => {
                (east / by_way, north / by_way)
            }
            _ => return None,
        };
        Some(Motion { speed_mps, course })
    }
}
