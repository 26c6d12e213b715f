use std::fmt::Debug;

use async_trait::async_trait;
use secrecy::SecretString;

use crate::StoreError;

/// Gives the key of encrypted stores; asked when one is opened, and never by another kind of store.
#[async_trait]
pub trait KeySource: Debug + Send + Sync {
    /// The key, in the words of the backend. There may be several, one on each line, while a key is
    /// changed: all of them open, the first one seals.
    ///
    /// Fails with [`Locked`](crate::StoreErrorKind::Locked) where there is none to be had.
    async fn key(&self) -> Result<SecretString, StoreError>;
}

/// A key that is at hand.
#[derive(Clone, Debug)]
pub struct KnownKey(pub SecretString);

#[async_trait]
impl KeySource for KnownKey {
    async fn key(&self) -> Result<SecretString, StoreError> {
        Ok(self.0.clone())
    }
}
