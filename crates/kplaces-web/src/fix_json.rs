use kplaces_domain::{Fix, Position};
use serde::{Deserialize, Serialize};

/// Where the device is, as the browser says it and a page knows it. Where people are is nobody's business: no `Debug`.
#[derive(Clone, Deserialize, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(rename = "Fix"))]
#[serde(deny_unknown_fields)]
pub(crate) struct FixJson {
    /// Milliseconds since 1970, by the clock of the browser or the receiver.
    #[cfg_attr(test, ts(type = "number"))]
    pub(crate) time: i64,
    lat: f64,
    lon: f64,
    /// Metres.
    accuracy: Option<f64>,
    /// Metres a second.
    speed: Option<f64>,
    /// Degrees clockwise from north.
    heading: Option<f64>,
}

impl FixJson {
    /// It, if it is a place on the globe; what else makes no sense is left out.
    pub(crate) fn read(&self) -> Option<Fix> {
        let fine = |number: Option<f64>| number.filter(|it| it.is_finite() && *it >= 0.0);
        Some(Fix {
            accuracy_m: fine(self.accuracy),
            speed_mps: fine(self.speed),
            course_deg: fine(self.heading).filter(|it| *it <= 360.0),
            ..Fix::new(self.time, Position::from_degrees(self.lat, self.lon).ok()?)
        })
    }
}

impl From<Fix> for FixJson {
    fn from(fix: Fix) -> Self {
        Self {
            time: fix.time_ms,
            lat: fix.position.latitude(),
            lon: fix.position.longitude(),
            accuracy: fix.accuracy_m,
            speed: fix.speed_mps,
            heading: fix.course_deg,
        }
    }
}
