//! The way of somebody, out of fixes of which some are wrong.

use std::collections::VecDeque;

use kplaces_domain::{Fix, Position};

use crate::Settings;
use crate::frame::Frame;

mod seen;
mod standing;

pub(crate) use seen::{Motion, Seen};
use standing::Standing;

/// What became of a fix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It goes on with the way.
    Used,
    /// Nobody moves: places are neither reached nor left by it.
    Standing,
    /// It does not go on with the way, or is the first one: the next fixes tell whether it is true.
    Held,
    /// It is not used.
    Ignored(Ignored),
}

/// Why a fix is not used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ignored {
    /// There was one of this time.
    Repeated,
    /// There was a later one.
    Late,
    /// It may be further off than [`Settings::worst_accuracy_m`](crate::Settings::worst_accuracy_m).
    Inaccurate,
}

/// A part of the way.
#[derive(Clone, Copy)]
pub(crate) struct Step {
    /// Where it begins; `None` where nobody knows the way here.
    pub(crate) from: Option<Position>,
    pub(crate) here: Position,
    pub(crate) time_ms: i64,
    /// How far off its ends may be, in metres; 0 where that is not known.
    pub(crate) accuracy_m: f64,
    pub(crate) motion: Option<Motion>,
    /// In how many seconds the next fix is to be expected.
    pub(crate) interval_s: f64,
    /// Whether this is where the way begins: nobody has arrived here by switching on.
    pub(crate) is_begin: bool,
}

/// So many fixes in a row that are earlier than the one before them mean that the clock has leapt.
const LATE: u32 = 5;

/// Within so many metres there is one way only, however long it took.
const CLOSE_M: f64 = 150.0;

/// So many fixes in a row that follow each other are believed, where the way to the first was too far for its time; where
/// it was not, and nobody has moved before; and else.
const BELIEVED: [usize; 3] = [4, 3, 2];

/// Takes fixes, and gives the steps of a way.
pub(crate) struct Track {
    last: Option<Seen>,
    /// Fixes that do not go on with the way, but follow each other.
    doubts: Vec<Seen>,
    /// The time of the last fix that came late, and how many there were in a row.
    late: Option<(i64, u32)>,
    standing: Standing,
    /// To where the steps go.
    reached: Option<Position>,
    reached_ms: i64,
    /// Whether there was a step that is no beginning.
    has_moved: bool,
    interval_s: f64,
}

impl Default for Track {
    fn default() -> Self {
        Self {
            last: None,
            doubts: Vec::new(),
            late: None,
            standing: Standing::default(),
            reached: None,
            reached_ms: 0,
            has_moved: false,
            interval_s: 1.0,
        }
    }
}

impl Track {
    /// To where the way is known.
    pub(crate) fn reached(&self) -> Option<Position> {
        self.reached
    }

    /// Forgets the way here, but not that there was one.
    pub(crate) fn interrupt(&mut self) {
        *self = Self {
            has_moved: self.has_moved,
            ..Self::default()
        };
    }

    /// Takes a fix and adds the steps that are known by it.
    pub(crate) fn take(&mut self, fix: &Fix, settings: &Settings, steps: &mut Vec<Step>) -> Taken {
        let seen = Seen::of(fix, settings);
        if seen
            .accuracy
            .is_some_and(|it| it > settings.worst_accuracy_m)
        {
            return Taken::Ignored(Ignored::Inaccurate);
        }
        if let Some(newest) = self.doubts.last().or(self.last.as_ref()) {
            if newest.time_ms == seen.time_ms {
                return Taken::Ignored(Ignored::Repeated);
            }
            if newest.time_ms > seen.time_ms && !self.has_leapt_back(&seen) {
                return Taken::Ignored(Ignored::Late);
            }
        }
        self.late = None;
        match self.last {
            Some(last) if self.goes_on(&last, &seen) => {
                self.doubts.clear();
                self.accept(seen, settings, steps)
            }
            Some(last) => self.doubt(&last, seen, settings, steps),
            None => self.begin(seen, settings, steps),
        }
    }

    /// Whether a fix goes on with the way. Who stands is where they were, whatever speed is claimed: some sources derive
    /// it from the last fix, and that may have been wrong.
    fn goes_on(&self, last: &Seen, seen: &Seen) -> bool {
        if self.standing.is_standing() {
            last.is_close_to(seen)
        } else {
            last.is_followed_by(seen)
        }
    }

    /// Whether the clock of the source has leapt back. Then the way goes on as if it had shown the new time before.
    fn has_leapt_back(&mut self, seen: &Seen) -> bool {
        let row = match self.late {
            Some((time_ms, row)) if seen.time_ms > time_ms => row + 1,
            _ => 1,
        };
        self.late = Some((seen.time_ms, row));
        if row < LATE {
            return false;
        }
        let since_ms = (self.interval_s * f64::from(LATE) * 1e3) as i64;
        if let Some(last) = &mut self.last {
            last.time_ms = seen.time_ms.saturating_sub(since_ms);
        }
        self.doubts.clear();
        self.standing.forget();
        true
    }

    /// Takes one of the first fixes: the way begins where two go on with each other, or after a few that at least can.
    fn begin(&mut self, mut seen: Seen, settings: &Settings, steps: &mut Vec<Step>) -> Taken {
        let Some(before) = self.doubts.last().copied() else {
            self.doubts.push(seen);
            return Taken::Held;
        };
        seen.learn_from(&before);
        let is_way = before.is_close_to(&seen) || before.is_followed_by(&seen);
        if !is_way && !before.reaches(&seen, settings) {
            self.doubts = vec![seen];
            return Taken::Held;
        }
        if !is_way && self.doubts.len() < BELIEVED[0] {
            self.doubts.push(seen);
            return Taken::Held;
        }
        // Those before them belong to the way as well, if they go on with each other in the same manner.
        let doubts = std::mem::take(&mut self.doubts);
        let velocity = seen.velocity().unwrap_or((0.0, 0.0));
        let breaks = |pair: &[Seen]| !pair[0].is_followed_at(&pair[1], velocity);
        let first = doubts.windows(2).rposition(breaks).map_or(0, |at| at + 1);
        self.restart(doubts[first], steps);
        for seen in &doubts[first + 1..] {
            self.accept(*seen, settings, steps);
        }
        self.accept(seen, settings, steps)
    }

    /// Takes a fix that does not go on with the way.
    fn doubt(
        &mut self,
        last: &Seen,
        seen: Seen,
        settings: &Settings,
        steps: &mut Vec<Step>,
    ) -> Taken {
        let is_next = self
            .doubts
            .last()
            .is_some_and(|doubt| doubt.reaches(&seen, settings));
        if !is_next {
            self.doubts.clear();
        }
        self.doubts.push(seen);
        let is_possible = last.reaches(&self.doubts[0], settings);
        let believed = match (is_possible, self.standing.is_standing()) {
            (false, _) => BELIEVED[0],
            (true, true) => BELIEVED[1],
            (true, false) => BELIEVED[2],
        };
        if self.doubts.len() < believed {
            return Taken::Held;
        }
        let mut taken = Taken::Held;
        for (at, seen) in std::mem::take(&mut self.doubts).into_iter().enumerate() {
            taken = if at == 0 && !is_possible {
                self.restart(seen, steps)
            } else {
                self.accept(seen, settings, steps)
            };
        }
        taken
    }

    /// Goes on with the way.
    fn accept(&mut self, mut seen: Seen, settings: &Settings, steps: &mut Vec<Step>) -> Taken {
        let Some(last) = self.last else {
            return self.restart(seen, steps);
        };
        let seconds = last.seconds_to(&seen);
        let away = last.away(&seen);
        if seconds > settings.longest_gap_s && away > CLOSE_M {
            self.has_moved = true;
            return self.restart(seen, steps);
        }
        seen.learn_from(&last);
        if (0.05..=5.0).contains(&seconds) {
            self.interval_s += 0.2 * (seconds - self.interval_s);
        }
        self.last = Some(seen);
        let was_standing = self.standing.is_standing();
        self.standing.take(seen);
        if was_standing && self.standing.is_standing() {
            return Taken::Standing;
        }
        self.has_moved = true;
        if was_standing {
            self.set_off(&seen, steps);
        }
        let worst = |a: Option<f64>, b: Option<f64>| a.unwrap_or(0.0).max(b.unwrap_or(0.0));
        steps.push(Step {
            from: self.reached,
            accuracy_m: worst(last.accuracy, seen.accuracy),
            ..self.step(&seen)
        });
        self.reached = Some(seen.position);
        self.reached_ms = seen.time_ms;
        Taken::Used
    }

    /// Makes up for the steps of the last minute, in which somebody seemed to stand. Nothing is announced by them: that
    /// was then.
    fn set_off(&mut self, seen: &Seen, steps: &mut Vec<Step>) {
        for it in self.standing.trail(self.reached_ms, seen.time_ms) {
            steps.push(Step {
                from: self.reached,
                motion: None,
                ..self.step(it)
            });
            self.reached = Some(it.position);
        }
    }

    /// Begins anew: nobody knows the way here.
    fn restart(&mut self, seen: Seen, steps: &mut Vec<Step>) -> Taken {
        self.last = Some(seen);
        self.reached = Some(seen.position);
        self.reached_ms = seen.time_ms;
        self.standing = Standing::at(seen, !self.has_moved);
        steps.push(Step {
            is_begin: !self.has_moved,
            ..self.step(&seen)
        });
        Taken::Used
    }

    fn step(&self, seen: &Seen) -> Step {
        Step {
            from: None,
            here: seen.position,
            time_ms: seen.time_ms,
            accuracy_m: seen.accuracy.unwrap_or(0.0),
            motion: seen.motion(),
            interval_s: self.interval_s.clamp(0.05, 5.0),
            is_begin: false,
        }
    }
}

/// Recent fixes in their order.
type Recent = VecDeque<Seen>;

fn away_m(from: Position, to: Position) -> f64 {
    Frame::around(from).offset(to).away
}
