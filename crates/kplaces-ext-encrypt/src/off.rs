use kplaces_app::AppError;
use kplaces_cli::Output;
use kplaces_device::{CliError, Device, Kept};

use crate::json::OffJson;
use crate::key_file::{self, KeyFile};
use crate::place::{Place, was_overwritten};
use crate::{erase, move_over, text, turning};

/// Moves the places and their copies back into a plain store, and takes the encrypted ones and their
/// key away.
///
/// Until everything is moved the encrypted store is the one in use. Where there is none, a plain one that
/// is there stays as it is.
pub(crate) async fn off(device: &Device) -> Result<Output, CliError> {
    let place = Place::of(device)?;
    let _lock = device.hold_store()?;
    if place.kept == Kept::Plain {
        return Err(text::not_on());
    }
    // The key may be what a run that was cut off has taken away already.
    let place = if place.needs_no_key()? {
        place
    } else {
        let kept = KeyFile::read(&place.folder)?.ok_or_else(|| text::no_key(&place.folder))?;
        let key = kept.open(&device.secrets()).await?;
        place.with_key(&key)
    };
    if place.kept == Kept::Encrypted {
        // A plain store beside the one in use is what a try that was killed has left. A plain copy may
        // also be somebody's own.
        erase::store(&place, &place.plain).await?;
    }

    let mut copies = 0;
    if let (Some(from), Some(to)) = (place.backups(&place.sealed)?, place.backups(&place.plain)?) {
        for copy in from.list().map_err(AppError::from)? {
            if was_overwritten(&copy.path) {
                continue;
            }
            let file = to.folder().join(&copy.name).with_extension("db");
            let from = Place::at(&place.sealed, &copy.path);
            let moved = move_over::copy(&place, &from, &place.plain, &file).await;
            moved.map_err(|error| error.because(text::of_backup(&copy.name)))?;
            copies += 1;
        }
    }
    let places = if place.kept == Kept::Encrypted {
        let file = place.file(&place.plain)?;
        move_over::copy(&place, &place.sealed, &place.plain, &file).await?
    } else {
        places_of(&place).await?
    };
    if place.is_there(&place.plain)? {
        turning::plain_counts(&place.folder)?;
    }
    let erased = erase::all(&place, &place.sealed).await?;
    key_file::remove(&device.secrets(), &place.folder)?;
    turning::key_counts(&place.folder)?;
    Ok(Output::of(
        (),
        move |(), language| text::off(places, copies, language),
        move |()| {
            serde_json::to_value(OffJson {
                encrypted: false,
                places,
                backups: copies,
                erased_files: erased,
            })
        },
    )
    .as_report())
}

/// How many places are in the plain store, where there is one.
async fn places_of(place: &Place) -> Result<u64, CliError> {
    if !place.is_there(&place.plain)? {
        return Ok(0);
    }
    let folder = place.folder.clone();
    let plain = place.backends.open_read_only(&place.plain, folder).await?;
    Ok(plain.state().await?.places)
}
