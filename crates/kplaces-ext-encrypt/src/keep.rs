//! Where a key can be kept.

use strum::{EnumString, IntoStaticStr};

/// What keeps a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub(crate) enum Keep {
    /// The system's keyring.
    Keyring,
    /// The file, sealed with a passphrase.
    Passphrase,
}
