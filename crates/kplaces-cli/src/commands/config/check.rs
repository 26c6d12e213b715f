use std::path::{Path, PathBuf};

use kplaces_config::Origin;

use crate::commands::then::Then;
use crate::json::CheckedFileJson;
use crate::text::config::check as words;
use crate::text::then;
use crate::{CliError, Output, Session, text};

/// Looks at a file of settings, be it this device's or one that others are to get. Mistakes are an error like
/// any other of the configuration.
pub(super) fn check(session: &Session, file: Option<PathBuf>) -> Result<Output, CliError> {
    let sources = session.sources();
    let named = file.map(|file| sources.at_home(file));
    if named.is_none()
        && let Some(own) = sources.user_file.as_ref().filter(|file| !file.exists())
    {
        return environment(session, own);
    }
    let file = named
        .or_else(|| sources.user_file.clone())
        .unwrap_or_default();
    if !file.exists() {
        return Err(text::errors::no_config_file(&file));
    }
    let policy = &session.product().policy;
    let checked = sources.check_file(&file, &|feature| policy.require(feature).err())?;
    all_fit(session, &checked.entries)?;
    let exposed = checked.exposed.map(|key| words::exposed(key, &file));
    let json = CheckedFileJson {
        file: file.display().to_string(),
        keys: checked.keys,
        exposed: checked.exposed,
        environment: None,
    };
    let mut output = Output::of(
        json,
        |json, language| words::sound(&json.file, json.keys.len(), language),
        |json| serde_json::to_value(json),
    );
    output.warn(exposed);
    Ok(output.as_report())
}

/// Whether the parts of the product that a key is for can do what its entries say.
pub(super) fn fits(session: &Session, key: &str, entries: &[String]) -> Result<(), CliError> {
    if key == "sync.then" {
        Then::check(session, entries)?;
    }
    match &session.product().approaches {
        Some(approaches) => approaches.check(key, entries),
        None => Ok(()),
    }
}

fn all_fit(session: &Session, all: &[(&'static str, Vec<String>)]) -> Result<(), CliError> {
    all.iter().try_for_each(|(key, entries)| {
        fits(session, key, entries).map_err(|error| then::in_settings(key, error))
    })
}

/// Looks at what counts without a file of the user.
fn environment(session: &Session, file: &Path) -> Result<Output, CliError> {
    let loaded = session.loaded()?;
    all_fit(session, &loaded.settings.entries_of_others())?;
    let entries = loaded.entries.iter();
    let set = entries.filter(|entry| matches!(entry.source, Origin::Env(_)));
    let json = CheckedFileJson {
        file: file.display().to_string(),
        keys: Vec::new(),
        exposed: None,
        environment: Some(set.map(|entry| entry.key.clone()).collect()),
    };
    let output = Output::of(
        json,
        |json, language| {
            let set = json.environment.as_ref().map_or(0, Vec::len);
            words::no_file(&json.file, set, language)
        },
        |json| serde_json::to_value(json),
    );
    Ok(output.as_report())
}
