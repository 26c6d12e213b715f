use std::fmt;

use crate::Position;

/// Where somebody was at a moment, as a receiver of satellites or a browser says it.
///
/// Where people are is nobody's business: a fix has no `Display`, and its `Debug` shows no number.
#[derive(Clone, Copy, PartialEq)]
pub struct Fix {
    /// The moment of the fix, by the clock of its source: milliseconds since 1970-01-01T00:00:00Z. A source may start with
    /// another year and leap.
    pub time_ms: i64,
    /// Where it was.
    pub position: Position,
    /// How far off the position may be, in metres: in nineteen of twenty cases it is nearer to the truth.
    pub accuracy_m: Option<f64>,
    /// The speed over ground, in metres a second.
    pub speed_mps: Option<f64>,
    /// The direction of the way over ground, in degrees clockwise from true north, 0…360. While standing it means nothing.
    pub course_deg: Option<f64>,
}

impl Fix {
    /// A fix of which nothing else is known.
    pub fn new(time_ms: i64, position: Position) -> Self {
        Self {
            time_ms,
            position,
            accuracy_m: None,
            speed_mps: None,
            course_deg: None,
        }
    }
}

impl fmt::Debug for Fix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fix").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_number_of_a_fix_is_printed() {
        let fix = Fix {
            accuracy_m: Some(7.0),
            ..Fix::new(1, Position::from_micro(48_137_000, 11_575_000).unwrap())
        };
        assert_eq!(format!("{fix:?}"), "Fix { .. }");
        assert_eq!(format!("{:?}", Some(fix)), "Some(Fix { .. })");
    }
}
