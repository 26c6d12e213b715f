//! Where a key can be kept.

use schemars::JsonSchema;
use serde::Serialize;
use strum::{EnumString, IntoStaticStr};

/// What keeps a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub(crate) enum Keep {
    /// The system's keyring.
    Keyring,
    /// The file, sealed with a passphrase.
    Passphrase,
}
