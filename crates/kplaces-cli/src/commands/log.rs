use kplaces_app::Changes;

use crate::args::Log;
use crate::json::{LastChangesJson, LogJson};
use crate::{CliError, Output, Session, text};

pub(super) async fn log(session: &Session, arguments: &Log) -> Result<Output, CliError> {
    if arguments.changes {
        let most = if arguments.all || !session.json {
            usize::MAX
        } else {
            Changes::NAMED
        };
        let changes = session.glance().await?.last_changes_up_to(most).await?;
        let named = if arguments.all {
            usize::MAX
        } else {
            arguments.limit.get() as usize
        };
        return Ok(Output::of(
            changes,
            move |changes, language| text::changes::last(changes, named, language),
            |changes| serde_json::to_value(LastChangesJson::from(changes)),
        )
        .in_sentences());
    }
    let runs = session.journal()?.last(arguments.limit.get() as usize)?;
    Ok(Output::of(
        runs,
        |runs, language| text::log::log(runs, language),
        |runs| serde_json::to_value(LogJson::new(runs)),
    )
    .in_sentences())
}
