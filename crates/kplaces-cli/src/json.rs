//! The shapes of `--json`. They hold no words: a program reads the same in every language. Fields are
//! added, never renamed or removed. `docs/json` has their schemas.

mod autostart;
mod backup;
mod changes;
mod config;
mod doctor;
mod edition;
mod export;
mod failed;
mod login;
mod manual;
mod map;
mod places;
mod privacy;
mod run;
mod shape;
mod status;
mod sync;

use kplaces_domain::steers_a_terminal;

pub use self::autostart::{PlannedJson, RemovedJson};
pub(crate) use self::backup::{BackupJson, BackupsJson, RestoredJson, VerifiedJson};
pub(crate) use self::changes::{ChangesJson, LastChangesJson, OddJson};
pub(crate) use self::config::{
    BegunFileJson, ChangedSettingJson, CheckedFileJson, ListedSettingJson, MeaningJson, PathsJson,
    SettingJson,
};
pub(crate) use self::doctor::DoctorJson;
pub(crate) use self::edition::EditionJson;
pub(crate) use self::export::{ExportJson, ImportCheckJson, ProfileJson};
pub(crate) use self::failed::FailedJson;
pub(crate) use self::login::{CheckJson, LoginJson, LogoutJson, UncheckedJson};
pub(crate) use self::manual::{PageJson, ScriptJson};
pub use self::map::{MapEndedJson, MapJson};
pub(crate) use self::places::{BeyondLimitJson, FoundByJson, PlacesJson};
pub use self::places::{GroupJson, PlaceJson};
pub(crate) use self::privacy::{
    EraseReportJson, ExtractJson, ImportedJson, NetworkJson, ReportedJson, WrittenJson,
};
pub(crate) use self::run::{LogJson, RunJson};
pub use self::shape::{Form, SHAPES, Shape, form};
pub(crate) use self::status::StatusJson;
pub use self::sync::SyncJson;
pub(crate) use self::sync::ThenJson;

/// JSON as text. What could steer a terminal, such as bidi marks and C1 controls, is escaped, which
/// JSON itself asks for below U+0020 only; the value is the same. It can only stand in texts.
pub(crate) fn shown(value: &serde_json::Value) -> String {
    let text = format!("{value:#}");
    if !text.chars().any(|c| c != '\n' && steers_a_terminal(c)) {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c != '\n' && steers_a_terminal(c) {
            out.push_str(&format!("\\u{:04x}", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_a_terminal_is_escaped_and_the_value_is_the_same() {
        let value =
            serde_json::json!({ "name": "a\u{202e}b\u{9b}31m\u{1b}[2J\nä", "list": [1, 2] });
        let text = shown(&value);
        assert!(
            !text.chars().any(|c| c != '\n' && steers_a_terminal(c)),
            "{text}"
        );
        assert!(text.contains("\\u202e") && text.contains("\\u009b"));
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&text).unwrap(),
            value
        );
    }
}
