use kplaces_config::{Changed, Origin, SettingKey};
use kplaces_text::Language;

use super::check::fits;
use super::groups;
use crate::json::ChangedSettingJson;
use crate::text::config::change as words;
use crate::text::config::list::no_such_key;
use crate::{CliError, Output, Session};

/// Sets a key in the file of settings. It must not need right ones: it is a way to put them right.
pub(super) async fn set(
    session: &Session,
    key: &str,
    values: &[String],
) -> Result<Output, CliError> {
    let known = SettingKey::find(key);
    if let Some(feature) = known.and_then(SettingKey::feature) {
        session.product().policy.require(feature)?;
    }
    // One that nothing can be done with would only be found out when it is to be done.
    if let Some(entries) = known.and_then(|it| it.entries(values)) {
        fits(session, key, &entries)?;
    }
    let changed = session.sources().set_in_file(key, values)?;
    let mut output = told(session, key, &changed, words::set);
    if let Some(known) = known {
        output.warn(groups::unknown(session, known, values).await);
    }
    Ok(output)
}

/// Takes a key out of the file of settings, be it one that is known or not.
pub(super) fn unset(session: &Session, key: &str) -> Result<Output, CliError> {
    let changed = session.sources().unset_in_file(key)?;
    if !changed.is_other && SettingKey::find(key).is_none() {
        return Err(no_such_key(key));
    }
    Ok(told(session, key, &changed, words::unset))
}

fn told(
    session: &Session,
    key: &str,
    changed: &Changed,
    words: fn(&str, &str, bool, Language) -> String,
) -> Output {
    // Anew: the file is another one now.
    let loaded = session.sources().load().ok();
    let entry = loaded.and_then(|loaded| {
        let mut entries = loaded.entries.into_iter();
        entries.find(|entry| entry.key == key)
    });
    let file = Origin::File(changed.file.clone());
    let elsewhere = entry
        .as_ref()
        .filter(|entry| entry.source != file && entry.source != Origin::Default)
        .map(|entry| words::counts_elsewhere(key, &entry.source));
    let json = ChangedSettingJson {
        file: changed.file.display().to_string(),
        key: key.to_owned(),
        changed: changed.is_other,
        value: entry
            .as_ref()
            .map(|it| it.value.in_language(Language::English).to_owned()),
        source: entry.map(|it| it.source.to_string()),
    };
    let mut output = Output::of(
        json,
        move |json, language| words(&json.key, &json.file, json.changed, language),
        |json| serde_json::to_value(json),
    );
    output.warn(elsewhere);
    output.as_report()
}
