use std::fmt;
use std::path::PathBuf;

use kplaces_text::{Text, text};
use secrecy::SecretString;

use crate::Origin;

/// The WEBFLEET login. It has no `Display` and no `Serialize`, and its `Debug` shows nothing.
#[derive(Clone)]
pub struct Credential {
    /// The account's name.
    pub account: String,
    /// The user's name.
    pub user: String,
    /// The user's password.
    pub password: SecretString,
    /// The key of the program's registration with WEBFLEET.
    pub apikey: SecretString,
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credential").finish_non_exhaustive()
    }
}

/// Why HTTP cannot send a user name (RFC 7617, section 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnsendableUser {
    /// It has a colon.
    Colon,
    /// It has a control character.
    Control,
}

impl UnsendableUser {
    /// What a user name may not have; goes after what it is about.
    pub fn what(self) -> Text {
        match self {
            Self::Colon => text!("may hold no colon", "darf keinen Doppelpunkt enthalten"),
            Self::Control => text!(
                "may hold no control character",
                "darf kein Steuerzeichen enthalten"
            ),
        }
    }

    /// Why not.
    pub fn why(self) -> Text {
        match self {
            Self::Colon => text!(
                "HTTP ends a user name there, and the rest would go out as a part of the password (RFC 7617)",
                "HTTP beendet dort den Benutzernamen, und der Rest ginge als Teil des Kennworts hinaus (RFC 7617)"
            ),
            Self::Control => text!(
                "HTTP sends none in a user name (RFC 7617)",
                "HTTP überträgt in Benutzernamen keine (RFC 7617)"
            ),
        }
    }
}

/// Why HTTP cannot send a user name; `None` where it can.
pub fn unsendable_user(user: &str) -> Option<UnsendableUser> {
    if user.contains(':') {
        return Some(UnsendableUser::Colon);
    }
    let has_control = user.contains(char::is_control);
    has_control.then_some(UnsendableUser::Control)
}

/// Where each part of a [`Credential`] was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CredentialSource {
    /// Of the account.
    pub account: LoginOrigin,
    /// Of the user.
    pub user: LoginOrigin,
    /// Of the password.
    pub password: LoginOrigin,
    /// Of the API key.
    pub apikey: LoginOrigin,
    /// Whether a secret was kept before logins were bound to a server.
    pub is_unbound: bool,
}

/// What of a login may be shown, part by part, as far as it is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoginOutline {
    /// The account, and where it is from.
    pub account: Option<(String, LoginOrigin)>,
    /// The user, and where it is from.
    pub user: Option<(String, LoginOrigin)>,
    /// Where the password would be taken from.
    pub password: Option<LoginOrigin>,
    /// Where the API key would be taken from.
    pub apikey: Option<LoginOrigin>,
}

/// A place a part of the login can be in.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LoginOrigin {
    /// An environment variable holds it; other programs of the user can read it there.
    Env(String),
    /// A file named by an environment variable.
    SecretFile {
        /// The variable.
        variable: String,
        /// The file.
        path: PathBuf,
    },
    /// The login file, as plain text.
    LoginFile(PathBuf),
    /// The system's keyring.
    Keyring,
    /// A file that is sealed with a passphrase.
    Sealed(PathBuf),
    /// A configuration file.
    ConfigFile(PathBuf),
    /// A program, named in a configuration file or a variable.
    Command(Origin),
}

impl LoginOrigin {
    /// Whether `login` put it there.
    pub(crate) fn is_kept(&self) -> bool {
        matches!(self, Self::LoginFile(_) | Self::Keyring | Self::Sealed(_))
    }
}

impl LoginOrigin {
    /// What to call it.
    pub fn text(&self) -> Text {
        match self {
            Self::Env(variable) => Text::same(&**variable),
            Self::SecretFile { variable, path } => text!(
                "{path}, named by {variable}",
                "{path}, genannt von {variable}",
                path = path.display()
            ),
            Self::LoginFile(path) | Self::Sealed(path) | Self::ConfigFile(path) => {
                Text::same(path.display().to_string())
            }
            Self::Keyring => text!("keyring", "Schlüsselspeicher"),
            Self::Command(origin) => text!(l =>
                "command in {origin}",
                "Befehl in {origin}",
                origin = origin.text().in_language(l)
            ),
        }
    }
}

/// In English, for programs and logs.
impl fmt::Display for LoginOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text().fmt(f)
    }
}
