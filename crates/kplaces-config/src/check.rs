//! One file of settings, looked at as a device would.

use std::fs;
use std::path::Path;

use figment::value::Value;
use kplaces_edition::{Feature, NotInEdition};
use kplaces_text::{Text, text};

use crate::document::{Item, Node};
use crate::error::{Problem, ProblemKind};
use crate::layers::{cannot_be_read, examined, items, read};
use crate::schema::{Key, Kind};
use crate::text::without_secrets;
use crate::{ConfigError, Origin, SettingKey, Settings, Sources};

/// A file of settings without a mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// The keys it sets, by name.
    pub keys: Vec<&'static str>,
    /// Keys whose entries have a language of their own, which is not known here, with these entries.
    pub entries: Vec<(&'static str, Vec<String>)>,
    /// The key of a user name or a password that others may read there.
    pub exposed: Option<&'static str>,
}

/// The keys whose entries others have to judge.
const OF_OTHERS: [&str; 4] = ["sync.then", "alerts.rules", "alerts.mute", "alerts.source"];

impl Settings {
    /// The keys whose entries have a language of their own, which is not known here, with these entries.
    pub fn entries_of_others(&self) -> [(&'static str, Vec<String>); 4] {
        let [then, rules, mute, source] = OF_OTHERS;
        let Self { sync, alerts, .. } = self;
        [
            (then, sync.then.clone()),
            (rules, alerts.rules.clone()),
            (mute, alerts.mute.clone()),
            (source, vec![alerts.source.clone()]),
        ]
    }
}

/// A list, or a single text as one.
fn entries(value: &Value) -> Vec<String> {
    match value.as_str() {
        Some(text) => vec![text.to_owned()],
        None => value.deserialize().unwrap_or_default(),
    }
}

impl Sources {
    /// Looks at one file as if it was that of a device, and tells all that is wrong with it. `missing` says of a
    /// feature that this edition does not have it.
    pub fn check_file(
        &self,
        path: &Path,
        missing: &dyn Fn(Feature) -> Option<NotInEdition>,
    ) -> Result<Checked, ConfigError> {
        let origin = Origin::File(path.to_owned());
        let invalid = |problems| Err(ConfigError::Invalid { problems });
        let (bytes, doubt) = match read(path, self.home.as_deref()) {
            Ok(read) => read,
            Err(error) => {
                let problem = Problem::new(ProblemKind::Unreadable, cannot_be_read(&error));
                return invalid(vec![problem.at(&origin)]);
            }
        };
        let items = match items(&bytes) {
            Ok(items) => items,
            Err(problem) => return invalid(vec![problem.at(&origin)]),
        };
        let mut problems = Vec::new();
        let values = examined(&items, doubt.as_ref(), &origin, &mut problems);
        let of_others = values.iter().filter(|(key, value)| !is_nothing(key, value));
        problems.extend(of_others.filter_map(|(key, _)| {
            let missing = missing(SettingKey::find(key.name)?.feature()?)?;
            let problem = Problem::new(ProblemKind::OtherEdition, of_another_edition(&missing));
            let line = line_of(&items, key.name);
            Some(problem.at(&origin).line(line).key(key.name))
        }));
        // In the order of the file, whatever was found first.
        problems.sort_by_key(|problem| problem.line);
        if !problems.is_empty() {
            return invalid(problems);
        }
        let exposed = values.iter().find(|(key, value)| holds_login(key, value));
        Ok(Checked {
            exposed: exposed
                .map(|(key, _)| key.name)
                .filter(|_| others_may_read(path)),
            entries: values
                .iter()
                .filter(|(key, _)| OF_OTHERS.contains(&key.name))
                .map(|(key, value)| (key.name, entries(value)))
                .collect(),
            keys: values.iter().map(|(key, _)| key.name).collect(),
        })
    }

    /// Whether a file of settings certainly holds no secret, so that others may read it.
    pub fn is_free_of_secrets(&self, path: &Path) -> bool {
        let Ok((bytes, _)) = read(path, self.home.as_deref()) else {
            return false;
        };
        let Ok(items) = items(&bytes) else {
            return false;
        };
        let mut problems = Vec::new();
        let values = examined(&items, None, &Origin::Default, &mut problems);
        // What is no setting could be a mistyped password.
        problems.is_empty() && !values.iter().any(|(key, value)| holds_login(key, value))
    }
}

/// Whether it is the same as not to be set.
fn is_nothing(key: &Key, value: &Value) -> bool {
    let default = key.default.and_then(|default| key.kind.take_text(default));
    default.is_some_and(|default| default == *value)
}

/// Whether an address has a user name or a password in it.
fn holds_login(key: &Key, value: &Value) -> bool {
    let is_address = matches!(key.kind, Kind::Url | Kind::Proxy | Kind::Store);
    let text = value.as_str().filter(|_| is_address);
    text.is_some_and(|text| without_secrets(text) != Text::same(text))
}

fn of_another_edition(missing: &NotInEdition) -> Text {
    text!(language =>
        "is not for this edition: {missing}",
        "ist nichts für diese Edition: {missing}",
        missing = missing.text().in_language(language)
    )
}

fn line_of(items: &[Item], name: &str) -> Option<usize> {
    let (first, rest) = name.split_once('.').unwrap_or((name, ""));
    let item = items.iter().find(|item| item.key == first)?;
    match &item.value {
        Node::Table(inner) if !rest.is_empty() => line_of(inner, rest),
        _ => Some(item.line),
    }
}

/// On Windows the folder of the user is private by its access list.
fn others_may_read(path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::metadata(path).is_ok_and(|it| it.permissions().mode() & 0o077 != 0)
    }
    #[cfg(not(unix))]
    {
        let _ = fs::metadata(path);
        false
    }
}
