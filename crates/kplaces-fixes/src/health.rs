/// How a source of fixes is doing, in numbers only: no text of it, and no position.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Health {
    /// Lines that came, whole or cut off.
    pub lines: u64,
    /// Lines in the language of the source, whether there was a position in them or not.
    pub understood: u64,
    /// Lines that begin in its language, and then are damaged.
    pub damaged: u64,
    /// Lines without an end within the length that any can have.
    pub overlong: u64,
    /// Reports that say: no position now.
    pub no_fix: u64,
    /// Positions whose moment is not known: no date was heard yet, or no time stands with them.
    pub undated: u64,
    /// Fixes that came out.
    pub fixes: u64,
    /// Lines since one was understood.
    pub nothing_for: u64,
    /// What was said last.
    pub signal: Signal,
}

/// Whether there is a position.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Signal {
    /// Nothing was said of it yet.
    #[default]
    Unknown,
    /// The source has a position.
    Fix,
    /// The source runs and has none.
    NoFix,
    /// It has one, and nobody knows of when.
    Undated,
}

/// After so many lines in a row that nobody understands a source is another one than was thought, or runs at another speed.
const NONSENSE: u64 = 20;

impl Health {
    /// Whether nothing was understood in the last twenty lines or more; [`nothing_for`](Self::nothing_for) says how many.
    pub fn is_nonsense(&self) -> bool {
        self.nothing_for >= NONSENSE
    }

    pub(crate) fn understood(&mut self) {
        self.lines += 1;
        self.understood += 1;
        self.nothing_for = 0;
    }

    pub(crate) fn not_understood(&mut self) {
        self.lines += 1;
        self.nothing_for += 1;
    }

    pub(crate) fn damaged(&mut self) {
        self.damaged += 1;
        self.not_understood();
    }

    pub(crate) fn overlong(&mut self) {
        self.overlong += 1;
        self.not_understood();
    }

    pub(crate) fn no_fix(&mut self) {
        self.no_fix += 1;
        self.signal = Signal::NoFix;
    }

    pub(crate) fn undated(&mut self) {
        self.undated += 1;
        self.signal = Signal::Undated;
    }

    pub(crate) fn fix(&mut self) {
        self.fixes += 1;
        self.signal = Signal::Fix;
    }
}
