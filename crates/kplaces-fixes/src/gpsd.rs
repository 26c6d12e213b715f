//! What gpsd says: JSON, a line for each report.

use std::borrow::Cow;

use jiff::Timestamp;
use kplaces_domain::{Fix, Position};
use serde::Deserialize;

use crate::Health;
use crate::lines::{Line, Lines};

/// No report is longer than 10 240 bytes, says `gpsd_json(5)`.
const LONGEST: usize = 16_384;

/// Reads the protocol of gpsd, 3.x, as `gpsd_json(5)` has it.
pub struct Gpsd {
    lines: Lines,
    health: Health,
}

#[derive(Deserialize)]
struct Head<'a> {
    #[serde(borrow)]
    class: Cow<'a, str>,
}

/// A report of time, position and velocity, by the names of `gpsd_json(5)`. Lengths are metres, speeds metres a second.
#[derive(Deserialize)]
struct Tpv<'a> {
    /// 0 and 1 are no fix, 2 is one without and 3 one with altitude.
    #[serde(default)]
    mode: u8,
    #[serde(borrow, default)]
    time: Option<Cow<'a, str>>,
    lat: Option<f64>,
    lon: Option<f64>,
    eph: Option<f64>,
    epx: Option<f64>,
    epy: Option<f64>,
    speed: Option<f64>,
    track: Option<f64>,
}

impl Gpsd {
    /// What a client sends first: it wants reports.
    pub const WATCH: &'static str = "?WATCH={\"enable\":true,\"json\":true};\n";

    /// At the beginning of a connection.
    pub fn new() -> Self {
        Self {
            lines: Lines::new(LONGEST),
            health: Health::default(),
        }
    }

    /// Takes bytes as they come, and adds the fixes in them.
    pub fn take(&mut self, bytes: &[u8], fixes: &mut Vec<Fix>) {
        let health = &mut self.health;
        self.lines.take(bytes, |line| match line {
            Line::Whole(line) => fixes.extend(read(line, health)),
            Line::Overlong => health.overlong(),
        });
    }

    /// How the source is doing.
    pub fn health(&self) -> &Health {
        &self.health
    }
}

impl Default for Gpsd {
    fn default() -> Self {
        Self::new()
    }
}

/// Reads a line. Messages of the parser may hold text of it, so they are dropped.
fn read(line: &[u8], health: &mut Health) -> Option<Fix> {
    let Ok(head) = serde_json::from_slice::<Head<'_>>(line) else {
        if line.starts_with(b"{") {
            health.damaged();
        } else {
            health.not_understood();
        }
        return None;
    };
    if head.class != "TPV" {
        health.understood();
        return None;
    }
    let Ok(tpv) = serde_json::from_slice::<Tpv<'_>>(line) else {
        health.damaged();
        return None;
    };
    // The first report of a fix may have a mode and no position yet.
    let (2.., Some(latitude), Some(longitude)) = (tpv.mode, tpv.lat, tpv.lon) else {
        health.understood();
        health.no_fix();
        return None;
    };
    let Ok(position) = Position::from_degrees(latitude, longitude) else {
        health.damaged();
        return None;
    };
    health.understood();
    let Some(time) = tpv.time.and_then(|it| it.parse::<Timestamp>().ok()) else {
        health.undated();
        return None;
    };
    health.fix();
    let both = tpv.epx.zip(tpv.epy).map(|(x, y)| x.hypot(y));
    Some(Fix {
        accuracy_m: tpv.eph.or(both),
        speed_mps: tpv.speed,
        course_deg: tpv.track,
        ..Fix::new(time.as_millisecond(), position)
    })
}
