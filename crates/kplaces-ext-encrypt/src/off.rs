use kplaces_app::AppError;
use kplaces_cli::{CliError, Output, Session};
use serde_json::json;

use crate::key_file::{self, KeyFile};
use crate::place::Place;
use crate::{erase, move_over, text};

/// Moves the places and their copies back into a plain store, and takes the encrypted ones and their
/// key away.
///
/// As long as the encrypted store is there it is the one in use, so it goes last.
pub(crate) async fn off(session: &Session) -> Result<Output, CliError> {
    let place = Place::of(session)?;
    let _lock = session.hold_store()?;
    if !place.is_there(&place.sealed)? {
        return Err(text::not_on());
    }
    let kept = KeyFile::read(&place.folder)?.ok_or_else(|| text::no_key(&place.folder))?;
    let key = kept.open(session).await?;
    let place = place.with_key(&key);
    // A plain store beside the one in use is what a try that was killed has left. A plain copy may also
    // be somebody's own.
    erase::store(&place, &place.plain).await?;

    let mut copies = 0;
    if let (Some(from), Some(to)) = (place.backups(&place.sealed)?, place.backups(&place.plain)?) {
        for copy in from.list().map_err(AppError::from)? {
            let file = to.folder().join(&copy.name).with_extension("db");
            let from = Place::at(&place.sealed, &copy.path);
            let moved = move_over::copy(&place, &from, &place.plain, &file).await;
            moved.map_err(|error| error.because(text::of_backup(&copy.name)))?;
            copies += 1;
        }
    }
    let file = place.file(&place.plain)?;
    let places = move_over::copy(&place, &place.sealed, &place.plain, &file).await?;
    let erased = erase::all(&place, &place.sealed).await?;
    key_file::remove(session, &place.folder)?;
    Output::report(
        text::off(places, copies),
        &json!({
            "encrypted": false,
            "places": places,
            "backups": copies,
            "erased_files": erased,
        }),
    )
}
