use schemars::JsonSchema;
use serde::Serialize;

/// A setting, its value, and where that comes from.
#[derive(Serialize, JsonSchema)]
pub(crate) struct SettingJson<'a> {
    pub(crate) key: &'a str,
    /// As it is written in a file of settings. A secret is not shown.
    pub(crate) value: &'a str,
    pub(crate) source: String,
}

/// Where the settings and the places are.
#[derive(Serialize, JsonSchema)]
pub(crate) struct PathsJson {
    pub(crate) config_file: Option<String>,
    pub(crate) login_file: String,
    pub(crate) data_dir: String,
    pub(crate) state_dir: String,
    pub(crate) store: String,
    /// How the store is kept: `plain`, `encrypted`, `encrypted-missing`, `turning` or `as-set`; `null` where
    /// that is not known.
    pub(crate) store_kept: Option<&'static str>,
}
