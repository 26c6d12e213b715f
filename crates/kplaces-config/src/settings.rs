use std::fmt;
use std::path::PathBuf;

use serde::Deserialize;

use crate::rate::Rate;
use crate::text::without_secrets;

/// Everything that can be set, checked.
#[derive(Clone, PartialEq, Eq, Deserialize)]
pub struct Settings {
    /// How WEBFLEET is asked.
    pub webfleet: WebfleetSettings,
    /// Where `login` keeps the login.
    pub login: LoginSettings,
    /// What a sync takes.
    pub sync: SyncSettings,
    /// How exports are made.
    pub export: ExportSettings,
    /// How the map is served.
    pub map: MapSettings,
    /// How often WEBFLEET may be asked.
    pub quota: QuotaSettings,
    /// How places that are approached are told.
    pub alerts: AlertSettings,
    /// Which copies of the places are kept.
    pub backup: BackupSettings,
    /// How scheduled syncs start.
    pub schedule: ScheduleSettings,
    /// Which of many devices this one is.
    #[serde(default)]
    pub fleet: FleetSettings,
    /// Who answers for the data, as documents for people name them.
    #[serde(default)]
    pub privacy: PrivacySettings,
    /// Where places are kept: scheme, colon, rest. A relative path is meant from `data_dir`.
    pub store: String,
    /// The folder of what is downloaded, absolute.
    #[serde(default)]
    pub data_dir: PathBuf,
    /// The log filter.
    pub log: String,
    /// Whether a program prints the passphrase of what is sealed; which one it is stays unsaid.
    #[serde(default, deserialize_with = "is_there")]
    pub passphrase_command: bool,
}

fn is_there<'de, D: serde::Deserializer<'de>>(value: D) -> Result<bool, D::Error> {
    serde::de::IgnoredAny::deserialize(value).map(|_| true)
}

/// How WEBFLEET is asked.
#[derive(Clone, PartialEq, Eq, Deserialize)]
pub struct WebfleetSettings {
    /// The endpoint: http or https, without user name and query.
    pub url: String,
    /// The format to ask for.
    pub format: ReplyFormat,
    /// The HTTP method.
    pub method: Method,
    /// A proxy, which may hold a user name and a password.
    #[serde(default)]
    pub proxy: Option<String>,
    /// Seconds to connect, 1 to 86 400.
    pub connect_timeout_s: u32,
    /// Seconds without a byte, 1 to 86 400.
    pub idle_timeout_s: u32,
    /// Seconds for a call from start to end, 1 to 86 400.
    pub total_timeout_s: u32,
    /// The largest reply that is read, 1 to 65 536 MiB.
    pub max_reply_mib: u32,
    /// How often a call is tried, 1 to 10.
    pub tries: u32,
    /// The unit of the waits between tries, in milliseconds.
    pub retry_pause_ms: u32,
}

/// The format of WEBFLEET's replies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ReplyFormat {
    /// Rows with a header.
    Csv,
    /// A list of objects.
    Json,
}

/// How the parameters of a call travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// In the query.
    Get,
    /// In the body.
    Post,
}

/// Where `login` keeps the login.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct LoginSettings {
    /// Where a new login is put.
    pub keep: Keep,
}

/// A wish for where to keep the login.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Keep {
    /// In the keyring where one answers, else sealed.
    Auto,
    /// In the system's keyring.
    Keyring,
    /// In a file that is sealed with a passphrase.
    Sealed,
    /// In a file that its owner can read.
    File,
}

/// What a sync takes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct SyncSettings {
    /// Lowers the edition's limit of addresses; at least 1.
    #[serde(default)]
    pub limit: Option<u32>,
    /// Only addresses of these groups; empty means all.
    pub groups: Vec<String>,
    /// What follows a sync that changed something, as command lines without the program.
    pub then: Vec<String>,
}

/// How exports are made.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ExportSettings {
    /// Which group to name first where a format takes only one.
    pub group_order: Vec<String>,
}

/// How the map is served.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct MapSettings {
    /// The port on loopback; 0 for any that is free.
    pub port: u16,
    /// A `PMTiles` file with streets.
    #[serde(default)]
    pub basemap: Option<PathBuf>,
    /// What the navigation button offers first: `geo` is whatever the device has.
    pub navigation: String,
}

/// How often WEBFLEET may be asked, report by report: the limits of the account's contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct QuotaSettings {
    /// The address report.
    pub addresses: Rate,
    /// The group report.
    pub groups: Rate,
    /// The membership report.
    pub memberships: Rate,
}

/// How places that are approached are told. What the texts mean the crate of the alerts knows.
#[derive(Clone, PartialEq, Eq, Deserialize)]
pub struct AlertSettings {
    /// Where positions come from.
    pub source: String,
    /// Which places are told of, and when.
    pub rules: Vec<String>,
    /// What is not told of.
    pub mute: Vec<String>,
    /// The radius of places that have none, 1 to 100 000 metres.
    pub default_radius_m: u32,
    /// A program that is started for each alert, and its first arguments; none where it is empty.
    pub command: Vec<String>,
    /// Whether the desktop tells as well.
    pub notify: Switch,
}

/// On or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Switch {
    /// On.
    On,
    /// Off.
    Off,
}

/// Which copies of the places are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct BackupSettings {
    /// How many of the copies that are made by themselves, 0 to 1000; 0 makes none.
    pub keep: u32,
}

/// How scheduled syncs start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct ScheduleSettings {
    /// A scheduled sync waits up to so many seconds, so that devices do not come all at once.
    pub spread_s: u32,
}

/// Which of many devices this one is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct FleetSettings {
    /// How many devices share the account, 1 to 1 000 000.
    #[serde(default)]
    pub devices: Option<u32>,
    /// The number of this one, from 1.
    #[serde(default)]
    pub number: Option<u32>,
    /// What tells it from others where it has no number.
    #[serde(default)]
    pub id: Option<String>,
}

/// Who answers for the data, as documents for people name them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct PrivacySettings {
    /// The controller: name and address of the company.
    #[serde(default)]
    pub controller: Option<String>,
    /// Whom to ask there about data protection.
    #[serde(default)]
    pub contact: Option<String>,
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("webfleet", &self.webfleet)
            .field("login", &self.login)
            .field("sync", &self.sync)
            .field("export", &self.export)
            .field("map", &self.map)
            .field("quota", &self.quota)
            .field("alerts", &self.alerts)
            .field("backup", &self.backup)
            .field("schedule", &self.schedule)
            .field("fleet", &self.fleet)
            .field("privacy", &self.privacy)
            .field("store", &without_secrets(&self.store))
            .field("data_dir", &self.data_dir)
            .field("log", &self.log)
            .field("passphrase_command", &self.passphrase_command)
            .finish()
    }
}

impl fmt::Debug for AlertSettings {
    /// The arguments of a program may hold a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AlertSettings")
            .field("source", &self.source)
            .field("rules", &self.rules.len())
            .field("mute", &self.mute.len())
            .field("default_radius_m", &self.default_radius_m)
            .field("command", &self.command.len())
            .field("notify", &self.notify)
            .finish()
    }
}

impl fmt::Debug for WebfleetSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebfleetSettings")
            .field("url", &without_secrets(&self.url))
            .field("format", &self.format)
            .field("method", &self.method)
            .field("proxy", &self.proxy.as_deref().map(without_secrets))
            .field("connect_timeout_s", &self.connect_timeout_s)
            .field("idle_timeout_s", &self.idle_timeout_s)
            .field("total_timeout_s", &self.total_timeout_s)
            .field("max_reply_mib", &self.max_reply_mib)
            .field("tries", &self.tries)
            .field("retry_pause_ms", &self.retry_pause_ms)
            .finish()
    }
}
