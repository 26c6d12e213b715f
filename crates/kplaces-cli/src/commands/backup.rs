mod fill;
mod import;

use std::time::Instant;

use kplaces_app::{App, AppError, BackupError, Backups};

use fill::{in_the_place_of_a_damaged_one, warned};

use crate::args::Backup;
use crate::json::{BackupJson, BackupsJson, RestoredJson, VerifiedJson};
use crate::text::backup::Whole;
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
    let backup = session.app().await?.back_up(session.now()).await?;
    let output = Output::of(backup, text::backup::created, |backup| {
        serde_json::to_value(BackupJson::new(backup))
    });
    Ok(output.as_report())
}

fn list(session: &Session) -> Result<Output, CliError> {
    let backups = copies(session)?;
    let list = backups.list().map_err(AppError::from)?;
    let (now, terminal) = (session.now(), session.terminal);
    Ok(Output::of(
        (list, backups),
        move |(list, backups), language| text::backup::list(list, backups, now, terminal, language),
        |(list, backups)| serde_json::to_value(BackupsJson::new(list, backups.folder())),
    ))
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
    Ok(Output::of(
        checked,
        |checked, language| text::backup::verified(checked, language),
        |checked| serde_json::to_value(VerifiedJson::new(checked)),
    ))
}

async fn restore(session: &Session, name: &str) -> Result<Output, CliError> {
    let backups = copies(session)?;
    let chosen = backups.find(name).map_err(AppError::from)?;
    // A copy that cannot be used must not cost a store that perhaps can.
    backups.verify(&chosen).await.map_err(AppError::from)?;
    let _lock = session.hold_store()?;
    let start = Instant::now();
    let restore = async |app: App| app.restore(&chosen.name, session.now()).await;
    let (restored, aside) = in_the_place_of_a_damaged_one(session, restore).await?;
    let elapsed = start.elapsed();
    let beyond = restored.beyond_limit;
    let groups = session.settings()?.sync.groups.clone();
    let output = Output::of(
        (restored, aside),
        move |(restored, aside), language| {
            text::backup::restored(restored, aside.as_deref(), elapsed, language)
                + &text::backup::until_next_sync(&groups, language)
        },
        move |(restored, aside)| {
            serde_json::to_value(RestoredJson::new(restored, aside.as_deref(), elapsed))
        },
    );
    warned(session, output, beyond, Whole::Backup)
}
