use kplaces_edition::Manifest;
use serde::Serialize;

use crate::{Finding, State};

/// What `doctor` found.
#[derive(Debug, Serialize)]
pub(crate) struct DoctorJson<'a> {
    edition: &'static str,
    version: &'static str,
    /// The worst there is.
    state: State,
    findings: &'a [Finding],
    /// The support file, where one was written.
    bundle: Option<String>,
}

impl<'a> DoctorJson<'a> {
    pub(crate) fn new(
        manifest: &Manifest,
        findings: &'a [Finding],
        bundle: Option<String>,
    ) -> Self {
        Self {
            edition: manifest.id.into(),
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
