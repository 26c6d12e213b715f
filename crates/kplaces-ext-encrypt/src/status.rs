use kplaces_app::AppError;
use kplaces_cli::Output;
use kplaces_device::{CliError, Device, Finding};
use kplaces_store::StoreUrl;

use crate::json::StatusJson;
use crate::key_file::KeyFile;
use crate::place::Place;
use crate::text;

/// What `doctor` says of encryption; nothing where the places are plain. That the store is missing, or is
/// just being moved, is said of the store.
pub(crate) fn finding(device: &Device) -> Result<Option<Finding>, CliError> {
    let place = Place::of(device)?;
    if !place.is_on() {
        return Ok(None);
    }
    let finding = match KeyFile::read(&place.folder) {
        Ok(Some(_)) if place.is_there(&place.plain)? || backups(&place, &place.plain)? > 0 => {
            Finding::problem(ID, "plain-left", text::plain_left()).hint(text::finish())
        }
        Ok(Some(file)) => Finding::ok(ID, "encrypted", text::encrypted(file.keep())),
        Ok(None) => Finding::problem(ID, "no-key", text::key_missing()).hint(text::bring_back()),
        Err(error) => Finding::problem(ID, "key-unreadable", error.what).hint(text::bring_back()),
    };
    Ok(Some(finding))
}

const ID: &str = "encryption";

/// How many copies there are of a store.
fn backups(place: &Place, url: &StoreUrl) -> Result<usize, CliError> {
    match place.backups(url)? {
        Some(backups) => Ok(backups.list().map_err(AppError::from)?.len()),
        None => Ok(0),
    }
}

/// Says whether the places are encrypted and what keeps the key. Nothing is opened.
pub(crate) fn status(device: &Device) -> Result<Output, CliError> {
    let place = Place::of(device)?;
    let encrypted = place.is_on();
    let kept = KeyFile::read(&place.folder)?.map(|file| file.keep());
    let sealed_backups = backups(&place, &place.sealed)?;
    let plain_backups = backups(&place, &place.plain)?;
    let plain_store = place.is_there(&place.plain)?;
    let file = place.file(if encrypted {
        &place.sealed
    } else {
        &place.plain
    })?;
    let told = text::Status {
        store: place.kept,
        kept,
        file: file.display().to_string(),
        sealed_backups,
        plain_backups,
        plain_store,
    };
    Ok(Output::of(told, text::status, |told| {
        serde_json::to_value(StatusJson::from(told))
    }))
}
