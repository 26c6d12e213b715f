//! What is opened of a device: its store, the copies of it, its records, and the right to change them.

use std::future::poll_fn;
use std::path::PathBuf;
use std::task::Poll;

use kplaces_app::{App, Backups, LocalData};
use kplaces_edition::Feature;
use kplaces_state::{Journal, NetworkRecord, RecordId, StoreLock};
use kplaces_store::{StoreError, StoreErrorKind};

use crate::location::{self, Kept, Location};
use crate::text::stores as words;
use crate::{CliError, Device};

/// Lets whoever waits for a future do something before it goes on.
pub async fn pause() {
    let mut was_here = false;
    poll_fn(|context| {
        if std::mem::replace(&mut was_here, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

impl Device {
    /// The right to change the store; no sync begins meanwhile. Nothing where it is in no file: then no
    /// other program comes by it.
    pub fn hold_store(&self) -> Result<Option<StoreLock>, CliError> {
        let Some(file) = self.store_file()? else {
            return Ok(None);
        };
        let now = self.clock.now();
        let lock = StoreLock::acquire(&self.dirs().state, &self.store_id()?, &file, now)?;
        // It was looked which store it is before: another command may have moved it until now.
        if !self.location()?.still_is(&self.look_again()?) {
            return Err(StoreError::new(StoreErrorKind::Conflict, words::moved()).into());
        }
        Ok(Some(lock))
    }

    /// [`Device::hold_store`], for who has taken all locks of its state folder.
    pub fn hold_folder(&self) -> Result<Option<StoreLock>, CliError> {
        let file = self.store_file()?;
        Ok(file.as_deref().map(StoreLock::of_folder).transpose()?)
    }

    /// The file of the store, where it is kept in one; whether there is one or not.
    pub fn store_file(&self) -> Result<Option<PathBuf>, CliError> {
        self.store_url()?;
        Ok(self.location()?.file(&self.product.backends))
    }

    /// The use cases over the store of this run, to change it; it is made if there is none.
    pub async fn app(&self) -> Result<App, CliError> {
        let url = self.store_to_fill()?;
        let folder = self.location()?.data_dir.clone();
        let store = self.backends()?.open(&url, folder).await?;
        Ok(self.product.app(store).backed_up_in(self.backups()?))
    }

    /// The use cases that only read the store of this run. Where it cannot be written, as on a
    /// medium that is full or read-only, what is there is read as it is.
    pub async fn reading(&self) -> Result<App, CliError> {
        let url = self.store_to_read()?;
        let Location { data_dir, kept, .. } = self.location()?.clone();
        let backends = self.backends()?;
        if kept == Kept::Turning {
            let store = backends.open_read_only(&url, data_dir).await?;
            return Ok(self.product.app(store));
        }
        let store = match backends.open(&url, data_dir.clone()).await {
            Err(error) if matches!(error.kind(), StoreErrorKind::Denied | StoreErrorKind::Full) => {
                // What is wrong with writing says more than that nothing can be read either.
                let opened = backends.open_read_only(&url, data_dir).await;
                opened.map_err(|_| error)?
            }
            opened => opened?,
        };
        Ok(self.product.app(store))
    }

    /// The same for who asks some questions and is done: a store that nobody has open is not opened for that, but
    /// looked into. Where it has to be opened, this pauses before.
    pub async fn glance(&self) -> Result<App, CliError> {
        let url = self.store_to_read()?;
        let Location { data_dir, kept, .. } = self.location()?.clone();
        let look = || self.backends().ok()?.glance(&url, data_dir, self.now);
        if let Some(store) = (kept != Kept::Turning).then(look).flatten() {
            return Ok(self.product.app(store));
        }
        // From here on there may be threads and keys to wait for.
        pause().await;
        self.reading().await
    }

    /// The copies of the store, where it is kept in a file.
    pub fn backups(&self) -> Result<Option<Backups>, CliError> {
        Ok(Backups::of_store(
            self.backends()?,
            &self.store_url()?,
            &self.location()?.data_dir,
            self.settings()?.backup.keep,
        )?)
    }

    /// The files of the key of encrypted stores, as far as there are any.
    pub fn key_files(&self) -> Vec<PathBuf> {
        match (&self.product.keeper, self.location()) {
            (Some(keeper), Ok(location)) => keeper.files(location),
            _ => Vec::new(),
        }
    }

    /// Takes the key of encrypted stores off this device, and says whether there was one; `None` in an
    /// edition that has no such stores.
    pub fn forget_key(&self) -> Result<Option<bool>, CliError> {
        let Some(keeper) = &self.product.keeper else {
            return Ok(None);
        };
        keeper.forget(self.location()?, &self.secrets()).map(Some)
    }

    /// Everything this device keeps of the store.
    pub fn local_data(&self) -> Result<LocalData, CliError> {
        Ok(LocalData {
            backends: self.backends()?.clone(),
            url: self.store_url()?,
            data_dir: self.location()?.data_dir.clone(),
            backups: self.backups()?,
            journal: self.journal()?,
            state_dir: self.dirs().state.clone(),
        })
    }

    /// What this device keeps of the other of the two usual stores: what a run left that was killed while
    /// it turned encryption on or off, or somebody has brought back.
    pub fn local_data_beside(&self) -> Result<Option<LocalData>, CliError> {
        let location = self.location()?;
        if !self.product.policy.has(Feature::EncryptedStore) {
            return Ok(None);
        }
        let Some(url) = location.other()? else {
            return Ok(None);
        };
        let (backends, folder) = (self.backends()?.clone(), location.data_dir.clone());
        let state_dir = self.dirs().state.clone();
        // Its records are those of the one in use, and told there.
        let nobody = RecordId::store(&folder.to_string_lossy(), "beside");
        Ok(Some(LocalData {
            backups: Backups::of_store(&backends, &url, &folder, 0)?,
            journal: Journal::new(&state_dir, &nobody),
            backends,
            url,
            data_dir: folder,
            state_dir,
        }))
    }

    /// The record of the syncs of the store.
    pub fn journal(&self) -> Result<Journal, CliError> {
        Ok(Journal::new(&self.dirs().state, &self.store_id()?))
    }

    /// The record of the syncs of the store that is used where nothing is set.
    pub(crate) fn usual_journal(&self) -> Journal {
        let folder = self.dirs().data.to_string_lossy();
        Journal::new(
            &self.dirs().state,
            &RecordId::store(&folder, location::USUAL),
        )
    }

    /// The record of the hosts that were contacted.
    pub fn network(&self) -> NetworkRecord {
        NetworkRecord::new(&self.dirs().state)
    }

    /// Which store it is, among those of this device.
    pub fn store_id(&self) -> Result<RecordId, CliError> {
        let location = self.location()?;
        let folder = location.data_dir.to_string_lossy();
        Ok(RecordId::store(&folder, &location.recorded_as()))
    }
}
