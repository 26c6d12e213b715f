//! The groups of this device, beside those that settings name.

use kplaces_app::find_groups;
use kplaces_config::SettingKey;
use kplaces_domain::GroupName;
use kplaces_text::Text;

use crate::Session;
use crate::text::config::change as words;

/// The settings that name groups of the account.
const KEYS: [&str; 2] = ["export.group_order", "sync.groups"];

/// What to say of each group that a setting names and this device does not know. A device that knows none says
/// nothing.
pub(super) async fn unknown(session: &Session, key: SettingKey, values: &[String]) -> Vec<Text> {
    let Some(wanted) = key.entries(values).filter(|_| KEYS.contains(&key.name())) else {
        return Vec::new();
    };
    let known = known(session).await;
    if known.is_empty() {
        return Vec::new();
    }
    let wanted: Vec<GroupName> = wanted
        .iter()
        .map(|name| GroupName::from(name.as_str()))
        .collect();
    let Err(groups) = find_groups(&wanted, &known) else {
        return Vec::new();
    };
    let unknown = groups.unknown.iter();
    unknown
        .map(|name| words::unknown_group(name, &known))
        .collect()
}

/// The groups of the places on this device; none where there are no places, or they cannot be read now.
pub(super) async fn known(session: &Session) -> Vec<GroupName> {
    if !session.has_store().unwrap_or(false) {
        return Vec::new();
    }
    let Ok(glance) = session.glance().await else {
        return Vec::new();
    };
    let groups = glance.groups().await.unwrap_or_default();
    groups.into_iter().map(|group| group.name).collect()
}
