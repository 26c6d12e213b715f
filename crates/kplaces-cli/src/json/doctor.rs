use kplaces_edition::EditionId;
use schemars::JsonSchema;
use serde::Serialize;

use crate::{Finding, State};

/// What `doctor` found.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct DoctorJson<'a> {
    edition: &'static str,
    version: &'static str,
    /// The worst of the findings.
    state: State,
    findings: &'a [Finding],
    /// The support file, where one was written.
    bundle: Option<&'a str>,
}

impl<'a> DoctorJson<'a> {
    pub(crate) fn new(
        edition: EditionId,
        findings: &'a [Finding],
        bundle: Option<&'a str>,
    ) -> Self {
        Self {
            edition: edition.into(),
            version: env!("CARGO_PKG_VERSION"),
            state: findings
                .iter()
                .map(|it| it.state)
                .max()
                .unwrap_or(State::Ok),
            findings,
            bundle,
        }
    }
}
