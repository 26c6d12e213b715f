//! The keyring of each system: how to reach it, and whether it is open.

use std::sync::Arc;

use keyring_core::CredentialStore;

use crate::KeyringError;
#[cfg(any(target_os = "linux", target_os = "macos", windows))]
use crate::meaning::meaning;
#[cfg(target_os = "linux")]
use crate::meaning::reason;

#[cfg(target_os = "linux")]
pub(crate) fn open() -> Result<&'static str, KeyringError> {
    use secret_service::blocking::SecretService;
    use secret_service::{EncryptionType, Error};

    let absent = |error: Error| KeyringError::Absent(reason(&error));
    let service = SecretService::connect(EncryptionType::Dh).map_err(absent)?;
    let collection = match service.get_default_collection() {
        Ok(collection) => collection,
        Err(Error::NoResult) => return Err(KeyringError::Absent("it has no place yet".to_owned())),
        Err(error) => return Err(absent(error)),
    };
    if collection.is_locked().map_err(absent)? {
        return Err(KeyringError::Locked);
    }
    Ok("Secret Service")
}

#[cfg(target_os = "linux")]
pub(crate) fn store() -> Result<Arc<CredentialStore>, KeyringError> {
    let store = zbus_secret_service_keyring_store::Store::new();
    Ok(store.map_err(unreached)?)
}

#[cfg(target_os = "macos")]
pub(crate) fn open() -> Result<&'static str, KeyringError> {
    store().map(|_| "Keychain")
}

#[cfg(target_os = "macos")]
pub(crate) fn store() -> Result<Arc<CredentialStore>, KeyringError> {
    let store = apple_native_keyring_store::keychain::Store::new();
    Ok(store.map_err(unreached)?)
}

#[cfg(windows)]
pub(crate) fn open() -> Result<&'static str, KeyringError> {
    store().map(|_| "Credential Manager")
}

#[cfg(windows)]
pub(crate) fn store() -> Result<Arc<CredentialStore>, KeyringError> {
    let store = windows_native_keyring_store::Store::new();
    Ok(store.map_err(unreached)?)
}

#[cfg(any(target_os = "linux", target_os = "macos", windows))]
fn unreached(error: keyring_core::Error) -> KeyringError {
    match meaning(error) {
        KeyringError::Refused(why) => KeyringError::Absent(why),
        other => other,
    }
}

#[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
pub(crate) fn open() -> Result<&'static str, KeyringError> {
    store().map(|_| "")
}

#[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
pub(crate) fn store() -> Result<Arc<CredentialStore>, KeyringError> {
    Err(KeyringError::Absent("this system has none".to_owned()))
}
