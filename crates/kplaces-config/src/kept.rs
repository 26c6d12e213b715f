use std::fmt;

use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};

use crate::Credential;

/// Where the secrets of a login are that `login` put away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Safe {
    /// In the system's keyring.
    Keyring,
    /// In a file beside the login file, sealed with a passphrase.
    Sealed,
}

impl Safe {
    /// As the login file names it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Keyring => "keyring",
            Self::Sealed => "sealed",
        }
    }

    pub(crate) fn of_word(word: &str) -> Option<Self> {
        [Self::Keyring, Self::Sealed]
            .into_iter()
            .find(|safe| safe.word() == word)
    }
}

/// A whole login in one text, to be put into a keyring or sealed.
///
/// Its first line says what it is; the parts follow, a line each. No parser of a format is involved,
/// so nothing of the secrets stays behind in one. Its `Debug` shows nothing.
#[derive(Clone)]
pub struct Wrapped(SecretString);

/// Before logins were bound to a server.
const UNBOUND: &str = "3kplaces login 1";

const FIRST_LINE: &str = "3kplaces login 2";

impl Wrapped {
    /// Wraps a login that is for this server.
    pub fn new(credential: &Credential, server: &str) -> Self {
        let parts = [
            FIRST_LINE,
            &credential.account,
            &credential.user,
            credential.password.expose_secret(),
            credential.apikey.expose_secret(),
            server,
        ];
        // Room for all at once: a growing text leaves copies behind that nobody wipes.
        let room = parts.iter().map(|part| 2 * part.len() + 1).sum();
        let mut text = Zeroizing::new(String::with_capacity(room));
        for part in parts {
            for c in part.chars() {
                match c {
                    '\\' => text.push_str("\\\\"),
                    '\n' => text.push_str("\\n"),
                    c => text.push(c),
                }
            }
            text.push('\n');
        }
        Self(SecretString::from(text.as_str()))
    }

    /// What came out of a keyring or a sealed file; `None` if it is no login.
    pub fn from_secret(text: &SecretString) -> Option<Self> {
        let wrapped = Self(text.clone());
        wrapped.unwrapped().is_some().then_some(wrapped)
    }

    /// [`Wrapped::from_secret`], of bytes.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok()?;
        Self::from_secret(&SecretString::from(text))
    }

    /// The text to put away.
    pub fn secret(&self) -> &SecretString {
        &self.0
    }

    /// The login, and the server it is for; none where it was kept before logins were bound.
    pub(crate) fn unwrapped(&self) -> Option<(Credential, Option<String>)> {
        let text = self.0.expose_secret().strip_suffix('\n')?;
        let mut lines = text.split('\n');
        let is_bound = match lines.next()? {
            FIRST_LINE => true,
            UNBOUND => false,
            _ => return None,
        };
        let mut part = || plain(lines.next()?);
        let (account, user, password, apikey) = (part()?, part()?, part()?, part()?);
        let server = if is_bound {
            Some(part()?.to_string())
        } else {
            None
        };
        if lines.next().is_some() {
            return None;
        }
        let credential = Credential {
            account: account.to_string(),
            user: user.to_string(),
            password: SecretString::from(password.as_str()),
            apikey: SecretString::from(apikey.as_str()),
        };
        Some((credential, server))
    }
}

impl fmt::Debug for Wrapped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wrapped").finish_non_exhaustive()
    }
}

/// A part as it was; `None` if it is empty or was not written by us.
fn plain(line: &str) -> Option<Zeroizing<String>> {
    let mut text = Zeroizing::new(String::with_capacity(line.len()));
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next()? {
                '\\' => text.push('\\'),
                'n' => text.push('\n'),
                _ => return None,
            },
            c => text.push(c),
        }
    }
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parts(credential: &Credential) -> [&str; 4] {
        [
            &credential.account,
            &credential.user,
            credential.password.expose_secret(),
            credential.apikey.expose_secret(),
        ]
    }

    proptest! {
        #[test]
        fn any_login_comes_out_as_it_was_put_in(
            parts_in in prop::array::uniform4("[a\\\\n\n\r \u{e9}]{1,6}|.{1,9}"),
        ) {
            let [account, user, password, apikey] = parts_in.clone();
            let credential = Credential {
                account,
                user,
                password: SecretString::from(password),
                apikey: SecretString::from(apikey),
            };
            let wrapped = Wrapped::new(&credential, "https://a:1");
            let again = Wrapped::from_secret(wrapped.secret()).unwrap();
            let (again, server) = again.unwrapped().unwrap();
            prop_assert_eq!(parts(&again), parts(&credential));
            prop_assert_eq!(server.as_deref(), Some("https://a:1"));
        }

        #[test]
        fn other_texts_are_no_login(text in ".*|3kplaces login [12]\n(a\n|\\\\|\n){0,6}") {
            let found = Wrapped::from_bytes(text.as_bytes());
            // Only what would be written the same way is taken.
            if let Some(wrapped) = found {
                let (credential, server) = wrapped.unwrapped().unwrap();
                let again = Wrapped::new(&credential, server.as_deref().unwrap_or_default());
                let mut again = again.secret().expose_secret().to_owned();
                if server.is_none() {
                    again = again.replacen(FIRST_LINE, UNBOUND, 1);
                    again.pop();
                }
                prop_assert_eq!(&again, &text);
            }
        }
    }
}
