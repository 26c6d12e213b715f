use super::held;
use crate::json::ReportedJson;
use crate::{CliError, Output, Session, text};

/// Nothing is made or changed by it.
pub(super) async fn report(session: &Session) -> Result<Output, CliError> {
    let language = session.language()?;
    let report = session.holdings()?.report().await?;
    let held = held::all(session, &report);
    Output::answer(
        text::privacy::report::report(&held, language, session.now, session.terminal),
        &ReportedJson::new(&held, session.now),
    )
}
