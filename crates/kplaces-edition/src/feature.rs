use std::num::NonZeroU32;

use kplaces_text::{Text, text};
use serde::{Deserialize, Serialize};
use strum::{Display, EnumIter, EnumString, IntoEnumIterator, IntoStaticStr};

use crate::Limit;

/// The editions there are, smallest first; each has what the one before it has.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Display,
    EnumIter,
    EnumString,
    IntoStaticStr,
    Serialize,
    Deserialize,
)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub enum EditionId {
    /// Up to 500 addresses.
    Basic,
    /// All addresses, and the account's groups.
    Pro,
    /// Pro for companies with several accounts and rules of their own.
    Enterprise,
}

impl EditionId {
    /// The product name: `3Kplaces Pro`.
    pub fn title(self) -> &'static str {
        match self {
            Self::Basic => "3Kplaces Basic",
            Self::Pro => "3Kplaces Pro",
            Self::Enterprise => "3Kplaces Enterprise",
        }
    }

    /// How many addresses it downloads, as its `edition.toml` promises.
    pub fn places(self) -> Limit {
        match self {
            Self::Basic => Limit::AtMost(NonZeroU32::MIN.saturating_add(499)),
            Self::Pro | Self::Enterprise => Limit::Unlimited,
        }
    }

    /// All editions, smallest first.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::iter()
    }
}

/// Something an edition may or may not have.
///
/// All features of all editions are named here, so that an edition without one can say where it
/// is. The code of a feature is a crate that only the editions that have it depend on.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Display,
    EnumIter,
    EnumString,
    IntoStaticStr,
    Serialize,
    Deserialize,
)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub enum Feature {
    /// The list of the account's groups.
    GroupList,
    /// The choice of places by group.
    GroupFilter,
    /// Files for navigation units, apps and maps.
    DeviceExports,
    /// Syncs that the system starts.
    ScheduledSync,
    /// Places that are told of before they are reached.
    ApproachAlerts,
    /// What a way would have told.
    AlertCheck,
    /// When each of many devices syncs.
    FleetTimetable,
    /// Several accounts, apart on one device.
    Tenants,
    /// Places that are encrypted on the device.
    EncryptedStore,
}

impl Feature {
    /// The name in `edition.toml` and JSON: `group-list`.
    pub fn id(self) -> &'static str {
        self.into()
    }

    /// A phrase for people.
    pub fn phrase(self) -> Text {
        match self {
            Self::GroupList => text!("the group list (`groups`)", "die Gruppenliste (`groups`)"),
            Self::GroupFilter => text!(
                "the group filter (`--group`, `sync.groups`)",
                "der Gruppenfilter (`--group`, `sync.groups`)"
            ),
            Self::DeviceExports => text!(
                "the export for navigation units, apps and maps",
                "der Export für Navigationsgeräte, Apps und Karten"
            ),
            Self::ScheduledSync => text!(
                "the scheduled sync (`schedule`, `sync --scheduled`)",
                "der zeitgesteuerte Abgleich (`schedule`, `sync --scheduled`)"
            ),
            Self::ApproachAlerts => text!(
                "the approach alert (`watch`)",
                "der Annäherungshinweis (`watch`)"
            ),
            Self::AlertCheck => text!(
                "the check of alerts and radii (`alerts`)",
                "die Prüfung von Annäherungshinweisen und Radien (`alerts`)"
            ),
            Self::FleetTimetable => {
                text!(
                    "the fleet timetable (`fleet`)",
                    "der Flottenfahrplan (`fleet`)"
                )
            }
            Self::Tenants => text!(
                "the separation of several WEBFLEET accounts (`tenants`, `--tenant`)",
                "die Trennung mehrerer WEBFLEET-Konten (`tenants`, `--tenant`)"
            ),
            Self::EncryptedStore => text!(
                "the encrypted store (`encrypt`)",
                "der verschlüsselte Bestand (`encrypt`)"
            ),
        }
    }

    /// The command it brings, if it brings one.
    pub fn command(self) -> Option<&'static str> {
        match self {
            Self::GroupList => Some("groups"),
            Self::GroupFilter | Self::DeviceExports => None,
            Self::ScheduledSync => Some("schedule"),
            Self::ApproachAlerts => Some("watch"),
            Self::AlertCheck => Some("alerts"),
            Self::FleetTimetable => Some("fleet"),
            Self::Tenants => Some("tenants"),
            Self::EncryptedStore => Some("encrypt"),
        }
    }

    /// The smallest edition that has it.
    pub fn first_in(self) -> EditionId {
        match self {
            Self::GroupList
            | Self::GroupFilter
            | Self::DeviceExports
            | Self::ScheduledSync
            | Self::ApproachAlerts
            | Self::AlertCheck => EditionId::Pro,
            Self::FleetTimetable | Self::Tenants | Self::EncryptedStore => EditionId::Enterprise,
        }
    }

    /// All features, in the order people should read them.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::iter()
    }
}

#[cfg(test)]
mod tests {
    use kplaces_text::Language;

    use super::*;

    #[test]
    fn ids_are_the_same_in_every_form_and_have_a_phrase() {
        for feature in Feature::all() {
            assert_eq!(feature.id().parse(), Ok(feature));
            assert_eq!(
                toml::Value::try_from(feature).unwrap().as_str(),
                Some(feature.id())
            );
            let phrase = feature.phrase();
            assert_ne!(
                phrase.in_language(Language::English),
                phrase.in_language(Language::German)
            );
        }
        for edition in EditionId::all() {
            assert_eq!(edition.to_string().parse(), Ok(edition));
            assert_eq!(
                toml::Value::try_from(edition).unwrap().as_str(),
                Some(edition.into())
            );
        }
    }
}
