//! Names that look like something else.

use fastrand::Rng;

use super::report::{LATITUDE, LONGITUDE, NAME, Place};

const PIECES: [&str; 34] = [
    "Depot",
    "Bäckerei Müller",
    "Gärtnerei Böhm & Söhne",
    "Großhandel Weiß",
    "Café «Nord»",
    "Łódź",
    "Pekařství Novák",
    "Ærø",
    "東京",
    "🚚 Halt 🅿",
    "e\u{301}",
    "Zum \"Goldenen Löwen\"",
    "\"",
    "\"\"",
    "\\\"",
    "\\",
    "\\n",
    "'",
    ";",
    ",",
    "\t",
    "; \"",
    "\";",
    "zwei\r\nZeilen",
    "zwei\nZeilen",
    "zwei\rZeilen",
    "8015,user is busy",
    "\r\n8015,user is busy\r\n",
    "{\"errorCode\":8015,\"errorMsg\":\"busy\"}",
    "},{",
    "\"},{\"",
    "<html>",
    "=1+1",
    "a\u{2028}b\u{feff}c",
];

/// Some text.
pub(crate) fn text(random: &mut Rng) -> String {
    if random.u8(..5) == 0 {
        return String::new();
    }
    let pieces = (0..random.usize(1..4)).map(|_| PIECES[random.usize(..PIECES.len())]);
    pieces.collect::<Vec<_>>().join(" ")
}

/// Gives each place a name. Each has something of its own in it, so that no name is made another's
/// by one byte; some hold a whole row of another place, with a name and a position that are false.
pub(crate) fn name_all(places: &mut [Place], row_of: impl Fn(&Place) -> String, random: &mut Rng) {
    let others = places.to_vec();
    for (n, place) in places.iter_mut().enumerate() {
        if n > 0 && random.u8(..12) == 0 {
            continue;
        }
        let own = format!("{n:02}").repeat(3);
        let within = if random.u8(..6) == 0 {
            let mut other = others[random.usize(..others.len())].clone();
            other[NAME] = "falsch".into();
            other[LONGITUDE] = "1000000".into();
            other[LATITUDE] = "2000000".into();
            row_of(&other)
        } else {
            text(random)
        };
        let name = match random.u8(..3) {
            0 => format!("{own} {}", within.trim()),
            1 => format!("{} {own}", within.trim()),
            _ => format!("{own}{within}{own}"),
        };
        // No blank at an end: whether those are kept is another question.
        place[NAME] = name.trim().into();
    }
}

/// The end of an object, a whole one, and the beginning of a third.
pub(crate) fn json_objects(other: &Place) -> String {
    let [uid, number, name, longitude, latitude, ..] = other;
    format!(
        "x\"}},{{\"addruid\":\"{uid}\",\"addrno\":\"{number}\",\"addrname1\":\"{name}\",\
         \"positionx\":{longitude},\"positiony\":{latitude}}},{{\"addrinfo\":\"y"
    )
}
