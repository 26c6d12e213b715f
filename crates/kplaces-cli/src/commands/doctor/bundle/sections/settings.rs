use std::net::IpAddr;
use std::path::Path;

use kplaces_config::{Keep, Method, Rate, ReplyFormat, Settings, Switch};
use kplaces_webfleet::Endpoint;

use crate::commands::doctor::bundle::fact::Fact;

/// The settings, by name.
pub(super) const KEYS: [&str; 38] = [
    "alerts.command",
    "alerts.default_radius_m",
    "alerts.mute",
    "alerts.notify",
    "alerts.rules",
    "alerts.source",
    "backup.keep",
    "data_dir",
    "export.group_order",
    "fleet.devices",
    "fleet.id",
    "fleet.number",
    "log",
    "login.keep",
    "map.basemap",
    "map.navigation",
    "map.port",
    "passphrase_command",
    "privacy.contact",
    "privacy.controller",
    "quota.addresses",
    "quota.groups",
    "quota.memberships",
    "schedule.spread_s",
    "store",
    "sync.groups",
    "sync.limit",
    "sync.then",
    "webfleet.connect_timeout_s",
    "webfleet.format",
    "webfleet.idle_timeout_s",
    "webfleet.max_reply_mib",
    "webfleet.method",
    "webfleet.proxy",
    "webfleet.retry_pause_ms",
    "webfleet.total_timeout_s",
    "webfleet.tries",
    "webfleet.url",
];

/// The parts of the login that settings may name.
pub(super) const LOGIN_KEYS: [&str; 6] = [
    "login.account",
    "login.apikey",
    "login.apikey_command",
    "login.password",
    "login.password_command",
    "login.user",
];

/// Every setting as far as a support file may know it: numbers and the program's own words. A number
/// of a list or a text is told as set or not, or counted.
pub(super) fn all(settings: &Settings) -> Vec<(&'static str, Vec<Fact>)> {
    let Settings {
        webfleet,
        sync,
        export,
        map,
        quota,
        alerts,
        backup,
        schedule,
        fleet,
        privacy,
        store,
        data_dir,
        log,
        login,
        passphrase_command,
    } = settings;
    vec![
        ("alerts.command", is_set(!alerts.command.is_empty())),
        ("alerts.default_radius_m", one(alerts.default_radius_m)),
        ("alerts.mute", entries(alerts.mute.len())),
        (
            "alerts.notify",
            one(match alerts.notify {
                Switch::On => "on",
                Switch::Off => "off",
            }),
        ),
        ("alerts.rules", entries(alerts.rules.len())),
        ("alerts.source", one(source(&alerts.source))),
        ("backup.keep", one(backup.keep)),
        ("data_dir", one(folder(data_dir))),
        ("export.group_order", entries(export.group_order.len())),
        ("fleet.devices", maybe(fleet.devices)),
        ("fleet.id", is_set(fleet.id.is_some())),
        ("fleet.number", is_set(fleet.number.is_some())),
        ("log", one(word(log, &LEVELS))),
        (
            "login.keep",
            one(match login.keep {
                Keep::Auto => "auto",
                Keep::Keyring => "keyring",
                Keep::Sealed => "sealed",
                Keep::File => "file",
            }),
        ),
        ("map.basemap", is_set(map.basemap.is_some())),
        ("map.navigation", one(word(&map.navigation, &NAVIGATION))),
        ("map.port", one(u32::from(map.port))),
        ("passphrase_command", is_set(*passphrase_command)),
        ("privacy.contact", is_set(privacy.contact.is_some())),
        ("privacy.controller", is_set(privacy.controller.is_some())),
        ("quota.addresses", rate(quota.addresses)),
        ("quota.groups", rate(quota.groups)),
        ("quota.memberships", rate(quota.memberships)),
        ("schedule.spread_s", one(schedule.spread_s)),
        ("store", one(usual(kplaces_device::is_usual(store)))),
        ("sync.groups", entries(sync.groups.len())),
        ("sync.limit", maybe(sync.limit)),
        ("sync.then", entries(sync.then.len())),
        (
            "webfleet.connect_timeout_s",
            one(webfleet.connect_timeout_s),
        ),
        (
            "webfleet.format",
            one(match webfleet.format {
                ReplyFormat::Csv => "csv",
                ReplyFormat::Json => "json",
            }),
        ),
        ("webfleet.idle_timeout_s", one(webfleet.idle_timeout_s)),
        ("webfleet.max_reply_mib", one(webfleet.max_reply_mib)),
        (
            "webfleet.method",
            one(match webfleet.method {
                Method::Get => "get",
                Method::Post => "post",
            }),
        ),
        ("webfleet.proxy", is_set(webfleet.proxy.is_some())),
        ("webfleet.retry_pause_ms", one(webfleet.retry_pause_ms)),
        ("webfleet.total_timeout_s", one(webfleet.total_timeout_s)),
        ("webfleet.tries", one(webfleet.tries)),
        ("webfleet.url", one(host(&webfleet.url))),
    ]
}

const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];

const NAVIGATION: [&str; 6] = ["geo", "google", "apple", "waze", "here", "osm"];

fn one(fact: impl Into<Fact>) -> Vec<Fact> {
    vec![fact.into()]
}

fn maybe(number: Option<u32>) -> Vec<Fact> {
    one(number.map_or(Fact::Word("none"), Fact::from))
}

fn is_set(is: bool) -> Vec<Fact> {
    one(if is { "set" } else { "none" })
}

fn entries(count: usize) -> Vec<Fact> {
    vec![count.into(), Fact::Word("entries")]
}

fn rate(rate: Rate) -> Vec<Fact> {
    one(Fact::Rate(rate.calls.get(), rate.seconds.get()))
}

fn usual(is: bool) -> &'static str {
    if is { "usual" } else { "another" }
}

/// The program's own word for what is set.
fn word(text: &str, known: &[&'static str]) -> &'static str {
    known.iter().copied().find(|it| *it == text).unwrap_or("?")
}

/// The kind of a source of positions; a path may be somebody's name.
fn source(text: &str) -> &'static str {
    let kind = text.split_once(':').map_or(text, |(kind, _)| kind);
    word(kind, &["gpsd", "gpx", "nmea", "nmea-tcp", "-"])
}

/// A folder by how the platform's usual one ends; the home folder is somebody's name.
fn folder(path: &Path) -> &'static str {
    let usual = [
        (".local/share/3kplaces", "~/.local/share/3kplaces"),
        ("3kplaces/data", "~/AppData/Local/3kplaces/data"),
    ];
    let found = usual.iter().find(|(end, _)| path.ends_with(end));
    found.map_or("elsewhere", |(_, shown)| shown)
}

/// The host, where it is one that everybody knows.
fn host(url: &str) -> &'static str {
    let Ok(endpoint) = url.parse::<Endpoint>() else {
        return "unusable";
    };
    let host = endpoint.host();
    let is_loopback = |ip: IpAddr| ip.is_loopback();
    if host == "csv.webfleet.com" {
        "csv.webfleet.com"
    } else if host.trim_matches(['[', ']']).parse().is_ok_and(is_loopback) {
        "this-device"
    } else {
        "another-host"
    }
}

#[cfg(test)]
mod tests {
    use kplaces_config::Sources;

    use super::*;

    #[test]
    fn every_setting_is_told_in_the_order_of_its_name() {
        let sources = Sources::default();
        let loaded = sources.load().unwrap();
        let told: Vec<&str> = all(&loaded.settings).iter().map(|(key, _)| *key).collect();
        let known: Vec<&str> = loaded.entries.iter().map(|it| it.key.as_str()).collect();
        assert_eq!(told, known);
        assert_eq!(told, KEYS);
    }
}
