use serde::Serialize;
use strum::{EnumIter, IntoStaticStr};

/// How something is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, EnumIter, IntoStaticStr, Serialize,
)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// As it should be.
    Ok,
    /// Worth knowing.
    Note,
    /// To be put right some day.
    Warning,
    /// Something does not work, or is not as private as it should be.
    Problem,
}

/// What `doctor` found out about one thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What was looked at, in kebab-case; several findings may share one.
    pub id: &'static str,
    /// What was found, in kebab-case. It is all that a support file has of a finding, so it is no
    /// text that was read anywhere.
    pub code: &'static str,
    /// How it is.
    pub state: State,
    /// What was found, one line.
    pub text: String,
    /// More of it, a line each.
    pub details: Vec<String>,
    /// What to do.
    pub hint: Option<String>,
}

impl Finding {
    fn new(state: State, id: &'static str, code: &'static str, text: impl Into<String>) -> Self {
        Self {
            id,
            code,
            state,
            text: text.into(),
            details: Vec::new(),
            hint: None,
        }
    }

    /// It is as it should be.
    pub fn ok(id: &'static str, code: &'static str, text: impl Into<String>) -> Self {
        Self::new(State::Ok, id, code, text)
    }

    /// It is worth knowing.
    pub fn note(id: &'static str, code: &'static str, text: impl Into<String>) -> Self {
        Self::new(State::Note, id, code, text)
    }

    /// It is to be put right.
    pub fn warning(id: &'static str, code: &'static str, text: impl Into<String>) -> Self {
        Self::new(State::Warning, id, code, text)
    }

    /// It does not work, or is not private.
    pub fn problem(id: &'static str, code: &'static str, text: impl Into<String>) -> Self {
        Self::new(State::Problem, id, code, text)
    }

    /// With more lines.
    #[must_use]
    pub fn details(mut self, lines: impl IntoIterator<Item = String>) -> Self {
        self.details.extend(lines);
        self
    }

    /// With what to do; further hints stand behind the first.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        let hint = hint.into();
        self.hint = Some(match self.hint.take() {
            Some(first) => format!("{first}; {hint}"),
            None => hint,
        });
        self
    }

    /// With another state.
    #[must_use]
    pub fn state(mut self, state: State) -> Self {
        self.state = state;
        self
    }

    /// A failure as a finding: what, why and what to do.
    pub(crate) fn of_error(id: &'static str, code: &'static str, error: crate::CliError) -> Self {
        let found = Self::problem(id, code, error.what).details(error.why);
        error.hints.into_iter().fold(found, Self::hint)
    }
}
