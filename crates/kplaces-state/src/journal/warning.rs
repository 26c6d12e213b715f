//! What should be known of a sync besides, as it is recorded.

use kplaces_domain::Shrink;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use super::failure::{Loss, loss};
use super::former;

/// What a later reader should know of a sync that went well: words of this list and numbers. No type
/// of it can hold a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema, Deserialize)]
#[serde(tag = "code", rename_all = "kebab-case")]
pub enum Warning {
    /// A limit cut the download short.
    CutAt {
        /// The limit.
        limit: u32,
    },
    /// The guard would stop it.
    GuardWouldStop {
        /// What would be lost.
        loss: Loss,
        /// From so many places.
        places: u64,
        /// Of so many.
        stored: u64,
    },
    /// Fields that were not UTF-8.
    NotUtf8 {
        /// How many.
        fields: u64,
    },
    /// Fields whose text was damaged, and was kept as far as it can be read.
    DamagedFields {
        /// How many.
        fields: u64,
    },
    /// Rows that could not be read and were left out, doubtful ones too.
    UnreadableRows {
        /// How many.
        rows: u64,
    },
    /// Places that were kept, since not all of the reports could be read.
    Kept {
        /// How many.
        places: u64,
    },
    /// The address report has no radius.
    NoRadius,
    /// The address report has no colour.
    NoColour,
    /// What was to follow it failed, and is tried again after the next one.
    ThenFailed,
    /// Memberships without an address.
    MembersWithoutAddress {
        /// How many.
        members: u64,
    },
}

impl From<Shrink> for Warning {
    fn from(shrink: Shrink) -> Self {
        let (loss, places, stored) = loss(shrink);
        Self::GuardWouldStop {
            loss,
            places,
            stored,
        }
    }
}

/// Reads warnings; those of other versions are passed over, and sentences are read for their numbers.
pub(super) fn all<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Warning>, D::Error> {
    let written = Vec::<serde_json::Value>::deserialize(from)?;
    let read = |value: serde_json::Value| match value {
        serde_json::Value::String(sentence) => former::warning(&sentence),
        value => Warning::deserialize(value).ok(),
    };
    Ok(written.into_iter().filter_map(read).collect())
}
