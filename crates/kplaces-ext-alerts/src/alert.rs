//! An event with the place it is about, as it is told.

use std::fmt;

use kplaces_alerts::{Event, EventKind, Side};
use kplaces_text::{Language, say};
use schemars::JsonSchema;
use serde::Serialize;

/// What is told of a place.
#[derive(Clone)]
pub(crate) struct Alert {
    /// What happened.
    pub(crate) event: Event,
    /// WEBFLEET's key of the place.
    pub(crate) key: String,
    /// Its name, in one line.
    pub(crate) name: String,
    /// Its groups.
    pub(crate) groups: Vec<String>,
}

/// What programs read of an alert, a line each. It says nothing of where the device is but how far the place is away.
#[derive(Serialize, JsonSchema)]
pub(crate) struct AlertJson<'a> {
    /// `approaching`, `arrived` or `left`.
    event: &'static str,
    /// The moment of the position by which it became known, by the clock of its source.
    at: String,
    /// WEBFLEET's key of the place.
    key: &'a str,
    /// Its name.
    name: &'a str,
    /// Its groups.
    groups: &'a [String],
    /// Metres to its circle; 0 inside.
    to_circle_m: u64,
    /// Metres to its middle.
    to_centre_m: u64,
    /// Seconds to its circle at the present speed, where that is known.
    seconds: Option<u64>,
    /// `ahead`, `right`, `behind` or `left`, seen in the direction of travel, where that is known.
    side: Option<&'static str>,
}

impl Alert {
    /// The word of its kind, for programs.
    pub(crate) fn word(&self) -> &'static str {
        match self.event.kind {
            EventKind::Approaching => "approaching",
            EventKind::Arrived => "arrived",
            EventKind::Left => "left",
        }
    }

    /// A sentence that can be taken in at a glance: `Depot Nord: 400 m, ahead`.
    pub(crate) fn sentence(&self, language: Language) -> String {
        let name = &self.name;
        match self.event.kind {
            EventKind::Approaching => {
                let distance = language.distance(self.event.to_circle_m);
                match self.event.side {
                    Some(side) => format!("{name}: {distance}, {}", side_in(side, language)),
                    None => format!("{name}: {distance}"),
                }
            }
            EventKind::Arrived => say!(language, "{name}: arrived", "{name}: angekommen"),
            EventKind::Left => say!(language, "{name}: left", "{name}: verlassen"),
        }
    }

    /// What programs read.
    pub(crate) fn json(&self) -> AlertJson<'_> {
        let whole = |number: f64| number.round().max(0.0) as u64;
        AlertJson {
            event: self.word(),
            at: moment(self.event.time_ms),
            key: &self.key,
            name: &self.name,
            groups: &self.groups,
            to_circle_m: whole(self.event.to_circle_m),
            to_centre_m: whole(self.event.to_centre_m),
            seconds: self.event.seconds.map(whole),
            side: self.event.side.map(side_word),
        }
    }
}

impl fmt::Debug for Alert {
    /// Names of customers are not for a log, and where somebody is neither.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Alert")
            .field("event", &self.event)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for AlertJson<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AlertJson").finish_non_exhaustive()
    }
}

/// `2026-11-30T06:12:44Z`; years that no calendar has are those of its ends.
fn moment(time_ms: i64) -> String {
    kplaces_cli::iso(kplaces_domain::Timestamp::from_unix(
        time_ms.div_euclid(1_000),
    ))
}

/// The word of a side, for programs.
pub(crate) fn side_word(side: Side) -> &'static str {
    match side {
        Side::Ahead => "ahead",
        Side::Right => "right",
        Side::Behind => "behind",
        Side::Left => "left",
    }
}

fn side_in(side: Side, language: Language) -> &'static str {
    match side {
        Side::Ahead => language.pick("ahead", "voraus"),
        Side::Right => language.pick("on the right", "rechts"),
        Side::Behind => language.pick("behind", "hinten"),
        Side::Left => language.pick("on the left", "links"),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    fn alert(kind: EventKind, side: Option<Side>) -> Alert {
        Alert {
            event: Event {
                kind,
                place: 1,
                time_ms: 1_767_225_600_999,
                to_circle_m: 399.6,
                to_centre_m: 649.6,
                seconds: Some(29.7),
                side,
            },
            key: "007".to_owned(),
            name: "Depot Nord".to_owned(),
            groups: vec!["Depots".to_owned()],
        }
    }

    /// An alert of a place with this name.
    pub(crate) fn named(name: &str) -> Alert {
        Alert {
            name: name.to_owned(),
            ..alert(EventKind::Approaching, Some(Side::Ahead))
        }
    }

    #[test]
    fn nothing_of_the_place_is_printed() {
        let alert = named("Depot Nord");
        let printed = format!("{alert:?} {:?}", alert.json());
        assert_eq!(
            printed,
            "Alert { event: Event { kind: Approaching, .. }, .. } AlertJson { .. }"
        );
    }

    #[test]
    fn an_alert_reads_at_a_glance_in_both_languages() {
        let approaching = alert(EventKind::Approaching, Some(Side::Ahead));
        assert_eq!(
            approaching.sentence(Language::English),
            "Depot Nord: 400 m, ahead"
        );
        assert_eq!(
            approaching.sentence(Language::German),
            "Depot Nord: 400 m, voraus"
        );
        let arrived = alert(EventKind::Arrived, None);
        assert_eq!(arrived.sentence(Language::German), "Depot Nord: angekommen");
        let somewhere = alert(EventKind::Approaching, None);
        assert_eq!(somewhere.sentence(Language::English), "Depot Nord: 400 m");
    }

    #[test]
    fn programs_get_whole_metres_and_the_moment_of_the_fix() {
        let alert = alert(EventKind::Approaching, Some(Side::Left));
        let json = serde_json::to_value(alert.json()).unwrap();
        let wanted = serde_json::json!({
            "event": "approaching", "at": "2026-01-01T00:00:00Z", "key": "007", "name": "Depot Nord",
            "groups": ["Depots"], "to_circle_m": 400, "to_centre_m": 650, "seconds": 30, "side": "left",
        });
        assert_eq!(json, wanted);
    }
}
