//! Ways that are made up, and what an engine says of them.

use geographiclib_rs::{DirectGeodesic, Geodesic, InverseGeodesic};
use kplaces_alerts::{Circle, Engine, Event, EventKind, Lead, Rule, Rules, Settings, Which};
use kplaces_domain::{Fix, Position, Radius};

/// A point in degrees, north and east.
pub(crate) type Point = (f64, f64);

pub(crate) const BERLIN: Point = (52.52, 13.405);

/// 2026-11-28T12:00:00Z.
pub(crate) const NOON_MS: i64 = 1_795_867_200_000;

pub(crate) fn ahead(from: Point, azimuth_deg: f64, metres: f64) -> Point {
    Geodesic::wgs84().direct(from.0, from.1, azimuth_deg, metres)
}

pub(crate) fn metres(a: Point, b: Point) -> f64 {
    Geodesic::wgs84().inverse(a.0, a.1, b.0, b.1)
}

/// The azimuth from one point to another, and how far it is.
pub(crate) fn towards(a: Point, b: Point) -> (f64, f64) {
    let (metres, azimuth, _, _): (f64, f64, f64, f64) =
        Geodesic::wgs84().inverse(a.0, a.1, b.0, b.1);
    (azimuth, metres)
}

pub(crate) fn position(at: Point) -> Position {
    Position::from_degrees(at.0, at.1).unwrap()
}

/// A rule that tells everything, with this lead.
pub(crate) fn everything(lead: Lead) -> Rule {
    Rule {
        lead,
        left: true,
        ..Rule::new(Which::All)
    }
}

/// An engine with one rule, and places with the keys 0, 1, 2 …
pub(crate) fn engine(rule: Rule, places: &[(Point, i64)]) -> Engine {
    let rules = Rules::new(vec![rule]).unwrap();
    let circles = circles(&rules, places);
    Engine::new(rules, Settings::default(), circles).unwrap()
}

pub(crate) fn circles(rules: &Rules, places: &[(Point, i64)]) -> Vec<Circle> {
    let rule = rules.pick([], None).unwrap();
    (0..)
        .zip(places)
        .map(|(key, (at, radius))| Circle {
            key,
            position: position(*at),
            radius: Radius::from_metres(*radius).unwrap(),
            rule,
        })
        .collect()
}

/// Events in short: `+` is approaching, `>` arrived and `<` left, with the key of the place.
pub(crate) fn short(events: &[Event]) -> Vec<String> {
    let short = |event: &Event| {
        let mark = match event.kind {
            EventKind::Approaching => '+',
            EventKind::Arrived => '>',
            EventKind::Left => '<',
        };
        format!("{mark}{}", event.place)
    };
    events.iter().map(short).collect()
}

/// What an engine says of fixes.
pub(crate) fn run(engine: &mut Engine, fixes: &[Fix]) -> Vec<Event> {
    let mut events = Vec::new();
    for fix in fixes {
        engine.fix(fix, &mut events);
    }
    events
}

/// Someone who drives, with a fix each second.
#[derive(Clone)]
pub(crate) struct Drive {
    pub(crate) at: Point,
    pub(crate) time_ms: i64,
    pub(crate) course_deg: f64,
    /// Whether fixes have speed and course.
    pub(crate) says_speed: bool,
    pub(crate) accuracy_m: Option<f64>,
    pub(crate) fixes: Vec<Fix>,
}

impl Drive {
    pub(crate) fn from(at: Point) -> Self {
        let mut drive = Self {
            at,
            time_ms: NOON_MS,
            course_deg: 0.0,
            says_speed: true,
            accuracy_m: Some(3.0),
            fixes: Vec::new(),
        };
        drive.note(0.0);
        drive
    }

    fn note(&mut self, speed_mps: f64) {
        self.fixes.push(Fix {
            accuracy_m: self.accuracy_m,
            speed_mps: self.says_speed.then_some(speed_mps),
            course_deg: self.says_speed.then(|| self.course_deg.rem_euclid(360.0)),
            ..Fix::new(self.time_ms, position(self.at))
        });
    }

    /// Drives on for so many seconds.
    pub(crate) fn go(mut self, speed_mps: f64, seconds: u32) -> Self {
        for _ in 0..seconds {
            self.at = ahead(self.at, self.course_deg, speed_mps);
            self.time_ms += 1_000;
            self.note(speed_mps);
        }
        self
    }

    /// Moves on by so many seconds without a fix.
    pub(crate) fn hidden(mut self, speed_mps: f64, seconds: u32) -> Self {
        self.at = ahead(self.at, self.course_deg, speed_mps * f64::from(seconds));
        self.time_ms += i64::from(seconds) * 1_000;
        self
    }

    pub(crate) fn turn(mut self, degrees: f64) -> Self {
        self.course_deg += degrees;
        self
    }

    /// A fix that is wrong by so many metres to the east, at good accuracy.
    pub(crate) fn outlier(mut self, metres: f64) -> Self {
        let truth = self.at;
        self.at = ahead(truth, 90.0, metres);
        self.time_ms += 1_000;
        let accuracy_m = self.accuracy_m.replace(1.7);
        self.note(0.0);
        self.at = truth;
        self.accuracy_m = accuracy_m;
        self
    }

    /// The clock leaps.
    pub(crate) fn leap(mut self, ms: i64) -> Self {
        self.time_ms += ms;
        self
    }
}
