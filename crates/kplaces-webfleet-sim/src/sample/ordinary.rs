use super::{CANARY, names, uid};
use crate::{Address, places};

const COLOURS: [&str; 16] = [
    "brightblue",
    "dullorange",
    "brightorange",
    "brightpalegreen",
    "grassgreen",
    "brightpurple",
    "darkred",
    "dullazure",
    "deeppurple",
    "brightazure",
    "orangehighlight",
    "brightgreen",
    "brightorangehighlight",
    "khaki",
    "paleblue",
    "turquoise",
];

/// Numbers that look drawn by lot, the same for the same index (`SplitMix64`).
pub(super) fn mix(index: usize) -> u64 {
    let mut bits = (index as u64)
        .wrapping_add(1)
        .wrapping_mul(0x9E37_79B9_7F4A_7C15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^ (bits >> 31)
}

/// The address at this index of an endless list. The first time round the places it stands
/// where the place is; later within some 10 km of it.
pub(crate) fn synthetic(index: usize) -> Address {
    let places = places::all();
    let place = &places[index % places.len()];
    let lot = mix(index);
    let kind = &names::KINDS[lot as usize % names::KINDS.len()];
    let jitter = |bits: u64| match index / places.len() {
        0 => 0,
        _ => (bits % 200_000) as i64 - 100_000,
    };
    let mut groups = Vec::new();
    if lot >> 8 & 7 != 0 {
        groups.push(kind.group.to_owned());
        if place.country != "DE" && lot >> 11 & 1 == 0 {
            groups.push(names::ABROAD.to_owned());
        }
    }
    let address = Address {
        uid: Some(uid(index)),
        name1: format!("{}, {}", kind.name(place.country), place.name),
        country: Some(place.country.to_owned()),
        latitude: Some(place.latitude + jitter(lot >> 16)),
        longitude: Some(place.longitude + jitter(lot >> 34)),
        radius: Some([50, 100, 250, 250, 500][lot as usize / 16 % 5]),
        visible: Some(lot >> 52 & 31 != 0),
        colour: COLOURS
            .get((lot >> 57) as usize % 20)
            .map(|&name| name.to_owned()),
        groups,
        ..Address::default()
    };
    with_personal(index, address)
}

/// Fills every personal column with something recognisable, and the number if it has none.
pub(super) fn with_personal(index: usize, mut address: Address) -> Address {
    let number = 10_001 + index;
    if address.number.is_empty() {
        address.number = number.to_string();
    }
    let canary = |what: &str| Some(format!("{CANARY}{what}{number}"));
    Address {
        name2: canary("NAME2-"),
        name3: canary("NAME3-"),
        street: canary("STREET-"),
        zip: canary("ZIP-"),
        city: canary("CITY-"),
        region: canary("REGION-"),
        contact: canary("CONTACT-"),
        phone_business: canary("TEL-0049"),
        phone_mobile: canary("MOBILE-0049"),
        phone_personal: canary("PRIVATE-0049"),
        fax: canary("FAX-0049"),
        mail: canary("MAIL@example.org-"),
        info: canary("INFO-"),
        description: canary("LOCATION-"),
        mapcode: canary("MAPCODE-"),
        ..address
    }
}
