use crate::json::EditionJson;
use crate::{Output, Session, text};

pub(super) fn edition(session: &Session) -> Output {
    let terminal = session.terminal;
    Output::of(
        session.product().clone(),
        move |product, language| text::edition::edition(product, terminal, language),
        |product| serde_json::to_value(EditionJson::new(product)),
    )
}
