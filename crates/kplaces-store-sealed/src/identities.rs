use std::fmt;

use age::x25519::{Identity, Recipient};
use kplaces_store::{KeySource, StoreError, StoreErrorKind};
use kplaces_text::{Text, text};
use secrecy::{ExposeSecret, SecretString};

/// The keys of this device: all of them open, the first one seals.
pub(crate) struct Identities(Vec<Identity>);

impl fmt::Debug for Identities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Identities")
    }
}

impl Identities {
    /// Asks for the keys.
    pub(crate) async fn of(keys: Option<&dyn KeySource>) -> Result<Self, StoreError> {
        let Some(keys) = keys else {
            return Err(locked(text!(
                "there is no key on this device to open it with",
                "auf diesem Gerät gibt es keinen Schlüssel, um ihn zu öffnen"
            )));
        };
        Self::read(&keys.key().await?)
    }

    pub(crate) fn read(text: &SecretString) -> Result<Self, StoreError> {
        let lines = text.expose_secret().lines().map(str::trim);
        let keys = lines
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .map(str::parse)
            // What the parser says could quote the key.
            .collect::<Result<Vec<Identity>, _>>();
        match keys {
            Ok(keys) if !keys.is_empty() => Ok(Self(keys)),
            _ => Err(locked(text!(
                "what is kept as the key of this device is none",
                "was als Schlüssel dieses Geräts aufbewahrt wird, ist keiner"
            ))),
        }
    }

    /// What the first key opens.
    pub(crate) fn recipient(&self) -> Option<Recipient> {
        self.0.first().map(Identity::to_public)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &dyn age::Identity> {
        self.0.iter().map(|key| key as &dyn age::Identity)
    }
}

fn locked(message: Text) -> StoreError {
    StoreError::new(StoreErrorKind::Locked, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_key_is_refused_without_quoting_it() {
        for text in ["", "\n", "hunter2", "AGE-SECRET-KEY-1HUNTER2"] {
            let error = Identities::read(&SecretString::from(text)).unwrap_err();
            assert_eq!(error.kind(), StoreErrorKind::Locked);
            assert!(!format!("{error:?}").to_lowercase().contains("hunter2"));
        }
    }

    #[test]
    fn the_first_key_seals() {
        let (new, old) = (Identity::generate(), Identity::generate());
        let text = [&new, &old].map(|key| key.to_string().expose_secret().to_owned());
        let identities = Identities::read(&text.join("\n").into()).unwrap();
        let seals = identities.recipient().map(|key| key.to_string());
        assert_eq!(seals, Some(new.to_public().to_string()));
        assert_eq!(identities.iter().count(), 2);
    }
}
