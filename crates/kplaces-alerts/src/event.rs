use std::fmt;

/// Something to tell the driver.
///
/// It says where somebody is, so its `Debug` shows nothing but the kind.
#[derive(Clone, Copy, PartialEq)]
pub struct Event {
    /// What happened.
    pub kind: EventKind,
    /// The key of the place, as its [`Circle`](crate::Circle) has it.
    pub place: u32,
    /// The time of the fix by which it became known, by the clock of its source: milliseconds since 1970-01-01T00:00:00Z.
    pub time_ms: i64,
    /// Metres to the edge of the circle; 0 inside of it. Who drives through a small circle between two fixes is beyond it
    /// already where the arrival becomes known.
    pub to_circle_m: f64,
    /// Metres to the middle of the circle.
    pub to_centre_m: f64,
    /// Seconds to the circle at the present speed; 0 inside of it, `None` where that is not known or the place lies behind.
    pub seconds: Option<f64>,
    /// Where the middle lies, seen in the direction of travel; `None` where that direction is not known.
    pub side: Option<Side>,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EventKind {
    /// The place comes nearer: the lead of its rule is reached.
    Approaching,
    /// The way went into the circle.
    Arrived,
    /// The circle is left behind, by more than the place could seem to move.
    Left,
}

/// Where something lies, seen in the direction of travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// At most 45 degrees off the direction of travel.
    Ahead,
    /// To the right.
    Right,
    /// At most 45 degrees off the opposite direction.
    Behind,
    /// To the left.
    Left,
}

impl Side {
    /// From how far ahead and how far to the right something lies.
    pub(crate) fn of(ahead: f64, right: f64) -> Self {
        if ahead >= right.abs() {
            Self::Ahead
        } else if -ahead >= right.abs() {
            Self::Behind
        } else if right > 0.0 {
            Self::Right
        } else {
            Self::Left
        }
    }
}

impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event")
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_sides_meet_at_the_diagonals() {
        let sides = [(1.0, 0.9), (0.9, 1.0), (-1.0, 0.9), (0.9, -1.0), (0.0, 0.0)];
        assert_eq!(
            sides.map(|(ahead, right)| Side::of(ahead, right)),
            [
                Side::Ahead,
                Side::Right,
                Side::Behind,
                Side::Left,
                Side::Ahead
            ]
        );
    }

    #[test]
    fn an_event_does_not_print_where_somebody_is() {
        let event = Event {
            kind: EventKind::Arrived,
            place: 4_711,
            time_ms: 1_234_567,
            to_circle_m: 0.0,
            to_centre_m: 12.5,
            seconds: None,
            side: None,
        };
        assert_eq!(format!("{event:?}"), "Event { kind: Arrived, .. }");
    }
}
