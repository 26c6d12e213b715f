//! What is said of where places are kept.

use std::io;
use std::path::Path;

use kplaces_edition::{Manifest, NotInEdition};
use kplaces_store::StoreUrl;

use crate::error::{CliError, Kind};
use crate::location::{KEY_FILE, Kept, Location};

/// Where places are kept is not known, so nothing is.
pub(crate) const UNKNOWN: &str = "?";

/// What stands behind the store, where there is more to say than its name.
pub(crate) fn remark(kept: Kept) -> &'static str {
    match kept {
        Kept::AsSet | Kept::Plain | Kept::Encrypted => "",
        Kept::EncryptedMissing => " (encrypted; its file is missing)",
        Kept::Turning => " (turning encryption on or off was cut off)",
    }
}

/// The folder that would say it cannot be looked at.
pub(crate) fn unseen(folder: &Path, error: &io::Error) -> CliError {
    CliError::new(
        Kind::Store,
        "it cannot be told whether the places on this device are encrypted",
    )
    .because(format!("{} cannot be looked at: {error}", folder.display()))
    .hint("check the folder's permissions, then run the command again; nothing was changed")
}

/// `store` names a plain store in a folder that has encrypted places.
pub(crate) fn readable_beside_encrypted(url: &StoreUrl, folder: &Path) -> CliError {
    CliError::new(
        Kind::Configuration,
        "`store` would put readable places beside encrypted ones",
    )
    .because(format!(
        "the places in {} are encrypted, and {url} is not",
        folder.display()
    ))
    .hint("take `store` out of the settings; `3kplaces config show` says where it is set")
    .hint("or name a file in another folder; `3kplaces encrypt off` gives encryption up")
}

/// The key is there, and the file that it opens is not.
pub(crate) fn missing(location: &Location) -> CliError {
    let folder = location.data_dir.display();
    let found = CliError::new(
        Kind::Store,
        "the places on this device are encrypted, and their file is missing",
    );
    if location.data_dir.join(KEY_FILE).symlink_metadata().is_err() {
        return found
            .because(format!(
                "there are encrypted backups in {folder}, but neither places.sealed nor places.key"
            ))
            .hint("bring places.key back from a backup of this device")
            .hint("without it nobody can open the backups: move them away, and run `3kplaces encrypt on` before anything else");
    }
    let found = found.because(format!(
        "places.sealed is not in {folder}, where its key is"
    ));
    let found = if location
        .data_dir
        .join("places.db")
        .symlink_metadata()
        .is_ok()
    {
        found
            .because("the readable places.db there is not used")
            .hint("`3kplaces encrypt on` encrypts what is in it")
    } else {
        found
    };
    found
        .hint("`3kplaces sync` downloads the places again, encrypted")
        .hint("`3kplaces backup list` lists encrypted backups, `3kplaces backup restore latest` brings the newest one back")
        .hint("or bring the file back yourself; `3kplaces encrypt off` gives encryption up")
}

/// Something would change readable places while encryption is being turned on or off.
pub(crate) fn turning(location: &Location) -> CliError {
    CliError::new(
        Kind::Store,
        "turning encryption on or off was cut off, so nothing is changed before that is finished",
    )
    .because(format!(
        "there are readable places in {}, and a key",
        location.data_dir.display()
    ))
    .hint("`3kplaces encrypt on` encrypts them, `3kplaces encrypt off` leaves them readable")
}

/// The places are encrypted, and this edition cannot open them.
pub(crate) fn of_another_edition(
    refused: NotInEdition,
    location: &Location,
    manifest: &Manifest,
) -> CliError {
    let mut found = CliError::from(refused).because(format!(
        "the places in {} are encrypted, and {} begins no readable ones beside them",
        location.data_dir.display(),
        manifest.title
    ));
    if location.kept == Kept::EncryptedMissing {
        found = found.because("their file is missing");
    }
    found.hint("3Kplaces Enterprise opens them; its `encrypt off` makes them readable here")
}

/// What was opened is not in use any more.
pub(crate) const MOVED: &str =
    "encryption was turned on or off meanwhile, so the places are in another file now";

/// For a command that puts places where they can be read.
pub(crate) fn encrypted_elsewhere(usual: &Path) -> String {
    format!(
        "the places in {} are encrypted; those in the store that is set are not",
        usual.display()
    )
}
