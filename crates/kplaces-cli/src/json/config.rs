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

/// A key that a file of settings may have, and what is in force.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ListedSettingJson {
    pub(crate) key: &'static str,
    pub(crate) meaning: MeaningJson,
    /// `text`, `url`, `store`, `folder`, `file`, `integer`, `choice`, `rate`, `list` or `command`.
    pub(crate) r#type: &'static str,
    /// The smallest number that an `integer` may be.
    pub(crate) min: Option<i64>,
    /// The largest one.
    pub(crate) max: Option<i64>,
    /// The words that a `choice` may be.
    pub(crate) choices: &'static [&'static str],
    /// As it is written in a file of settings; `null` where there is none.
    pub(crate) default: Option<String>,
    /// The environment variable that sets it.
    pub(crate) variable: String,
    /// Whether a file that others may change must not set it.
    pub(crate) guarded: bool,
    /// The feature it is for, where not every edition has that.
    pub(crate) feature: Option<&'static str>,
    /// Whether this edition has that feature.
    pub(crate) available: bool,
    /// What is in force, as `config show` has it; `null` for what is not set, and where the settings cannot be read.
    pub(crate) value: Option<String>,
    /// Where that comes from.
    pub(crate) source: Option<String>,
}

/// What a setting is for, in each language.
#[derive(Serialize, JsonSchema)]
pub(crate) struct MeaningJson {
    pub(crate) en: String,
    pub(crate) de: String,
}

/// A file of settings without a mistake.
#[derive(Serialize, JsonSchema)]
pub(crate) struct CheckedFileJson {
    pub(crate) file: String,
    /// The keys it sets.
    pub(crate) keys: Vec<&'static str>,
    /// The key of a user name or a password that others may read there; `null` where there is none.
    pub(crate) exposed: Option<&'static str>,
    /// Where there is no file: the keys that the environment sets, all without a mistake.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) environment: Option<Vec<String>>,
}

/// What came of a change of the file of settings.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ChangedSettingJson {
    pub(crate) file: String,
    pub(crate) key: String,
    /// Whether the file says anything else now.
    pub(crate) changed: bool,
    /// What is in force now, as `config show` has it; `null` where there is nothing, or the settings cannot be read.
    pub(crate) value: Option<String>,
    /// Where that comes from: it may be another source than the file.
    pub(crate) source: Option<String>,
}

/// A file of settings that was begun.
#[derive(Serialize, JsonSchema)]
pub(crate) struct BegunFileJson {
    pub(crate) file: String,
    /// The keys it sets; all others are explained in it and commented out.
    pub(crate) keys: Vec<&'static str>,
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
