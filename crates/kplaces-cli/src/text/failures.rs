//! Every failure of the layers below as people read it.

use kplaces_app::AppError;
use kplaces_config::ConfigError;
use kplaces_edition::NotInEdition;
use kplaces_state::{LockError, StateError};

use super::errors::{
    INTERNAL, INTERNAL_HINT, OUTPUT, busy, config, export, fetch, guard, not_in_edition, store,
    unknown_groups, unknown_profile,
};
use crate::error::{CliError, Kind};

impl CliError {
    /// A defect of ours.
    pub fn internal(error: impl std::error::Error + 'static) -> Self {
        Self::new(Kind::Internal, INTERNAL)
            .caused_by(&error)
            .hint(INTERNAL_HINT)
    }
}

impl From<AppError> for CliError {
    fn from(error: AppError) -> Self {
        match error {
            AppError::Fetch(error) => fetch(&error),
            AppError::Store(error) => store(&error),
            AppError::Busy(holder) => busy(&holder),
            AppError::State(error) => error.into(),
            AppError::Backup(error) => super::backup::failure(&error),
            AppError::Extract(error) => super::privacy::extract::unusable(&error),
            AppError::NotInEdition(missing) => missing.into(),
            AppError::Guard {
                shrink,
                other_choice,
                cut_at,
            } => guard(shrink, other_choice, cut_at),
            AppError::NoPositions { .. } => CliError::new(
                Kind::Network,
                "the positions of WEBFLEET cannot be read",
            )
            .because(error.to_string())
            .hint("nothing was changed; please report the forms above, digits are shown as 9 and letters as A"),
            AppError::UnknownGroups(groups) => unknown_groups(&groups),
            AppError::Output(error) => error.into(),
            AppError::Export(error) => error.into(),
            AppError::UnknownProfile { name, known } => unknown_profile(&name, &known),
            other => Self::internal(other),
        }
    }
}

impl From<StateError> for CliError {
    fn from(error: StateError) -> Self {
        Self::new(
            Kind::Store,
            "what this device remembers of its syncs cannot be read or written",
        )
        .caused_by(&error)
        .hint("check the folder's permissions, and that there is room")
    }
}

impl From<LockError> for CliError {
    fn from(error: LockError) -> Self {
        match error {
            LockError::Held(holder) => busy(&holder),
            LockError::State(error) => error.into(),
        }
    }
}

impl From<kplaces_store::StoreError> for CliError {
    fn from(error: kplaces_store::StoreError) -> Self {
        store(&error)
    }
}

impl From<kplaces_webfleet::Error> for CliError {
    fn from(error: kplaces_webfleet::Error) -> Self {
        fetch(&error)
    }
}

impl From<kplaces_export::ExportError> for CliError {
    fn from(error: kplaces_export::ExportError) -> Self {
        export(&error)
    }
}

impl From<ConfigError> for CliError {
    fn from(error: ConfigError) -> Self {
        config(&error)
    }
}

impl From<NotInEdition> for CliError {
    fn from(missing: NotInEdition) -> Self {
        not_in_edition(&missing)
    }
}

impl From<std::io::Error> for CliError {
    fn from(error: std::io::Error) -> Self {
        Self::new(Kind::Store, OUTPUT).caused_by(&error)
    }
}
