use std::fmt;
use std::path::PathBuf;

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

/// Why HTTP cannot send a user name (RFC 7617, section 2); `None` where it can. Goes after what it is
/// about.
pub fn unsendable_user(user: &str) -> Option<&'static str> {
    if user.contains(':') {
        return Some(
            "may hold no colon: HTTP ends a user name there, and the rest would go out as a part of \
             the password (RFC 7617)",
        );
    }
    let has_control = user.contains(char::is_control);
    has_control
        .then_some("may hold no control character: HTTP sends none in a user name (RFC 7617)")
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

impl fmt::Display for LoginOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Env(variable) => f.write_str(variable),
            Self::SecretFile { variable, path } => {
                write!(f, "{}, named by {variable}", path.display())
            }
            Self::LoginFile(path) | Self::Sealed(path) | Self::ConfigFile(path) => {
                write!(f, "{}", path.display())
            }
            Self::Keyring => f.write_str("keyring"),
            Self::Command(origin) => write!(f, "command in {origin}"),
        }
    }
}
