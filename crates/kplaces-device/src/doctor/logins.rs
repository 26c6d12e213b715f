use kplaces_config::{ConfigError, Loaded, Origin, Safe};
use kplaces_vault::KeyringError;

use crate::Device;

/// A place where a part of the login is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LoginPlace {
    /// An environment variable.
    Variable,
    /// A file named by a variable.
    SecretFile,
    /// The login file, as plain text.
    LoginFile,
    /// The system's keyring.
    Keyring,
    /// A file that is sealed with a passphrase.
    Sealed,
    /// A configuration file.
    ConfigFile,
    /// A program that prints it.
    Command,
    /// None.
    Nowhere,
}

/// Where the login is, part by part, without running a program that prints a part of it.
pub struct Logins {
    /// `None` where the settings cannot be read, which may name a place.
    pub parts: Option<[(&'static str, LoginPlace); 4]>,
    /// Whether it is complete and can be read; `None` where a program would have to be run.
    pub usable: Option<Result<(), ConfigError>>,
    /// Which keyring answers, or why none does; `None` where none has to.
    pub keyring: Option<Result<&'static str, KeyringError>>,
}

impl Logins {
    /// Looks where the login is by what is set; nothing is said of it where nothing can be read.
    pub(crate) fn of(device: &Device, loaded: Option<&Loaded>) -> Self {
        let Some(loaded) = loaded else {
            return Self {
                parts: None,
                usable: None,
                keyring: None,
            };
        };
        let has_file = device.sources.login_file().exists();
        let put_away = device.sources.put_away();
        let parts = ["account", "user", "password", "apikey"].map(|part| {
            let place = match (place_of(part, loaded, has_file), put_away) {
                (LoginPlace::LoginFile, Some(safe)) if is_secret(part) => match safe {
                    Safe::Keyring => LoginPlace::Keyring,
                    Safe::Sealed => LoginPlace::Sealed,
                },
                (place, _) => place,
            };
            (part, place)
        });
        let mut logins = Self {
            parts: Some(parts),
            usable: None,
            keyring: None,
        };
        if logins.has(LoginPlace::Keyring) {
            logins.keyring = Some(
                device
                    .secrets()
                    .keyring()
                    .and_then(|keyring| keyring.answers()),
            );
        }
        // A pipe would be emptied by looking, and a program may ask somebody.
        let quiet = !logins.has(LoginPlace::Command)
            && !logins.has(LoginPlace::Sealed)
            && !matches!(logins.keyring, Some(Err(_)))
            && secret_files_are_files(loaded);
        if quiet {
            let open = |_| device.login_in_keyring();
            let found = device.sources.credential_with(&open);
            logins.usable = Some(found.map(drop));
        }
        logins
    }

    /// Whether any part is in this place.
    pub(crate) fn has(&self, place: LoginPlace) -> bool {
        self.parts
            .is_some_and(|parts| parts.iter().any(|(_, it)| *it == place))
    }

    /// Whether no part is anywhere.
    pub fn is_empty(&self) -> bool {
        self.parts
            .is_some_and(|parts| parts.iter().all(|(_, it)| *it == LoginPlace::Nowhere))
    }

    /// The places of the two secrets, each once.
    pub(crate) fn of_secrets(&self) -> Vec<LoginPlace> {
        let parts = self.parts.into_iter().flatten();
        let mut places: Vec<LoginPlace> = parts
            .filter(|(part, _)| is_secret(part))
            .map(|(_, place)| place)
            .collect();
        places.sort_unstable();
        places.dedup();
        places
    }
}

fn is_secret(part: &str) -> bool {
    ["password", "apikey"].contains(&part)
}

/// In the order in which they count: variables, the login file, configuration files.
fn place_of(part: &str, loaded: &Loaded, has_file: bool) -> LoginPlace {
    let source = |suffix: &str| {
        let key = format!("login.{part}{suffix}");
        let entry = loaded.entries.iter().find(|entry| entry.key == key);
        entry.map(|entry| &entry.source)
    };
    let variable = |suffix| matches!(source(suffix), Some(Origin::Env(_)));
    if variable("") {
        LoginPlace::Variable
    } else if variable("_file") {
        LoginPlace::SecretFile
    } else if variable("_command") {
        LoginPlace::Command
    } else if has_file {
        LoginPlace::LoginFile
    } else if source("_command").is_some() {
        LoginPlace::Command
    } else if source("").is_some() {
        LoginPlace::ConfigFile
    } else {
        LoginPlace::Nowhere
    }
}

fn secret_files_are_files(loaded: &Loaded) -> bool {
    let mut named = loaded
        .entries
        .iter()
        .filter(|entry| entry.key.starts_with("login.") && entry.key.ends_with("_file"));
    named.all(|entry| {
        let path = entry.path();
        !path.exists() || path.is_file()
    })
}
