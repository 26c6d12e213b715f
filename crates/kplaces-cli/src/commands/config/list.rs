use kplaces_config::{Loaded, SettingKey};
use kplaces_text::Language;

use crate::json::{ListedSettingJson, MeaningJson};
use crate::text::config::list::{self as words, Listed};
use crate::{CliError, Output, Session};

/// Lists all keys, or one, or those of a section. It is for people who look for a key, so it needs no right
/// settings.
pub(super) fn list(session: &Session, wanted: Option<&str>) -> Result<Output, CliError> {
    let loaded = session.loaded().ok();
    let wants = |key: SettingKey| {
        wanted.is_none_or(|wanted| key.name() == wanted || key.section() == Some(wanted))
    };
    let keys = SettingKey::all().filter(|key| wants(*key));
    let all: Vec<Listed> = keys.map(|key| listed(session, key, loaded)).collect();
    if let (true, Some(wanted)) = (all.is_empty(), wanted) {
        return Err(words::no_such_key(wanted));
    }
    let terminal = session.terminal;
    let mut output = Output::of(
        all,
        move |all, language| words::list(all, terminal, language),
        |all| serde_json::to_value(all.iter().map(json).collect::<Vec<_>>()),
    );
    output.warn(loaded.is_none().then(words::nothing_is_in_force));
    Ok(output)
}

fn listed(session: &Session, key: SettingKey, loaded: Option<&Loaded>) -> Listed {
    let policy = &session.product().policy;
    let missing = key.feature().and_then(|it| policy.require(it).err());
    let entry = loaded.and_then(|loaded| {
        let mut entries = loaded.entries.iter();
        entries.find(|entry| entry.key == key.name()).cloned()
    });
    Listed {
        key,
        missing,
        entry,
    }
}

fn json(listed: &Listed) -> ListedSettingJson {
    let Listed {
        key,
        missing,
        entry,
    } = listed;
    let (min, max) = key.range().unzip();
    let meaning = key.meaning();
    ListedSettingJson {
        key: key.name(),
        meaning: MeaningJson {
            en: meaning.in_language(Language::English).to_owned(),
            de: meaning.in_language(Language::German).to_owned(),
        },
        r#type: key.kind(),
        min,
        max,
        choices: key.choices(),
        default: key.default(),
        variable: key.variable(),
        guarded: key.is_guarded(),
        feature: key.feature().map(kplaces_edition::Feature::id),
        available: missing.is_none(),
        value: entry
            .as_ref()
            .map(|it| it.value.in_language(Language::English).to_owned()),
        source: entry.as_ref().map(|it| it.source.to_string()),
    }
}
