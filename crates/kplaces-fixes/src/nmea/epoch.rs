use jiff::civil::Date;
use kplaces_domain::{Fix, Position};

use super::sentence::{Kind, Sentence};

/// Which sentences came, a bit for each kind.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Heard(u8);

const RMC: u8 = 1;
const VTG: u8 = 8;

impl Heard {
    fn add(&mut self, kind: Kind) {
        self.0 |= match kind {
            Kind::Rmc => RMC,
            Kind::Gga => 2,
            Kind::Gll => 4,
            Kind::Vtg => VTG,
            Kind::Zda | Kind::Other => 0,
        };
    }

    fn has_all_of(self, usual: Self) -> bool {
        // VTG has no time, may belong to the next moment, and says nothing that RMC does not.
        let needed = match usual.0 & RMC {
            0 => usual.0,
            _ => usual.0 & !VTG,
        };
        self.0 & needed == needed
    }

    fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// What was said of one moment.
#[derive(Default)]
pub(super) struct Epoch {
    /// Milliseconds since midnight.
    pub(super) time_ms: Option<i64>,
    pub(super) date: Option<Date>,
    pub(super) position: Option<Position>,
    /// Whether a sentence says that there is no position.
    pub(super) is_void: bool,
    pub(super) is_given: bool,
    pub(super) heard: Heard,
    accuracy_m: Option<f64>,
    speed_mps: Option<f64>,
    course_deg: Option<f64>,
}

impl Epoch {
    pub(super) fn add(&mut self, sentence: &Sentence) {
        self.heard.add(sentence.kind);
        self.is_void |= sentence.is_void;
        self.position = self.position.or(sentence.position);
        self.accuracy_m = self.accuracy_m.or(sentence.accuracy_m);
        self.speed_mps = self.speed_mps.or(sentence.speed_mps);
        self.course_deg = self.course_deg.or(sentence.course_deg);
    }

    /// Whether all came that usually come. Nobody knows that of the first moment.
    pub(super) fn is_whole(&self, usual: Heard) -> bool {
        !usual.is_empty() && self.time_ms.is_some() && self.heard.has_all_of(usual)
    }

    pub(super) fn fix(&self, time_ms: i64, position: Position) -> Fix {
        Fix {
            accuracy_m: self.accuracy_m,
            speed_mps: self.speed_mps,
            course_deg: self.course_deg,
            ..Fix::new(time_ms, position)
        }
    }
}
