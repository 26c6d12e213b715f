//! What people choose on the page and want to find again the next day.

use serde::{Deserialize, Serialize};

/// It says how things are shown, and nothing about places or where anybody is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub(crate) struct Choices {
    pub(crate) theme: Theme,
    /// Whether distances are to be from where the device is, as soon as the browser says it unasked.
    pub(crate) position: bool,
    /// How places that come near are told.
    #[serde(default)]
    pub(crate) alerts: Alerts,
    /// What places are handed to; `null` is what the setting says.
    #[serde(default)]
    pub(crate) navigation: Option<Navigation>,
}

/// How places that come near are told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(rename = "AlertsChoice"))]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Alerts {
    /// Not at all.
    #[default]
    Off,
    /// To be seen.
    Silent,
    /// With a tone.
    Tone,
    /// With a tone and in words.
    Voice,
}

/// How light the page is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(rename = "ThemeChoice"))]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Theme {
    /// As the device is.
    #[default]
    Auto,
    /// For the day.
    Light,
    /// For the night.
    Dark,
}

/// What a place is handed to, to be navigated to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(rename = "NavigationChoice"))]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Navigation {
    /// The program of the device.
    Geo,
    /// Google Maps.
    Google,
    /// Apple Maps.
    Apple,
    /// Waze.
    Waze,
    /// HERE `WeGo`.
    Here,
    /// `OpenStreetMap`.
    Osm,
}
