use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::Kind;

/// A login that was kept.
#[derive(Serialize, JsonSchema)]
pub(crate) struct LoginJson {
    pub(crate) stored_in: String,
    /// `keyring`, `sealed` or `file`.
    pub(crate) place: &'static str,
    /// Whether WEBFLEET accepted it.
    pub(crate) checked: bool,
    /// `null` where WEBFLEET was asked and could say, and where it was not to be asked.
    pub(crate) unchecked: Option<UncheckedJson>,
}

/// Why WEBFLEET could not say whether a login is right.
#[derive(Serialize, JsonSchema)]
pub(crate) struct UncheckedJson {
    pub(crate) kind: Kind,
    pub(crate) what: String,
}

/// With `--check`: the login on this device is right. One that is not is an error.
#[derive(Serialize, JsonSchema)]
pub(crate) struct CheckJson {
    /// `keyring`, `sealed`, `file`, `variable`, `secret-file`, `command` or `configuration`.
    pub(crate) place: &'static str,
    pub(crate) host: String,
    pub(crate) checked: bool,
    /// What is known of each report that the edition needs: `readable`, `empty`, `unsaid` or `not-asked`.
    pub(crate) reports: BTreeMap<&'static str, &'static str>,
}

/// A login that was removed.
#[derive(Serialize, JsonSchema)]
pub(crate) struct LogoutJson {
    /// The first place it was removed from; `null` where there was none.
    pub(crate) removed: Option<String>,
    /// All of them.
    pub(crate) removed_from: Vec<String>,
}
