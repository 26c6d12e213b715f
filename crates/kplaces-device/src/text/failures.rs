//! Every failure of the layers below as people read it.

use kplaces_app::AppError;
use kplaces_config::ConfigError;
use kplaces_edition::NotInEdition;
use kplaces_state::{Cause, LockError, StateError};
use kplaces_text::text;

use super::errors::{
    busy, config, fetch, guard, internal, internal_hint, not_in_edition, output, store,
    unknown_groups,
};
use crate::error::{CliError, Kind};

impl CliError {
    /// A defect of ours.
    pub fn internal(error: impl std::error::Error + 'static) -> Self {
        Self::new(Kind::Internal, internal())
            .caused_by(&error)
            .hint(internal_hint())
    }
}

impl From<AppError> for CliError {
    fn from(error: AppError) -> Self {
        let cause = error.failure().cause;
        let found = match error {
            AppError::Fetch(error) => fetch(&error),
            AppError::Store(error) => store(&error),
            AppError::Busy(holder) => busy(&holder),
            AppError::State(error) => state(&error),
            AppError::Backup(error) => super::backup::failure(&error),
            AppError::Extract(error) => super::extract::unusable(&error),
            AppError::NotInEdition(missing) => missing.into(),
            AppError::Guard {
                shrink,
                other_choice,
                cut_at,
            } => guard(shrink, other_choice, cut_at),
            AppError::NoPositions { .. } => CliError::new(
                Kind::Network,
                text!(
                    "the positions of WEBFLEET cannot be read",
                    "die Positionen von WEBFLEET sind nicht lesbar"
                ),
            )
            .caused_by(&error)
            .hint(text!(
                "nothing was changed; please report the forms above, digits are shown as 9 and letters as A",
                "es wurde nichts geändert; bitte die Formen oben melden, Ziffern stehen als 9 da und Buchstaben als A"
            )),
            AppError::UnknownGroups(groups) => unknown_groups(&groups),
            AppError::Output(error) => error.into(),
            AppError::Export(error) => error.into(),
            AppError::UnknownProfile { name, known } => super::export::unknown_profile(&name, &known),
        };
        found.recorded_as(cause)
    }
}

fn state(error: &StateError) -> CliError {
    if error.is_no_lock() {
        return CliError::new(
            Kind::Store,
            text!(
                "the folder of the places is on a file system without locks",
                "der Ordner der Orte ist auf einem Dateisystem ohne Sperren"
            ),
        )
        .caused_by(error)
        .hint(text!(
            "two programs could change the places at once there: choose another `data_dir`",
            "zwei Programme könnten die Orte dort gleichzeitig ändern: ein anderes `data_dir` wählen"
        ));
    }
    CliError::new(
        Kind::Store,
        text!(
            "what this device remembers of its syncs cannot be read or written",
            "die Aufzeichnungen dieses Geräts über seine Abgleiche lassen sich nicht lesen oder schreiben"
        ),
    )
    .caused_by(error)
    .hint(text!(
        "check the folder's permissions, and that there is room",
        "die Zugriffsrechte des Ordners prüfen, und ob dort Platz ist"
    ))
}

impl From<StateError> for CliError {
    fn from(error: StateError) -> Self {
        AppError::from(error).into()
    }
}

impl From<LockError> for CliError {
    fn from(error: LockError) -> Self {
        match error {
            LockError::Held(holder) => AppError::Busy(holder).into(),
            LockError::State(error) => error.into(),
        }
    }
}

impl From<kplaces_store::StoreError> for CliError {
    fn from(error: kplaces_store::StoreError) -> Self {
        AppError::from(error).into()
    }
}

impl From<kplaces_webfleet::Error> for CliError {
    fn from(error: kplaces_webfleet::Error) -> Self {
        AppError::from(error).into()
    }
}

impl From<kplaces_export::ExportError> for CliError {
    fn from(error: kplaces_export::ExportError) -> Self {
        super::export::failed(&error)
    }
}

impl From<ConfigError> for CliError {
    fn from(error: ConfigError) -> Self {
        config(&error).recorded_as(cause_of(&error))
    }
}

/// What is recorded of settings or a login that cannot be used.
fn cause_of(error: &ConfigError) -> Cause {
    match error {
        ConfigError::Invalid { problems } => Cause::Settings {
            problems: problems.len() as u64,
        },
        ConfigError::LoginMissing { problems } if problems.len() >= super::errors::PARTS => {
            Cause::NoLogin
        }
        ConfigError::LoginMissing { .. } => Cause::IncompleteLogin,
        ConfigError::LoginUnusable { .. } => Cause::UnusableLogin,
        _ => Cause::Unknown,
    }
}

impl From<NotInEdition> for CliError {
    fn from(missing: NotInEdition) -> Self {
        not_in_edition(&missing)
    }
}

impl From<std::io::Error> for CliError {
    fn from(error: std::io::Error) -> Self {
        Self::new(Kind::Store, output()).caused_by(&error)
    }
}
