use kplaces_config::ConfigError;

use super::super::errors;
use crate::Finding;
use crate::commands::doctor::{Facts, LoginPlace};

const ID: &str = "login";

const SAFER: &str = "a password manager can print the secrets when they are needed: \
                     `login.password_command` and `login.apikey_command`";

pub(super) fn findings(facts: &Facts) -> Vec<Finding> {
    let logins = &facts.logins;
    if logins.parts.is_none() {
        let text = "not looked for: the configuration cannot be read";
        return vec![Finding::note(ID, "not-looked-for", text)];
    }
    if logins.is_empty() {
        let text = "there is no WEBFLEET login on this device";
        return vec![Finding::note(ID, "none", text).hint("run `3kplaces login`")];
    }
    if let Some(Err(error)) = &logins.usable {
        let code = match error {
            ConfigError::LoginMissing { .. } => "incomplete",
            _ => "unusable",
        };
        let mut all = vec![Finding::of_error(ID, code, errors::config(error))];
        // A secret that others can see is one, whether it is of use or not.
        let seen = logins.of_secrets().into_iter();
        let seen = seen.filter(|place| *place <= LoginPlace::SecretFile);
        all.extend(seen.map(secrets_in));
        return all;
    }
    let mut all: Vec<Finding> = logins.of_secrets().into_iter().map(secrets_in).collect();
    if let Some(Err(error)) = &logins.keyring {
        let text = "the keyring that holds the login cannot be opened without asking";
        let found = Finding::warning(ID, "keyring-closed", text).details([error.to_string()]);
        all.push(found.hint("open it, or run `3kplaces login` to keep the login elsewhere"));
    }
    all
}

/// Where the password or the API key is, and what follows.
fn secrets_in(place: LoginPlace) -> Finding {
    match place {
        LoginPlace::Variable => Finding::warning(
            ID,
            "variable",
            "a secret is in the environment: every program that this user starts there can read it",
        )
        .hint(SAFER),
        LoginPlace::SecretFile => Finding::warning(
            ID,
            "secret-file",
            "a secret is in a file as plain text, which a variable names: whoever can read it has it",
        )
        .hint(SAFER),
        LoginPlace::LoginFile => Finding::warning(
            ID,
            "file",
            "the login is in a file as plain text, for this user only: every program of this user, \
             and whoever has a copy of the disk, can read it",
        )
        .hint("`3kplaces login` keeps it in the keyring, or sealed with a passphrase"),
        LoginPlace::Keyring => Finding::ok(
            ID,
            "keyring",
            "the login is in the keyring of this device's user: it is as safe as the password of the user",
        ),
        LoginPlace::Sealed => Finding::ok(
            ID,
            "sealed",
            "the login is in a file that is sealed with a passphrase; it was not opened",
        ),
        LoginPlace::Command => Finding::ok(
            ID,
            "command",
            "a program gives a secret when it is needed; it was not run",
        ),
        // A configuration file with a secret is refused before.
        LoginPlace::ConfigFile | LoginPlace::Nowhere => Finding::note(
            ID,
            "incomplete",
            "a part of the login is nowhere to be found",
        )
        .hint("run `3kplaces login`"),
    }
}
