use kplaces_app::AppError;
use kplaces_cli::Output;
use kplaces_device::{CliError, Device, Kept};
use kplaces_vault::new_key;
use secrecy::SecretString;

use crate::json::OnJson;
use crate::keep::Keep;
use crate::key_file::{self, KeyFile};
use crate::place::{Place, was_overwritten};
use crate::{erase, move_over, text, turning};

/// Moves the places and their copies into the encrypted store and erases the plain files.
///
/// Until everything is moved the plain store is the one in use, and after that the encrypted one. A run
/// that was killed before has changed nothing; after that, another run erases what is left.
pub(crate) async fn on(device: &Device, wish: Option<Keep>) -> Result<Output, CliError> {
    let place = Place::of(device)?;
    let _lock = device.hold_store()?;
    let was = place.kept;
    let (kept, key) = key(device, &place, wish).await?;
    let place = place.with_key(&key);
    let (places, copies) = match move_all(&place).await {
        Err(error) if was == Kept::Plain => {
            let undone = match erase::all(&place, &place.sealed).await {
                Ok(_) => without_key(device, &place),
                Err(error) => Err(error),
            };
            return Err(undone_or_not(error, &undone));
        }
        moved => moved?,
    };
    turning::key_counts(&place.folder)?;
    let erased = erase::all(&place, &place.plain).await?;
    let keep = kept.keep();
    let done = text::On {
        places,
        copies,
        erased,
        keep,
        was,
    };
    Ok(Output::of(done, text::on, |done| {
        serde_json::to_value(OnJson::from(done))
    })
    .as_report())
}

/// Moves what is plain, and says how many places and copies that is; the places are `None` where the
/// encrypted store was in use already, or there is none to move.
async fn move_all(place: &Place) -> Result<(Option<u64>, usize), CliError> {
    let mut copies = 0;
    if let (Some(from), Some(to)) = (place.backups(&place.plain)?, place.backups(&place.sealed)?) {
        for copy in from.list().map_err(AppError::from)? {
            if was_overwritten(&copy.path) {
                continue;
            }
            let file = to.folder().join(&copy.name).with_extension("sealed");
            let from = Place::at(&place.plain, &copy.path);
            let moved = move_over::copy(place, &from, &place.sealed, &file).await;
            moved.map_err(|error| error.because(text::of_backup(&copy.name)))?;
            copies += 1;
        }
    }
    if place.kept == Kept::Encrypted {
        return Ok((None, copies));
    }
    if place.is_there(&place.plain)? {
        let file = place.file(&place.sealed)?;
        let places = move_over::copy(place, &place.plain, &place.sealed, &file).await?;
        return Ok((Some(places), copies));
    }
    let folder = place.folder.clone();
    drop(place.backends.open(&place.sealed, folder).await?);
    Ok((None, copies))
}

/// Takes the key away, and then the mark: everything goes on in plain, as before.
fn without_key(device: &Device, place: &Place) -> Result<(), CliError> {
    key_file::remove(&device.secrets(), &place.folder)?;
    turning::key_counts(&place.folder)
}

/// Why a run could not go on, and what to do where it could not take back what it had begun: then it is
/// as if it was killed.
fn undone_or_not(error: CliError, undone: &Result<(), CliError>) -> CliError {
    match undone {
        Ok(()) => error,
        Err(_) => error.hint(text::go_on_or_back()),
    }
}

/// The key that is kept, or a new one.
async fn key(
    device: &Device,
    place: &Place,
    wish: Option<Keep>,
) -> Result<(KeyFile, SecretString), CliError> {
    // Taking a key back can fail in the middle, and leave one that nobody can read.
    let needs_none = place.needs_no_key()?;
    let found = match KeyFile::read(&place.folder) {
        // What is no file was put there by somebody else, and stays.
        Err(_) if needs_none && key_file::path(&place.folder).is_file() => None,
        found => found?,
    };
    if let Some(kept) = found {
        if wish.is_some_and(|wish| wish != kept.keep()) {
            return Err(text::kept_elsewhere(kept.keep()));
        }
        let key = kept.open(&device.secrets()).await?;
        return Ok((kept, key));
    }
    if place.kept != Kept::Plain && !needs_none {
        // A new key would open nothing of what is there.
        return Err(text::no_key(&place.folder));
    }
    let keep = choose(device, wish);
    let passphrase = match keep {
        Keep::Keyring => None,
        Keep::Passphrase => Some(device.secrets().new_passphrase(text::the_places()).await?),
    };
    let key = new_key();
    if place.is_there(&place.plain)? {
        turning::plain_counts(&place.folder)?;
    }
    match key_file::save(
        &device.secrets(),
        &place.folder,
        &key,
        keep,
        passphrase.as_ref(),
    ) {
        Ok(kept) => Ok((kept, key)),
        // It may be there all the same: without its mark it would stand for an encrypted store.
        Err(error) => Err(undone_or_not(error, &without_key(device, place))),
    }
}

/// What is to keep a key: as somebody wishes, else the keyring where it answers.
pub(crate) fn choose(device: &Device, wish: Option<Keep>) -> Keep {
    let answers = || {
        device
            .secrets()
            .keyring()
            .and_then(|keyring| keyring.answers())
    };
    wish.unwrap_or_else(|| {
        if answers().is_ok() {
            Keep::Keyring
        } else {
            Keep::Passphrase
        }
    })
}
