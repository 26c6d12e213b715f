use kplaces_config::{SettingKey, Sources};
use kplaces_device::text::errors::interrupted;
use kplaces_text::Text;

use super::groups;
use crate::json::BegunFileJson;
use crate::text::config::init as words;
use crate::{CliError, Kind, Output, Session};

/// How many groups are named before a question for some.
const MOST_GROUPS: usize = 30;

/// Begins a file of settings: on a terminal with the answers to the few questions that matter, elsewhere with
/// nothing set.
pub(super) async fn init(
    session: &Session,
    defaults: bool,
    force: bool,
) -> Result<Output, CliError> {
    let sources = session.sources();
    let file = sources.config_file();
    // Before anybody answers anything.
    if !force && file.symlink_metadata().is_ok() {
        return Err(words::is_there(file));
    }
    let asks = session.terminal.interactive && !defaults && !session.json;
    let mut warnings = Vec::new();
    let answers = if asks {
        asked(session, &mut warnings).await?
    } else {
        Vec::new()
    };
    let has = |feature| session.product().policy.has(feature);
    let text = Sources::template(session.language, &has, &answers);
    let written = sources.write_config(&text, force)?;
    let file = written.ok_or_else(|| words::is_there(file))?;
    let json = BegunFileJson {
        file: file.display().to_string(),
        keys: answers.iter().map(|(key, _)| key.name()).collect(),
    };
    let mut output = Output::of(
        json,
        |json, language| words::begun(&json.file, json.keys.len(), language),
        |json| serde_json::to_value(json),
    );
    output.warn(warnings);
    Ok(output.as_report())
}

/// The keys that somebody is asked for, in this order.
fn questions(session: &Session) -> Vec<SettingKey> {
    let has = |feature| session.product().policy.has(feature);
    [
        "sync.groups",
        "map.navigation",
        "privacy.controller",
        "fleet.devices",
        "fleet.number",
        "map.basemap",
    ]
    .into_iter()
    .filter_map(SettingKey::find)
    .filter(|key| key.feature().is_none_or(has))
    .collect()
}

async fn asked(
    session: &Session,
    warnings: &mut Vec<Text>,
) -> Result<Vec<(SettingKey, Vec<String>)>, CliError> {
    let mut answers = Vec::new();
    let mut before = words::intro();
    for key in questions(session) {
        if key.name() == "sync.groups" {
            let groups = groups::known(session).await;
            before = words::with_groups(&before, &groups, MOST_GROUPS);
        }
        let mut question = words::question(&before, key);
        loop {
            let line = session.ask().line(question)?;
            // The end of the input, not an empty line.
            if line.is_empty() {
                return Err(CliError::new(Kind::Interrupted, interrupted()));
            }
            let answer = line.trim();
            if answer.is_empty() {
                break;
            }
            let answer = vec![answer.to_owned()];
            match key.accepts(&answer) {
                Ok(()) => {
                    warnings.extend(groups::unknown(session, key, &answer).await);
                    answers.push((key, answer));
                    break;
                }
                Err(expected) => question = words::again(key, &expected),
            }
        }
        before = words::nothing();
    }
    Ok(answers)
}
