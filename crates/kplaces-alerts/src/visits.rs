//! Which places somebody is at, and which were announced.

use std::collections::BTreeMap;

use kplaces_domain::Position;

use crate::frame::{Frame, Offset};
use crate::index::{Entry, Index};

/// Nobody needs to know at once that a place could be announced again: so many are looked at with each fix.
const AT_A_TIME: usize = 16;

/// After so many remembered ends of visits those that are over are forgotten.
const REMEMBERED: usize = 1_024;

/// A visit: from when a place is announced or reached until it is left.
#[derive(Clone, Copy)]
pub(crate) struct Visit {
    /// The circle, by its number in the index.
    pub(crate) number: u32,
    /// Whether its events are passed over, since the last visit was a short while ago.
    pub(crate) quiet: bool,
}

/// A place that is not announced again until it is further away.
#[derive(Clone, Copy)]
struct Announced {
    number: u32,
    /// How far the circle has to be, in metres.
    until_m: f32,
    /// The visit that began with it; `None` where the announcement belongs to one that is over.
    visit: Option<Visit>,
}

/// All places that something is remembered of, and for each circle two bits that say which these are.
#[derive(Default)]
pub(crate) struct Visits {
    inside: Vec<Visit>,
    announced: Vec<Announced>,
    is_inside: Bits,
    is_announced: Bits,
    /// Where the next look for places that are far away begins.
    cursor: usize,
    /// When the last event of a place was, for those whose rule has a quiet time.
    told: BTreeMap<u32, i64>,
}

#[derive(Default)]
struct Bits(Vec<u64>);

impl Bits {
    fn sized(count: usize) -> Self {
        Self(vec![0; count.div_ceil(64)])
    }

    fn has(&self, number: u32) -> bool {
        let word = self.0.get(number as usize / 64);
        word.is_some_and(|word| word >> (number % 64) & 1 == 1)
    }

    fn set(&mut self, number: u32, to: bool) {
        if let Some(word) = self.0.get_mut(number as usize / 64) {
            let bit = 1 << (number % 64);
            *word = if to { *word | bit } else { *word & !bit };
        }
    }
}

/// What is remembered of a place by its key, while the circles are replaced.
pub(crate) struct Remembered {
    inside: BTreeMap<u32, Visit>,
    announced: BTreeMap<u32, Announced>,
    told: BTreeMap<u32, i64>,
}

impl Visits {
    pub(crate) fn sized(count: usize) -> Self {
        Self {
            is_inside: Bits::sized(count),
            is_announced: Bits::sized(count),
            ..Self::default()
        }
    }

    pub(crate) fn is_inside(&self, number: u32) -> bool {
        self.is_inside.has(number)
    }

    pub(crate) fn is_announced(&self, number: u32) -> bool {
        self.is_announced.has(number)
    }

    /// The circles somebody is in.
    pub(crate) fn inside(&self) -> impl Iterator<Item = u32> + '_ {
        self.inside.iter().map(|visit| visit.number)
    }

    /// The keys of all places that something is remembered of.
    pub(crate) fn keys(&self, index: &Index) -> impl Iterator<Item = u32> {
        let announced = self.announced.iter().map(|it| it.number);
        let numbers = self.inside().chain(announced);
        let keys = numbers.filter_map(|number| Some(index.get(number)?.key));
        keys.chain(self.told.keys().copied())
    }

    /// Whether a visit that begins now is passed over.
    pub(crate) fn is_quiet(&self, key: u32, now_ms: i64, quiet_ms: u64) -> bool {
        let last = self.told.get(&key);
        // A clock may have leapt back; then it is quiet for as long again, and not until the old time has come.
        quiet_ms > 0 && last.is_some_and(|last| last.abs_diff(now_ms) < quiet_ms)
    }

    /// Notes that an event of a place was given out.
    pub(crate) fn told(&mut self, key: u32, now_ms: i64, longest_quiet_ms: u64) {
        self.told.insert(key, now_ms);
        if self.told.len() > REMEMBERED && self.told.len().is_power_of_two() {
            self.told
                .retain(|_, last| last.abs_diff(now_ms) < longest_quiet_ms);
        }
    }

    /// Begins a visit with an announcement; the place is not announced again until it is `until_m` away.
    pub(crate) fn announce(&mut self, visit: Visit, until_m: f64) {
        self.is_announced.set(visit.number, true);
        self.announced.push(Announced {
            number: visit.number,
            until_m: until_m as f32,
            visit: Some(visit),
        });
    }

    /// Goes into a circle. The visit is the one that was announced, or else this one.
    pub(crate) fn arrive(&mut self, visit: Visit) -> Visit {
        let number = visit.number;
        let announced = if self.is_announced(number) {
            let mut announced = self.announced.iter_mut();
            announced.find(|it| it.number == number)
        } else {
            None
        };
        let visit = announced.and_then(|it| it.visit.take()).unwrap_or(visit);
        self.is_inside.set(number, true);
        self.inside.push(visit);
        visit
    }

    /// Takes out the visits whose circle is left, and keeps the others. A place that is left is not announced again
    /// until it is further away: the road may bend.
    pub(crate) fn leave(
        &mut self,
        mut is_left: impl FnMut(u32) -> bool,
        until_m: f64,
        mut left: impl FnMut(Visit),
    ) {
        let mut at = 0;
        while let Some(visit) = self.inside.get(at).copied() {
            if !is_left(visit.number) {
                at += 1;
                continue;
            }
            self.inside.swap_remove(at);
            self.is_inside.set(visit.number, false);
            if !self.is_announced(visit.number) {
                self.is_announced.set(visit.number, true);
                self.announced.push(Announced {
                    number: visit.number,
                    until_m: until_m as f32,
                    visit: None,
                });
            }
            left(visit);
        }
    }

    /// Lets a few of the places that are far away now be announced again.
    pub(crate) fn forget_far(&mut self, index: &Index, frame: &Frame) {
        for _ in 0..AT_A_TIME.min(self.announced.len()) {
            if self.cursor >= self.announced.len() {
                self.cursor = 0;
            }
            let it = self.announced[self.cursor];
            let away = index.get(it.number).map(|entry| edge_m(entry, frame).1);
            let is_far = away.is_none_or(|away| away > f64::from(it.until_m));
            if is_far && !self.is_inside(it.number) {
                self.announced.swap_remove(self.cursor);
                self.is_announced.set(it.number, false);
            } else {
                self.cursor += 1;
            }
        }
    }

    /// What is remembered, by the keys that the places have from now on.
    pub(crate) fn remembered(
        &self,
        index: &Index,
        mut key_now: impl FnMut(u32) -> Option<u32>,
    ) -> Remembered {
        let mut key = |number: u32| key_now(index.get(number)?.key);
        let inside = self.inside.iter();
        let inside = inside.filter_map(|it| Some((key(it.number)?, *it)));
        let inside = inside.collect();
        let announced = self.announced.iter();
        let announced = announced.filter_map(|it| Some((key(it.number)?, *it)));
        let announced = announced.collect();
        let told = self.told.iter();
        let told = told.filter_map(|(key, last)| Some((key_now(*key)?, *last)));
        Remembered {
            inside,
            announced,
            told: told.collect(),
        }
    }

    /// Visits of new circles, with what is remembered of the places that are still there. Whoever stands in a circle that
    /// is new has not arrived there by that.
    pub(crate) fn restored(
        index: &Index,
        mut remembered: Remembered,
        here: Option<Position>,
    ) -> Self {
        let mut visits = Self::sized(index.len());
        visits.told = remembered.told;
        if !remembered.inside.is_empty() || !remembered.announced.is_empty() {
            for (number, entry) in index.iter() {
                if let Some(visit) = remembered.inside.remove(&entry.key) {
                    visits.is_inside.set(number, true);
                    visits.inside.push(Visit { number, ..visit });
                }
                if let Some(it) = remembered.announced.remove(&entry.key) {
                    visits.is_announced.set(number, true);
                    visits.announced.push(Announced {
                        number,
                        visit: it.visit.map(|visit| Visit { number, ..visit }),
                        ..it
                    });
                }
            }
        }
        if let Some(here) = here {
            visits.settle(index, here);
        }
        visits
    }

    /// Is in all circles around a position without having arrived there, but for those that were announced: they are
    /// being arrived at.
    pub(crate) fn settle(&mut self, index: &Index, here: Position) {
        let frame = Frame::around(here);
        index.around(here, 0.0, |number, entry| {
            let is_new = !self.is_inside(number) && !self.is_announced(number);
            if is_new && edge_m(entry, &frame).1 <= 0.0 {
                self.is_inside.set(number, true);
                let quiet = false;
                self.inside.push(Visit { number, quiet });
            }
        });
    }

    /// The bytes that it takes, but for the few places that something is remembered of.
    pub(crate) fn bytes(&self) -> usize {
        (self.is_inside.0.capacity() + self.is_announced.0.capacity()) * 8
    }
}

/// Where the middle of a circle is, and how far its edge; negative inside.
pub(crate) fn edge_m(entry: &Entry, frame: &Frame) -> (Offset, f64) {
    let offset = frame.offset_micro(entry.latitude, entry.longitude);
    (offset, offset.away - f64::from(entry.radius_m()))
}
