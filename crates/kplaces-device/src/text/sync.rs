use kplaces_domain::Shrink;

use super::format::number;

/// `remove 13 of 60 places`
pub fn loss(shrink: Shrink) -> String {
    match shrink {
        Shrink::Places { removed, stored } => {
            format!("remove {} of {} places", number(removed), number(stored))
        }
        Shrink::Content {
            what,
            places,
            stored,
        } => {
            format!(
                "take {} from {} of {} places",
                what.phrase(),
                number(places),
                number(stored)
            )
        }
    }
}
