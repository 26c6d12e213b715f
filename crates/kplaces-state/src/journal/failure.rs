//! Why a sync failed, as it is recorded.

use kplaces_domain::{Lost, Shrink};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use strum::{EnumIter, IntoStaticStr};

use super::former;

/// Why a sync failed: words of this list and numbers. No type of it can hold a text, so nothing that
/// WEBFLEET, a file or a person wrote can get into a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// The kind, as the exit code has it.
    pub kind: FailureKind,
    /// What it was.
    pub cause: Cause,
}

/// The kinds of failure; each has a word, which is that of the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, EnumIter, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum FailureKind {
    /// Something was asked for that is not there.
    Usage,
    /// The settings are wrong.
    Configuration,
    /// There is no login, or it is not accepted.
    Login,
    /// The request quota is used up.
    Quota,
    /// The edition lacks what was asked for.
    Edition,
    /// A limit was reached.
    Limit,
    /// WEBFLEET could not be asked, or gave no sound report.
    Network,
    /// The store, or a record, failed.
    Store,
    /// A guard stopped it.
    Guard,
    /// Another sync was under way.
    Busy,
    /// A file could not be written.
    Output,
    /// A defect of this program.
    Internal,
    /// Somebody ended it.
    Interrupted,
    /// A word of another version.
    #[serde(other)]
    Other,
}

/// What it was, with its numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema, Deserialize, IntoStaticStr)]
#[serde(tag = "code", rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Cause {
    /// Nothing but the kind is known.
    Unknown,
    /// Nothing of a login is on this device.
    NoLogin,
    /// Parts of the login are missing.
    IncompleteLogin,
    /// The login cannot be read: a keyring, a sealed file or a command did not give it.
    UnusableLogin,
    /// The login or the store is sealed, and there was no passphrase.
    NoPassphrase,
    /// The settings have so many problems.
    Settings {
        /// How many.
        problems: u64,
    },
    /// The file of settings that was named is not there.
    NoConfigurationFile,
    /// The address of WEBFLEET cannot be used.
    Endpoint,
    /// The connection could not be prepared.
    Setup,
    /// WEBFLEET answered with an error of its own.
    Refused {
        /// Which report was asked for.
        report: Report,
        /// WEBFLEET's number.
        error: u32,
    },
    /// WEBFLEET had refused this login before, so it was not sent again.
    RefusedBefore,
    /// One request more would have been one too many.
    Held {
        /// Which report.
        report: Report,
        /// Seconds until the next one.
        wait_s: u64,
        /// Whether WEBFLEET itself said so.
        refused: bool,
    },
    /// Requests could not be counted.
    Uncounted,
    /// A request was about to go to another host, and was stopped.
    NotAllowed,
    /// An HTTP status that is no success.
    HttpStatus {
        /// The status.
        status: u16,
    },
    /// A redirect, which is not followed.
    Redirect {
        /// The status.
        status: u16,
    },
    /// A page or another text came instead of a report.
    Intercepted,
    /// The name of the host was not found.
    HostNotFound,
    /// No connection.
    NoConnection,
    /// The host did not prove who it is.
    Certificate,
    /// No answer in time.
    Timeout,
    /// The reply ended early.
    CutShort,
    /// The reply was packed or written in a way that is not read.
    Unsupported,
    /// The reply was larger than allowed.
    TooLarge,
    /// The report is garbled.
    Garbled {
        /// Which report.
        report: Report,
        /// The row, counted from 1 without the header; 0 is the header.
        row: u64,
    },
    /// Columns that are needed are not there.
    MissingColumns {
        /// Which report.
        report: Report,
        /// How many are missing.
        missing: u64,
        /// How many the report has.
        seen: u64,
    },
    /// There were positions, and none of them could be read.
    NoPositions {
        /// How many addresses there were.
        rows: u64,
    },
    /// The report could not be had or used, for another reason.
    Unsound {
        /// Which report.
        report: Report,
    },
    /// The store failed.
    Store {
        /// How.
        fault: StoreFault,
    },
    /// What the device remembers of its syncs cannot be read or written.
    Records,
    /// The places could not be copied first.
    Backup,
    /// The sync would have lost too much.
    Guard {
        /// What.
        loss: Loss,
        /// From so many places.
        places: u64,
        /// Of so many.
        stored: u64,
    },
    /// So many of the groups that were asked for are not in the account.
    UnknownGroups {
        /// How many.
        groups: u64,
    },
    /// Another sync of the account, or a change of the store, was under way.
    Busy,
}

/// Which report of WEBFLEET.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Report {
    /// The addresses.
    Addresses,
    /// The groups.
    Groups,
    /// Which address is in which group.
    Memberships,
    /// It is not known.
    #[serde(other)]
    Unknown,
}

/// How a store failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StoreFault {
    /// It was changed meanwhile.
    Conflict,
    /// Another process holds it.
    Busy,
    /// It is damaged, or no store.
    Corrupt,
    /// A newer version wrote it.
    Newer,
    /// It cannot be written.
    Denied,
    /// There is no room.
    Full,
    /// Its address is no place of this edition.
    Location,
    /// It is not there.
    Missing,
    /// An older version wrote it.
    Older,
    /// It is encrypted, and the key was not there.
    Locked,
    /// Anything else.
    #[serde(other)]
    Other,
}

/// What a sync would have lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Loss {
    /// The places themselves.
    Places,
    /// All their groups.
    Groups,
    /// Their names.
    Names,
    /// Their positions.
    Positions,
    /// Their radii.
    Radii,
    /// Their colours.
    Colours,
}

impl Failure {
    /// A failure.
    pub fn new(kind: FailureKind, cause: Cause) -> Self {
        Self { kind, cause }
    }
}

impl FailureKind {
    /// The word for it.
    pub fn word(self) -> &'static str {
        self.into()
    }
}

impl Cause {
    /// The word for it.
    pub fn word(self) -> &'static str {
        self.into()
    }
}

impl From<Shrink> for Cause {
    fn from(shrink: Shrink) -> Self {
        let (loss, places, stored) = loss(shrink);
        Self::Guard {
            loss,
            places,
            stored,
        }
    }
}

/// A loss in numbers: what, from how many places, of how many.
pub(super) fn loss(shrink: Shrink) -> (Loss, u64, u64) {
    match shrink {
        Shrink::Places { removed, stored } => (Loss::Places, removed, stored),
        Shrink::Content {
            what,
            places,
            stored,
        } => {
            let loss = match what {
                Lost::Groups => Loss::Groups,
                Lost::Name => Loss::Names,
                Lost::Position => Loss::Positions,
                Lost::Radius => Loss::Radii,
                Lost::Colour => Loss::Colours,
            };
            (loss, places, stored)
        }
    }
}

impl<'de> Deserialize<'de> for Failure {
    /// Reads what this and other versions wrote. A cause that is not known costs nothing but the cause;
    /// the sentence of an older version is read for its numbers, and not kept.
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Written {
            kind: FailureKind,
            #[serde(default)]
            cause: serde_json::Value,
            #[serde(default)]
            what: String,
        }
        let Written { kind, cause, what } = Written::deserialize(from)?;
        let cause = Cause::deserialize(cause).unwrap_or_else(|_| former::cause(kind, &what));
        Ok(Self { kind, cause })
    }
}
