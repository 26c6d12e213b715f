use crate::args::Log;
use crate::json::LogJson;
use crate::{CliError, Output, Session, text};

pub(super) fn log(session: &Session, arguments: &Log) -> Result<Output, CliError> {
    let runs = session.journal()?.last(arguments.limit.get() as usize)?;
    Ok(Output::of(
        runs,
        |runs, language| text::log::log(runs, language),
        |runs| serde_json::to_value(LogJson::new(runs)),
    ))
}
