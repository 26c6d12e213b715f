use serde::Serialize;

use crate::{CliError, Output, Session, text};

#[derive(Serialize)]
struct SettingJson<'a> {
    key: &'a str,
    value: &'a str,
    source: String,
}

#[derive(Serialize)]
struct PathsJson {
    config_file: Option<String>,
    login_file: String,
    data_dir: String,
    state_dir: String,
    store: String,
}

pub(super) fn show(session: &Session) -> Result<Output, CliError> {
    let entries = &session.loaded()?.entries;
    let rows: Vec<SettingJson<'_>> = entries
        .iter()
        .map(|entry| SettingJson {
            key: &entry.key,
            value: &entry.value,
            source: entry.source.to_string(),
        })
        .collect();
    let table: Vec<[&str; 3]> = rows
        .iter()
        .map(|row| [row.key, row.value, &row.source])
        .collect();
    Output::answer(text::config::settings(&table, session.terminal), &rows)
}

pub(super) fn path(session: &Session) -> Result<Output, CliError> {
    let settings = session.settings().ok();
    let paths = PathsJson {
        config_file: session
            .sources
            .user_file
            .as_ref()
            .map(|path| path.display().to_string()),
        login_file: session.sources.login_file().display().to_string(),
        // This is where people are sent when a setting is wrong, so it must not need right ones.
        data_dir: settings
            .map_or(&session.sources.dirs.data, |settings| &settings.data_dir)
            .display()
            .to_string(),
        state_dir: session.dirs().state.display().to_string(),
        store: settings.map_or_else(|| "?".to_owned(), |settings| settings.store.clone()),
    };
    let config_file = paths.config_file.as_deref().unwrap_or("-");
    let text = text::config::paths(
        config_file,
        &paths.login_file,
        &paths.data_dir,
        &paths.store,
        &paths.state_dir,
    );
    Output::answer(text, &paths)
}
