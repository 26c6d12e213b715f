use crate::text::said;
use kplaces_config::ConfigError;
use kplaces_text::{Hint, Text, text};

use crate::Finding;
use crate::doctor::facts::Facts;
use crate::doctor::logins::LoginPlace;
use crate::text::errors;

const ID: &str = "login";

fn safer() -> Text {
    text!(
        "a password manager can print the secrets when they are needed: \
         `login.password_command` and `login.apikey_command`",
        "ein Kennwortmanager kann die Geheimnisse ausgeben, wenn sie gebraucht werden: \
         `login.password_command` und `login.apikey_command`"
    )
}

pub(super) fn run_login() -> Hint {
    Hint::run("login", |login| text!("run {login}", "{login} ausführen"))
}

pub(super) fn findings(facts: &Facts) -> Vec<Finding> {
    let logins = &facts.logins;
    if logins.parts.is_none() {
        let text = text!(
            "not looked for: the configuration cannot be read",
            "nicht gesucht: Die Konfiguration ist nicht lesbar"
        );
        return vec![Finding::note(ID, "not-looked-for", text)];
    }
    if logins.is_empty() {
        let text = text!(
            "there is no WEBFLEET login on this device",
            "auf diesem Gerät gibt es keine WEBFLEET-Anmeldung"
        );
        return vec![Finding::warning(ID, "none", text).hint(run_login())];
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
        let text = text!(
            "the keyring that holds the login cannot be opened without asking",
            "der Schlüsselspeicher mit der Anmeldung lässt sich nicht ohne Rückfrage öffnen"
        );
        let found = Finding::warning(ID, "keyring-closed", text).details([said(error)]);
        all.push(found.hint(Hint::run("login", |login| {
            text!(
                "open it, or run {login} to keep the login elsewhere",
                "ihn öffnen oder die Anmeldung mit {login} anderswo aufbewahren"
            )
        })));
    }
    all
}

/// Where the password or the API key is, and what follows.
fn secrets_in(place: LoginPlace) -> Finding {
    match place {
        LoginPlace::Variable => Finding::warning(
            ID,
            "variable",
            text!(
                "a secret is in the environment: every program that this user starts there can read it",
                "ein Geheimnis steht in der Umgebung: Jedes Programm, das dieser Benutzer dort startet, \
                 kann es lesen"
            ),
        )
        .hint(safer()),
        LoginPlace::SecretFile => Finding::warning(
            ID,
            "secret-file",
            text!(
                "a secret is in a file as plain text, which a variable names: whoever can read it has it",
                "ein Geheimnis steht unverschlüsselt in einer Datei, die eine Variable nennt: Wer sie lesen \
                 kann, hat es"
            ),
        )
        .hint(safer()),
        LoginPlace::LoginFile => Finding::warning(
            ID,
            "file",
            text!(
                "the login is in a file as plain text, for this user only: every program of this user, \
                 and whoever has a copy of the disk, can read it",
                "die Anmeldung steht unverschlüsselt in einer Datei, nur für diesen Benutzer: Jedes Programm \
                 dieses Benutzers und wer eine Kopie des Datenträgers hat, kann sie lesen"
            ),
        )
        .hint(Hint::run("login", |login| {
            text!(
                "{login} keeps it in the keyring, or sealed with a passphrase",
                "{login} bewahrt sie im Schlüsselspeicher auf oder verschlüsselt sie mit einer Passphrase"
            )
        })),
        LoginPlace::Keyring => Finding::ok(
            ID,
            "keyring",
            text!(
                "the login is in the keyring of this device's user: it is as safe as the password of the user",
                "die Anmeldung liegt im Schlüsselspeicher des Benutzers dieses Geräts: Sie ist so sicher \
                 wie sein Kennwort"
            ),
        ),
        LoginPlace::Sealed => Finding::ok(
            ID,
            "sealed",
            text!(
                "the login is in a file that is sealed with a passphrase; it was not opened",
                "die Anmeldung liegt in einer mit einer Passphrase verschlüsselten Datei; sie wurde nicht geöffnet"
            ),
        ),
        LoginPlace::Command => Finding::ok(
            ID,
            "command",
            text!(
                "a program gives a secret when it is needed; it was not run",
                "ein Programm gibt das Geheimnis aus, wenn es gebraucht wird; es wurde nicht gestartet"
            ),
        ),
        // A configuration file with a secret is refused before.
        LoginPlace::ConfigFile | LoginPlace::Nowhere => Finding::note(
            ID,
            "incomplete",
            text!(
                "a part of the login is nowhere to be found",
                "ein Teil der Anmeldung ist nirgends zu finden"
            ),
        )
        .hint(run_login()),
    }
}
