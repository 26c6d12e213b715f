use figment::value::Value;
use kplaces_edition::Feature;
use kplaces_text::{Text, text};

use crate::meaning;
use crate::nearest::nearest;
use crate::schema::{KEYS, Key, Kind, Reach};
use crate::text::quoted;

/// A key that a configuration file may hold, as people are told of it. Secrets are none of them.
#[derive(Clone, Copy)]
pub struct SettingKey(&'static Key);

impl SettingKey {
    /// All of them, by name.
    pub fn all() -> impl Iterator<Item = Self> {
        let open = KEYS.iter().filter(|key| key.kind != Kind::Secret);
        open.map(Self)
    }

    /// The key of this name.
    pub fn find(name: &str) -> Option<Self> {
        Self::all().find(|key| key.name() == name)
    }

    /// The key that a mistyped name most likely means.
    pub fn near(name: &str) -> Option<Self> {
        Self::find(nearest(name, KEYS.iter().map(|key| key.name))?)
    }

    /// The dotted name.
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// The section it stands in; `None` for one that stands above all sections.
    pub fn section(self) -> Option<&'static str> {
        Some(self.0.name.split_once('.')?.0)
    }

    /// What the keys of its section are about.
    pub fn section_meaning(self) -> Option<Text> {
        meaning::of_section(self.section()?)
    }

    /// Its name within its section.
    pub fn last_name(self) -> &'static str {
        self.0.name.rsplit('.').next().unwrap_or(self.0.name)
    }

    /// What it is for, in one sentence.
    pub fn meaning(self) -> Text {
        meaning::of(self.0.name).unwrap_or_default()
    }

    /// What it takes, for people.
    pub fn takes(self) -> Text {
        match self.0.kind {
            Kind::Text | Kind::Secret => text!("a text", "ein Text"),
            Kind::Url => text!("an address with `https://`", "eine Adresse mit `https://`"),
            Kind::Proxy => text!(
                "an address with `http://` or `https://`",
                "eine Adresse mit `http://` oder `https://`"
            ),
            Kind::Store => text!("a store with its scheme", "ein Bestand mit seinem Schema"),
            Kind::Folder => text!("the whole path of a folder", "der ganze Pfad eines Ordners"),
            Kind::File => text!("the whole path of a file", "der ganze Pfad einer Datei"),
            Kind::Whole(min, max) => text!(
                "a whole number from {min} to {max}",
                "eine ganze Zahl von {min} bis {max}"
            ),
            Kind::Choice(words) => text!(
                "one of `{words}`",
                "eines von `{words}`",
                words = words.join("`, `")
            ),
            Kind::Rate => text!("calls per seconds", "Aufrufe je Sekunden"),
            Kind::List => text!("a list of texts", "eine Liste von Texten"),
            Kind::Command => text!(
                "a program with its arguments, as a list",
                "ein Programm mit seinen Argumenten, als Liste"
            ),
        }
    }

    /// What it takes, for programs.
    pub fn kind(self) -> &'static str {
        match self.0.kind {
            Kind::Text | Kind::Secret => "text",
            Kind::Url | Kind::Proxy => "url",
            Kind::Store => "store",
            Kind::Folder => "folder",
            Kind::File => "file",
            Kind::Whole(..) => "integer",
            Kind::Choice(_) => "choice",
            Kind::Rate => "rate",
            Kind::List => "list",
            Kind::Command => "command",
        }
    }

    /// The smallest and the largest number it takes.
    pub fn range(self) -> Option<(i64, i64)> {
        match self.0.kind {
            Kind::Whole(min, max) => Some((min, max)),
            _ => None,
        }
    }

    /// The words it takes; empty where it takes others.
    pub fn choices(self) -> &'static [&'static str] {
        match self.0.kind {
            Kind::Choice(words) => words,
            _ => &[],
        }
    }

    /// What holds where nobody sets it, as a configuration file would say it; `None` where nothing does, or
    /// it is not the same everywhere.
    pub fn default(self) -> Option<String> {
        self.0.default.map(|default| self.0.kind.written(default))
    }

    /// Its line of a configuration file, with the default or else with an example.
    pub fn line(self) -> String {
        let example = match self.0.kind {
            Kind::Folder if cfg!(windows) => "C:/3kplaces",
            Kind::Folder => "/srv/3kplaces",
            Kind::File if cfg!(windows) => "C:/maps/streets.pmtiles",
            Kind::File => "/srv/maps/streets.pmtiles",
            Kind::Proxy => "http://proxy.example:3128",
            Kind::Command => r#"["pass", "show", "webfleet"]"#,
            Kind::Whole(min, _) => &min.to_string(),
            _ => "…",
        };
        let value = self
            .default()
            .unwrap_or_else(|| self.0.kind.written(example));
        format!("{} = {value}", self.last_name())
    }

    /// What these texts are as its value, as `config set` takes them.
    pub(crate) fn value(self, values: &[String]) -> Option<Value> {
        match (self.0.kind, values) {
            (kind, [value]) => kind.take_text(value),
            (kind @ (Kind::List | Kind::Command), [_, _, ..]) => kind.take_list(values.to_vec()),
            _ => None,
        }
    }

    /// The entries of the list that these texts are as its value, as `config set` takes them, or a text alone; `None`
    /// where it takes neither, or not these.
    pub fn entries(self, values: &[String]) -> Option<Vec<String>> {
        let value = self.value(values)?;
        if let Some(text) = value.as_str() {
            return Some(vec![text.to_owned()]);
        }
        let list = value.into_array()?;
        list.into_iter().map(Value::into_string).collect()
    }

    /// Whether it takes these texts as its value; else what it wants, as the end of a sentence about the key.
    pub fn accepts(self, values: &[String]) -> Result<(), Text> {
        let given = values.first().map_or("", String::as_str);
        self.value(values)
            .map(drop)
            .ok_or_else(|| self.0.kind.refusal(given))
    }

    /// The environment variable that sets it.
    pub fn variable(self) -> String {
        self.0.variable()
    }

    /// Whether a file that others may change must not set it.
    pub fn is_guarded(self) -> bool {
        self.0.reach == Reach::Guarded
    }

    /// The feature it is for, where not every edition has that.
    pub fn feature(self) -> Option<Feature> {
        Some(match self.0.name {
            "alerts.command"
            | "alerts.default_radius_m"
            | "alerts.mute"
            | "alerts.notify"
            | "alerts.rules"
            | "alerts.source" => Feature::ApproachAlerts,
            "fleet.devices" | "fleet.id" | "fleet.number" => Feature::FleetTimetable,
            "schedule.spread_s" => Feature::ScheduledSync,
            "sync.groups" => Feature::GroupFilter,
            _ => return None,
        })
    }
}

impl std::fmt::Debug for SettingKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("SettingKey").field(&self.0.name).finish()
    }
}

impl Kind {
    /// A value that a variable could have, as it is written in a file.
    fn written(self, text: &str) -> String {
        match self {
            Self::Whole(..) => text.to_owned(),
            Self::List | Self::Command if text.starts_with('[') => text.to_owned(),
            Self::List if text.is_empty() => "[]".to_owned(),
            _ => quoted(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use kplaces_text::Language;

    use super::*;
    use crate::schema::SECTIONS;

    #[test]
    fn every_key_and_section_has_a_meaning_in_both_languages() {
        let meanings = SettingKey::all().map(|key| (key.name(), key.meaning()));
        let sections = SECTIONS.map(|section| (section, meaning::of_section(section).unwrap()));
        for (name, meaning) in meanings.chain(sections) {
            let [english, german] = Language::all()
                .map(|language| meaning.in_language(language).to_owned())
                .collect::<Vec<_>>()
                .try_into()
                .unwrap();
            assert!(!english.is_empty() && english != german, "{name}");
            assert!(!english.ends_with('.') && !german.ends_with('.'), "{name}");
        }
    }

    #[test]
    fn secrets_are_no_keys_of_a_file() {
        assert!(SettingKey::find("login.password").is_none());
        assert!(SettingKey::find("login.password_command").is_some());
    }

    #[test]
    fn the_line_of_each_key_is_taken_from_a_file() {
        for key in SettingKey::all() {
            let items = crate::document::parse(&key.line()).unwrap();
            let value = key.0.kind.take_node(&items[0].value);
            assert!(value.is_some(), "{}", key.line());
        }
    }

    #[test]
    fn the_table_of_the_readme_is_made_of_the_keys() {
        let row = |key: SettingKey| {
            let default = key
                .default()
                .map_or("none".to_owned(), |it| format!("`{it}`"));
            let (meaning, takes) = (key.meaning(), key.takes());
            format!("| `{}` | {meaning} | {takes} | {default} |\n", key.name())
        };
        let table: String = SettingKey::all().map(row).collect();
        let readme = include_str!("../README.md");
        assert!(
            readme.contains(&table),
            "README.md has no table of\n{table}"
        );
    }
}
