//! What is recorded of a failure: its kind and numbers, and none of its words.

use kplaces_state::{Cause, Failure, FailureKind, Report, StoreFault};
use kplaces_store::StoreErrorKind;
use kplaces_webfleet::{Action, CodeKind, Error, Step};

use crate::{AppError, BackupError};

impl AppError {
    /// What is recorded of it.
    pub fn failure(&self) -> Failure {
        let of = Failure::new;
        match self {
            Self::Fetch(error) => fetch(error),
            Self::Store(error) => store(error.kind()),
            Self::Busy(_) => of(FailureKind::Busy, Cause::Busy),
            Self::State(_) => of(FailureKind::Store, Cause::Records),
            Self::Backup(BackupError::NotMade(error)) if error.kind() == StoreErrorKind::Full => {
                store(error.kind())
            }
            Self::Backup(_) => of(FailureKind::Store, Cause::Backup),
            Self::Extract(_) => of(FailureKind::Store, Cause::Unknown),
            Self::NotInEdition(_) => of(FailureKind::Edition, Cause::Unknown),
            Self::Guard { shrink, .. } => of(FailureKind::Guard, (*shrink).into()),
            Self::UnknownGroups(groups) => {
                let groups = groups.unknown.len() as u64;
                of(FailureKind::Usage, Cause::UnknownGroups { groups })
            }
            Self::NoPositions { rows, .. } => {
                of(FailureKind::Network, Cause::NoPositions { rows: *rows })
            }
            Self::UnknownProfile { .. } => of(FailureKind::Usage, Cause::Unknown),
            Self::Output(_) | Self::Export(_) => of(FailureKind::Output, Cause::Unknown),
        }
    }
}

/// What is recorded of a report that could not be had. An error of the client that is not named here is
/// recorded by its kind.
pub(crate) fn fetch(error: &Error) -> Failure {
    let cause = match error {
        Error::Endpoint { .. } => Cause::Endpoint,
        Error::Setup(_) => Cause::Setup,
        Error::Api(api) => Cause::Refused {
            report: report(api.action),
            error: api.code,
        },
        Error::Held {
            action,
            wait,
            refused,
        } => Cause::Held {
            report: report(*action),
            wait_s: wait.as_secs_f64().ceil() as u64,
            refused: refused.is_some(),
        },
        Error::Uncounted(_) => Cause::Uncounted,
        Error::NotAllowed { .. } => Cause::NotAllowed,
        Error::Status { status, .. } => Cause::HttpStatus { status: *status },
        Error::Redirect { status, .. } => Cause::Redirect { status: *status },
        Error::Intercepted { .. } => Cause::Intercepted,
        Error::Connect { .. } => match error.step() {
            Step::Name => Cause::HostNotFound,
            Step::Certificate => Cause::Certificate,
            _ => Cause::NoConnection,
        },
        Error::Timeout { .. } => Cause::Timeout,
        Error::Cut { .. } => Cause::CutShort,
        Error::Unsupported { .. } => Cause::Unsupported,
        Error::TooLarge { .. } => Cause::TooLarge,
        Error::Malformed { action, row, .. } => Cause::Garbled {
            report: report(*action),
            row: *row,
        },
        Error::MissingColumns {
            action,
            missing,
            columns,
            ..
        } => Cause::MissingColumns {
            report: report(*action),
            missing: missing.len() as u64,
            seen: *columns as u64,
        },
    };
    Failure::new(kind(error), cause)
}

fn kind(error: &Error) -> FailureKind {
    match error {
        _ if error.is_quota() => FailureKind::Quota,
        _ if error.is_login() => FailureKind::Login,
        Error::Api(api) if api.kind() == CodeKind::Denied => FailureKind::Login,
        Error::Status { status: 403, .. } => FailureKind::Login,
        Error::Endpoint { .. } | Error::Setup(_) => FailureKind::Configuration,
        Error::Uncounted(_) => FailureKind::Store,
        Error::NotAllowed { .. } => FailureKind::Internal,
        _ => FailureKind::Network,
    }
}

fn report(action: Action) -> Report {
    match action {
        Action::ADDRESS_REPORT => Report::Addresses,
        Action::MEMBERSHIP_REPORT => Report::Memberships,
        // The group report's name is only in editions that ask for it.
        _ => Report::Groups,
    }
}

/// What is recorded of a store that failed.
pub(crate) fn store(kind: StoreErrorKind) -> Failure {
    let fault = match kind {
        StoreErrorKind::Conflict => StoreFault::Conflict,
        StoreErrorKind::Busy => StoreFault::Busy,
        StoreErrorKind::Corrupt => StoreFault::Corrupt,
        StoreErrorKind::Newer => StoreFault::Newer,
        StoreErrorKind::Denied => StoreFault::Denied,
        StoreErrorKind::Full => StoreFault::Full,
        StoreErrorKind::Location => StoreFault::Location,
        StoreErrorKind::Missing => StoreFault::Missing,
        StoreErrorKind::Older => StoreFault::Older,
        StoreErrorKind::Locked => StoreFault::Locked,
        _ => StoreFault::Other,
    };
    let kind = match kind {
        StoreErrorKind::Location => FailureKind::Configuration,
        _ => FailureKind::Store,
    };
    Failure::new(kind, Cause::Store { fault })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::UnknownGroups;
    use kplaces_domain::GroupName;

    #[test]
    fn no_word_of_an_error_is_recorded() {
        let host = || "Anna-host".to_owned();
        let errors: [AppError; 7] = [
            Error::MissingColumns {
                action: Action::ADDRESS_REPORT,
                missing: vec!["Anna".to_owned()],
                columns: 2,
                seen: vec!["Anna Muster".to_owned(), "Anna".to_owned()],
            }
            .into(),
            Error::Status {
                host: host(),
                status: 503,
                again_in: None,
            }
            .into(),
            Error::Intercepted { host: host() }.into(),
            Error::Malformed {
                action: Action::ADDRESS_REPORT,
                row: 3,
                key: Some("Anna".to_owned()),
                what: kplaces_webfleet::RowFault::Width,
            }
            .into(),
            UnknownGroups {
                unknown: vec![GroupName::from("Anna")],
                known: vec![GroupName::from("Anna M")],
            }
            .into(),
            kplaces_store::StoreError::new(StoreErrorKind::Io, kplaces_text::Text::same("Anna"))
                .into(),
            std::io::Error::other("Anna").into(),
        ];
        let recorded: Vec<String> = errors
            .iter()
            .map(|error| serde_json::to_string(&error.failure()).unwrap())
            .collect();
        assert_eq!(
            recorded,
            [
                r#"{"kind":"network","cause":{"code":"missing-columns","report":"addresses","missing":1,"seen":2}}"#,
                r#"{"kind":"network","cause":{"code":"http-status","status":503}}"#,
                r#"{"kind":"network","cause":{"code":"intercepted"}}"#,
                r#"{"kind":"network","cause":{"code":"garbled","report":"addresses","row":3}}"#,
                r#"{"kind":"usage","cause":{"code":"unknown-groups","groups":1}}"#,
                r#"{"kind":"store","cause":{"code":"store","fault":"other"}}"#,
                r#"{"kind":"output","cause":{"code":"unknown"}}"#,
            ]
        );
    }
}
