//! Where the login is kept: choosing a place, putting it there, and getting it out again.

use std::cell::RefCell;

use kplaces_config::{Credential, CredentialSource, Keep, Safe, SealedLogin, Wrapped};
use kplaces_state::RecordId;
use kplaces_text::Text;
use kplaces_vault::{KeyringError, SealError, sealed};
use kplaces_webfleet::Endpoint;
use secrecy::{ExposeSecret, SecretString};

use crate::error::CliError;
pub use crate::place::Place;
use crate::text::said;
use crate::{Asking, Device, LoginLock, Refusal, text};

/// The name of the login in a keyring.
const ENTRY: &str = "login";

/// A chosen place, and why it is not the keyring where that would have been better.
#[derive(Debug)]
pub struct Choice {
    /// Where.
    pub place: Place,
    /// Why not in the keyring.
    pub no_keyring: Option<KeyringError>,
}

impl Device {
    /// Takes out of the keyring whatever is in it for the account of this run, before its folders go.
    ///
    /// Fails where something is in it and it does not answer: nobody could find that again.
    pub fn leave_keyring(&self) -> Result<(), CliError> {
        self.forget_key()?;
        let left = self.take_out_of_keyring();
        left.map(drop)
            .map_err(|error| text::login::still_in_keyring(&error))
    }

    /// The login, from wherever it is, and where its parts were found.
    pub async fn credential(
        &self,
        asking: Asking,
    ) -> Result<(Credential, CredentialSource), CliError> {
        let opened = match self.sources.opens() {
            Some(Safe::Sealed) => Some(self.unsealed(asking).await?),
            _ => None,
        };
        let opened = RefCell::new(opened);
        let open = |safe| match safe {
            Safe::Keyring => self.login_in_keyring(),
            Safe::Sealed => opened
                .take()
                .unwrap_or_else(|| Err(said(&SealError::WrongPassphrase))),
        };
        Ok(self.sources.credential_with(&open)?)
    }

    /// The sealed login, opened, or why it does not open.
    async fn unsealed(&self, asking: Asking) -> Result<Result<Wrapped, Text>, CliError> {
        let secrets = self.secrets();
        let found = match self.sources.sealed_login() {
            Ok(found) => found,
            Err(why) => return Ok(Err(why)),
        };
        let open = |passphrase: &SecretString| sealed::open(&found.bytes, passphrase);
        let opened = secrets
            .open(&text::login::the_login(), asking, open)
            .await?;
        if !found.is_named && matches!(opened, Ok(_) | Err(SealError::WrongPassphrase)) {
            return Ok(Err(SealedLogin::not_named()));
        }
        if opened.is_ok() {
            self.settle_login();
        }
        Ok(opened
            .map_err(text::login::sealed)
            .and_then(|opened| Wrapped::from_bytes(&opened).ok_or_else(text::login::not_ours)))
    }

    /// Whether this passphrase is not that of the sealed login of this device.
    pub fn is_wrong_passphrase(&self, passphrase: &SecretString) -> bool {
        let found = self.sources.sealed_login();
        let opened = found.map(|it| sealed::open(&it.bytes, passphrase));
        matches!(opened, Ok(Err(SealError::WrongPassphrase)))
    }

    /// Ends what a killed `login` began, where nobody is at it just now.
    fn settle_login(&self) {
        if !self.sources.next_sealed_login_file().exists() {
            return;
        }
        if let Ok(_held) = self.hold_login()
            && let Err(error) = self.sources.settle_sealed_login()
        {
            tracing::warn!(%error, "the sealed login could not be put into its place");
        }
    }

    /// Binds a login that was kept before logins were bound to the server that has just accepted it.
    pub fn bind_login(&self, is_unbound: bool) {
        // Who changes the login just now binds the new one.
        if is_unbound
            && let Ok(_held) = self.hold_login()
            && let Err(error) = self.sources.bind_login()
        {
            tracing::warn!(%error, "the login could not be bound to the server it is for");
        }
    }

    /// The login in the keyring, or why there is none to be had.
    pub(crate) fn login_in_keyring(&self) -> Result<Wrapped, Text> {
        let read = self
            .secrets()
            .keyring()
            .and_then(|keyring| keyring.read(ENTRY));
        match read {
            Ok(Some(secret)) => Wrapped::from_secret(&secret).ok_or_else(text::login::not_ours),
            Ok(None) => Err(text::login::not_in_keyring()),
            Err(error) => Err(said(&error)),
        }
    }

    /// Finds the place for a login, before anybody types one.
    pub fn place_for_login(&self, wish: Keep) -> Result<Choice, CliError> {
        self.sources.can_keep_login()?;
        let answer = || {
            self.secrets()
                .keyring()
                .and_then(|keyring| keyring.answers())
        };
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
        Ok(self.ask.is_somebody_there() || self.sources.has_passphrase()?)
    }

    /// Puts a login into its place and takes the one before out of the others; says where it is now,
    /// and what is left behind because its keyring does not open.
    pub async fn put_login(
        &self,
        _held: &LoginLock,
        credential: &Credential,
        place: Place,
    ) -> Result<(String, Option<KeyringError>), CliError> {
        let before = self.sources.put_away();
        let stored_in = match place {
            Place::Keyring => {
                let wrapped = Wrapped::new(credential, &self.sources.server()?);
                self.secrets()
                    .keyring()
                    .and_then(|keyring| keyring.write(ENTRY, wrapped.secret()))
                    .map_err(|error| text::login::no_keyring(&error))?;
                self.sources.save_whereabouts(credential, Safe::Keyring)?;
                text::login::THE_KEYRING.to_owned()
            }
            Place::Sealed => {
                let passphrase = self
                    .secrets()
                    .new_passphrase_but(
                        text::login::the_login(),
                        &[&credential.account, &credential.user],
                    )
                    .await?;
                let wrapped = Wrapped::new(credential, &self.sources.server()?);
                let bytes = wrapped.secret().expose_secret().as_bytes();
                let sealed = sealed::seal(bytes, &passphrase).map_err(CliError::internal)?;
                let path = self.sources.save_sealed_login(credential, &sealed)?;
                path.display().to_string()
            }
            Place::File => self
                .sources
                .save_credential(credential)?
                .display()
                .to_string(),
        };
        // Whoever gives a login wants it to be sent, be it the same one.
        if let Ok(endpoint) = self.settings()?.webfleet.url.parse::<Endpoint>() {
            let id = RecordId::login(endpoint.host(), &credential.account, &credential.user);
            Refusal::of(self, id, credential)?.forget();
        }
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
    pub fn remove_login(&self, _held: &LoginLock) -> Result<Vec<String>, CliError> {
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
        Refusal::forget_all(self);
        Ok(removed)
    }

    /// Takes the login out of the keyring; says whether it was there. Where nothing says that it is,
    /// one may have been left behind by a login file that somebody deleted: then a keyring that does
    /// not answer is no error.
    pub fn take_out_of_keyring(&self) -> Result<bool, KeyringError> {
        if self.sources.put_away() == Some(Safe::Keyring) {
            return self.remove_from_keyring();
        }
        let keyring = self.secrets().keyring().ok();
        let answering = keyring.filter(|keyring| keyring.answers().is_ok());
        Ok(answering.is_some_and(|keyring| keyring.remove(ENTRY).unwrap_or(false)))
    }

    fn remove_from_keyring(&self) -> Result<bool, KeyringError> {
        self.secrets()
            .keyring()
            .and_then(|keyring| keyring.remove(ENTRY))
    }
}
