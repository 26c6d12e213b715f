//! What is told of places in every front end: written once, for the command line and the map.

use kplaces_domain::{
    Colour, Field, FoldedName, FoldedQuery, Lost, MatchRank, Oddity, UnknownColour,
};
use kplaces_text::{Language, Text, text};

use crate::SyncStep;

/// What was odd about a row of the address report, without a verb: it stands behind a number.
pub fn oddity(oddity: Oddity) -> Text {
    match oddity {
        Oddity::NoPosition => text!("no position", "ohne Position"),
        Oddity::ZeroPosition => {
            text!(
                "position 0,0, taken as none",
                "Position 0, 0; gilt als keine"
            )
        }
        Oddity::PositionOutOfRange => text!(
            "position outside the globe, taken as none",
            "unmögliche Position; gilt als keine"
        ),
        Oddity::UnreadablePosition => text!(
            "position that is not a number, taken as none",
            "Position ist keine Zahl; gilt als keine"
        ),
        Oddity::RadiusOutOfRange => text!(
            "radius outside 0 to 100 km, taken as none",
            "Radius über 100 km oder unter 0; gilt als keiner"
        ),
        Oddity::UnreadableRadius => text!(
            "radius that is not a number, taken as none",
            "Radius ist keine Zahl; gilt als keiner"
        ),
        Oddity::UnknownColour => text!(
            "colour name that is not one of the 16, kept as text",
            "Farbe ist keine der 16 bekannten; als Text behalten"
        ),
        Oddity::NoName => text!("no name", "ohne Namen"),
        Oddity::DuplicateKey => text!(
            "key used twice, the last row counts",
            "Schlüssel doppelt; die letzte Zeile gilt"
        ),
        Oddity::NoKey => text!(
            "neither uid nor number, row left out",
            "ohne Schlüssel und Nummer; ausgelassen"
        ),
        Oddity::UnreadableRow => text!(
            "row that cannot be read, left out",
            "Zeile nicht lesbar; ausgelassen"
        ),
        Oddity::DoubtfulRow => text!(
            "row too near to one that cannot be read, left out",
            "Zeile zu nahe an einer nicht lesbaren; ausgelassen"
        ),
    }
}

/// What people call a colour of WEBFLEET's; nothing for one that is not of its 16.
pub fn colour(colour: &Colour) -> Option<Text> {
    Some(match colour.name() {
        "brightblue" => text!("Bright blue", "Leuchtblau"),
        "dullorange" => text!("Dull orange", "Mattorange"),
        "brightorange" => text!("Bright orange", "Leuchtorange"),
        "brightpalegreen" => text!("Bright pale green", "Helles Blassgrün"),
        "grassgreen" => text!("Grass green", "Grasgrün"),
        "brightpurple" => text!("Bright purple", "Leuchtviolett"),
        "darkred" => text!("Dark red", "Dunkelrot"),
        "dullazure" => text!("Dull azure", "Mattazur"),
        "deeppurple" => text!("Deep purple", "Tiefviolett"),
        "brightazure" => text!("Bright azure", "Leuchtazur"),
        "orangehighlight" => text!("Orange highlight", "Signalorange"),
        "brightgreen" => text!("Bright green", "Leuchtgrün"),
        "brightorangehighlight" => text!("Bright orange highlight", "Helles Signalorange"),
        "khaki" => text!("Khaki", "Khaki"),
        "paleblue" => text!("Pale blue", "Blassblau"),
        "turquoise" => text!("Turquoise", "Türkis"),
        _ => return None,
    })
}

/// The colour that is called so: by WEBFLEET, by this program in either language, or by an account alone.
pub fn colour_called(typed: &str) -> Result<Colour, UnknownColour> {
    let colour: Colour = typed.parse()?;
    let Some(query) = FoldedQuery::new(typed).filter(|_| !colour.is_known()) else {
        return Ok(colour);
    };
    let is_called = |known: &Colour| {
        let title = self::colour(known).unwrap_or_default();
        [Language::English, Language::German]
            .map(|language| query.rank(&FoldedName::new(title.in_language(language))))
            .contains(&Some(MatchRank::Whole))
    };
    Ok(Colour::known().find(is_called).unwrap_or(colour))
}

/// How far a sync is, as a sentence without a subject.
pub fn step(step: SyncStep) -> Text {
    match step {
        SyncStep::Queued => text!(
            "waiting for another sync of this account",
            "wartet auf einen anderen Abgleich dieses Kontos"
        ),
        SyncStep::GroupList => text!(
            "asking WEBFLEET for the groups",
            "fragt WEBFLEET nach den Gruppen"
        ),
        SyncStep::Addresses(_) => text!(
            "asking WEBFLEET for the addresses",
            "fragt WEBFLEET nach den Adressen"
        ),
        SyncStep::Memberships(_) => text!(
            "asking WEBFLEET which address is in which group",
            "fragt WEBFLEET, welche Adresse in welcher Gruppe ist"
        ),
        SyncStep::Comparing => text!(
            "comparing with the places on this device",
            "vergleicht mit den Orten auf diesem Gerät"
        ),
        SyncStep::BackingUp => text!(
            "copying what is on this device",
            "sichert, was auf diesem Gerät ist"
        ),
        SyncStep::Saving => text!("saving", "speichert"),
    }
}

/// A part of a place that a sync changes.
pub fn field(field: Field) -> Text {
    match field {
        Field::Name => text!("name", "Name"),
        Field::Position => text!("position", "Position"),
        Field::Radius => text!("radius", "Radius"),
        Field::Colour => text!("colour", "Farbe"),
        Field::Groups => text!("groups", "Gruppen"),
    }
}

/// What a sync would take from places: `all groups`, `the name`.
pub fn lost(lost: Lost) -> Text {
    match lost {
        Lost::Groups => text!("all groups", "alle Gruppen"),
        Lost::Name => text!("the name", "den Namen"),
        Lost::Position => text!("the position", "die Position"),
        Lost::Radius => text!("the radius", "den Radius"),
        Lost::Colour => text!("the colour", "die Farbe"),
    }
}

#[cfg(test)]
mod tests {
    use kplaces_text::Language;
    use strum::IntoEnumIterator;

    use super::*;

    #[test]
    fn everything_odd_is_told_in_both_languages() {
        for kind in Oddity::iter() {
            let text = oddity(kind);
            let [english, german] =
                [Language::English, Language::German].map(|language| text.in_language(language));
            assert_ne!(english, german, "{}", kind.id());
        }
    }
}
