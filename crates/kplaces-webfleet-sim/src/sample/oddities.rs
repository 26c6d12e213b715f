use super::{ODD_UIDS, names, ordinary, uid};
use crate::Address;

/// Names that break something somewhere: CSV, a shell, a spreadsheet, a page, a terminal.
const NAMES: [&str; 16] = [
    "Café \"Zur Post\", Köln",
    "Lager; Rampe 3, Bremen",
    "Nordtor\nHalle 2, Hamburg",
    "Südtor\r\nHalle 7, Nürnberg",
    "O'Reilly's Garage, Dublin",
    "post@lager.example",
    "=HYPERLINK(\"https://example.org\";\"Depot\")",
    "+49 Depot, Mainz",
    "🚚 Umschlag, Leipzig",
    "<b>Fett</b> & <i>mager</i>, Erfurt",
    "Halle\t4, Gießen",
    "\u{1b}[31mRotlicht\u{1b}[0m, Kiel",
    "Mu\u{308}hle mit losem Punkt, Fulda",
    "מחסן צפון, חיפה",
    "Größtmöglicher Name mit genau fünfzig Zeichen, Ulm",
    "DROP TABLE addresses; -- '",
];

/// The position of odd addresses that need none of their own: Kassel.
const MIDDLE: (i64, i64) = (51_316_670, 9_500_000);

/// The addresses no rule would make.
pub(super) fn all() -> impl Iterator<Item = Address> {
    let named = NAMES.iter().map(|name| at(name, MIDDLE));
    let odd = named
        .chain(one_name_four_times())
        .chain(positions())
        .chain(values());
    odd.enumerate().map(|(place, mut address)| {
        address.uid = Some(uid(ODD_UIDS + place));
        ordinary::with_personal(90_000 + place, address)
    })
}

fn at(name: &str, (latitude, longitude): (i64, i64)) -> Address {
    Address {
        latitude: Some(latitude),
        longitude: Some(longitude),
        ..nowhere(name)
    }
}

fn nowhere(name: &str) -> Address {
    Address {
        name1: name.to_owned(),
        country: Some("DE".to_owned()),
        radius: Some(250),
        visible: Some(true),
        colour: Some("brightblue".to_owned()),
        ..Address::default()
    }
}

fn one_name_four_times() -> impl Iterator<Item = Address> {
    let (latitude, longitude) = MIDDLE;
    (0..4).map(move |step| at("Parkplatz Ost", (latitude + step * 40_000, longitude)))
}

fn positions() -> impl Iterator<Item = Address> {
    let abroad = |name, country: &str, position| Address {
        country: Some(country.to_owned()),
        ..at(name, position)
    };
    [
        nowhere("Ohne Position eins"),
        nowhere("Ohne Position zwei"),
        Address {
            longitude: Some(9_500_000),
            ..nowhere("Halbe Position")
        },
        at("Null Null", (0, 0)),
        at("Nördlich vom Nordpol", (95_000_000, 9_500_000)),
        at("Weiter östlich als möglich", (51_000_000, 200_000_000)),
        abroad("Armazém, Lisboa", "PT", (38_716_670, -9_133_330)),
        abroad("Depot Harbour, Cape Town", "ZA", (-33_925_840, 18_423_220)),
        abroad("Bodega Ñuñoa, Santiago", "CL", (-33_456_940, -70_648_270)),
    ]
    .into_iter()
}

fn values() -> impl Iterator<Item = Address> {
    let numbered = |number: &str| Address {
        number: number.to_owned(),
        ..at(&format!("Nummer {number}"), MIDDLE)
    };
    let groups = [names::GROUPS[0], names::GROUPS[1], names::ABROAD].map(str::to_owned);
    [
        Address {
            radius: Some(0),
            ..at("Radius null", MIDDLE)
        },
        Address {
            radius: Some(2_000_000_000),
            ..at("Radius größer als die Erde", MIDDLE)
        },
        Address {
            radius: None,
            ..at("Ohne Radius", MIDDLE)
        },
        Address {
            colour: None,
            ..at("Ohne Farbe", MIDDLE)
        },
        Address {
            colour: Some("yellow".to_owned()),
            ..at("Unbekannte Farbe", MIDDLE)
        },
        Address {
            country: None,
            ..at("Ohne Land", MIDDLE)
        },
        Address {
            visible: None,
            ..at("Weder sichtbar noch nicht", MIDDLE)
        },
        Address {
            groups: groups.to_vec(),
            ..at("In drei Gruppen", MIDDLE)
        },
        numbered("007"),
        numbered("1"),
        numbered("A"),
    ]
    .into_iter()
}
