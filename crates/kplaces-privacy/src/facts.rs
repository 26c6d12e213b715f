//! What differs from build to build and from device to device.

use kplaces_edition::EditionId;

/// What is so in this build, on this device, with these settings.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The edition.
    pub edition: EditionId,
    /// The version, such as `0.1.0`.
    pub version: String,
    /// The day that the document is of, in the device's time zone.
    pub date: Date,
    /// What the program runs on.
    pub platform: Platform,
    /// Who is asked for addresses.
    pub webfleet: Webfleet,
    /// At most so many addresses are taken; `None` for all.
    pub most: Option<u32>,
    /// Only addresses of these groups are taken; empty for all.
    pub groups: Vec<String>,
    /// Where places are kept.
    pub store: Store,
    /// Whether this edition can encrypt its store.
    pub can_encrypt: bool,
    /// Whether this edition keeps several accounts apart on one device.
    pub keeps_apart: bool,
    /// The folders of the program.
    pub folders: Folders,
    /// Where the login is.
    pub login: LoginPlace,
    /// The copies of the places; `None` where the store keeps nothing.
    pub backups: Option<Backups>,
    /// At least so many syncs stay on record, and at most twice as many.
    pub syncs_on_record: usize,
    /// Whether this edition has the timetable of a fleet, for which devices have numbers.
    pub has_timetable: bool,
    /// Whether this edition watches where the device is, to tell of places that come near.
    pub watches: bool,
    /// Who is responsible: name and address of the company.
    pub controller: Option<String>,
    /// Whom to ask about data protection there.
    pub contact: Option<String>,
}

/// A day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Date {
    /// The year.
    pub year: i16,
    /// The month, 1 to 12.
    pub month: u8,
    /// The day of the month, from 1.
    pub day: u8,
}

/// What the program runs on, as far as it makes a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Platform {
    /// Linux.
    Linux,
    /// Another system with owners and modes of files, such as macOS.
    Unix,
    /// Windows.
    Windows,
}

/// Who is asked for addresses, and by which way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webfleet {
    /// The host.
    pub host: String,
    /// Whether the connection is encrypted; if not, it stays on this device.
    pub encrypted: bool,
    /// The host of the proxy that is set, without a login.
    pub proxy: Option<String>,
}

/// Where places are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Store {
    /// The kind of store, such as `sqlite`.
    pub kind: String,
    /// The file; `None` where places are kept in memory only.
    pub file: Option<String>,
    /// Whether it is encrypted.
    pub encrypted: bool,
}

/// The folders of the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folders {
    /// Of settings, and of the login where it is in a file.
    pub config: String,
    /// Of what is downloaded.
    pub data: String,
    /// Of records and counters.
    pub state: String,
}

/// Where the login is kept. It is not looked into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoginPlace {
    /// There is none.
    Nowhere,
    /// In the key store of the system.
    Keyring,
    /// In this file, encrypted by a passphrase.
    SealedFile(String),
    /// In this file, readable.
    File(String),
    /// In variables of the environment.
    Environment,
    /// In a file that somebody else keeps, or printed by a program: not kept by 3Kplaces.
    Elsewhere,
}

/// The copies of the places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backups {
    /// The folder.
    pub folder: String,
    /// How many are kept of those that are made by themselves; 0 makes none.
    pub keep: u32,
}

/// The places on the device.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// How many.
    pub count: u64,
    /// When they were downloaded, as it is to be shown.
    pub as_of: Option<String>,
}

/// What went over the network, as far as is on record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Syncs.
    pub syncs: u64,
    /// Requests, failed ones included.
    pub requests: u64,
    /// Bytes of answers.
    pub bytes: u64,
}
