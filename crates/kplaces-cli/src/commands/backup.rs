mod import;

use std::time::Instant;

use kplaces_app::{AppError, BackupError, Backups, Restored};
use kplaces_state::SyncLock;
use kplaces_store::StoreErrorKind;

use crate::args::Backup;
use crate::json::{BackupJson, BackupsJson, RestoredJson, VerifiedJson};
use crate::{CliError, Output, Session, text};

pub(super) async fn backup(session: &Session, what: Backup) -> Result<Output, CliError> {
    match what {
        Backup::Create => create(session).await,
        Backup::List => list(session),
        Backup::Verify { name } => verify(session, name.as_deref()).await,
        Backup::Restore { name } => restore(session, &name).await,
        Backup::Import { file } => import::import(session, &file).await,
    }
}

/// The copies; a store that keeps nothing has none, and cannot.
fn copies(session: &Session) -> Result<Backups, CliError> {
    let backups = session.backups()?.ok_or(BackupError::NothingKept);
    Ok(backups.map_err(AppError::from)?)
}

async fn create(session: &Session) -> Result<Output, CliError> {
    copies(session)?;
    let backup = session.app().await?.back_up(session.now).await?;
    Output::report(text::backup::created(&backup), &BackupJson::new(&backup))
}

fn list(session: &Session) -> Result<Output, CliError> {
    let backups = copies(session)?;
    let list = backups.list().map_err(AppError::from)?;
    let text = text::backup::list(&list, &backups, session.now, session.terminal);
    Output::answer(text, &BackupsJson::new(&list, backups.folder()))
}

async fn verify(session: &Session, name: Option<&str>) -> Result<Output, CliError> {
    let backups = copies(session)?;
    let chosen = match name {
        Some(name) => vec![backups.find(name).map_err(AppError::from)?],
        None => backups.list().map_err(AppError::from)?,
    };
    let mut checked = Vec::new();
    let mut unsound = Vec::new();
    for backup in chosen {
        match backups.verify(&backup).await {
            Ok(state) => checked.push((backup, state)),
            Err(error) => unsound.push((backup, error)),
        }
    }
    if !unsound.is_empty() {
        return Err(text::backup::unsound(&checked, &unsound));
    }
    Output::answer(
        text::backup::verified(&checked),
        &VerifiedJson::new(&checked),
    )
}

async fn restore(session: &Session, name: &str) -> Result<Output, CliError> {
    let backups = copies(session)?;
    let chosen = backups.find(name).map_err(AppError::from)?;
    // A copy that cannot be used must not cost a store that perhaps can.
    backups.verify(&chosen).await.map_err(AppError::from)?;
    let _lock = SyncLock::acquire(
        &session.dirs().state,
        &session.store_id()?,
        session.clock.now(),
    )?;
    let start = Instant::now();
    let url = session.store_url()?;
    let folder = session.settings()?.data_dir.clone();
    let open = async || -> Result<Restored, AppError> {
        let store = session.product.backends.open(&url, folder.clone()).await?;
        let app = session
            .product
            .app(store)
            .backed_up_in(Some(backups.clone()));
        app.restore(&chosen.name, session.now).await
    };
    let (restored, set_aside) = match open().await {
        Err(AppError::Store(error)) if error.kind() == StoreErrorKind::Corrupt => {
            let old = session.product.backends.set_aside(&url, folder.clone());
            let old = old.await?;
            (open().await?, old)
        }
        done => (done?, None),
    };
    let elapsed = start.elapsed();
    let aside = set_aside.map(|path| path.display().to_string());
    Output::report(
        text::backup::restored(&restored, aside.as_deref(), elapsed),
        &RestoredJson::new(&restored, aside.as_deref(), elapsed),
    )
}
