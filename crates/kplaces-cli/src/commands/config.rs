mod change;
mod check;
mod groups;
mod init;
mod list;

use kplaces_device::text::stores as words;
use kplaces_text::Language;

use crate::args::Config;
use crate::json::{PathsJson, SettingJson};
use crate::text::config::Paths;
use crate::{CliError, Output, Session, text};

pub(super) async fn config(session: &Session, what: Config) -> Result<Output, CliError> {
    match what {
        Config::List { key } => list::list(session, key.as_deref()),
        Config::Show => show(session),
        Config::Check { file } => check::check(session, file),
        Config::Init { defaults, force } => init::init(session, defaults, force).await,
        Config::Set { key, values } => change::set(session, &key, &values).await,
        Config::Unset { key } => change::unset(session, &key),
        Config::Path => path(session),
    }
}

fn show(session: &Session) -> Result<Output, CliError> {
    let entries = session.loaded()?.entries.clone();
    let terminal = session.terminal;
    Ok(Output::of(
        entries,
        move |entries, language| text::config::settings(entries, terminal, language),
        |entries| {
            let rows = entries.iter().map(|entry| SettingJson {
                key: &entry.key,
                value: entry.value.in_language(Language::English),
                source: entry.source.to_string(),
            });
            serde_json::to_value(rows.collect::<Vec<_>>())
        },
    ))
}

/// This is where people are sent when a setting is wrong, so it must not need right ones. Settings that
/// lead to the places of another tenant are no mistake of that kind.
fn path(session: &Session) -> Result<Output, CliError> {
    let settings = match session.settings() {
        Ok(settings) => Some(settings),
        Err(_) if session.misconfigured().is_some() => None,
        Err(error) => return Err(error),
    };
    let location = settings.and_then(|_| session.location().ok());
    let store = match (location, settings) {
        (Some(location), _) => location.url.to_string(),
        (None, Some(settings)) => settings.store.clone(),
        (None, None) => words::UNKNOWN.to_owned(),
    };
    let paths = PathsJson {
        config_file: session
            .sources()
            .user_file
            .as_ref()
            .map(|path| path.display().to_string()),
        login_file: session.sources().login_file().display().to_string(),
        data_dir: settings
            .map_or(&session.sources().dirs.data, |settings| &settings.data_dir)
            .display()
            .to_string(),
        state_dir: session.dirs().state.display().to_string(),
        store,
        store_kept: location.map(|location| location.kept.into()),
    };
    let kept = location.map(|location| location.kept);
    Ok(Output::of(
        paths,
        move |paths, language| {
            let paths = Paths {
                config_file: paths.config_file.as_deref(),
                login_file: &paths.login_file,
                data_dir: &paths.data_dir,
                state_dir: &paths.state_dir,
                store: &paths.store,
                kept,
            };
            text::config::paths(&paths, language)
        },
        |paths| serde_json::to_value(paths),
    ))
}
