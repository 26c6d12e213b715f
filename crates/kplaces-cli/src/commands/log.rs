use crate::args::Log;
use crate::json::LogJson;
use crate::{CliError, Output, Session, text};

pub(super) fn log(session: &Session, arguments: &Log) -> Result<Output, CliError> {
    let runs = session.journal()?.last(arguments.limit.get() as usize)?;
    let text = text::log::log(&runs);
    Output::answer(text, &LogJson::new(&runs))
}
