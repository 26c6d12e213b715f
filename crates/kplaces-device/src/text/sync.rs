use kplaces_domain::Shrink;
use kplaces_text::{Language, say};

/// `remove 13 of 60 places`, `13 von 60 Orten entfernen`
pub fn loss(shrink: Shrink, language: Language) -> String {
    match shrink {
        Shrink::Places { removed, stored } => say!(
            language,
            "remove {removed} of {stored} places",
            "{removed} von {stored} Orten entfernen",
            removed = language.number(removed),
            stored = language.number(stored)
        ),
        Shrink::Content {
            what,
            places,
            stored,
        } => say!(
            language,
            "take {what} from {places} of {stored} places",
            "bei {places} von {stored} Orten {what} entfernen",
            what = kplaces_app::text::lost(what).in_language(language),
            places = language.number(places),
            stored = language.number(stored)
        ),
    }
}
