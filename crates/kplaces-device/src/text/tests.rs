//! Every error of every library is told in both languages.

use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use kplaces_app::{AppError, BackupError, UnknownGroups};
use kplaces_config::ConfigError;
use kplaces_domain::{GroupName, Lost, Shrink, Timestamp};
use kplaces_edition::{EditionId, Feature, NotInEdition};
use kplaces_export::ExportError;
use kplaces_extract::ExtractError;
use kplaces_state::{
    Cause, Failure, FailureKind, Holder, Journal, Loss, Report, StoreFault, Warning,
};
use kplaces_store::{StoreError, StoreErrorKind};
use kplaces_text::{Language, Text, text};
use kplaces_webfleet::{
    Action, ApiError, CertificateFault, EndpointFault, Error, ProxyFault, RowFault, SizeFault,
    Trouble, UNKNOWN_PACKING,
};
use strum::IntoEnumIterator;

use super::causes::{causes, certificate, handshake};
use super::errors::{self, with_time};
use super::{backup, record};
use crate::{CliError, Kind};

/// What reads the same in both languages, and why.
const SAME: [(&str, &str); 1] = [(
    "words of a library outside",
    "an error that is none of ours is told in its own words",
)];

fn check(text: &Text, of: &str) {
    let [english, german] =
        [Language::English, Language::German].map(|language| text.in_language(language));
    let is_same = SAME.iter().any(|(same, _)| *same == english);
    assert!(!english.is_empty() && !german.is_empty(), "{of}: {english}");
    assert!(english != german || is_same, "{of}: {english}");
}

fn check_error(error: &CliError) -> Kind {
    let of = format!("{:?}", error.kind);
    check(&error.what, &of);
    for why in &error.why {
        check(why, &of);
    }
    for hint in &error.hints {
        check(hint.text(), &of);
    }
    error.kind
}

fn io_error() -> io::Error {
    io::Error::from_raw_os_error(5)
}

fn path() -> PathBuf {
    "a file".into()
}

/// One that stands for all that come from outside.
fn outside() -> Box<dyn std::error::Error + Send + Sync> {
    "words of a library outside".into()
}

fn of_webfleet() -> Vec<Error> {
    let host = || "host".to_owned();
    let mut all: Vec<Error> = EndpointFault::iter()
        .map(|why| Error::Endpoint { why })
        .collect();
    all.extend(ProxyFault::iter().map(|fault| Error::Setup(fault.into())));
    all.push(Error::Setup(outside()));
    let codes = [63, 1101, 1180, 8014, 9126, 8011, 9000, 1];
    let api = |code| ApiError {
        action: Action::ADDRESS_REPORT,
        code,
        message: "Zugriff verweigert / access denied".to_owned(),
        again_in: None,
    };
    all.extend(codes.map(|code| Error::Api(api(code))));
    for action in [Action::ADDRESS_REPORT, Action::MEMBERSHIP_REPORT] {
        for refused in [None, Some(Box::new(Error::Api(api(8011))))] {
            all.push(Error::Held {
                action,
                wait: Duration::from_secs(42),
                refused,
            });
        }
    }
    all.push(Error::Uncounted(io_error().into()));
    all.push(Error::NotAllowed { host: host() });
    for status in [401, 403, 404, 407, 408, 429, 500, 503] {
        let again_in = (status == 503).then(|| Duration::from_mins(1));
        all.push(Error::Status {
            host: host(),
            status,
            again_in,
        });
    }
    all.push(Error::Redirect {
        host: host(),
        status: 302,
    });
    all.push(Error::Intercepted { host: host() });
    for trouble in [
        Trouble::Name,
        Trouble::Connection,
        Trouble::Handshake,
        Trouble::Certificate,
    ] {
        all.push(Error::Connect {
            host: host(),
            trouble,
            source: io_error().into(),
        });
    }
    all.push(Error::Timeout { host: host() });
    all.push(Error::Cut { host: host() });
    all.extend(["Brotli", UNKNOWN_PACKING].map(|what| Error::Unsupported { host: host(), what }));
    all.extend(SizeFault::iter().map(|what| Error::TooLarge { host: host(), what }));
    for what in RowFault::iter() {
        for (row, key) in [(0, None), (7, Some("K-7".to_owned()))] {
            all.push(Error::Malformed {
                action: Action::ADDRESS_REPORT,
                row,
                key,
                what,
            });
        }
    }
    for seen in [vec![], vec!["uid".to_owned()]] {
        all.push(Error::MissingColumns {
            action: Action::ADDRESS_REPORT,
            missing: vec!["position".to_owned()],
            columns: seen.len() + 1,
            seen,
        });
    }
    all
}

fn of_stores() -> Vec<StoreError> {
    use StoreErrorKind as StoreKind;
    let kinds = [
        StoreKind::Conflict,
        StoreKind::Busy,
        StoreKind::Corrupt,
        StoreKind::Newer,
        StoreKind::Denied,
        StoreKind::Full,
        StoreKind::Location,
        StoreKind::Missing,
        StoreKind::Older,
        StoreKind::Exists,
        StoreKind::Unsupported,
        StoreKind::Locked,
        StoreKind::Io,
    ];
    let what = || text!("what was attempted", "was versucht wurde");
    kinds
        .map(|kind| StoreError::new(kind, what()).with_source(io_error()))
        .into()
}

fn of_the_app() -> Vec<AppError> {
    let mut all: Vec<AppError> = Vec::new();
    all.extend(of_webfleet().into_iter().map(AppError::from));
    all.extend(of_stores().into_iter().map(AppError::from));
    for (pid, since) in [(None, None), (Some(7), Some(Timestamp::from_unix(7)))] {
        all.push(AppError::Busy(Holder { pid, since }));
    }
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("state"), "").unwrap();
    let unreadable = Journal::all(&folder.path().join("state")).err();
    all.extend(unreadable.map(AppError::from));
    let unsound = |kind| StoreError::new(kind, text!("damaged", "beschädigt"));
    all.extend(
        [
            BackupError::NothingKept,
            BackupError::NothingThere,
            BackupError::Unknown {
                name: "x".to_owned(),
            },
            BackupError::Folder {
                folder: path(),
                source: io_error(),
            },
            BackupError::Unsound {
                name: "x".to_owned(),
                source: unsound(StoreErrorKind::Corrupt),
            },
            BackupError::Unsound {
                name: "x".to_owned(),
                source: unsound(StoreErrorKind::Io),
            },
            BackupError::NotMade(unsound(StoreErrorKind::Full)),
        ]
        .map(AppError::from),
    );
    all.extend(
        [
            ExtractError::NotAnArchive,
            ExtractError::NotAnExtract,
            ExtractError::Several,
            ExtractError::Newer { version: 9 },
            ExtractError::Damaged {
                entry: "places.json",
                line: Some(7),
                why: text!("is not as it should be", "ist nicht so, wie es sein soll"),
            },
            ExtractError::Damaged {
                entry: "places.json",
                line: None,
                why: text!("is missing", "fehlt"),
            },
            ExtractError::TooLarge {
                entry: "places.json",
                why: text!("is too long", "ist zu lang"),
            },
            ExtractError::Io(io_error()),
        ]
        .map(AppError::from),
    );
    all.extend(of_exports().into_iter().map(AppError::from));
    all.extend(Feature::all().map(|feature| {
        AppError::from(NotInEdition {
            feature,
            edition: EditionId::Basic,
        })
    }));
    let places = |removed| Shrink::Places {
        removed,
        stored: 60,
    };
    let content = Lost::ALL.map(|what| Shrink::Content {
        what,
        places: 40,
        stored: 60,
    });
    for shrink in [places(13), places(60)].into_iter().chain(content) {
        for (other_choice, cut_at) in [(true, None), (false, Some(500)), (false, None)] {
            all.push(AppError::Guard {
                shrink,
                other_choice,
                cut_at,
            });
        }
    }
    all.push(AppError::NoPositions {
        rows: 1840,
        forms: Vec::new(),
    });
    for unknown in [&["Kund"][..], &["Kund", "Depot"]] {
        all.push(AppError::UnknownGroups(UnknownGroups {
            unknown: unknown.iter().map(|name| GroupName::from(*name)).collect(),
            known: vec![GroupName::from("Kunden")],
        }));
    }
    all.push(AppError::Output(io_error()));
    all.push(AppError::UnknownProfile {
        name: "x".to_owned(),
        known: vec!["gpx"],
    });
    all
}

fn of_exports() -> Vec<ExportError> {
    vec![
        ExportError::DuplicateId("gpx"),
        ExportError::Exists(path()),
        ExportError::NotAFile(path()),
        ExportError::Reserved(path()),
        ExportError::LogBeside(path()),
        ExportError::NoFolder(path()),
        ExportError::Denied {
            path: path(),
            source: io_error(),
        },
        ExportError::Full {
            path: path(),
            source: io_error(),
        },
        ExportError::Io {
            path: path(),
            source: io_error(),
        },
    ]
}

#[test]
fn every_error_is_told_in_both_languages() {
    let mut kinds = BTreeSet::new();
    let mut note = |error: &CliError| {
        kinds.insert(<&str>::from(check_error(error)));
    };
    for error in of_the_app() {
        note(&error.into());
    }
    for error in of_webfleet() {
        note(&with_time(error.into(), Timestamp::from_unix(7)));
    }
    for error in [
        ConfigError::Invalid {
            problems: Vec::new(),
        },
        ConfigError::LoginMissing {
            problems: Vec::new(),
        },
        ConfigError::LoginUnusable {
            problems: Vec::new(),
        },
        ConfigError::LoginFile {
            path: path(),
            source: io_error(),
        },
        ConfigError::NoHome,
        ConfigError::RelativeHome,
    ] {
        for line in causes(&error) {
            check(&line, "configuration");
        }
        note(&error.into());
    }
    for error in [
        CliError::internal(io_error()),
        CliError::new(Kind::Interrupted, errors::interrupted()),
        errors::no_language(),
        errors::blank_group(),
        errors::store_is_set(),
        errors::no_config_file(&path()),
        errors::not_utf8("--config"),
        CliError::new(Kind::Store, errors::not_written()).hint(backup::comes_back("x")),
    ] {
        note(&error);
    }
    let all = Kind::iter().map(<&str>::from);
    // A limit that must not be reached is the export's own.
    let missing: Vec<&str> = all.filter(|kind| !kinds.contains(kind)).collect();
    assert_eq!(missing, ["limit"]);
}

#[test]
fn every_cause_outside_of_the_program_is_told_in_both_languages() {
    use kplaces_vault::{KeyringError, SealError};
    for error in [
        KeyringError::Absent("no daemon".to_owned()),
        KeyringError::Locked,
        KeyringError::Slow { seconds: 5 },
        KeyringError::Refused("no".to_owned()),
        KeyringError::Unusable,
    ] {
        for line in causes(&error) {
            check(&line, "keyring");
        }
    }
    for error in [
        SealError::NotSealed,
        SealError::Damaged,
        SealError::WrongPassphrase,
        SealError::TooCostly,
        SealError::TooWeak,
        SealError::Failed,
    ] {
        for line in causes(&error) {
            check(&line, "seal");
        }
    }
    for fault in CertificateFault::iter() {
        check(
            &certificate(Some(fault), "invalid peer certificate"),
            "certificate",
        );
    }
    check(&handshake("received fatal alert"), "handshake");
    let inside = io::Error::other(text!("it is a link", "ein Verweis"));
    for line in causes(&inside) {
        check(&line, "link");
    }
}

/// All that a guard stops the loss of.
const LOSSES: [Loss; 6] = [
    Loss::Places,
    Loss::Groups,
    Loss::Names,
    Loss::Positions,
    Loss::Radii,
    Loss::Colours,
];

#[test]
fn everything_on_record_is_told_in_both_languages() {
    for kind in FailureKind::iter() {
        check(&record::kind(kind), "kind");
        check(&record::failure(Failure::new(kind, Cause::Unknown)), "kind");
    }
    let report = Report::Addresses;
    let mut all = vec![
        Cause::NoLogin,
        Cause::IncompleteLogin,
        Cause::UnusableLogin,
        Cause::NoPassphrase,
        Cause::Settings { problems: 2 },
        Cause::NoConfigurationFile,
        Cause::Endpoint,
        Cause::Setup,
        Cause::Refused {
            report,
            error: 8011,
        },
        Cause::RefusedBefore,
        Cause::Uncounted,
        Cause::NotAllowed,
        Cause::HttpStatus { status: 500 },
        Cause::Redirect { status: 302 },
        Cause::Intercepted,
        Cause::HostNotFound,
        Cause::NoConnection,
        Cause::Certificate,
        Cause::Timeout,
        Cause::CutShort,
        Cause::Unsupported,
        Cause::TooLarge,
        Cause::Garbled { report, row: 0 },
        Cause::Garbled { report, row: 7 },
        Cause::MissingColumns {
            report,
            missing: 1,
            seen: 2,
        },
        Cause::Unsound { report },
        Cause::Records,
        Cause::Backup,
        Cause::NoPositions { rows: 7 },
        Cause::UnknownGroups { groups: 1 },
        Cause::UnknownGroups { groups: 2 },
        Cause::Busy,
    ];
    for report in [
        Report::Addresses,
        Report::Groups,
        Report::Memberships,
        Report::Unknown,
    ] {
        all.extend([true, false].map(|refused| Cause::Held {
            report,
            wait_s: 42,
            refused,
        }));
    }
    for fault in [
        StoreFault::Conflict,
        StoreFault::Busy,
        StoreFault::Corrupt,
        StoreFault::Newer,
        StoreFault::Denied,
        StoreFault::Full,
        StoreFault::Location,
        StoreFault::Missing,
        StoreFault::Older,
        StoreFault::Locked,
        StoreFault::Other,
    ] {
        all.push(Cause::Store { fault });
    }
    all.extend(LOSSES.map(|loss| Cause::Guard {
        loss,
        places: 13,
        stored: 60,
    }));
    for cause in all {
        check(
            &record::failure(Failure::new(FailureKind::Other, cause)),
            "cause",
        );
    }
}

#[test]
fn every_warning_on_record_is_told_in_both_languages() {
    let mut warnings = vec![
        Warning::CutAt { limit: 500 },
        Warning::NotUtf8 { fields: 1 },
        Warning::DamagedFields { fields: 2 },
        Warning::UnreadableRows { rows: 2 },
        Warning::Kept { places: 2 },
        Warning::NoRadius,
        Warning::NoColour,
        Warning::ThenFailed,
        Warning::MembersWithoutAddress { members: 2 },
    ];
    warnings.extend(LOSSES.map(|loss| Warning::GuardWouldStop {
        loss,
        places: 13,
        stored: 60,
    }));
    for warning in warnings {
        check(&record::warning(warning), "warning");
    }
}
