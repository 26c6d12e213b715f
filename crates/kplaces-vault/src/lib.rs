#![doc = include_str!("../README.md")]

mod bounded;
mod error;
mod keyring;
mod native;
pub mod sealed;

pub use error::{KeyringError, SealError};
pub use keyring::Keyring;
