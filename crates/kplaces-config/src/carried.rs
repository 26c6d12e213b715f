//! Which variables a program that the system starts is to be given.

use std::path::{self, Path};

use crate::Sources;
use crate::passphrase;
use crate::schema::{KEYS, Kind};
use crate::sources::{LANGUAGE, TENANT, TEST_NOW, USER_FILE};

/// What the environment says, for a program that the system starts with another one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Carried {
    /// Variables with their values, paths from the root on. None is a secret or a part of the login.
    pub variables: Vec<(String, String)>,
    /// Variables that are not to be written down anywhere: secrets, and the parts of a login.
    pub left_out: Vec<String>,
}

impl Sources {
    /// What the environment of this process says, for a program that the system starts later: it knows
    /// no variable of this terminal.
    pub fn carried(&self) -> Carried {
        let mut carried = Carried {
            variables: self.folders.clone(),
            left_out: Vec::new(),
        };
        for (name, value) in &self.env {
            match name.as_str() {
                // They are about this run: its language, its tenant, its moment.
                LANGUAGE | TENANT | TEST_NOW | passphrase::NEW => {}
                USER_FILE | passphrase::FILE => carried.add(name, &from_root(value)),
                passphrase::TEXT => carried.left_out.push(name.clone()),
                _ if is_login(name) || is_secret(name, value) => {
                    carried.left_out.push(name.clone());
                }
                _ if name.ends_with("_FILE") => carried.add(name, &from_root(value)),
                _ => carried.add(name, value),
            }
        }
        carried
    }

    /// The same sources for a program that is given only this.
    #[must_use]
    pub fn with_carried(&self, carried: &Carried) -> Self {
        Self {
            env: carried.variables.clone(),
            ..self.clone()
        }
    }
}

impl Carried {
    fn add(&mut self, name: &str, value: &str) {
        self.variables.push((name.to_owned(), value.to_owned()));
    }
}

/// Whether it is a part of the login itself, and not where one is.
fn is_login(name: &str) -> bool {
    let parts = KEYS.iter().filter(|key| key.is_login());
    let mut itself = parts.filter(|key| key.kind != Kind::Command);
    itself.any(|key| key.variable() == name)
}

/// Whether it is a secret, or an address with one: of a proxy that wants a login.
fn is_secret(name: &str, value: &str) -> bool {
    let key = KEYS.iter().find(|key| key.variable() == name);
    key.is_some_and(|key| match key.kind {
        Kind::Secret => true,
        Kind::Proxy | Kind::Url => value.contains('@'),
        _ => false,
    })
}

/// A path that means the same wherever a program is started.
fn from_root(path: &str) -> String {
    let full = path::absolute(Path::new(path)).ok();
    let full = full.and_then(|full| full.into_os_string().into_string().ok());
    full.unwrap_or_else(|| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn carried(env: &[(&str, &str)]) -> Carried {
        let pairs = env.iter().map(|(name, value)| {
            let pair: (String, String) = ((*name).to_owned(), (*value).to_owned());
            pair
        });
        let sources = Sources {
            env: pairs.collect(),
            ..Sources::default()
        };
        sources.carried()
    }

    #[test]
    fn settings_are_carried_and_no_part_of_a_login_is() {
        let found = carried(&[
            ("KPLACES_CONFIG", "/srv/config.toml"),
            ("KPLACES_DATA_DIR", "/srv/data"),
            ("KPLACES_LANG", "de"),
            ("KPLACES_LOGIN__ACCOUNT", "acme"),
            ("KPLACES_LOGIN__APIKEY", "k"),
            ("KPLACES_LOGIN__PASSWORD", "p"),
            ("KPLACES_LOGIN__PASSWORD_COMMAND", "pass show"),
            ("KPLACES_LOGIN__PASSWORD_FILE", "/srv/password"),
            ("KPLACES_LOGIN__USER", "anna"),
            ("KPLACES_NEW_PASSPHRASE", "n"),
            ("KPLACES_PASSPHRASE", "s"),
            ("KPLACES_PASSPHRASE_FILE", "/srv/passphrase"),
            ("KPLACES_STORE", "sqlite:other.db"),
            ("KPLACES_TENANT", "acme"),
            ("KPLACES_TEST_NOW", "5"),
            ("KPLACES_WEBFLEET__PROXY", "http://u:p@proxy:8080"),
            ("KPLACES_WEBFLEET__URL", "https://other.example/extern"),
        ]);
        let names = |all: &[(String, String)]| -> Vec<String> {
            all.iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect()
        };
        assert_eq!(
            names(&found.variables),
            [
                "KPLACES_CONFIG=/srv/config.toml",
                "KPLACES_DATA_DIR=/srv/data",
                "KPLACES_LOGIN__PASSWORD_COMMAND=pass show",
                "KPLACES_LOGIN__PASSWORD_FILE=/srv/password",
                "KPLACES_PASSPHRASE_FILE=/srv/passphrase",
                "KPLACES_STORE=sqlite:other.db",
                "KPLACES_WEBFLEET__URL=https://other.example/extern",
            ]
        );
        assert_eq!(
            found.left_out,
            [
                "KPLACES_LOGIN__ACCOUNT",
                "KPLACES_LOGIN__APIKEY",
                "KPLACES_LOGIN__PASSWORD",
                "KPLACES_LOGIN__USER",
                "KPLACES_PASSPHRASE",
                "KPLACES_WEBFLEET__PROXY",
            ]
        );
    }

    #[test]
    fn a_path_is_carried_from_the_root_on() {
        let found = carried(&[("KPLACES_CONFIG", "here.toml")]);
        let (_, path) = &found.variables[0];
        assert!(Path::new(path).is_absolute(), "{path}");
        assert!(path.ends_with("here.toml"), "{path}");
    }
}
