use std::io::ErrorKind;
use std::path::Path;
use std::time::Instant;

use kplaces_app::{App, read_extract};
use kplaces_files::open_regular;

use super::fill::{in_the_place_of_a_damaged_one, warned};
use crate::json::ImportedJson;
use crate::text::backup::Whole;
use crate::{CliError, Output, Session, text};

/// The archive is read whole before the store is touched: one that cannot be used costs nothing.
pub(super) async fn import(session: &Session, file: &Path) -> Result<Output, CliError> {
    let opened = open_regular(file).map_err(|error| match error.kind() {
        ErrorKind::NotFound => text::privacy::extract::no_archive(file),
        _ => text::privacy::extract::unreadable(file, &error),
    })?;
    let extract = read_extract(opened)?;
    let _lock = session.hold_store()?;
    let start = Instant::now();
    let import = async |app: App| app.import(&extract, session.now()).await;
    let (imported, aside) = in_the_place_of_a_damaged_one(session, import).await?;
    let elapsed = start.elapsed();
    let beyond = imported.beyond_limit;
    let groups = session.settings()?.sync.groups.clone();
    let output = Output::of(
        (imported, aside),
        move |(imported, aside), language| {
            text::backup::imported(imported, aside.as_deref(), elapsed, language)
                + &text::backup::until_next_sync(&groups, language)
        },
        move |(imported, aside)| {
            serde_json::to_value(ImportedJson::new(imported, aside.as_deref(), elapsed))
        },
    );
    warned(session, output, beyond, Whole::Extract)
}
