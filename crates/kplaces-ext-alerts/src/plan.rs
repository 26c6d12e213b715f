//! What is set about alerts, read: which places are told of, when, and when not.

use std::collections::BTreeSet;

use kplaces_alerts::{Rules, Settings};
use kplaces_app::text::colour as colour_title;
use kplaces_app::{find_groups, group_meant};
use kplaces_config::AlertSettings;
use kplaces_device::CliError;
use kplaces_domain::{Colour, GroupName, one_line};
use kplaces_text::{Text, text};

use crate::mute_text::Quiet;
use crate::rule_text::BadRule;
use crate::source_text::Source;
use crate::{rule_text, text as words};

/// Rules, what is muted, and the numbers that are set.
#[derive(Clone, Debug, Default)]
pub(crate) struct Plan {
    pub(crate) rules: Rules,
    pub(crate) quiet: Quiet,
    pub(crate) settings: Settings,
}

impl Plan {
    /// Reads settings; the first that is wrong is told.
    pub(crate) fn of(settings: &AlertSettings) -> Result<Self, CliError> {
        Ok(Self {
            rules: rule_text::rules(&settings.rules).map_err(words::bad_rule)?,
            quiet: Quiet::read(&settings.mute).map_err(words::bad_mute)?,
            settings: Settings {
                default_radius_m: settings.default_radius_m,
                ..Settings::default()
            },
        })
    }

    /// The same with the names of groups as this device writes them: people type them in another case, or with another
    /// hyphen.
    pub(crate) fn as_written(&self, known: &[GroupName]) -> Self {
        let written = |name: &GroupName| {
            let found = find_groups(std::slice::from_ref(name), known).ok();
            let found = found.and_then(|found| found.into_iter().next());
            found.unwrap_or_else(|| name.clone())
        };
        Self {
            rules: self.rules.renamed(written),
            quiet: self.quiet.renamed(written),
            settings: self.settings,
        }
    }

    /// What is said for groups and colours that are not on this device, and for rules that are never asked on it: nobody
    /// would hear of their places, and nobody would know why.
    pub(crate) fn doubts(&self, known: &[GroupName], colours: &Colours) -> Vec<Text> {
        let mut doubts = self.doubts_of_groups(known);
        doubts.extend(self.doubts_of_colours(colours));
        doubts
    }

    /// Whether a rule is for places of one colour.
    pub(crate) fn names_colours(&self) -> bool {
        self.rules.colours().next().is_some()
    }

    /// A device without places has not been synced yet.
    pub(crate) fn doubts_of_colours<'a>(
        &'a self,
        colours: &'a Colours,
    ) -> impl Iterator<Item = Text> + 'a {
        let asked = self.rules.colours();
        asked
            .filter(|(_, colour)| colours.any_place && !colours.found.contains(*colour))
            .map(|(number, colour)| colours.unknown(number, colour))
    }

    /// A device without groups has not been synced yet, or has none.
    pub(crate) fn doubts_of_groups(&self, known: &[GroupName]) -> Vec<Text> {
        if known.is_empty() {
            return Vec::new();
        }
        let rules = self.rules.groups().map(|(number, name)| {
            let entry = text!(
                "rule {number} of alerts.rules",
                "Regel {number} in alerts.rules"
            );
            (entry, name)
        });
        let mutes = self.quiet.groups().map(|(number, name)| {
            let entry = text!(
                "entry {number} of alerts.mute",
                "Eintrag {number} in alerts.mute"
            );
            (entry, name)
        });
        let all = rules.chain(mutes);
        all.filter(|(_, name)| find_groups(std::slice::from_ref(*name), known).is_err())
            .map(|(entry, name)| unknown(&entry, name, known))
            .chain(self.as_written(known).rules.never_asked().map(|error| {
                let BadRule { number, why } = rule_text::bad(&error);
                text!(language =>
                    "rule {number} of alerts.rules: {why}",
                    "Regel {number} in alerts.rules: {why}",
                    why = why.in_language(language)
                )
            }))
            .collect()
    }
}

/// The colours of the places of a device.
#[derive(Clone, Debug, Default)]
pub(crate) struct Colours {
    /// Each once.
    pub(crate) found: BTreeSet<Colour>,
    /// Whether there is a place.
    pub(crate) any_place: bool,
}

impl Colours {
    /// Takes one place more.
    pub(crate) fn take(&mut self, colour: Option<&Colour>) {
        self.any_place = true;
        if let Some(colour) = colour
            && !self.found.contains(colour)
        {
            self.found.insert(colour.clone());
        }
    }

    /// A rule names a colour that no place has. It may be typed in another case than it came in.
    fn unknown(&self, number: usize, colour: &Colour) -> Text {
        let name = |colour: &Colour| {
            colour_title(colour).unwrap_or_else(|| Text::same(one_line(colour.name(), 60)))
        };
        let like = |other: &&Colour| other.name().to_lowercase() == colour.name().to_lowercase();
        let meant = self.found.iter().find(like).map(|meant| {
            text!(l => "; did you mean `{meant}`?", "; meinten Sie `{meant}`?", meant = name(meant).in_language(l))
        });
        let (name, meant) = (name(colour), meant.unwrap_or_default());
        text!(l =>
            "rule {number} of alerts.rules names the colour `{name}`, which no place on this device has{meant}",
            "Regel {number} in alerts.rules nennt die Farbe `{name}`, die kein Ort auf diesem Gerät hat{meant}",
            name = name.in_language(l),
            meant = meant.in_language(l)
        )
    }
}

/// An entry names a group that is not on this device.
fn unknown(entry: &Text, name: &GroupName, known: &[GroupName]) -> Text {
    let meant = group_meant(name, known)
        .map(|meant| text!("; did you mean `{meant}`?", "; meinten Sie `{meant}`?"));
    let meant = meant.unwrap_or_default();
    let name = one_line(name.as_str(), 60);
    text!(language =>
        "{entry} names the group `{name}`, which is not on this device{meant}",
        "{entry} nennt die Gruppe `{name}`, die es auf diesem Gerät nicht gibt{meant}",
        entry = entry.in_language(language),
        meant = meant.in_language(language)
    )
}

/// Whether a setting can be used as it is to be; keys that are no affair of alerts can. What helps on this device is not
/// said: it may be a file for others.
pub(crate) fn check(key: &str, entries: &[String]) -> Result<(), CliError> {
    read(key, entries).map_err(|error| CliError {
        hints: Vec::new(),
        ..error
    })
}

fn read(key: &str, entries: &[String]) -> Result<(), CliError> {
    match key {
        "alerts.rules" => rule_text::rules(entries).map(drop).map_err(words::bad_rule),
        "alerts.mute" => Quiet::read(entries).map(drop).map_err(words::bad_mute),
        "alerts.source" => {
            let source = entries.first().map_or("", String::as_str);
            let read = Source::read(source).map(drop);
            read.map_err(|why| words::bad_source(why, true))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use kplaces_text::Language;

    use super::*;

    fn plan(rules: &[&str], mute: &[&str]) -> Plan {
        let owned =
            |lines: &[&str]| -> Vec<String> { lines.iter().map(ToString::to_string).collect() };
        Plan {
            rules: rule_text::rules(&owned(rules)).unwrap(),
            quiet: Quiet::read(&owned(mute)).unwrap(),
            settings: Settings::default(),
        }
    }

    fn known() -> Vec<GroupName> {
        ["Depots", "Kunden Süd", "Kunden"]
            .map(GroupName::from)
            .to_vec()
    }

    #[test]
    fn groups_are_found_however_they_are_typed() {
        let plan = plan(
            &["group depots: off", "group KUNDEN SÜD: 1km"],
            &["group kunden"],
        );
        let written = plan.as_written(&known());
        let rules: Vec<_> = written
            .rules
            .groups()
            .map(|(_, name)| name.as_str())
            .collect();
        assert_eq!(rules, ["Depots", "Kunden Süd"]);
        assert!(written.quiet.hushes("1", ["Kunden"], 0));
        assert!(plan.doubts(&known(), &Colours::default()).is_empty());
    }

    #[test]
    fn a_group_that_is_not_there_is_named_with_what_is_like_it() {
        let plan = plan(&["*: 30s"], &["group Nacht"]);
        assert_eq!(plan.doubts(&known(), &Colours::default()).len(), 1);
        let plan = plan_of_one("group Depot: 1km");
        let doubts = plan.doubts(&known(), &Colours::default());
        assert_eq!(
            doubts[0].in_language(Language::German),
            "Regel 1 in alerts.rules nennt die Gruppe `Depot`, die es auf diesem Gerät nicht gibt; meinten Sie `Depots`?"
        );
        // Nothing has been synced yet.
        assert!(plan.doubts(&[], &Colours::default()).is_empty());
    }

    #[test]
    fn a_colour_that_no_place_has_is_told_once_there_are_places() {
        let plan = plan(
            &["colour yellow: off", "colour 7: 30s", "colour darkred: off"],
            &[],
        );
        let told = |colours: &Colours| -> Vec<String> {
            let doubts = plan.doubts(&[], colours).into_iter();
            doubts
                .map(|it| it.in_language(Language::German).to_owned())
                .collect()
        };
        let mut colours = Colours::default();
        assert_eq!(told(&colours), [""; 0], "nothing has been synced yet");
        colours.take(None);
        colours.take(Some(&"Yellow".parse().unwrap()));
        assert_eq!(
            told(&colours),
            [
                "Regel 1 in alerts.rules nennt die Farbe `yellow`, die kein Ort auf diesem Gerät hat; meinten Sie `Yellow`?",
                "Regel 2 in alerts.rules nennt die Farbe `7`, die kein Ort auf diesem Gerät hat",
                "Regel 3 in alerts.rules nennt die Farbe `Dunkelrot`, die kein Ort auf diesem Gerät hat",
            ]
        );
        for colour in ["yellow", "7", "darkred"] {
            colours.take(Some(&colour.parse().unwrap()));
        }
        assert_eq!(told(&colours), [""; 0]);
    }

    fn plan_of_one(rule: &str) -> Plan {
        plan(&[rule], &[])
    }

    #[test]
    fn a_rule_for_a_group_that_has_one_in_another_case_is_told() {
        let plan = plan(&["group Depots: off", "group DEPOTS: 30s"], &[]);
        let doubts = plan.doubts(&known(), &Colours::default());
        assert_eq!(doubts.len(), 1);
        assert_eq!(
            doubts[0].in_language(Language::English),
            "rule 2 of alerts.rules: it is never asked: rule 1 is for the same places"
        );
    }

    #[test]
    fn each_setting_is_read_before_it_is_kept() {
        let bad = |key: &str, entry: &str| check(key, &[entry.to_owned()]).is_err();
        assert!(bad("alerts.rules", "Kunden: 500m"));
        assert!(bad("alerts.mute", "gruppe Nacht"));
        assert!(bad("alerts.source", "gpsd:elsewhere"));
        for (key, entry) in [
            ("alerts.rules", "group Kunden: 500m"),
            ("alerts.mute", "22:00-06:00"),
            ("alerts.source", "nmea:/dev/ttyUSB0"),
            ("sync.then", "anything"),
        ] {
            assert!(!bad(key, entry), "{key}");
        }
    }
}
