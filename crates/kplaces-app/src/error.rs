use kplaces_domain::Shrink;
use kplaces_edition::NotInEdition;
use kplaces_export::ExportError;
use kplaces_state::{Holder, StateError};
use kplaces_store::{StoreError, StoreErrorKind};
use kplaces_webfleet::Form;

use crate::{BackupError, UnknownGroups};

/// Why a use case did not do what was asked. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// WEBFLEET could not be asked, or did not give a sound report.
    #[error(transparent)]
    Fetch(#[from] kplaces_webfleet::Error),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Another sync of the same account is under way on this device.
    #[error("another sync of this account is under way")]
    Busy(Holder),
    /// What the device remembers of its syncs cannot be read or written.
    #[error(transparent)]
    State(#[from] StateError),
    /// A copy of the places cannot be made, found or used.
    #[error(transparent)]
    Backup(#[from] BackupError),
    /// A file is no archive that can be brought back.
    #[error(transparent)]
    Extract(#[from] kplaces_extract::ExtractError),
    /// The edition lacks what was asked for.
    #[error(transparent)]
    NotInEdition(#[from] NotInEdition),
    /// The sync would lose suspiciously much.
    #[error("{shrink}")]
    Guard {
        /// What it would lose.
        shrink: Shrink,
        /// Other groups or another limit were asked for than the time before.
        other_choice: bool,
        /// The limit that cut the download short, if one did.
        cut_at: Option<u32>,
    },
    /// The address report has rows with positions, and none of them can be read.
    #[error(
        "no position of the {rows} addresses can be read; they look like {}",
        listed(forms)
    )]
    NoPositions {
        /// How many rows there are.
        rows: u64,
        /// What the first ones look like, without what they say.
        forms: Vec<Form>,
    },
    /// The account has no groups of these names.
    #[error(transparent)]
    UnknownGroups(#[from] UnknownGroups),
    /// The output of an export took no more bytes.
    #[error("the output could not be written")]
    Output(#[from] std::io::Error),
    /// A file of an export cannot be where it was asked for.
    #[error(transparent)]
    Export(#[from] ExportError),
    /// No export profile of this name.
    #[error("there is no export profile `{name}`")]
    UnknownProfile {
        /// What was asked for.
        name: String,
        /// What there is.
        known: Vec<&'static str>,
    },
}

impl AppError {
    /// Whether there is no store.
    pub fn is_no_store(&self) -> bool {
        matches!(self, Self::Store(error) if error.kind() == StoreErrorKind::Missing)
    }

    /// Whether somebody else is at the store just now, and it works again in a moment.
    pub fn is_passing(&self) -> bool {
        let passing = [StoreErrorKind::Busy, StoreErrorKind::Conflict];
        matches!(self, Self::Store(error) if passing.contains(&error.kind()))
    }
}

fn listed(forms: &[Form]) -> String {
    let forms: Vec<String> = forms.iter().map(|form| format!("`{form}`")).collect();
    forms.join(", ")
}
