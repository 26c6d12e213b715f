use std::error::Error as StdError;

use kplaces_state::{Cause, Failure, FailureKind};
use serde::Serialize;
use strum::{EnumIter, IntoStaticStr};

/// The kinds of failure, each with an exit code of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, IntoStaticStr, Serialize)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The command line is wrong, or names something that is not there.
    Usage,
    /// The configuration is wrong.
    Configuration,
    /// WEBFLEET does not accept the login, or there is none.
    Login,
    /// The request quota is used up.
    Quota,
    /// The feature belongs to another edition.
    Edition,
    /// A limit was reached where it must not be.
    Limit,
    /// WEBFLEET could not be reached or did not give a sound report.
    Network,
    /// The store, or a file to write, failed.
    Store,
    /// A guard stopped the command from removing too much.
    Guard,
    /// Another sync of the same account or store is under way.
    Busy,
    /// A defect in 3Kplaces.
    Internal,
    /// Ended by the user, with Ctrl-C for example.
    Interrupted,
}

impl Kind {
    /// The exit code.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Usage => 2,
            Self::Configuration => 3,
            Self::Login => 4,
            Self::Quota => 5,
            Self::Edition => 6,
            Self::Limit => 7,
            Self::Network => 8,
            Self::Store => 9,
            Self::Guard => 10,
            Self::Busy => 11,
            Self::Internal => 70,
            Self::Interrupted => 130,
        }
    }
}

impl From<Kind> for FailureKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Usage => Self::Usage,
            Kind::Configuration => Self::Configuration,
            Kind::Login => Self::Login,
            Kind::Quota => Self::Quota,
            Kind::Edition => Self::Edition,
            Kind::Limit => Self::Limit,
            Kind::Network => Self::Network,
            Kind::Store => Self::Store,
            Kind::Guard => Self::Guard,
            Kind::Busy => Self::Busy,
            Kind::Internal => Self::Internal,
            Kind::Interrupted => Self::Interrupted,
        }
    }
}

/// A failure as people and programs get it: what, why, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CliError {
    /// Which kind.
    pub kind: Kind,
    /// What went wrong, one line.
    pub what: String,
    /// Why, a line each.
    pub why: Vec<String>,
    /// What to do, a line each.
    pub hints: Vec<String>,
    /// What is recorded of it beside its kind, where it ends a sync.
    pub(crate) cause: Cause,
}

impl CliError {
    /// A failure without further words.
    pub fn new(kind: Kind, what: impl Into<String>) -> Self {
        Self {
            kind,
            what: what.into(),
            why: Vec::new(),
            hints: Vec::new(),
            cause: Cause::Unknown,
        }
    }

    /// Says what is recorded of it.
    #[must_use]
    pub(crate) fn recorded_as(mut self, cause: Cause) -> Self {
        self.cause = cause;
        self
    }

    /// What is recorded of it: none of its words, which may be those of a service or a person.
    pub fn failure(&self) -> Failure {
        Failure::new(self.kind.into(), self.cause)
    }

    /// Says why.
    #[must_use]
    pub fn because(mut self, why: impl Into<String>) -> Self {
        self.why.push(why.into());
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// What and why in one line, where it is the reason of something else.
    #[must_use]
    pub fn in_one_line(self) -> String {
        [vec![self.what], self.why].concat().join(": ")
    }

    /// Adds an error and its causes as the reasons.
    #[must_use]
    pub fn caused_by(mut self, error: &(dyn StdError + 'static)) -> Self {
        let mut next = Some(error);
        while let Some(error) = next {
            let line = error.to_string();
            // Some causes repeat what the error above says.
            if !self.why.contains(&line) {
                self.why.push(line);
            }
            next = error.source();
        }
        self
    }
}
