//! What receivers say by themselves: NMEA 0183.

use kplaces_domain::Fix;

use crate::Health;
use crate::lines::{Line, Lines};

mod day;
mod epoch;
mod sentence;

use day::Day;
use epoch::{Epoch, Heard};
use sentence::Sentence;

/// A sentence has 82 bytes by the standard; some receivers send more than a hundred, and nobody this much.
const LONGEST: usize = 256;

/// Reads NMEA 0183: RMC, GGA, GLL, VTG and ZDA of any satellite system.
///
/// A receiver tells the same moment in several sentences. They become one fix, as soon as those have come that came of the
/// moment before. A moment of which only the time of day is known is no fix: the date comes with RMC or ZDA, and goes on
/// over midnight.
pub struct Nmea {
    lines: Lines,
    reader: Reader,
}

#[derive(Default)]
struct Reader {
    health: Health,
    epoch: Epoch,
    /// Which sentences the last moment had.
    usual: Heard,
    day: Day,
}

impl Nmea {
    /// At the beginning of a source.
    pub fn new() -> Self {
        Self {
            lines: Lines::new(LONGEST),
            reader: Reader::default(),
        }
    }

    /// Says which day it is, for a source that never does, such as a file with GGA only: a moment in it, milliseconds since
    /// 1970-01-01T00:00:00Z. What a sentence says of the date goes before.
    pub fn assume_day(&mut self, moment_ms: i64) {
        self.reader.day.assume(moment_ms);
    }

    /// Takes bytes as they come, and adds the fixes that are whole.
    pub fn take(&mut self, bytes: &[u8], fixes: &mut Vec<Fix>) {
        let reader = &mut self.reader;
        self.lines.take(bytes, |line| reader.line(&line, fixes));
    }

    /// The source ends: adds the last fix.
    pub fn end(&mut self, fixes: &mut Vec<Fix>) {
        let reader = &mut self.reader;
        self.lines.end(|line| reader.line(&line, fixes));
        reader.close(fixes);
    }

    /// How the source is doing.
    pub fn health(&self) -> &Health {
        &self.reader.health
    }
}

impl Default for Nmea {
    fn default() -> Self {
        Self::new()
    }
}

impl Reader {
    fn line(&mut self, line: &Line<'_>, fixes: &mut Vec<Fix>) {
        let Line::Whole(line) = line else {
            self.health.overlong();
            return;
        };
        // Where an end of line was lost, or noise stands before a sentence, a later one in the line is whole.
        let mut parts = line.split(|byte| matches!(byte, b'$' | b'!'));
        parts.next();
        let mut understood = false;
        for part in parts {
            match Sentence::read(part) {
                Some(sentence) => {
                    understood = true;
                    self.sentence(&sentence, fixes);
                }
                None => self.health.damaged += 1,
            }
        }
        if understood {
            self.health.understood();
        } else {
            self.health.not_understood();
        }
    }

    fn sentence(&mut self, sentence: &Sentence, fixes: &mut Vec<Fix>) {
        // A receiver that was just switched on knows no time.
        if sentence.is_void && sentence.time_ms.is_none() {
            self.close(fixes);
            self.health.no_fix();
            return;
        }
        if let Some(time_ms) = sentence.time_ms {
            if self.epoch.time_ms.is_some_and(|it| it != time_ms) {
                self.close(fixes);
            }
            self.epoch.time_ms = Some(time_ms);
        }
        if let Some(date) = sentence.date {
            self.epoch.date = Some(date);
        }
        self.epoch.add(sentence);
        if self.epoch.is_whole(self.usual) {
            self.give(fixes);
        }
    }

    /// Ends a moment.
    fn close(&mut self, fixes: &mut Vec<Fix>) {
        self.give(fixes);
        self.usual = self.epoch.heard;
        self.epoch = Epoch::default();
    }

    /// Gives the fix of a moment out, once.
    fn give(&mut self, fixes: &mut Vec<Fix>) {
        if self.epoch.is_given {
            return;
        }
        let Some(time_ms) = self.epoch.time_ms else {
            return;
        };
        let moment_ms = self.day.moment_ms(self.epoch.date, time_ms);
        if self.epoch.is_void {
            self.health.no_fix();
        } else if let Some(position) = self.epoch.position {
            match moment_ms {
                Some(moment_ms) => {
                    self.health.fix();
                    fixes.push(self.epoch.fix(moment_ms, position));
                }
                None => self.health.undated(),
            }
        } else {
            return;
        }
        self.epoch.is_given = true;
    }
}
