use std::fmt;

use kplaces_domain::Timestamp;

use crate::text::iso;

/// Something that may stand in a support file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fact {
    /// A word of this program.
    Word(&'static str),
    /// A count, a size or a duration.
    Number(u64),
    /// Calls in seconds.
    Rate(u32, u32),
    /// Permission bits.
    Mode(u32),
    /// A moment.
    Moment(Timestamp),
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Word(word) => f.write_str(word),
            Self::Number(number) => write!(f, "{number}"),
            Self::Rate(calls, seconds) => write!(f, "{calls}/{seconds}"),
            Self::Mode(mode) => write!(f, "{mode:04o}"),
            Self::Moment(moment) => f.write_str(&iso(*moment)),
        }
    }
}

impl From<&'static str> for Fact {
    fn from(word: &'static str) -> Self {
        Self::Word(word)
    }
}

impl From<bool> for Fact {
    fn from(it: bool) -> Self {
        Self::Word(if it { "yes" } else { "no" })
    }
}

impl From<u64> for Fact {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl From<u32> for Fact {
    fn from(number: u32) -> Self {
        Self::Number(u64::from(number))
    }
}

impl From<usize> for Fact {
    fn from(number: usize) -> Self {
        Self::Number(number as u64)
    }
}

impl From<Timestamp> for Fact {
    fn from(moment: Timestamp) -> Self {
        Self::Moment(moment)
    }
}

/// A headline and what stands below it.
#[derive(Clone, Debug)]
pub(crate) struct Section {
    pub(super) title: &'static str,
    pub(super) lines: Vec<(&'static str, Vec<Fact>)>,
}

impl Section {
    pub(crate) fn new(title: &'static str) -> Self {
        Self {
            title,
            lines: Vec::new(),
        }
    }

    pub(crate) fn line(&mut self, key: &'static str, facts: impl IntoIterator<Item = Fact>) {
        self.lines.push((key, facts.into_iter().collect()));
    }

    /// A line with one fact, or `-` where there is none.
    pub(crate) fn fact<F: Into<Fact>>(&mut self, key: &'static str, fact: Option<F>) {
        self.line(key, [fact.map_or(Fact::Word("-"), Into::into)]);
    }
}
