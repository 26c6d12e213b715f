use crate::args::Log;
use crate::json::{LastChangesJson, LogJson};
use crate::{CliError, Output, Session, text};

pub(super) async fn log(session: &Session, arguments: &Log) -> Result<Output, CliError> {
    if arguments.changes {
        let changes = session.glance().await?.last_changes().await?;
        return Ok(Output::of(changes, text::changes::last, |changes| {
            serde_json::to_value(LastChangesJson::from(changes))
        }));
    }
    let runs = session.journal()?.last(arguments.limit.get() as usize)?;
    Ok(Output::of(
        runs,
        |runs, language| text::log::log(runs, language),
        |runs| serde_json::to_value(LogJson::new(runs)),
    ))
}
