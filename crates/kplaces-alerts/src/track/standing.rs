//! Whether somebody stands: receivers wander where their cars do not.

use kplaces_domain::Position;

use super::{Recent, Seen, away_m};

/// For so long nobody must have moved to stand, in milliseconds.
const STILL_MS: i64 = 10_000;
/// So long back fixes are kept, and no closer together than this.
const KEPT_MS: i64 = 12_000;
const APART_MS: i64 = 200;
/// The same of the trail.
const TRAIL_MS: i64 = 60_000;
const TRAIL_APART_MS: i64 = 800;

/// Faster than this, in metres a second, nobody stands: receivers measure speeds much better than positions.
const MOVES_MPS: f64 = 1.0;

/// What is believed of speeds while standing: at most this, in metres a second, forgotten by this part with each fix; and
/// only what is higher by this factor is believed to be a way.
const CLAIMED_MPS: f64 = 3.0;
const FORGETS: f64 = 0.99;
const HIGHER: f64 = 1.5;

/// A way of so many fixes in a row that have a speed is one, if it is as long as their speeds say, but for this part.
const IN_A_ROW: usize = 4;
const STRAIGHT: f64 = 0.7;

/// Whether somebody stands, and where.
#[derive(Default)]
pub(super) struct Standing {
    anchor: Option<Position>,
    recent: Recent,
    /// The last minute, for the way of those who set off slowly.
    trail: Recent,
    /// The highest speed of late that was claimed while standing, in metres a second: some sources derive speeds from
    /// positions that wander.
    claimed_mps: f64,
}

impl Standing {
    /// Begins anew.
    pub(super) fn at(seen: Seen, stands: bool) -> Self {
        Self {
            anchor: stands.then_some(seen.position),
            recent: [seen].into(),
            trail: Recent::new(),
            claimed_mps: 0.0,
        }
    }

    pub(super) fn is_standing(&self) -> bool {
        self.anchor.is_some()
    }

    /// The fixes of the last minute that lie between two moments.
    pub(super) fn trail(&self, after_ms: i64, before_ms: i64) -> impl Iterator<Item = &Seen> {
        let trail = self.trail.iter();
        trail.filter(move |it| it.time_ms > after_ms && it.time_ms < before_ms)
    }

    /// Forgets all times, but not where somebody stands.
    pub(super) fn forget(&mut self) {
        self.recent.clear();
        self.trail.clear();
    }

    /// Takes a fix that goes on with the way.
    pub(super) fn take(&mut self, seen: Seen) {
        let is_close = |last: &Seen| seen.time_ms.saturating_sub(last.time_ms) < APART_MS;
        if self.recent.back().is_some_and(is_close) {
            return;
        }
        let is_close = |last: &Seen| seen.time_ms.saturating_sub(last.time_ms) < TRAIL_APART_MS;
        if !self.trail.back().is_some_and(is_close) {
            self.trail.push_back(seen);
            let is_old = |it: &Seen| seen.time_ms.saturating_sub(it.time_ms) > TRAIL_MS;
            while self.trail.front().is_some_and(is_old) {
                self.trail.pop_front();
            }
        }
        self.recent.push_back(seen);
        let is_old = |it: &Seen| seen.time_ms.saturating_sub(it.time_ms) > KEPT_MS;
        // One that is older stays: it tells how long nobody has moved where fixes are rare.
        while self.recent.len() > 2 && self.recent.get(1).is_some_and(is_old) {
            let old = self.recent.pop_front();
            if self.anchor.is_some() {
                let speed = old.and_then(|it| it.speed).unwrap_or(0.0);
                self.claimed_mps = (self.claimed_mps * FORGETS).max(speed).min(CLAIMED_MPS);
            }
        }
        self.anchor = match self.anchor {
            Some(anchor) => Some(anchor).filter(|_| !self.sets_off(anchor, &seen)),
            None => self.has_stopped(&seen).then_some(seen.position),
        };
    }

    /// Whether somebody who stood drives: far from where they stood, or so far within seconds as no receiver wanders, or
    /// along a way as long as the speeds say.
    fn sets_off(&self, anchor: Position, seen: &Seen) -> bool {
        let accuracy = accuracy_m(seen);
        let away = away_m(anchor, seen.position);
        if away > (5.0 * accuracy).max(80.0) {
            return true;
        }
        // Within the last seconds, and the fix before had come a part of the way as well.
        let is_late = |it: &&Seen| seen.time_ms.saturating_sub(it.time_ms) <= KEPT_MS;
        let first = self.recent.iter().find(is_late);
        let before = self.recent.iter().nth_back(1).filter(is_late);
        if let (Some(first), Some(before)) = (first, before) {
            let net = first.away(seen);
            let is_far = net > (4.0 * accuracy).max(30.0);
            if is_far && first.away(before) > net / 4.0 {
                return true;
            }
        }
        away > accuracy.max(10.0) && self.is_way(seen)
    }

    /// Whether the last few fixes have speeds, and are as far apart as these say.
    fn is_way(&self, seen: &Seen) -> bool {
        let Some(first) = self.recent.len().checked_sub(IN_A_ROW) else {
            return false;
        };
        let least = MOVES_MPS.max(HIGHER * self.claimed_mps);
        let mut length = 0.0;
        let mut before: Option<&Seen> = None;
        for it in self.recent.range(first..) {
            let Some(speed) = it.speed.filter(|it| *it >= least) else {
                return false;
            };
            length += before.map_or(0.0, |before| before.seconds_to(it) * speed);
            before = Some(it);
        }
        self.recent[first].away(seen) >= STRAIGHT * length
    }

    fn has_stopped(&self, seen: &Seen) -> bool {
        let Some(first) = self.recent.front() else {
            return false;
        };
        let wander = (2.0 * accuracy_m(seen)).max(10.0);
        seen.time_ms.saturating_sub(first.time_ms) >= STILL_MS
            && self.recent.iter().all(|it| it.away(seen) <= wander)
            && !self.is_way(seen)
    }
}

/// How far off a fix may be, in metres, where it matters whether somebody moves.
fn accuracy_m(seen: &Seen) -> f64 {
    seen.accuracy.unwrap_or(5.0).min(50.0)
}
