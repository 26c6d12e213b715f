use kplaces_domain::Shrink;
use kplaces_edition::NotInEdition;
use kplaces_store::StoreError;

use crate::UnknownGroups;

/// Why a use case did not do what was asked. Nothing was changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AppError {
    /// WEBFLEET could not be asked, or did not give a sound report.
    #[error(transparent)]
    Fetch(#[from] kplaces_webfleet::Error),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
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
    },
    /// The account has no groups of these names.
    #[error(transparent)]
    UnknownGroups(#[from] UnknownGroups),
    /// The output of an export took no more bytes.
    #[error("the output could not be written")]
    Output(#[source] std::io::Error),
    /// No export profile of this name.
    #[error("there is no export profile `{name}`")]
    UnknownProfile {
        /// What was asked for.
        name: String,
        /// What there is.
        known: Vec<&'static str>,
    },
}
