use std::fmt;

use kplaces_domain::Fix;

use crate::event::{Event, EventKind, Side};
use crate::frame::{Frame, Offset};
use crate::index::{Entry, Index};
use crate::track::{Motion, Step, Taken, Track};
use crate::visits::{Visit, Visits, edge_m};
use crate::{Circle, Lead, Rule, Rules, Settings, SettingsError};

/// Slower than this, in metres a second, nobody approaches anything.
const APPROACH_MPS: f64 = 1.5;

/// How far into a circle the way has to go at most before it is believed, in metres, and as a part of the radius. The
/// same number of metres is the most that is added where a circle is left.
const DOUBT_M: f64 = 50.0;
const DOUBT_PART: f64 = 0.5;

/// A circle is left beyond its radius and the larger of these: metres, and a part of the radius.
const BEYOND_M: f64 = 20.0;
const BEYOND_PART: f64 = 0.1;

/// A place is announced again after it was further away than the announcement by this part and so many metres, or from
/// this distance on, if it was left.
const AGAIN_PART: f64 = 1.5;
const AGAIN_M: f64 = 200.0;
const AGAIN_LEFT_M: f64 = 300.0;

/// Watches all places while somebody drives: fixes in, events out.
///
/// It asks for no time and keeps nothing but the last seconds of the way and the places that were announced or reached.
/// No input makes it panic.
pub struct Engine {
    rules: Rules,
    settings: Settings,
    longest: Longest,
    index: Index,
    visits: Visits,
    track: Track,
    steps: Vec<Step>,
    arrivals: Vec<Meeting>,
    approaches: Vec<Meeting>,
}

/// The largest numbers of all rules.
#[derive(Clone, Copy, Default)]
struct Longest {
    lead_s: f64,
    lead_m: f64,
    quiet_ms: u64,
}

impl Longest {
    fn of(rules: &Rules) -> Self {
        let mut longest = Self::default();
        for rule in rules {
            match rule.lead {
                Lead::Off => {}
                Lead::Seconds(seconds) => longest.lead_s = longest.lead_s.max(seconds),
                Lead::Metres(metres) => longest.lead_m = longest.lead_m.max(metres),
            }
            longest.quiet_ms = longest.quiet_ms.max(rule.quiet_ms);
        }
        longest
    }
}

/// A circle that the way comes to.
#[derive(Clone, Copy)]
struct Meeting {
    number: u32,
    edge: f64,
    event: Event,
}

impl Engine {
    /// Watches places by rules. Their [`Circle::rule`] is out of these rules; a circle with another one has no alerts.
    pub fn new(
        rules: Rules,
        settings: Settings,
        circles: impl IntoIterator<Item = Circle>,
    ) -> Result<Self, SettingsError> {
        settings.check()?;
        let longest = Longest::of(&rules);
        let index = Index::new(circles, settings.default_radius_m);
        let visits = Visits::sized(index.len());
        Ok(Self {
            rules,
            settings,
            longest,
            index,
            visits,
            track: Track::default(),
            steps: Vec::new(),
            arrivals: Vec::new(),
            approaches: Vec::new(),
        })
    }

    /// Takes the places and their rules anew, as after a sync. Visits go on: `key_now` says which key a place has now, and `None` where
    /// it is no more. Nobody arrives at a place because it is new, or leaves one because it is gone.
    pub fn replace(
        &mut self,
        rules: Rules,
        circles: impl IntoIterator<Item = Circle>,
        key_now: impl FnMut(u32) -> Option<u32>,
    ) {
        let remembered = self.visits.remembered(&self.index, key_now);
        self.longest = Longest::of(&rules);
        self.rules = rules;
        // The old ones go first: there is no moment with both in memory.
        self.index = Index::new([], self.settings.default_radius_m);
        self.index = Index::new(circles, self.settings.default_radius_m);
        self.visits = Visits::restored(&self.index, remembered, self.track.reached());
    }

    /// Takes a fix and adds what has happened to `events`: arrivals first, then what was left, then what is approached,
    /// the nearest first.
    ///
    /// A fix that does not go on with the way tells nothing until others follow it; then its events come with theirs.
    pub fn fix(&mut self, fix: &Fix, events: &mut Vec<Event>) -> Taken {
        let mut steps = std::mem::take(&mut self.steps);
        let taken = self.track.take(fix, &self.settings, &mut steps);
        for step in steps.drain(..) {
            self.step(&step, events);
        }
        self.steps = steps;
        taken
    }

    /// Says that nobody knows the way from the last fix to the next one, as between two segments of a track. Visits go on.
    pub fn interrupt(&mut self) {
        self.track.interrupt();
    }

    /// The keys of the places somebody is at.
    pub fn inside(&self) -> impl Iterator<Item = u32> + '_ {
        let numbers = self.visits.inside();
        numbers.filter_map(|number| Some(self.index.get(number)?.key))
    }

    /// The keys of the places that something is remembered of; some may come twice.
    pub fn remembered(&self) -> impl Iterator<Item = u32> + '_ {
        self.visits.keys(&self.index)
    }

    /// How many places are watched.
    pub fn len(&self) -> usize {
        self.index.len()
    }

    /// Whether no place is watched.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes of memory that all places take, but for the few that something is remembered of.
    pub fn bytes(&self) -> usize {
        self.index.bytes() + self.visits.bytes()
    }

    fn step(&mut self, step: &Step, events: &mut Vec<Event>) {
        if step.is_begin {
            self.visits = Visits::sized(self.index.len());
            self.visits.settle(&self.index, step.here);
            return;
        }
        let frame = Frame::around(step.here);
        self.meet(&frame, step);
        let by_distance = |a: &Meeting, b: &Meeting| {
            let nearest = a.edge.total_cmp(&b.edge);
            nearest.then(a.event.place.cmp(&b.event.place))
        };
        self.arrivals.sort_unstable_by(by_distance);
        self.approaches.sort_unstable_by(by_distance);
        self.arrive(events);
        self.leave(&frame, step, events);
        self.visits.forget_far(&self.index, &frame);
        self.announce(events);
    }

    /// Finds the circles that the step goes into, and those that are approached.
    fn meet(&mut self, frame: &Frame, step: &Step) {
        let back = step.from.map_or(Offset::HERE, |from| frame.offset(from));
        let motion = step.motion.filter(|it| it.speed_mps >= APPROACH_MPS);
        let soon_s = step.interval_s / 2.0;
        let ahead_m = motion.map_or(0.0, |motion| {
            let lead_m = self.longest.lead_s * motion.speed_mps;
            lead_m.max(self.longest.lead_m) + soon_s * motion.speed_mps
        });
        let reach_m = back.away.max(ahead_m);
        let (visits, rules) = (&self.visits, &self.rules);
        let (arrivals, approaches) = (&mut self.arrivals, &mut self.approaches);
        self.index.around(step.here, reach_m, |number, entry| {
            if visits.is_inside(number) {
                return;
            }
            let (offset, edge) = edge_m(entry, frame);
            if edge > reach_m {
                return;
            }
            let radius = f64::from(entry.radius_m());
            if edge <= back.away {
                let doubt = step.accuracy_m.min(DOUBT_M).min(DOUBT_PART * radius);
                if offset.nearest_of_way(&back) <= radius - doubt {
                    let event = event(EventKind::Arrived, entry, &offset, edge, step);
                    arrivals.push(Meeting {
                        number,
                        edge,
                        event,
                    });
                    return;
                }
            }
            if let Some(motion) = &motion
                && edge > 0.0
                && !visits.is_announced(number)
                && let Some(rule) = rules.get(entry.rule())
                && is_approached(rule, &offset, edge, motion, soon_s)
            {
                let event = event(EventKind::Approaching, entry, &offset, edge, step);
                approaches.push(Meeting {
                    number,
                    edge,
                    event,
                });
            }
        });
    }

    fn arrive(&mut self, events: &mut Vec<Event>) {
        for meeting in std::mem::take(&mut self.arrivals) {
            let visit = self.visits.arrive(self.visit(&meeting));
            self.tell(visit, meeting.event, events);
        }
    }

    fn leave(&mut self, frame: &Frame, step: &Step, events: &mut Vec<Event>) {
        let index = &self.index;
        let is_left = |number: u32| {
            index.get(number).is_none_or(|entry| {
                let beyond = BEYOND_M.max(BEYOND_PART * f64::from(entry.radius_m()));
                edge_m(entry, frame).1 > beyond + step.accuracy_m.min(DOUBT_M)
            })
        };
        let mut left = Vec::new();
        self.visits
            .leave(is_left, AGAIN_LEFT_M, |visit| left.push(visit));
        let from = events.len();
        for visit in left {
            if let Some(entry) = self.index.get(visit.number) {
                let (offset, edge) = edge_m(entry, frame);
                let event = event(EventKind::Left, entry, &offset, edge, step);
                self.tell(visit, event, events);
            }
        }
        events[from..].sort_unstable_by(|a, b| {
            let nearest = a.to_circle_m.total_cmp(&b.to_circle_m);
            nearest.then(a.place.cmp(&b.place))
        });
    }

    fn announce(&mut self, events: &mut Vec<Event>) {
        for meeting in std::mem::take(&mut self.approaches) {
            let visit = self.visit(&meeting);
            let until_m = meeting.edge * AGAIN_PART + AGAIN_M;
            self.visits.announce(visit, until_m);
            self.tell(visit, meeting.event, events);
        }
    }

    /// A visit that begins.
    fn visit(&self, meeting: &Meeting) -> Visit {
        let (number, event) = (meeting.number, &meeting.event);
        let rule = self.rule_of(number);
        let quiet_ms = rule.map_or(0, |rule| rule.quiet_ms);
        Visit {
            number,
            quiet: self.visits.is_quiet(event.place, event.time_ms, quiet_ms),
        }
    }

    fn rule_of(&self, number: u32) -> Option<&Rule> {
        self.rules.get(self.index.get(number)?.rule())
    }

    /// Gives an event out, if the rule of its place and the quiet time want it.
    fn tell(&mut self, visit: Visit, event: Event, events: &mut Vec<Event>) {
        let Some(rule) = self.rule_of(visit.number).filter(|_| !visit.quiet) else {
            return;
        };
        let is_wanted = match event.kind {
            EventKind::Approaching => true,
            EventKind::Arrived => rule.arrived,
            EventKind::Left => rule.left,
        };
        if !is_wanted {
            return;
        }
        if rule.quiet_ms > 0 {
            self.visits
                .told(event.place, event.time_ms, self.longest.quiet_ms);
        }
        events.push(event);
    }
}

/// Whether a place is to be announced: its lead is reached, or will have been for longer than it is ahead now when the
/// next fix comes.
fn is_approached(rule: &Rule, offset: &Offset, edge: f64, motion: &Motion, soon_s: f64) -> bool {
    let Some(way) = Way::to(offset, edge, motion) else {
        return false;
    };
    let is_near = match rule.lead {
        Lead::Off => false,
        Lead::Seconds(seconds) => way.metres <= (seconds + soon_s) * motion.speed_mps,
        Lead::Metres(metres) => edge <= metres + soon_s * motion.speed_mps,
    };
    is_near
        && (way.is_straight
            || rule
                .cone_deg
                .is_none_or(|cone| way.aside <= cone.to_radians()))
}

/// The way to a circle that is not behind.
struct Way {
    /// How far it is at least.
    metres: f64,
    /// Whether the straight way ahead meets the circle.
    is_straight: bool,
    /// How far its middle is off the direction of travel, in radians.
    aside: f64,
}

impl Way {
    /// Straight ahead, if that meets the circle; else as far as the circle is, and no nearer than the point where it is
    /// beside the way. So nothing jumps where a circle is hardly met or hardly missed.
    fn to(offset: &Offset, edge: f64, motion: &Motion) -> Option<Self> {
        let (ahead, right) = offset.seen(motion.course);
        if ahead <= 0.0 {
            return None;
        }
        let radius = offset.away - edge;
        let is_straight = right.abs() <= radius;
        let metres = if is_straight {
            ahead - (radius * radius - right * right).max(0.0).sqrt()
        } else {
            ahead.max(edge)
        };
        Some(Self {
            metres: metres.max(0.0),
            is_straight,
            aside: right.abs().atan2(ahead),
        })
    }
}

fn event(kind: EventKind, entry: &Entry, offset: &Offset, edge: f64, step: &Step) -> Event {
    let seconds = |motion: Motion| {
        let way = Way::to(offset, edge, &motion)?;
        Some(way.metres / motion.speed_mps)
    };
    let side = |motion: Motion| {
        let (ahead, right) = offset.seen(motion.course);
        Side::of(ahead, right)
    };
    Event {
        kind,
        place: entry.key,
        time_ms: step.time_ms,
        to_circle_m: edge.max(0.0),
        to_centre_m: offset.away,
        seconds: if edge <= 0.0 {
            Some(0.0)
        } else {
            step.motion.and_then(seconds)
        },
        side: step.motion.map(side),
    }
}

impl fmt::Debug for Engine {
    /// Where somebody is and was is not for a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine")
            .field("places", &self.len())
            .finish_non_exhaustive()
    }
}
