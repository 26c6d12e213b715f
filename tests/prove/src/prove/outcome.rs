//! What can come of a proof.

/// What came of a proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It holds: what was seen, in numbers.
    Shown(String),
    /// It does not: what was seen that may not be.
    Violated(Vec<String>),
    /// It could not be carried out, which is no proof.
    NotRun(String),
    /// Something else went wrong on the way, which is no proof either.
    Broken(String),
    /// This edition has not got what it is about.
    NotHere,
}

impl Outcome {
    /// Shown, unless there are violations.
    pub(super) fn of(violations: Vec<String>, shown: impl Into<String>) -> Self {
        if violations.is_empty() {
            Self::Shown(shown.into())
        } else {
            Self::Violated(violations)
        }
    }

    /// Whether nothing speaks against the claim.
    pub(super) fn holds(&self) -> bool {
        matches!(self, Self::Shown(_) | Self::NotHere)
    }
}
