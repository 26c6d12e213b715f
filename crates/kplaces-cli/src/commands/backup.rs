mod import;

use std::time::Instant;

use kplaces_app::{App, AppError, BackupError, Backups};
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
    // A copy of what is missing is none, and must not make it.
    session.store_to_read()?;
    let _lock = session.hold_store()?;
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
    let _lock = session.hold_store()?;
    let start = Instant::now();
    let restore = async |app: App| app.restore(&chosen.name, session.now).await;
    let (restored, aside) = in_the_place_of_a_damaged_one(session, restore).await?;
    let elapsed = start.elapsed();
    let mut output = Output::report(
        text::backup::restored(&restored, aside.as_deref(), elapsed),
        &RestoredJson::new(&restored, aside.as_deref(), elapsed),
    )?;
    output.warn(session.warned()?);
    if restored.beyond_limit > 0 {
        let left_out = text::backup::beyond_limit(restored.beyond_limit, "the backup");
        output.warn([left_out]);
    }
    Ok(output)
}

/// Gives the store a content from elsewhere. In the place of one that is damaged a new one is filled
/// beside it, and takes its place when it is whole; says where the old one is now.
async fn in_the_place_of_a_damaged_one<T>(
    session: &Session,
    fill: impl AsyncFn(App) -> Result<T, AppError>,
) -> Result<(T, Option<String>), CliError> {
    let url = session.store_to_fill()?;
    let folder = session.location()?.data_dir.clone();
    let backups = session.backups()?;
    let backends = &session.product.backends;
    let app = |store| session.product.app(store).backed_up_in(backups.clone());
    let open_and_fill = async || -> Result<T, AppError> {
        fill(app(backends.open(&url, folder.clone()).await?)).await
    };
    match open_and_fill().await {
        Err(AppError::Store(error)) if error.kind() == StoreErrorKind::Corrupt => {
            let new = backends.replace(&url, folder.clone()).await?;
            let filled = fill(app(new.store())).await?;
            let old = new.take_place().await?;
            Ok((filled, old.map(|path| path.display().to_string())))
        }
        done => Ok((done?, None)),
    }
}
