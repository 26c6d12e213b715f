use std::error::Error as StdError;
use std::fmt::Write;
use std::sync::Arc;

use kplaces_config::Problem;
use kplaces_domain::printable;
use kplaces_state::{Cause, Failure, FailureKind};
use kplaces_text::{Hint, Language, Text, spoken};
use schemars::JsonSchema;
use serde::Serialize;
use strum::{EnumIter, IntoEnumIterator as _, IntoStaticStr};

/// The kinds of failure, each with an exit code of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, IntoStaticStr, Serialize, JsonSchema)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The command line is wrong.
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
    /// What was asked for by name is not there.
    NotFound,
    /// A defect in 3Kplaces.
    Internal,
    /// Ended by the user, with Ctrl-C for example.
    Interrupted,
}

impl Kind {
    /// All of them, by exit code.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::iter()
    }

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
            // 12 is a check that found a difference: an answer, no failure.
            Self::NotFound => 13,
            Self::Internal => 70,
            Self::Interrupted => 130,
        }
    }
}

impl From<Kind> for FailureKind {
    fn from(kind: Kind) -> Self {
        match kind {
            // What a sync names and is not there is a group; its record has always called that so.
            Kind::Usage | Kind::NotFound => Self::Usage,
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(into = "ErrorJson")]
pub struct CliError {
    /// Which kind.
    pub kind: Kind,
    /// What went wrong, one line.
    pub what: Text,
    /// Why, a line each.
    pub why: Vec<Text>,
    /// What to do, a line each.
    pub hints: Vec<Hint>,
    /// What is recorded of it beside its kind, where it ends a sync.
    pub cause: Cause,
    /// The tenant that its commands are to be run for.
    pub tenant: Option<String>,
    /// What is wrong with settings or login, one by one; the reasons say the same.
    pub problems: Arc<Vec<Problem>>,
}

impl CliError {
    /// A failure without further words.
    pub fn new(kind: Kind, what: Text) -> Self {
        Self {
            kind,
            what,
            why: Vec::new(),
            hints: Vec::new(),
            cause: Cause::Unknown,
            tenant: None,
            problems: Arc::default(),
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
    pub fn because(mut self, why: Text) -> Self {
        self.why.push(why);
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Hint>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// What and why in one line, where it is the reason of something else.
    #[must_use]
    pub fn in_one_line(self) -> Text {
        Text::joined(&[vec![self.what], self.why].concat(), ": ")
    }

    /// Says which tenant its commands are to be run for.
    #[must_use]
    pub fn for_tenant(mut self, tenant: Option<&str>) -> Self {
        self.tenant = self.tenant.or_else(|| tenant.map(str::to_owned));
        self
    }

    /// A sentence of it as it is read, its commands for the tenant that it is about.
    pub fn spoken(&self, text: &Text, language: Language) -> String {
        spoken(text.in_language(language), self.tenant.as_deref())
    }

    /// Why, and what to do, as people read it: a line each, somewhat further in.
    pub fn reasons(&self, language: Language) -> String {
        let [why, hint] = language.pick(["why", "try"], ["Grund", "Abhilfe"]);
        let mut out = String::new();
        for text in &self.why {
            for line in self.spoken(text, language).lines() {
                let _ = writeln!(out, "  {why}: {}", printable(line));
            }
        }
        for text in &self.hints {
            let line = self.spoken(text.text(), language);
            let _ = writeln!(out, "  {hint}: {}", printable(&line));
        }
        out
    }

    /// Adds what an error and its causes say as the reasons, in both languages.
    #[must_use]
    pub fn caused_by(mut self, error: &(dyn StdError + 'static)) -> Self {
        self.why.extend(crate::text::causes::causes(error));
        self
    }
}

/// A failure as programs read it: in English, its commands for the tenant that it is about.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ErrorJson {
    kind: Kind,
    exit_code: u8,
    /// What went wrong, one line. For people; it may be worded otherwise some day.
    what: String,
    /// Why, a line each.
    why: Vec<String>,
    /// What to do, a line each.
    r#try: Vec<String>,
    /// What is wrong with settings or login, one by one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    problems: Vec<ProblemJson>,
}

/// One thing to repair.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ProblemJson {
    /// `unreadable`, `syntax`, `unknown-key`, `bad-value`, `exposed`, `missing`, `command`, `closed`, `untrusted`,
    /// `elsewhere` or `other-edition`.
    kind: &'static str,
    /// The file, the variable or `command line`; `null` where it is in none of them.
    source: Option<String>,
    /// The line in the file, where it is known.
    line: Option<usize>,
    /// The key it is about, if it is about one.
    key: Option<String>,
    /// What is expected, or what to do. For people; goes after the key.
    message: String,
}

impl From<CliError> for ErrorJson {
    fn from(error: CliError) -> Self {
        let english = |text: &Text| error.spoken(text, Language::English);
        Self {
            kind: error.kind,
            exit_code: error.kind.exit_code(),
            what: english(&error.what),
            why: error.why.iter().map(english).collect(),
            r#try: error.hints.iter().map(|it| english(it.text())).collect(),
            problems: error
                .problems
                .iter()
                .map(|problem| ProblemJson {
                    kind: problem.kind.id(),
                    source: problem.origin.as_ref().map(ToString::to_string),
                    line: problem.line,
                    key: problem.key.clone(),
                    message: english(&problem.message),
                })
                .collect(),
        }
    }
}
