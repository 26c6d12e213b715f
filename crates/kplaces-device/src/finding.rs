use kplaces_text::{Hint, Text};
use schemars::JsonSchema;
use serde::{Serialize, Serializer};
use strum::{EnumIter, IntoStaticStr};

/// How something is.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    EnumIter,
    IntoStaticStr,
    Serialize,
    JsonSchema,
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Finding {
    /// What was looked at, in kebab-case; several findings may share one.
    pub id: &'static str,
    /// What was found, in kebab-case. It is all that a support file has of a finding, so it is no
    /// text that was read anywhere.
    pub code: &'static str,
    /// How it is.
    pub state: State,
    /// What was found, one line.
    #[schemars(with = "String")]
    pub text: Text,
    /// More of it, a line each.
    #[schemars(with = "Vec<String>")]
    pub details: Vec<Text>,
    /// What to do, what helps most first.
    #[serde(rename = "hint", serialize_with = "in_one")]
    #[schemars(with = "Option<String>")]
    pub hints: Vec<Hint>,
}

impl Finding {
    fn new(state: State, id: &'static str, code: &'static str, text: Text) -> Self {
        Self {
            id,
            code,
            state,
            text,
            details: Vec::new(),
            hints: Vec::new(),
        }
    }

    /// It is as it should be.
    pub fn ok(id: &'static str, code: &'static str, text: Text) -> Self {
        Self::new(State::Ok, id, code, text)
    }

    /// It is worth knowing.
    pub fn note(id: &'static str, code: &'static str, text: Text) -> Self {
        Self::new(State::Note, id, code, text)
    }

    /// It is to be put right.
    pub fn warning(id: &'static str, code: &'static str, text: Text) -> Self {
        Self::new(State::Warning, id, code, text)
    }

    /// It does not work, or is not private.
    pub fn problem(id: &'static str, code: &'static str, text: Text) -> Self {
        Self::new(State::Problem, id, code, text)
    }

    /// With more lines.
    #[must_use]
    pub fn details(mut self, lines: impl IntoIterator<Item = Text>) -> Self {
        self.details.extend(lines);
        self
    }

    /// With what to do; further hints stand behind the first.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Hint>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// With another state.
    #[must_use]
    pub fn state(mut self, state: State) -> Self {
        self.state = state;
        self
    }

    /// Writes its commands out for a tenant.
    pub fn for_tenant(&mut self, tenant: Option<&str>) {
        for hint in &mut self.hints {
            *hint = Hint::Do(hint.text().for_tenant(tenant));
        }
    }

    /// A failure as a finding: what, why and what to do.
    pub(crate) fn of_error(id: &'static str, code: &'static str, error: crate::CliError) -> Self {
        let found = Self::problem(id, code, error.what).details(error.why);
        error.hints.into_iter().fold(found, Self::hint)
    }
}

/// Hints are one text for programs, or null.
fn in_one<S: Serializer>(hints: &[Hint], serializer: S) -> Result<S::Ok, S::Error> {
    let hints: Vec<String> = hints.iter().map(ToString::to_string).collect();
    Some(hints.join("; "))
        .filter(|hints| !hints.is_empty())
        .serialize(serializer)
}
