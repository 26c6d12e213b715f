//! Everything of a tenant, gone.

use std::path::Path;

use kplaces_device::{CliError, Device};
use kplaces_files::{folder_of, sync_folder, wipe_all};
use kplaces_state::acquire_all;

use crate::belongings::Belongings;
use crate::{TenantName, folders, text};

/// Looks what there is. `own` is the run for that tenant.
pub(crate) async fn find(own: &Device, name: &TenantName) -> Result<Belongings, CliError> {
    let device = own.device_dirs();
    folders::check(device, name)?;
    let dirs = device.of_tenant(name.as_str());
    // Where its settings cannot be read it is not known where its places are: then nothing goes.
    let places_dir = own.settings()?.data_dir.clone();
    // The settings last: while they are there, what was cut off can be done again.
    let mut all = vec![places_dir];
    for folder in [dirs.data, dirs.state, dirs.config] {
        if !all.contains(&folder) {
            all.push(folder);
        }
    }
    all.retain(|folder| folder.exists());
    let places = match own.has_store() {
        Ok(true) => match own.reading().await {
            Ok(app) => app.status().await.ok().map(|status| status.places),
            Err(_) => None,
        },
        Ok(false) => Some(0),
        Err(_) => None,
    };
    Ok(Belongings {
        folders: all,
        places,
    })
}

/// Removes the folders, and what the keyring has of the tenant. A sync of the tenant, or a command that
/// changes its store, must be over.
pub(crate) fn remove(own: &Device, belongings: &Belongings) -> Result<(), CliError> {
    let state = &own.dirs().state;
    let locks = acquire_all(state)?;
    let store = own.hold_folder()?;
    // As long as the folders are there, it can be tried again.
    own.leave_keyring()?;
    // Windows removes no file that is open.
    let store = store.filter(|_| !cfg!(windows));
    for folder in &belongings.folders {
        if folder != state {
            remove_folder(folder)?;
        }
    }
    drop((locks, store));
    remove_folder(state)
}

/// Overwrites and removes a folder and what is in it; links in it are removed, and what they lead to stays.
fn remove_folder(folder: &Path) -> Result<(), CliError> {
    wipe_all(folder).map_err(|error| text::not_removed(folder, &error))?;
    // Gone, also after a power cut; for every reader it is gone already.
    let _ = sync_folder(folder_of(folder));
    Ok(())
}
