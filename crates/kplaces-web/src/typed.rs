//! A passphrase that was typed on the page, in the place of a terminal that nobody sits at.

use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use kplaces_device::text::login::{self as words};
use kplaces_device::{Ask, CliError};
use kplaces_text::Text;
use secrecy::SecretString;

/// The passphrase, as long as the map runs. It is in no file, and overwritten when it goes.
#[derive(Debug, Default)]
pub(crate) struct Typed(Mutex<Option<SecretString>>);

impl Typed {
    pub(crate) fn of(passphrase: SecretString) -> Self {
        Self(Mutex::new(Some(passphrase)))
    }

    /// Keeps another one from now on.
    pub(crate) fn keep(&self, passphrase: SecretString) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(passphrase);
    }

    fn get(&self) -> Option<SecretString> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

#[async_trait]
impl Ask for Typed {
    fn is_somebody_there(&self) -> bool {
        self.get().is_some()
    }

    async fn passphrase(&self, _: Text) -> Result<SecretString, CliError> {
        self.get()
            .ok_or_else(|| words::no_passphrase(&words::the_login()))
    }

    fn line(&self, _: Text) -> Result<String, CliError> {
        Ok(String::new())
    }

    fn warn(&self, warning: Text) {
        tracing::debug!(%warning, "the page was told");
    }

    /// There is no other one until somebody types it.
    fn refuse(&self, _: Text) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}
