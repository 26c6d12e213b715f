//! Taking away what is not to be read any more.

use kplaces_device::CliError;
use kplaces_store::{Erasure, StoreErrorKind, StoreUrl};

use kplaces_files::{wipe_all, wipe_unfinished};

use crate::place::Place;
use crate::text;

/// Erases a store and all its copies: overwritten first, then deleted. Says how many files.
pub(crate) async fn all(place: &Place, url: &StoreUrl) -> Result<usize, CliError> {
    let mut erased = store(place, url).await?;
    if let Some(backups) = place.backups(url)? {
        for copy in backups.list().map_err(kplaces_app::AppError::from)? {
            erased += backups.remove(&copy).await?.len();
        }
    }
    Ok(erased)
}

/// The same without its copies.
pub(crate) async fn store(place: &Place, url: &StoreUrl) -> Result<usize, CliError> {
    let folder = || place.folder.clone();
    let files = place.backends.files(url, folder())?;
    let mut erased = match place.backends.remove(url, folder()).await {
        Ok(removed) => removed.len(),
        // Who has it open sees that it is empty, and is told to be in the way.
        Err(error) if error.kind() == StoreErrorKind::Busy => {
            let store = place.backends.open(url, folder()).await?;
            store.erase(&Erasure::All).await?;
            return Err(error.into());
        }
        Err(error) => return Err(error.into()),
    };
    for path in files.aside {
        erased += wipe_all(&path).map_err(|error| text::not_erased(&path, &error))?;
    }
    for path in files.leftovers {
        erased += wipe_unfinished(&path).map_err(|error| text::not_erased(&path, &error))?;
    }
    Ok(erased)
}
