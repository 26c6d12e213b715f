use std::time::Duration;

use keyring_core::{Entry, Error};
use secrecy::{ExposeSecret, SecretString};

use crate::bounded::bounded;
use crate::meaning::meaning;
use crate::{KeyringError, native};

/// How long a keyring may take to say that it is there: a session bus may have to start it.
const TO_ANSWER: Duration = Duration::from_secs(10);

/// How long it may take where the user may have to open it first.
const TO_ACT: Duration = Duration::from_mins(1);

/// A name space in the keyring of the user's session.
///
/// Every call blocks, and none longer than a minute.
#[derive(Clone, Debug)]
pub struct Keyring {
    scope: String,
    to_answer: Duration,
    to_act: Duration,
}

impl Keyring {
    /// The part of the keyring with this name. Nothing is asked yet.
    pub fn of(scope: &str) -> Self {
        Self {
            scope: scope.to_owned(),
            to_answer: TO_ANSWER,
            to_act: TO_ACT,
        }
    }

    /// Waits at most so long for any answer.
    #[must_use]
    pub fn waiting(mut self, at_most: Duration) -> Self {
        self.to_answer = self.to_answer.min(at_most);
        self.to_act = self.to_act.min(at_most);
        self
    }

    /// The keyring's kind, as people know it, if it can be used without asking anybody: there is
    /// one, and it is open.
    pub fn answers(&self) -> Result<&'static str, KeyringError> {
        bounded(self.to_answer, native::open)
    }

    /// The secret of this name; `None` if there is none.
    pub fn read(&self, name: &str) -> Result<Option<SecretString>, KeyringError> {
        self.with(name, |entry| match entry.get_password() {
            Ok(text) => Ok(Some(SecretString::from(text))),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(meaning(error)),
        })
    }

    /// Puts a secret under this name, in place of the one there may be.
    pub fn write(&self, name: &str, secret: &SecretString) -> Result<(), KeyringError> {
        let secret = secret.clone();
        self.with(name, move |entry| {
            entry.set_password(secret.expose_secret()).map_err(meaning)
        })
    }

    /// Removes the secret of this name; false if there was none.
    pub fn remove(&self, name: &str) -> Result<bool, KeyringError> {
        self.with(name, |entry| match entry.delete_credential() {
            Ok(()) => Ok(true),
            Err(Error::NoEntry) => Ok(false),
            Err(error) => Err(meaning(error)),
        })
    }

    fn with<T: Send + 'static>(
        &self,
        name: &str,
        act: impl FnOnce(&Entry) -> Result<T, KeyringError> + Send + 'static,
    ) -> Result<T, KeyringError> {
        let (scope, name) = (self.scope.clone(), name.to_owned());
        bounded(self.to_act, move || {
            let store = native::store()?;
            act(&store.build(&scope, &name, None).map_err(meaning)?)
        })
    }
}
