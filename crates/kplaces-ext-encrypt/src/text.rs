//! What people read.

use std::io;
use std::path::Path;

use kplaces_cli::{CliError, Kept, Kind, count};
use kplaces_vault::{KeyringError, SealError};

use crate::keep::Keep;

/// What a passphrase opens.
pub(crate) const THE_PLACES: &str = "the places";

pub(crate) fn keep(keep: Keep) -> &'static str {
    match keep {
        Keep::Keyring => "the system's keyring",
        Keep::Passphrase => "places.key, sealed with a passphrase",
    }
}

fn backups(number: usize) -> String {
    count(number as u64, "backup", "backups")
}

pub(crate) fn on(
    places: Option<u64>,
    copies: usize,
    erased: usize,
    keep: &str,
    was_on: bool,
) -> String {
    let mut out = match (places, was_on) {
        (Some(places), _) => format!("The places on this device are encrypted: {places}\n"),
        (None, true) => "The places on this device were encrypted already.\n".to_owned(),
        (None, false) => {
            "The places on this device will be encrypted, from the first sync on.\n".to_owned()
        }
    };
    out.push_str(&format!("  backups  {copies} encrypted with them\n"));
    out.push_str(&format!("  key      in {keep}\n"));
    out.push_str(&format!(
        "  erased   {}\n",
        count(erased as u64, "plain file", "plain files")
    ));
    out.push_str(
        "\nWithout the key nobody can read them, you neither: a sync brings the places back, not the\nbackups. \
         Files you exported stay as they are. Erased files were overwritten where they were;\na journal that keeps data, a file \
         system that copies what is written, snapshots and flash\nmemory can still hold older copies.\n",
    );
    out
}

/// There is an encrypted store again, and it is a new one.
pub(crate) const WAS_MISSING: &str = "\nThe file with the encrypted places was missing, and there is an \
    empty one now. `3kplaces backup restore\nlatest` brings the newest encrypted backup back, `3kplaces sync` \
    downloads the places again.\n";

pub(crate) fn off(places: u64, copies: usize) -> String {
    format!(
        "The places on this device are no longer encrypted: {places}, and {}.\nThe key was removed.\n",
        backups(copies)
    )
}

pub(crate) fn rekeyed(copies: usize, keep: &str) -> String {
    format!(
        "The places on this device and {} have a new key.\n  key      in {keep}\n\
         Copies of the files that were made before still open with the old one.\n",
        backups(copies)
    )
}

/// What `encrypt status` found.
pub(crate) struct Status {
    pub(crate) store: Kept,
    pub(crate) kept: Option<Keep>,
    pub(crate) file: String,
    pub(crate) sealed_backups: usize,
    pub(crate) plain_left: bool,
}

pub(crate) fn status(status: &Status) -> String {
    if status.store == Kept::Turning {
        return "Turning encryption on or off was cut off: the places can still be read, and are not changed\n\
            meanwhile. `3kplaces encrypt on` encrypts them, `3kplaces encrypt off` leaves them readable.\n"
            .to_owned();
    }
    if !matches!(status.store, Kept::Encrypted | Kept::EncryptedMissing) {
        return "The places on this device are not encrypted. `3kplaces encrypt on` encrypts them.\n"
            .to_owned();
    }
    let key = status.kept.map_or("nowhere: places.key is missing", keep);
    let is_missing = status.store == Kept::EncryptedMissing;
    let missing = if is_missing { ", which is missing" } else { "" };
    let mut out = format!(
        "The places on this device are encrypted.\n  file     {}{missing}\n  key      in {key}\n  backups  {} encrypted\n",
        status.file, status.sealed_backups
    );
    if is_missing {
        out.push_str(
            "Until the file is there again there are no places: `3kplaces sync` downloads them, encrypted;\n\
             `3kplaces backup restore latest` brings the newest encrypted backup back.\n",
        );
    }
    if status.plain_left {
        out.push_str(
            "There are plain files left; `3kplaces encrypt on` encrypts and erases them.\n",
        );
    }
    out
}

pub(crate) const PLAIN_LEFT: &str = "the places are encrypted, but plain files of them are left";
pub(crate) const FINISH: &str = "`3kplaces encrypt on` encrypts and erases them";
pub(crate) const NO_KEY: &str = "the places are encrypted, and places.key is missing";
pub(crate) const BRING_BACK: &str = "bring places.key back from a backup of this device";

pub(crate) fn encrypted(kept: Keep) -> String {
    format!("the places are encrypted; the key is in {}", keep(kept))
}

pub(crate) fn of_backup(name: &str) -> String {
    format!("it is the backup {name}; delete it if it is not needed, then run this again")
}

pub(crate) fn not_on() -> CliError {
    CliError::new(Kind::Usage, "the places on this device are not encrypted")
        .hint("`3kplaces encrypt on` encrypts them")
}

/// What to do where turning encryption on or off was cut off.
pub(crate) const GO_ON_OR_BACK: &str =
    "`3kplaces encrypt on` encrypts the places, `3kplaces encrypt off` leaves them readable";

pub(crate) fn turning() -> CliError {
    CliError::new(Kind::Store, "turning encryption on or off was cut off").hint(GO_ON_OR_BACK)
}

pub(crate) fn no_key(folder: &Path) -> CliError {
    CliError::new(Kind::Store, "there is no key for the encrypted places")
        .because(format!("places.key is not in {}", folder.display()))
        .hint("bring the file back from a backup of this device")
        .hint("without it nobody can open them: move places.sealed and its backups away, and run `3kplaces encrypt on` before anything else, then `3kplaces sync`")
}

/// A store that is set is to be encrypted, and no key was ever made.
pub(crate) fn no_key_yet(folder: &Path) -> CliError {
    CliError::new(Kind::Store, "there is no key for the encrypted places")
        .because(format!("places.key is not in {}", folder.display()))
        .hint("bring the file back from a backup of this device")
        .hint("if there never was one, `3kplaces encrypt on` makes it while `store` is not set")
}

pub(crate) fn kept_elsewhere(keep: Keep) -> CliError {
    let name: &'static str = keep.into();
    CliError::new(
        Kind::Usage,
        format!("the key is kept by the {name} already"),
    )
    .hint("`3kplaces encrypt rekey --keep WHERE` moves it")
}

pub(crate) fn not_in_keyring() -> CliError {
    CliError::new(
        Kind::Store,
        "the key of the places is not in the system's keyring",
    )
    .because("another user or another login session has another keyring")
    .hint("use the session in which the places were encrypted")
}

pub(crate) fn keyring(error: &KeyringError) -> CliError {
    CliError::new(
        Kind::Store,
        "the system's keyring cannot be used for the key of the places",
    )
    .caused_by(error)
    .hint("`--keep passphrase` keeps it without a keyring")
}

pub(crate) fn not_opened(error: SealError) -> CliError {
    let what = match error {
        SealError::WrongPassphrase => "the passphrase of the places is wrong",
        _ => "the key of the places cannot be opened",
    };
    CliError::new(Kind::Store, what)
        .caused_by(&error)
        .hint("nothing was changed")
}

pub(crate) fn key_file_unreadable(path: &Path, error: &io::Error) -> CliError {
    CliError::new(Kind::Store, format!("{} cannot be read", path.display()))
        .caused_by(error)
        .hint("bring it back from a backup of this device")
}

pub(crate) fn not_written(path: &Path, error: &io::Error) -> CliError {
    CliError::new(Kind::Store, format!("{} cannot be written", path.display())).caused_by(error)
}

pub(crate) fn not_erased(path: &Path, error: &io::Error) -> CliError {
    CliError::new(Kind::Store, format!("{} cannot be erased", path.display()))
        .caused_by(error)
        .hint("everything is encrypted; run this again to erase what is left")
}

pub(crate) fn not_the_same(path: &Path) -> CliError {
    CliError::new(Kind::Store, "the copy does not hold what the store holds")
        .because(format!("it is {}", path.display()))
        .hint("move it away, then run this again; nothing was erased")
}
