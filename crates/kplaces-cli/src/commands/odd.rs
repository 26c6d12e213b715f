//! Places to be looked at again in WEBFLEET.

use crate::json::OddJson;
use crate::text::odd as words;
use crate::{CliError, Output, Session};

/// `list --odd`, as a table or as a file for whoever keeps the addresses.
pub(super) async fn list(session: &Session, csv: bool) -> Result<Output, CliError> {
    let places = session.glance().await?.odd_places().await?;
    let terminal = session.terminal;
    Ok(Output::of(
        places,
        move |places, language| {
            if csv {
                words::csv(places, language)
            } else {
                words::table(places, terminal, language)
            }
        },
        |places| serde_json::to_value(OddJson::new(places)),
    ))
}
