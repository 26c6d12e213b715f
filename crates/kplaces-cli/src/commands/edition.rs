use crate::json::EditionJson;
use crate::{CliError, Output, Session, text};

pub(super) fn edition(session: &Session) -> Result<Output, CliError> {
    Output::answer(
        text::edition::edition(&session.product, session.terminal),
        &EditionJson::new(&session.product),
    )
}
