use std::collections::BTreeMap;
use std::path::Path;

use figment::Figment;
use figment::value::Value;
use kplaces_text::{Language, Text, text};

use crate::error::{Problem, ProblemKind};
use crate::home::{below_home, is_of_another, of_another};
use crate::layers::{LOGIN_VARIABLES, Layer, Merged, gather};
use crate::schema::{KEYS, Key, Kind};
use crate::text::{hidden, none, quoted, without_secrets};
use crate::{ConfigError, Origin, Settings, Sources};

fn no_home() -> Text {
    text!(
        "begins with ~, but no home folder is set: write the whole path",
        "beginnt mit ~, aber es ist kein Heimatordner gesetzt: den ganzen Pfad schreiben"
    )
}

fn home_is_no_text() -> Text {
    text!(
        "begins with ~, but the name of the home folder is not UTF-8 text: leave it out, or set \
         `data_dir` to a folder with another name",
        "beginnt mit ~, aber der Name des Heimatordners ist nicht in UTF-8: weglassen, oder \
         `data_dir` auf einen Ordner mit anderem Namen setzen"
    )
}

/// The settings, and where each came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loaded {
    /// The values.
    pub settings: Settings,
    /// Every setting by name, and of the login what files and variables set.
    pub entries: Vec<Entry>,
}

/// One key, its value as text, and its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The dotted key.
    pub key: String,
    /// The value: `(hidden)` for a secret or a command, `(none)` if not set, a list as in TOML.
    /// Of an address, a login and a query are hidden.
    pub value: Text,
    /// Where it is set.
    pub source: Origin,
}

impl Entry {
    /// The value of a key that names a file.
    pub fn path(&self) -> &Path {
        Path::new(self.value.in_language(Language::English))
    }
}

impl Sources {
    /// Reads and checks all layers. Every problem of every layer is reported, not just the first.
    pub fn load(&self) -> Result<Loaded, ConfigError> {
        let (layers, problems) = gather(self);
        if !problems.is_empty() {
            return Err(ConfigError::Invalid { problems });
        }
        let settings = Figment::from(Merged(&layers)).extract();
        let mut settings: Settings = settings.or_else(|_| {
            // Merged by figment, which costs more, for an error to know its source.
            let merged = layers.iter().fold(Figment::new(), Figment::merge);
            merged.extract().map_err(rebuilt)
        })?;
        self.resolve_home(&layers, &mut settings)?;
        if settings.data_dir.as_os_str().is_empty() {
            settings.data_dir.clone_from(&self.dirs.data);
        }
        settings.webfleet.proxy = settings.webfleet.proxy.filter(|proxy| !proxy.is_empty());
        let entries = self.entries(&layers, &settings);
        Ok(Loaded { settings, entries })
    }

    /// Puts the home folder for `~` in what is set as a path.
    fn resolve_home(&self, layers: &[Layer], settings: &mut Settings) -> Result<(), ConfigError> {
        let problem = |key: &str, why: Text| {
            let problem = Problem::new(ProblemKind::BadValue, why).key(key);
            let found = layers.iter().rev().find_map(|layer| layer.get(key));
            let origin = found.map_or(Origin::Default, |(_, origin)| origin.clone());
            let problems = vec![problem.at(&origin)];
            ConfigError::Invalid { problems }
        };
        let needs_home = |key, path: &str| match below_home(path) {
            Some(_) if self.home.is_none() => Err(problem(key, no_home())),
            _ => Ok(()),
        };
        let folder = &mut settings.data_dir;
        needs_home("data_dir", &folder.to_string_lossy())?;
        *folder = self.at_home(&*folder);
        if let Some(file) = &mut settings.map.basemap {
            needs_home("map.basemap", &file.to_string_lossy())?;
            *file = self.at_home(&*file);
        }
        let texts = [
            ("store", &mut settings.store),
            ("alerts.source", &mut settings.alerts.source),
        ];
        for (key, text) in texts {
            let Some((scheme, path)) = text.split_once(':') else {
                continue;
            };
            if is_of_another(path) {
                return Err(problem(key, of_another()));
            }
            if below_home(path).is_some() {
                needs_home(key, path)?;
                let path = self.at_home(path);
                let path = path
                    .to_str()
                    .ok_or_else(|| problem(key, home_is_no_text()))?;
                *text = format!("{scheme}:{path}");
            }
        }
        Ok(())
    }

    fn entries(&self, layers: &[Layer], settings: &Settings) -> Vec<Entry> {
        let mut entries = BTreeMap::new();
        for key in &KEYS {
            // Not asked of figment, which merges all layers anew for each question.
            let found = layers.iter().rev().find_map(|layer| layer.get(key.name));
            if found.is_none() && key.is_login() {
                continue;
            }
            let value = match found {
                Some((value, _)) => shown(key, value),
                None if key.kind == Kind::Folder => {
                    Text::same(settings.data_dir.display().to_string())
                }
                None => none(),
            };
            let source = found.map_or(Origin::Default, |(_, origin)| origin.clone());
            entries.insert(key.name, (value, source));
        }
        for (name, text) in &self.env {
            let login = LOGIN_VARIABLES.iter().find(|(login, _)| login == name);
            if let Some((variable, key)) = login {
                let open = ["account", "user", "_file"];
                let value = if open.iter().any(|open| key.ends_with(open)) {
                    Text::same(text.clone())
                } else {
                    hidden()
                };
                entries.insert(key, (value, Origin::Env((*variable).to_owned())));
            }
        }
        entries
            .into_iter()
            .map(|(key, (value, source))| Entry {
                key: key.to_owned(),
                value,
                source,
            })
            .collect()
    }
}

fn shown(key: &Key, value: &Value) -> Text {
    match (key.kind, value) {
        (Kind::Command | Kind::Secret, _) => hidden(),
        (_, Value::String(_, text)) if text.is_empty() => none(),
        (Kind::Url | Kind::Proxy | Kind::Store, Value::String(_, text)) => without_secrets(text),
        (_, Value::String(_, text)) => Text::same(text.clone()),
        (_, Value::Array(_, list)) => {
            let list: Vec<String> = list
                .iter()
                .filter_map(|value| value.as_str().map(quoted))
                .collect();
            Text::same(format!("[{}]", list.join(", ")))
        }
        (_, value) => value
            .to_i128()
            .map_or_else(hidden, |number| Text::same(number.to_string())),
    }
}

/// figment's own message holds the value it found; only key and source are taken from it.
///
/// All values are checked before, so this is for the day a key and its field disagree.
fn rebuilt(error: figment::Error) -> ConfigError {
    let problems = error
        .into_iter()
        .map(|error| {
            Problem::new(
                ProblemKind::BadValue,
                text!("is not usable", "ist nicht zu gebrauchen"),
            )
            .at(&Origin::from_metadata(error.metadata.as_ref()))
            .key(error.path.join("."))
        })
        .collect();
    ConfigError::Invalid { problems }
}
