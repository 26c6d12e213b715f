#![doc = include_str!("../README.md")]

mod bounded;
mod error;
mod key;
mod keyring;
mod meaning;
mod native;
pub mod sealed;
mod spelling;
#[cfg(test)]
mod vectors;

pub use error::{KeyringError, SealError};
pub use key::new_key;
pub use keyring::Keyring;
