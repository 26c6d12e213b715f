use std::fs::File;
use std::io::ErrorKind;
use std::path::Path;
use std::time::Instant;

use kplaces_app::{AppError, Imported, read_extract};
use kplaces_state::SyncLock;
use kplaces_store::StoreErrorKind;

use crate::json::ImportedJson;
use crate::{CliError, Output, Session, text};

/// The archive is read whole before the store is touched: one that cannot be used costs nothing.
pub(super) async fn import(session: &Session, file: &Path) -> Result<Output, CliError> {
    let opened = File::open(file).map_err(|error| match error.kind() {
        ErrorKind::NotFound => text::privacy::extract::no_archive(file),
        _ => text::privacy::extract::unreadable(file, &error),
    })?;
    let extract = read_extract(opened)?;
    let _lock = SyncLock::acquire(
        &session.dirs().state,
        &session.store_id()?,
        session.clock.now(),
    )?;
    let start = Instant::now();
    let url = session.store_url()?;
    let folder = session.settings()?.data_dir.clone();
    let backups = session.backups()?;
    let bring = async || -> Result<Imported, AppError> {
        let store = session.product.backends.open(&url, folder.clone()).await?;
        let app = session.product.app(store).backed_up_in(backups.clone());
        app.import(&extract, session.now).await
    };
    let (imported, set_aside) = match bring().await {
        Err(AppError::Store(error)) if error.kind() == StoreErrorKind::Corrupt => {
            let old = session.product.backends.set_aside(&url, folder.clone());
            let old = old.await?;
            (bring().await?, old)
        }
        done => (done?, None),
    };
    let elapsed = start.elapsed();
    let aside = set_aside.map(|path| path.display().to_string());
    let mut output = Output::report(
        text::backup::imported(&imported, aside.as_deref(), elapsed),
        &ImportedJson::new(&imported, aside.as_deref(), elapsed),
    )?;
    if imported.beyond_limit > 0 {
        output
            .warnings
            .push(text::backup::beyond_limit(imported.beyond_limit));
    }
    Ok(output)
}
