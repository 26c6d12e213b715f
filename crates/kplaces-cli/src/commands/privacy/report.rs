use crate::json::ReportedJson;
use crate::{CliError, Output, Session, text};
use kplaces_device::privacy as held;

/// Nothing is made or changed by it.
pub(super) async fn report(session: &Session) -> Result<Output, CliError> {
    let report = session.local_data()?.report().await?;
    let beside = match session.local_data_beside()? {
        Some(beside) => Some(beside.report().await?),
        None => None,
    };
    let held = held::all(session, &report, beside.as_ref());
    let (now, terminal) = (session.now(), session.terminal);
    Ok(Output::of(
        held,
        move |held, language| text::privacy::report::report(held, language, now, terminal),
        move |held| serde_json::to_value(ReportedJson::new(held, now)),
    ))
}
