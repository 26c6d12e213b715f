use kplaces_app::AppError;
use kplaces_cli::{CliError, Output, Session};
use kplaces_vault::new_key;
use secrecy::SecretString;
use serde_json::json;

use crate::key_file::{self, Keep, KeyFile};
use crate::place::Place;
use crate::{erase, move_over, text};

/// Moves the places and their copies into the encrypted store and erases the plain files.
///
/// From the moment its file has its name the encrypted store is the one in use. A run that was killed
/// before has changed nothing; after that, another run erases what is left.
pub(crate) async fn on(session: &Session, wish: Option<Keep>) -> Result<Output, CliError> {
    let place = Place::of(session)?;
    let _lock = session.hold_store()?;
    let was_on = place.is_there(&place.sealed)?;
    let (kept, key) = key(session, &place, wish, was_on).await?;
    let place = place.with_key(&key);

    let mut copies = 0;
    if let (Some(from), Some(to)) = (place.backups(&place.plain)?, place.backups(&place.sealed)?) {
        for copy in from.list().map_err(AppError::from)? {
            let file = to.folder().join(&copy.name).with_extension("sealed");
            let from = Place::at(&place.plain, &copy.path);
            let moved = move_over::copy(&place, &from, &place.sealed, &file).await;
            moved.map_err(|error| error.because(text::of_backup(&copy.name)))?;
            copies += 1;
        }
    }
    let mut places = None;
    if !was_on {
        let file = place.file(&place.sealed)?;
        if place.is_there(&place.plain)? {
            let moved = move_over::copy(&place, &place.plain, &place.sealed, &file).await?;
            places = Some(moved);
        } else {
            let folder = place.folder.clone();
            drop(place.backends.open(&place.sealed, folder).await?);
        }
    }
    let erased = erase::all(&place, &place.plain).await?;
    let keep = kept.keep();
    let (name, json_keep): (&str, &'static str) = (text::keep(keep), keep.into());
    Output::report(
        text::on(places, copies, erased, name, was_on),
        &json!({
            "encrypted": true,
            "places": places,
            "backups": copies,
            "erased_files": erased,
            "key": json_keep,
        }),
    )
}

/// The key that is kept, or a new one.
async fn key(
    session: &Session,
    place: &Place,
    wish: Option<Keep>,
    was_on: bool,
) -> Result<(KeyFile, SecretString), CliError> {
    if let Some(kept) = KeyFile::read(&place.folder)? {
        if wish.is_some_and(|wish| wish != kept.keep()) {
            return Err(text::kept_elsewhere(kept.keep()));
        }
        let key = kept.open(session).await?;
        return Ok((kept, key));
    }
    if was_on {
        // A new key would open nothing of what is there.
        return Err(text::no_key(&place.folder));
    }
    let keep = choose(session, wish);
    let passphrase = match keep {
        Keep::Keyring => None,
        Keep::Passphrase => Some(session.new_passphrase(text::THE_PLACES).await?),
    };
    let key = new_key();
    let kept = key_file::save(session, &place.folder, &key, keep, passphrase.as_ref())?;
    Ok((kept, key))
}

/// What is to keep a key: as somebody wishes, else the keyring where it answers.
pub(crate) fn choose(session: &Session, wish: Option<Keep>) -> Keep {
    let answers = || session.keyring().and_then(|keyring| keyring.answers());
    wish.unwrap_or_else(|| {
        if answers().is_ok() {
            Keep::Keyring
        } else {
            Keep::Passphrase
        }
    })
}
