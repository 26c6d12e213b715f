//! What opens secrets: the keyring of this device's user, and passphrases.

use std::sync::Arc;

use kplaces_config::{Sources, bare};
use kplaces_text::Text;
use kplaces_vault::{Keyring, KeyringError, SealError};
use secrecy::{ExposeSecret, SecretString};

use crate::text::login::Asked;
use crate::{Ask, CliError, strength, text};

/// How often somebody is asked for a passphrase that they mistype.
const MISTYPED: usize = 3;

/// How often a new passphrase is asked for until it is the same twice.
const TRIES: usize = 10;

/// Whether somebody may be asked for a passphrase, where somebody is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asking {
    /// They may.
    Allowed,
    /// They may not.
    Forbidden,
}

/// What opens the secrets of a run.
#[derive(Clone, Debug)]
pub struct Secrets {
    sources: Arc<Sources>,
    ask: Arc<dyn Ask>,
}

impl Secrets {
    pub(crate) fn new(sources: Arc<Sources>, ask: Arc<dyn Ask>) -> Self {
        Self { sources, ask }
    }

    /// The keyring of this device's user, for the secrets of this program and the account of this run
    /// only. Nothing is asked yet.
    ///
    /// Fails where the session bus is not a socket of this device: nothing else may be connected to.
    pub fn keyring(&self) -> Result<Keyring, KeyringError> {
        if !self.has_local_bus() {
            let why = "the session bus is not a local socket";
            return Err(KeyringError::Absent(why.to_owned()));
        }
        Ok(Keyring::of(&scope(self.sources.tenant.as_deref())))
    }

    /// Whether the session bus, where there is one, is a socket of this device: nothing else may be connected to.
    pub fn has_local_bus(&self) -> bool {
        !cfg!(target_os = "linux")
            || kplaces_config::session_bus().is_none_or(|address| is_local(&address))
    }

    /// Opens what is sealed with its passphrase: from `KPLACES_PASSPHRASE`, `KPLACES_PASSPHRASE_FILE` or
    /// `passphrase_command`, or from whoever sits at the terminal, who may mistype it twice. `what` is what it opens,
    /// as in "the login".
    pub async fn open<T>(
        &self,
        what: &Text,
        asking: Asking,
        open: impl Fn(&SecretString) -> Result<T, SealError>,
    ) -> Result<Result<T, SealError>, CliError> {
        let is_typed = !self.sources.has_passphrase()?;
        let mut left = MISTYPED;
        loop {
            left -= 1;
            match open(&self.passphrase(what, asking).await?) {
                Err(SealError::WrongPassphrase) if is_typed && left > 0 => {
                    self.ask.refuse(text::login::mistyped());
                }
                done => return Ok(done),
            }
        }
    }

    async fn passphrase(&self, what: &Text, asking: Asking) -> Result<SecretString, CliError> {
        if let Some(passphrase) = self.sources.passphrase()? {
            return Ok(passphrase);
        }
        if asking == Asking::Forbidden || !self.ask.is_somebody_there() {
            return Err(text::login::no_passphrase(what));
        }
        self.asked(text::login::passphrase_of(what)).await
    }

    /// A passphrase for something new: from where [`Secrets::open`] has it, but asked for twice, and not one that could be
    /// guessed.
    pub async fn new_passphrase(&self, what: Text) -> Result<SecretString, CliError> {
        let login = self.sources.login_outline().ok();
        let names = login.iter().flat_map(|login| [&login.account, &login.user]);
        let known: Vec<&str> = names.flatten().map(|(name, _)| name.as_str()).collect();
        self.new_passphrase_but(what, &known).await
    }

    /// The same, where these words are known besides.
    pub async fn new_passphrase_but(
        &self,
        what: Text,
        known: &[&str],
    ) -> Result<SecretString, CliError> {
        if let Some(passphrase) = self.sources.passphrase()? {
            return Ok(passphrase);
        }
        if !self.ask.is_somebody_there() {
            return Err(text::login::no_passphrase(&what));
        }
        let mut is_weak = false;
        // A slip should not cost someone what was typed before.
        for _ in 0..TRIES {
            let first = self
                .ask
                .passphrase(text::login::new_passphrase_of(&what))
                .await?;
            is_weak = strength::is_weak(first.expose_secret(), known);
            if is_weak {
                self.ask.refuse(text::login::weak());
                if self.ask.is_somebody_there() {
                    continue;
                }
                break;
            }
            let second = self.asked(text::login::again()).await?;
            if first.expose_secret() == second.expose_secret() {
                return Ok(first);
            }
            self.ask.warn(text::login::differ());
        }
        Err(if is_weak {
            text::login::only_weak()
        } else {
            text::login::passphrases_differ()
        })
    }

    /// The passphrase to change to: from `KPLACES_NEW_PASSPHRASE`, else as [`Secrets::new_passphrase`].
    pub async fn changed_passphrase(&self, what: Text) -> Result<SecretString, CliError> {
        match self.sources.new_passphrase() {
            Some(passphrase) => Ok(passphrase),
            None => self.new_passphrase(what).await,
        }
    }

    /// Asks whoever is there.
    async fn asked(&self, question: Text) -> Result<SecretString, CliError> {
        let answer = self.ask.passphrase(question).await?;
        if bare(answer.expose_secret()).is_empty() {
            return Err(text::login::empty(Asked::Passphrase));
        }
        Ok(answer)
    }
}

/// The part of the keyring of a tenant; names of tenants have no slash.
fn scope(tenant: Option<&str>) -> String {
    tenant.map_or_else(
        || "3kplaces".to_owned(),
        |tenant| format!("3kplaces/{tenant}"),
    )
}

/// Whether every address of a bus is a socket of this device: it could also be one of another
/// device, or name a program to start.
fn is_local(addresses: &str) -> bool {
    addresses
        .split(';')
        .filter(|address| !address.is_empty())
        .all(|address| address.starts_with("unix:"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bus_is_used_only_on_this_device() {
        for local in [
            "unix:path=/run/user/1000/bus",
            "unix:abstract=/tmp/x;unix:path=/y",
            "",
        ] {
            assert!(is_local(local), "{local}");
        }
        for other in [
            "tcp:host=10.0.0.1,port=1",
            "unix:path=/x;tcp:host=10.0.0.1",
            "unixexec:path=/bin/sh",
            "nonce-tcp:host=localhost",
            "autolaunch:",
        ] {
            assert!(!is_local(other), "{other}");
        }
    }
}
