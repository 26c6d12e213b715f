use kplaces_app::AppError;
use kplaces_cli::Output;
use kplaces_device::{CliError, Device, Kept};
use kplaces_store::{Erasure, StoreUrl};
use kplaces_vault::new_key;
use secrecy::{ExposeSecret, SecretString};

use crate::json::RekeyedJson;
use crate::keep::Keep;
use crate::key_file::{self, KeyFile};
use crate::place::Place;
use crate::text;

/// Gives the store and its copies a new key, and what keeps it a new passphrase or place.
///
/// Meanwhile both keys are kept, so a run that was killed leaves nothing that cannot be opened; another
/// run finishes.
pub(crate) async fn rekey(device: &Device, wish: Option<Keep>) -> Result<Output, CliError> {
    let place = Place::of(device)?;
    let _lock = device.hold_store()?;
    match place.kept {
        Kept::Encrypted | Kept::EncryptedMissing => {}
        Kept::Turning => return Err(text::turning()),
        _ => return Err(text::not_on()),
    }
    let has_store = place.kept == Kept::Encrypted;
    let before = KeyFile::read(&place.folder)?.ok_or_else(|| text::no_key(&place.folder))?;
    let old = before.open(&device.secrets()).await?;
    // Before anything is changed: that it is the key at all.
    let with_old = Place::of(device)?.with_key(&old);
    if has_store {
        let opened = with_old
            .backends
            .open_read_only(&place.sealed, place.folder.clone());
        opened.await?.check().await?;
    }

    let keep = wish.unwrap_or_else(|| before.keep());
    let passphrase = match keep {
        Keep::Keyring => None,
        Keep::Passphrase => Some(
            device
                .secrets()
                .changed_passphrase(text::the_places())
                .await?,
        ),
    };
    let new = new_key();
    let both = format!("{}\n{}", new.expose_secret(), old.expose_secret());
    let both = SecretString::from(both);
    let folder = &place.folder;
    let save = |key| key_file::save(&device.secrets(), folder, key, keep, passphrase.as_ref());
    let between = save(&both)?;
    key_file::forget(&device.secrets(), &before)?;

    let sealing = Place::of(device)?.with_key(&both);
    let mut copies = 0;
    if has_store {
        seal_anew(&sealing, &place.sealed).await?;
    }
    if let Some(backups) = sealing.backups(&place.sealed)? {
        for copy in backups.list().map_err(AppError::from)? {
            let sealed = seal_anew(&sealing, &Place::at(&place.sealed, &copy.path)).await;
            sealed.map_err(|error| error.because(text::of_backup(&copy.name)))?;
            copies += 1;
        }
    }
    save(&new)?;
    key_file::forget(&device.secrets(), &between)?;
    Ok(Output::of(
        (),
        move |(), language| text::rekeyed(copies, keep, language),
        move |()| {
            serde_json::to_value(RekeyedJson {
                encrypted: true,
                backups: copies,
                key: keep,
            })
        },
    )
    .as_report())
}

/// Has a store written anew: erasing none of its groups changes nothing but the key.
async fn seal_anew(place: &Place, url: &StoreUrl) -> Result<(), CliError> {
    let store = place.backends.open(url, place.folder.clone()).await?;
    store.erase(&Erasure::Groups([].into())).await?;
    Ok(())
}
