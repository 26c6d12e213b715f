use kplaces_app::{App, AppError};
use kplaces_store::StoreErrorKind;

use crate::text::backup::Whole;
use crate::{CliError, Output, Session, text};

/// A report on work done, with what must not be overlooked.
pub(super) fn warned(
    session: &Session,
    output: Output,
    beyond_limit: u64,
    from: Whole,
) -> Result<Output, CliError> {
    let mut output = output.as_report();
    output.warn(session.warned()?);
    if beyond_limit > 0 {
        output.warn([text::backup::beyond_limit(beyond_limit, from)]);
    }
    Ok(output)
}

/// Gives the store a content from elsewhere. In the place of one that is damaged a new one is filled
/// beside it, and takes its place when it is whole; says where the old one is now.
pub(super) async fn in_the_place_of_a_damaged_one<T>(
    session: &Session,
    fill: impl AsyncFn(App) -> Result<T, AppError>,
) -> Result<(T, Option<String>), CliError> {
    let url = session.store_to_fill()?;
    let folder = session.location()?.data_dir.clone();
    let backups = session.backups()?;
    let backends = session.backends()?;
    let app = |store| session.product().app(store).backed_up_in(backups.clone());
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
