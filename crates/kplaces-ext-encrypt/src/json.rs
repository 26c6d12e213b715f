//! The shapes of `--json`.

use kplaces_cli::{Shape, form};
use kplaces_device::Kept;
use schemars::JsonSchema;
use serde::Serialize;

use crate::keep::Keep;
use crate::text;

/// What the commands of this crate answer.
pub const SHAPES: &[Shape] = &[
    Shape::new("encrypt on", &[form::<OnJson>]),
    Shape::new("encrypt off", &[form::<OffJson>]),
    Shape::new("encrypt rekey", &[form::<RekeyedJson>]),
    Shape::new("encrypt status", &[form::<StatusJson>]),
];

#[derive(Serialize, JsonSchema)]
pub(crate) struct OnJson {
    encrypted: bool,
    /// How many places were moved; `null` where the encrypted store was in use already, or there was none.
    places: Option<u64>,
    /// How many copies were moved.
    backups: usize,
    erased_files: usize,
    key: Keep,
}

#[derive(Serialize, JsonSchema)]
pub(crate) struct OffJson {
    pub(crate) encrypted: bool,
    pub(crate) places: u64,
    /// How many copies were moved.
    pub(crate) backups: usize,
    pub(crate) erased_files: usize,
}

#[derive(Serialize, JsonSchema)]
pub(crate) struct RekeyedJson {
    pub(crate) encrypted: bool,
    /// How many copies have the new key.
    pub(crate) backups: usize,
    pub(crate) key: Keep,
}

#[derive(Serialize, JsonSchema)]
#[expect(clippy::struct_excessive_bools, reason = "facts, as they are told")]
pub(crate) struct StatusJson {
    encrypted: bool,
    /// Whether places are encrypted here, and their file is not there.
    file_missing: bool,
    /// Whether turning encryption on or off was cut off.
    cut_off: bool,
    /// `null` where there is none.
    key: Option<Keep>,
    file: String,
    encrypted_backups: usize,
    plain_backups: usize,
    /// Whether there is a store that everybody can read who has its file.
    plain_store: bool,
}

impl From<&text::On> for OnJson {
    fn from(done: &text::On) -> Self {
        Self {
            encrypted: true,
            places: done.places,
            backups: done.copies,
            erased_files: done.erased,
            key: done.keep,
        }
    }
}

impl From<&text::Status> for StatusJson {
    fn from(told: &text::Status) -> Self {
        Self {
            encrypted: told.encrypted(),
            file_missing: told.store == Kept::EncryptedMissing,
            cut_off: told.store == Kept::Turning,
            key: told.kept,
            file: told.file.clone(),
            encrypted_backups: told.sealed_backups,
            plain_backups: told.plain_backups,
            plain_store: told.plain_store,
        }
    }
}
