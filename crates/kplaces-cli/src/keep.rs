//! Where the login is kept: choosing a place, putting it there, and getting it out again.

use kplaces_config::{Credential, CredentialSource, Keep, Safe, Wrapped, bare};
use kplaces_device::text::said;
use kplaces_text::Text;
use kplaces_vault::{Keyring, KeyringError, SealError, sealed};
use secrecy::{ExposeSecret, SecretString};

use crate::error::CliError;
use crate::streams::to_stderr;
use crate::text::login::Asked;
use crate::{Session, prompt, text};

/// The name of the login in a keyring.
const ENTRY: &str = "login";

/// How often a new passphrase is asked for until it is the same twice.
const TRIES: usize = 3;

/// Whether somebody may be asked for a passphrase, where somebody is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asking {
    Allowed,
    Forbidden,
}

/// A place for the login that can be used here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Keyring,
    Sealed,
    File,
}

/// A chosen place, and why it is not the keyring where that would have been better.
#[derive(Debug)]
pub(crate) struct Choice {
    pub(crate) place: Place,
    pub(crate) no_keyring: Option<KeyringError>,
}

impl Session {
    /// The keyring of this device's user, for the secrets of this program and the account of this run
    /// only. Nothing is asked yet.
    ///
    /// Fails where the session bus is not a socket of this device: nothing else may be connected to.
    pub fn keyring(&self) -> Result<Keyring, KeyringError> {
        if cfg!(target_os = "linux")
            && kplaces_config::session_bus().is_some_and(|address| !is_local(&address))
        {
            let why = "the session bus is not a local socket";
            return Err(KeyringError::Absent(why.to_owned()));
        }
        Ok(Keyring::of(&scope(self.tenant())))
    }

    /// Takes out of the keyring whatever is in it for the account of this run, before its folders go.
    ///
    /// Fails where something is in it and it does not answer: nobody could find that again.
    pub fn leave_keyring(&self) -> Result<(), CliError> {
        if let Some(keeper) = &self.product.keeper {
            keeper.forget(self)?;
        }
        let left = self.take_out_of_keyring();
        left.map(drop)
            .map_err(|error| text::login::still_in_keyring(&error))
    }

    /// The passphrase of what is sealed: from `KPLACES_PASSPHRASE`, `KPLACES_PASSPHRASE_FILE` or
    /// `passphrase_command`, or from whoever sits at the terminal. `what` is what it opens, as in
    /// "the login".
    pub async fn passphrase(&self, what: impl Into<Text>) -> Result<SecretString, CliError> {
        self.passphrase_by(&what.into(), Asking::Allowed).await
    }

    async fn passphrase_by(&self, what: &Text, asking: Asking) -> Result<SecretString, CliError> {
        if let Some(passphrase) = self.sources.passphrase()? {
            return Ok(passphrase);
        }
        if asking == Asking::Forbidden || !self.terminal.interactive {
            return Err(text::login::no_passphrase(what));
        }
        self.asked(&text::login::passphrase_of(what)).await
    }

    /// A passphrase for something new: as [`Session::passphrase`], but asked for twice.
    pub async fn new_passphrase(&self, what: impl Into<Text>) -> Result<SecretString, CliError> {
        let what = what.into();
        if let Some(passphrase) = self.sources.passphrase()? {
            return Ok(passphrase);
        }
        if !self.terminal.interactive {
            return Err(text::login::no_passphrase(&what));
        }
        // A slip should not cost someone what was typed before.
        for _ in 0..TRIES {
            let first = self.asked(&text::login::new_passphrase_of(&what)).await?;
            let second = self.asked(&text::login::again()).await?;
            if first.expose_secret() == second.expose_secret() {
                return Ok(first);
            }
            let language = self.language();
            to_stderr(&text::warning(
                text::login::differ().in_language(language),
                language,
            ));
        }
        Err(text::login::passphrases_differ())
    }

    /// Asks whoever sits at the terminal.
    async fn asked(&self, question: &Text) -> Result<SecretString, CliError> {
        let unreadable = |error: &std::io::Error| text::login::unreadable(Asked::Passphrase, error);
        let question = format!("{}: ", question.in_language(self.language()));
        let answer = prompt::secret(question, unreadable).await?;
        if bare(answer.expose_secret()).is_empty() {
            return Err(text::login::empty(Asked::Passphrase));
        }
        Ok(answer)
    }

    /// The passphrase to change to: from `KPLACES_NEW_PASSPHRASE`, else as [`Session::new_passphrase`].
    pub async fn changed_passphrase(
        &self,
        what: impl Into<Text>,
    ) -> Result<SecretString, CliError> {
        match self.sources.new_passphrase() {
            Some(passphrase) => Ok(passphrase),
            None => self.new_passphrase(what).await,
        }
    }

    /// The login, from wherever it is, and where its parts were found.
    pub(crate) async fn credential(
        &self,
        asking: Asking,
    ) -> Result<(Credential, CredentialSource), CliError> {
        let passphrase = match self.sources.opens() {
            Some(Safe::Sealed) => Some(
                self.passphrase_by(&text::login::the_login(), asking)
                    .await?,
            ),
            _ => None,
        };
        let open = |safe| match safe {
            Safe::Keyring => self.login_in_keyring(),
            Safe::Sealed => self.unsealed(passphrase.as_ref()),
        };
        Ok(self.sources.credential_with(&open)?)
    }

    /// Binds a login that was kept before logins were bound to the server that has just accepted it.
    pub(crate) fn bind_login(&self, is_unbound: bool) {
        if is_unbound && let Err(error) = self.sources.bind_login() {
            tracing::warn!(%error, "the login could not be bound to the server it is for");
        }
    }

    /// The login in the keyring, or why there is none to be had.
    pub(crate) fn login_in_keyring(&self) -> Result<Wrapped, Text> {
        let read = self.keyring().and_then(|keyring| keyring.read(ENTRY));
        match read {
            Ok(Some(secret)) => Wrapped::from_secret(&secret).ok_or_else(text::login::not_ours),
            Ok(None) => Err(text::login::not_in_keyring()),
            Err(error) => Err(said(&error)),
        }
    }

    fn unsealed(&self, passphrase: Option<&SecretString>) -> Result<Wrapped, Text> {
        let bytes = self.sources.sealed_login()?;
        let passphrase = passphrase.ok_or_else(|| said(&SealError::WrongPassphrase))?;
        let opened = sealed::open(&bytes, passphrase).map_err(text::login::sealed)?;
        Wrapped::from_bytes(&opened).ok_or_else(text::login::not_ours)
    }

    /// Finds the place for a login, before anybody types one.
    pub(crate) fn place_for_login(&self, wish: Keep) -> Result<Choice, CliError> {
        let answer = || self.keyring().and_then(|keyring| keyring.answers());
        let (place, no_keyring) = match wish {
            Keep::File => (Place::File, None),
            Keep::Keyring => match answer() {
                // It may ask for its own password.
                Ok(_) | Err(KeyringError::Locked) => (Place::Keyring, None),
                Err(error) => return Err(text::login::no_keyring(&error)),
            },
            Keep::Sealed if self.can_seal()? => (Place::Sealed, None),
            Keep::Sealed => return Err(text::login::no_passphrase(&text::login::the_login())),
            Keep::Auto => match answer() {
                Ok(_) => (Place::Keyring, None),
                Err(error) if self.can_seal()? => (Place::Sealed, Some(error)),
                Err(error) => return Err(text::login::no_place(&error)),
            },
        };
        Ok(Choice { place, no_keyring })
    }

    fn can_seal(&self) -> Result<bool, CliError> {
        Ok(self.terminal.interactive || self.sources.has_passphrase()?)
    }

    /// Puts a login into its place and takes the one before out of the others; says where it is now,
    /// and what is left behind because its keyring does not open.
    pub(crate) async fn put_login(
        &self,
        credential: &Credential,
        place: Place,
    ) -> Result<(String, Option<KeyringError>), CliError> {
        let before = self.sources.put_away();
        let stored_in = match place {
            Place::Keyring => {
                let wrapped = Wrapped::new(credential, &self.sources.server()?);
                self.keyring()
                    .and_then(|keyring| keyring.write(ENTRY, wrapped.secret()))
                    .map_err(|error| text::login::no_keyring(&error))?;
                self.sources.save_whereabouts(credential, Safe::Keyring)?;
                text::login::THE_KEYRING.to_owned()
            }
            Place::Sealed => {
                let passphrase = self.new_passphrase(text::login::the_login()).await?;
                let wrapped = Wrapped::new(credential, &self.sources.server()?);
                let bytes = wrapped.secret().expose_secret().as_bytes();
                let sealed = sealed::seal(bytes, &passphrase).map_err(CliError::internal)?;
                let path = self.sources.save_sealed_login(&sealed)?;
                self.sources.save_whereabouts(credential, Safe::Sealed)?;
                path.display().to_string()
            }
            Place::File => self
                .sources
                .save_credential(credential)?
                .display()
                .to_string(),
        };
        if place != Place::Sealed {
            self.sources.remove_sealed_login()?;
        }
        let mut left_behind = None;
        if place != Place::Keyring && before == Some(Safe::Keyring) {
            left_behind = self.remove_from_keyring().err();
        }
        Ok((stored_in, left_behind))
    }

    /// Takes the login off this device, wherever it is; says from where.
    pub(crate) fn remove_login(&self) -> Result<Vec<String>, CliError> {
        let mut removed = Vec::new();
        // First: as long as the login file is there, it can be tried again.
        let taken_out = self.take_out_of_keyring();
        if taken_out.map_err(|error| text::login::still_in_keyring(&error))? {
            removed.push(text::login::THE_KEYRING.to_owned());
        }
        let paths = [
            self.sources.remove_credential()?,
            self.sources.remove_sealed_login()?,
        ];
        let paths = paths.into_iter().flatten();
        removed.extend(paths.map(|path| path.display().to_string()));
        Ok(removed)
    }

    /// Takes the login out of the keyring; says whether it was there. Where nothing says that it is,
    /// one may have been left behind by a login file that somebody deleted: then a keyring that does
    /// not answer is no error.
    pub(crate) fn take_out_of_keyring(&self) -> Result<bool, KeyringError> {
        if self.sources.put_away() == Some(Safe::Keyring) {
            return self.remove_from_keyring();
        }
        let keyring = self.keyring().ok();
        let answering = keyring.filter(|keyring| keyring.answers().is_ok());
        Ok(answering.is_some_and(|keyring| keyring.remove(ENTRY).unwrap_or(false)))
    }

    fn remove_from_keyring(&self) -> Result<bool, KeyringError> {
        self.keyring().and_then(|keyring| keyring.remove(ENTRY))
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
