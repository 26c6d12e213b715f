use std::net::IpAddr;
use std::path::Path;

use figment::value::Value;
use kplaces_text::{Text, text};

use crate::document::{self, Node};
use crate::home::{below_home, is_of_another, of_another};
use crate::rate::Rate;

/// One key of the configuration.
pub(crate) struct Key {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    /// As it would be written in a variable; `None` if there is none, or it is not a constant.
    pub(crate) default: Option<&'static str>,
    pub(crate) reach: Reach,
}

/// What somebody could do who writes a key into a file of settings that is not his own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Nothing worse than that it works otherwise than it should.
    Harmless,
    /// Start a program, send login or requests elsewhere, or have files read, written or kept elsewhere.
    /// It is taken only from a file that nobody else may change.
    Guarded,
}

/// What a key takes.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Kind {
    Text,
    Url,
    Proxy,
    Store,
    Folder,
    File,
    Whole(i64, i64),
    Choice(&'static [&'static str]),
    /// Calls in seconds, such as `6/60`.
    Rate,
    List,
    /// A program that prints a secret.
    Command,
    /// A secret: no configuration file may hold it.
    Secret,
}

const LEVEL: Kind = Kind::Choice(&["off", "error", "warn", "info", "debug", "trace"]);

const SECONDS: Kind = Kind::Whole(1, 86_400);

const fn harmless(name: &'static str, kind: Kind, default: Option<&'static str>) -> Key {
    Key {
        name,
        kind,
        default,
        reach: Reach::Harmless,
    }
}

const fn guarded(name: &'static str, kind: Kind, default: Option<&'static str>) -> Key {
    Key {
        reach: Reach::Guarded,
        ..harmless(name, kind, default)
    }
}

/// Every key, by name. The parts of the login may stand in files; the rest are the settings.
pub(crate) static KEYS: [Key; 44] = [
    guarded("alerts.command", Kind::List, Some("")),
    harmless(
        "alerts.default_radius_m",
        Kind::Whole(1, 100_000),
        Some("100"),
    ),
    harmless("alerts.mute", Kind::List, Some("")),
    harmless("alerts.notify", Kind::Choice(&["on", "off"]), Some("off")),
    harmless("alerts.rules", Kind::List, Some(r#"["*: 30s"]"#)),
    guarded("alerts.source", Kind::Text, Some("gpsd")),
    harmless("backup.keep", Kind::Whole(0, 1_000), Some("5")),
    guarded("data_dir", Kind::Folder, None),
    harmless("export.group_order", Kind::List, Some("")),
    harmless("fleet.devices", Kind::Whole(1, 1_000_000), None),
    harmless("fleet.id", Kind::Text, None),
    harmless("fleet.number", Kind::Whole(1, 1_000_000), None),
    harmless("log", LEVEL, Some("warn")),
    guarded("login.account", Kind::Text, None),
    guarded("login.apikey", Kind::Secret, None),
    guarded("login.apikey_command", Kind::Command, None),
    guarded(
        "login.keep",
        Kind::Choice(&["auto", "keyring", "sealed", "file"]),
        Some("auto"),
    ),
    guarded("login.password", Kind::Secret, None),
    guarded("login.password_command", Kind::Command, None),
    guarded("login.user", Kind::Text, None),
    guarded("map.basemap", Kind::File, None),
    harmless(
        "map.navigation",
        Kind::Choice(&["geo", "google", "apple", "waze", "here", "osm"]),
        Some("geo"),
    ),
    harmless("map.port", Kind::Whole(0, 65_535), Some("0")),
    guarded("passphrase_command", Kind::Command, None),
    harmless("privacy.contact", Kind::Text, None),
    harmless("privacy.controller", Kind::Text, None),
    harmless("quota.addresses", Kind::Rate, Some("6/60")),
    harmless("quota.groups", Kind::Rate, Some("900/3600")),
    harmless("quota.memberships", Kind::Rate, Some("900/3600")),
    harmless("schedule.spread_s", Kind::Whole(0, 86_400), Some("300")),
    guarded("store", Kind::Store, Some("sqlite:places.db")),
    harmless("sync.groups", Kind::List, Some("")),
    harmless("sync.limit", Kind::Whole(1, u32::MAX as i64), None),
    guarded("sync.then", Kind::List, Some("")),
    harmless("webfleet.connect_timeout_s", SECONDS, Some("10")),
    harmless(
        "webfleet.format",
        Kind::Choice(&["csv", "json"]),
        Some("csv"),
    ),
    harmless("webfleet.idle_timeout_s", SECONDS, Some("60")),
    harmless(
        "webfleet.max_reply_mib",
        Kind::Whole(1, 65_536),
        Some("1024"),
    ),
    harmless(
        "webfleet.method",
        Kind::Choice(&["get", "post"]),
        Some("get"),
    ),
    guarded("webfleet.proxy", Kind::Proxy, None),
    harmless(
        "webfleet.retry_pause_ms",
        Kind::Whole(1, 60_000),
        Some("1000"),
    ),
    harmless("webfleet.total_timeout_s", SECONDS, Some("600")),
    harmless("webfleet.tries", Kind::Whole(1, 10), Some("4")),
    guarded(
        "webfleet.url",
        Kind::Url,
        Some("https://csv.webfleet.com/extern"),
    ),
];

/// The sections a key can stand in.
pub(crate) const SECTIONS: [&str; 11] = [
    "alerts", "backup", "export", "fleet", "login", "map", "privacy", "quota", "schedule", "sync",
    "webfleet",
];

impl Key {
    pub(crate) fn find(name: &str) -> Option<&'static Self> {
        KEYS.iter().find(|key| key.name == name)
    }

    /// Whether it is a part of the login, which has its own rules.
    pub(crate) fn is_login(&self) -> bool {
        self.name.starts_with("login.") && self.name != "login.keep"
    }

    /// The variable that sets it.
    pub(crate) fn variable(&self) -> String {
        format!("KPLACES_{}", self.name.replace('.', "__").to_uppercase())
    }
}

impl Kind {
    /// What to write there, as the end of a sentence.
    pub(crate) fn expected(self) -> Text {
        match self {
            Self::Text => text!(
                "must be a text that is not empty",
                "muss ein Text sein, der nicht leer ist"
            ),
            Self::Url => text!(
                "must be an https:// address without user name and query; http:// only to 127.0.0.1 or another \
                 address of this device in digits",
                "muss eine Adresse mit https:// sein, ohne Benutzernamen und ohne ?; http:// nur zu 127.0.0.1 oder \
                 einer anderen Adresse dieses Geräts in Ziffern"
            ),
            Self::Proxy => text!(
                "must be an http:// or https:// address, or empty for no proxy",
                "muss eine Adresse mit http:// oder https:// sein, oder leer für keinen Proxy"
            ),
            Self::Store => text!(
                "must be a store with its scheme, such as sqlite:places.db",
                "muss ein Bestand mit seinem Schema sein, zum Beispiel sqlite:places.db"
            ),
            Self::Folder => text!(
                "must be the absolute path of a folder",
                "muss der ganze Pfad eines Ordners sein"
            ),
            Self::File => text!(
                "must be the absolute path of a file",
                "muss der ganze Pfad einer Datei sein"
            ),
            Self::Whole(min, max) => text!(
                "must be a whole number from {min} to {max}",
                "muss eine ganze Zahl von {min} bis {max} sein"
            ),
            Self::Choice(words) => text!(
                "must be one of {words}",
                "muss eines von diesen sein: {words}",
                words = words.join(", ")
            ),
            Self::Rate => text!(
                "must be calls per seconds, such as 6/60",
                "muss Aufrufe je Sekunden sein, zum Beispiel 6/60"
            ),
            Self::List => text!(
                r#"must be a list of texts that are not empty, such as ["a", "b"]"#,
                r#"muss eine Liste von Texten sein, die nicht leer sind, zum Beispiel ["a", "b"]"#
            ),
            Self::Command if cfg!(unix) => text!(
                r#"must be a list such as ["pass", "show", "webfleet"], or a line for sh -c"#,
                r#"muss eine Liste sein, zum Beispiel ["pass", "show", "webfleet"], oder eine Zeile für sh -c"#
            ),
            Self::Command => text!(
                r#"must be a list such as ["pass", "show", "webfleet"]"#,
                r#"muss eine Liste sein, zum Beispiel ["pass", "show", "webfleet"]"#
            ),
            Self::Secret => text!(
                "is a secret and may not stand here",
                "ist ein Geheimnis und darf hier nicht stehen"
            ),
        }
    }

    /// What is wrong with a text that is not taken, as the end of a sentence.
    pub(crate) fn refusal(self, text: &str) -> Text {
        let path = match self {
            Self::Folder | Self::File => text,
            Self::Store => text.split_once(':').map_or("", |(_, path)| path),
            _ => "",
        };
        if is_of_another(path.trim()) {
            return of_another();
        }
        self.expected()
    }

    /// Takes a value as a variable or a flag has it; `None` if it is not what is expected.
    pub(crate) fn take_text(self, text: &str) -> Option<Value> {
        let trimmed = text.trim();
        match self {
            Self::Whole(..) => self.take(Given::Whole(trimmed.parse().ok()?)),
            Self::List => self.take(Given::List(list(trimmed, true)?)),
            Self::Command if trimmed.starts_with('[') => {
                self.take(Given::List(list(trimmed, false)?))
            }
            _ => self.take(Given::Text(text.to_owned())),
        }
    }

    /// Takes a value of a TOML file; `None` if it is not what is expected.
    pub(crate) fn take_node(self, node: &Node) -> Option<Value> {
        self.take(match node {
            Node::Text(text) => Given::Text(text.clone()),
            Node::Whole(number) => Given::Whole(*number),
            Node::List(nodes) => Given::List(texts(nodes)?),
            Node::Table(_) | Node::Other => return None,
        })
    }

    /// Takes texts that stand apart, each an entry as it is.
    pub(crate) fn take_list(self, list: Vec<String>) -> Option<Value> {
        self.take(Given::List(list))
    }

    fn take(self, given: Given) -> Option<Value> {
        match (self, given) {
            (Self::Whole(min, max), Given::Whole(n)) => {
                (min..=max).contains(&n).then(|| Value::from(n))
            }
            (Self::List, Given::List(list)) => {
                let usable = list.iter().all(|text| !text.trim().is_empty());
                usable.then(|| Value::from(list))
            }
            (Self::Command, Given::List(list)) => {
                let usable = list
                    .first()
                    .is_some_and(|program| !program.trim().is_empty());
                usable.then(|| Value::from(list))
            }
            (Self::Command, Given::Text(line)) => {
                (cfg!(unix) && !line.trim().is_empty()).then(|| Value::from(line))
            }
            (_, Given::Text(text)) => self.take_word(text),
            _ => None,
        }
    }

    fn take_word(self, text: String) -> Option<Value> {
        let word = text.trim();
        let usable = match self {
            Self::Text => return (!word.is_empty()).then(|| Value::from(text)),
            Self::Folder | Self::File => {
                let usable = Path::new(&text).is_absolute() || below_home(&text).is_some();
                return usable.then(|| Value::from(text));
            }
            Self::Choice(words) => {
                let word = word.to_ascii_lowercase();
                return words.contains(&word.as_str()).then(|| Value::from(word));
            }
            Self::Store => is_store(word),
            Self::Rate => word.parse::<Rate>().is_ok(),
            Self::Url => web_address(word, false).is_some_and(is_encrypted_or_here),
            Self::Proxy => word.is_empty() || web_address(word, true).is_some(),
            Self::Whole(..) | Self::List | Self::Command | Self::Secret => false,
        };
        usable.then(|| Value::from(word))
    }
}

/// A value before its key has looked at it.
enum Given {
    Text(String),
    Whole(i64),
    List(Vec<String>),
}

/// A list in a variable: TOML's, or parts between commas.
fn list(text: &str, commas: bool) -> Option<Vec<String>> {
    if text.starts_with('[') {
        let items = document::parse(&format!("list = {text}")).ok()?;
        return match items.as_slice() {
            [
                document::Item {
                    value: Node::List(nodes),
                    ..
                },
            ] => texts(nodes),
            _ => None,
        };
    }
    if text.is_empty() {
        return Some(Vec::new());
    }
    commas.then(|| text.split(',').map(|part| part.trim().to_owned()).collect())
}

fn texts(nodes: &[Node]) -> Option<Vec<String>> {
    nodes
        .iter()
        .map(|node| match node {
            Node::Text(text) => Some(text.clone()),
            _ => None,
        })
        .collect()
}

fn is_store(text: &str) -> bool {
    text.split_once(':').is_some_and(|(scheme, rest)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
            && !is_of_another(rest)
    })
}

/// Whether nobody on the way can read along: a password is sent there.
fn is_encrypted_or_here((scheme, host): (&str, &str)) -> bool {
    let digits = host.trim_start_matches('[').trim_end_matches(']');
    scheme.eq_ignore_ascii_case("https")
        || digits.parse::<IpAddr>().is_ok_and(|it| it.is_loopback())
}

/// Scheme and host of an address of the web, which may have a login in it. A rough look, to name the key early; the client
/// reads the address strictly.
fn web_address(text: &str, login: bool) -> Option<(&str, &str)> {
    let (scheme, rest) = text.split_once("://")?;
    let known = ["http", "https"]
        .iter()
        .any(|s| scheme.eq_ignore_ascii_case(s));
    let host = rest.split('/').next().unwrap_or_default();
    let host = match host.rsplit_once('@') {
        Some((_, host)) if login => host,
        Some(_) => return None,
        None => host,
    };
    let name = match host.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => {
            port.parse::<u16>().ok()?;
            name
        }
        _ => host,
    };
    let plain = |c: char| !c.is_control() && !c.is_whitespace() && !matches!(c, '?' | '#' | '\\');
    let usable = known && !name.is_empty() && text.chars().all(plain);
    (usable && (login || !rest.contains('@'))).then_some((scheme, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_in_the_order_of_their_names_and_defaults_are_valid() {
        assert!(KEYS.is_sorted_by(|a, b| a.name < b.name));
        for key in &KEYS {
            if let Some(default) = key.default {
                assert!(key.kind.take_text(default).is_some(), "{}", key.name);
            }
            if let Some((section, _)) = key.name.split_once('.') {
                assert!(SECTIONS.contains(&section), "{}", key.name);
            }
        }
    }

    #[test]
    fn programs_addresses_paths_and_the_login_are_guarded() {
        for key in &KEYS {
            let is_dangerous = match key.kind {
                Kind::Url
                | Kind::Proxy
                | Kind::Store
                | Kind::Folder
                | Kind::File
                | Kind::Command
                | Kind::Secret => true,
                Kind::Text | Kind::Whole(..) | Kind::Choice(_) | Kind::Rate | Kind::List => {
                    key.name.starts_with("login.")
                        || ["alerts.command", "alerts.source", "sync.then"].contains(&key.name)
                }
            };
            assert_eq!(key.reach == Reach::Guarded, is_dangerous, "{}", key.name);
        }
    }

    #[test]
    fn every_key_is_in_the_readme() {
        let readme = include_str!("../README.md");
        for key in KEYS.iter().filter(|key| key.kind != Kind::Secret) {
            assert!(readme.contains(&format!("`{}`", key.name)), "{}", key.name);
        }
    }

    #[test]
    fn addresses_are_looked_at_roughly() {
        for good in [
            "https://csv.webfleet.com/extern",
            "http://127.0.0.1:8080",
            "HTTP://[::1]:80/x",
            "http://[::1]",
            "http://127.9.9.9/x",
        ] {
            assert!(Kind::Url.take_text(good).is_some(), "{good}");
        }
        for bad in [
            "",
            "csv.webfleet.com",
            "ftp://a",
            "https://",
            "https:///x",
            "https://a b",
            "https://a?q=1",
            "https://u:p@a",
            "https://a/@b",
            "https://a:port",
            "https://a:99999",
            "https://:80",
            "http://csv.webfleet.com/extern",
            "http://localhost:8080",
            "http://[2001:db8::1]/x",
        ] {
            assert!(Kind::Url.take_text(bad).is_none(), "{bad}");
        }
        assert!(Kind::Proxy.take_text("http://u:p@proxy:3128").is_some());
        assert!(Kind::Proxy.take_text("").is_some());
        assert!(Kind::Proxy.take_text("proxy:3128").is_none());
    }

    #[test]
    fn a_list_is_toml_or_has_commas() {
        let of = |text: &str| {
            Kind::List
                .take_text(text)?
                .deserialize::<Vec<String>>()
                .ok()
        };
        let is = |names: &[&str]| Some(names.iter().map(ToString::to_string).collect());
        assert_eq!(of("a, b c"), is(&["a", "b c"]));
        assert_eq!(of(r#"["a, b", "[c]"]"#), is(&["a, b", "[c]"]));
        assert_eq!(of("  "), is(&[]));
        assert_eq!(of("[]"), is(&[]));
        for bad in [
            "a,,b",
            ",",
            "[a]",
            "[1]",
            r#"["a""#,
            r#"[""]"#,
            "[\"a\"]\nx = 1",
        ] {
            assert_eq!(of(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_store_has_a_scheme() {
        assert!(Kind::Store.take_text("sqlite:places.db").is_some());
        assert!(Kind::Store.take_text("memory:").is_some());
        assert!(Kind::Store.take_text("sqlite:~/places.db").is_some());
        for bad in ["", "places.db", ":x", "1a:x", "a b:x", "sqlite:~anna/x"] {
            assert!(Kind::Store.take_text(bad).is_none(), "{bad}");
        }
    }
}
