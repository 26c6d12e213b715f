use jiff::tz::TimeZone;
use kplaces_app::Backups;
use kplaces_config::{Loaded, Safe, Settings};
use kplaces_domain::Timestamp;
use kplaces_edition::{Feature, Policy};
use kplaces_privacy::{Date, Facts, Folders, LoginPlace, Platform, Store, Webfleet};
use kplaces_state::Journal;
use kplaces_webfleet::Endpoint;

use crate::{CliError, Device};

/// What is so on this device, by the settings and by what is there. The store is not opened, so that
/// a damaged one is no reason to say nothing; the login is not read.
pub fn facts(device: &Device) -> Result<Facts, CliError> {
    let loaded = device.loaded()?;
    let settings = &loaded.settings;
    let policy = &device.product().policy;
    let endpoint: Endpoint = settings.webfleet.url.parse()?;
    let dirs = device.dirs();
    let shown = |path: &std::path::Path| path.display().to_string();
    let has = |id: &str| Feature::all().any(|it| it.id() == id && policy.has(it));
    Ok(Facts {
        edition: policy.manifest().id,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        date: date(device.now()),
        platform: platform(),
        webfleet: Webfleet {
            host: endpoint.host().to_owned(),
            encrypted: endpoint.is_encrypted(),
            proxy: settings.webfleet.proxy.as_deref().map(host_of),
        },
        most: policy
            .places(settings.sync.limit.and_then(std::num::NonZeroU32::new))
            .number(),
        groups: groups(policy, settings),
        store: store(device)?,
        can_encrypt: has("encrypted-store"),
        keeps_apart: has("tenants"),
        folders: Folders {
            config: shown(&dirs.config),
            data: shown(&device.location()?.data_dir),
            state: shown(&dirs.state),
        },
        login: login_place(device, loaded),
        backups: device
            .backups()?
            .map(|it| backups(&it, settings.backup.keep)),
        syncs_on_record: Journal::KEPT,
        has_timetable: policy.has(Feature::FleetTimetable),
        watches: policy.has(Feature::ApproachAlerts),
        controller: settings.privacy.controller.clone(),
        contact: settings.privacy.contact.clone(),
    })
}

/// Without the feature the setting has no effect.
fn groups(policy: &Policy, settings: &Settings) -> Vec<String> {
    if policy.has(Feature::GroupFilter) {
        settings.sync.groups.clone()
    } else {
        Vec::new()
    }
}

fn store(device: &Device) -> Result<Store, CliError> {
    let url = device.store_url()?;
    let location = device.location()?;
    let file = location.file(&device.product().backends);
    Ok(Store {
        encrypted: location.is_encrypted(),
        kind: url.scheme,
        file: file.map(|file| file.display().to_string()),
    })
}

fn backups(backups: &Backups, keep: u32) -> kplaces_privacy::Backups {
    kplaces_privacy::Backups {
        folder: backups.folder().display().to_string(),
        keep,
    }
}

/// The weakest place that a part of the login is in. Only what is set is looked at: no secret is
/// read, no program is run.
fn login_place(device: &Device, loaded: &Loaded) -> LoginPlace {
    let set = |keys: &[&str]| {
        let mut entries = loaded.entries.iter();
        entries.any(|entry| keys.contains(&entry.key.as_str()))
    };
    let file = device.sources.login_file();
    if set(&["login.password", "login.apikey"]) {
        LoginPlace::Environment
    } else if file.exists() {
        match device.sources.put_away() {
            Some(Safe::Keyring) => LoginPlace::Keyring,
            Some(Safe::Sealed) => {
                let sealed = device.sources.sealed_login_file();
                LoginPlace::SealedFile(sealed.display().to_string())
            }
            None => LoginPlace::File(file.display().to_string()),
        }
    } else if set(&[
        "login.password_file",
        "login.apikey_file",
        "login.password_command",
        "login.apikey_command",
    ]) {
        LoginPlace::Elsewhere
    } else {
        LoginPlace::Nowhere
    }
}

/// The host of a proxy, with its port and without the login that may stand before it.
pub fn host_of(proxy: &str) -> String {
    let rest = proxy.split_once("://").map_or(proxy, |(_, rest)| rest);
    let rest = rest.rsplit_once('@').map_or(rest, |(_, rest)| rest);
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    rest[..end].to_owned()
}

fn date(now: Timestamp) -> Date {
    let moment = jiff::Timestamp::from_second(now.unix()).unwrap_or_default();
    let day = moment.to_zoned_datetime(TimeZone::system()).date();
    Date {
        year: day.year(),
        month: day.month().unsigned_abs(),
        day: day.day().unsigned_abs(),
    }
}

fn platform() -> Platform {
    if cfg!(windows) {
        Platform::Windows
    } else if cfg!(target_os = "linux") {
        Platform::Linux
    } else {
        Platform::Unix
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_proxy_only_the_host_is_told() {
        for (proxy, host) in [
            ("http://proxy.example:3128", "proxy.example:3128"),
            (
                "http://user:p@ss/word@proxy.example:3128/x",
                "proxy.example:3128",
            ),
            ("https://proxy.example?key=1", "proxy.example"),
        ] {
            assert_eq!(host_of(proxy), host);
        }
    }
}
