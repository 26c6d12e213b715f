use super::CANARY;
use crate::{Address, World};

/// What every personal column of [`World::marked`] holds. It has letters that other spellings
/// write in other ways: capitals, marks apart, other encodings.
pub const MARK: &str = "Kanärienvogel";
/// A part of the name of the first place of [`World::marked`]: what a search has to find.
pub const MARKED_PLACE: &str = "Prüfmühle";

impl World {
    /// The sample, with the same mark in every personal column of every address, the country too.
    /// Its first place has a name that is found nowhere else.
    pub fn marked() -> Self {
        let mut world = Self::sample();
        let lists = world.accounts.iter_mut();
        let lists = lists.filter_map(|account| account.addresses.listed_mut());
        for address in lists.flatten() {
            *address = marked(address);
        }
        let first = world.accounts.first_mut();
        let first = first.and_then(|account| account.addresses.listed_mut()?.first_mut());
        if let Some(first) = first {
            first.name1 = format!("{MARKED_PLACE}, Köln");
        }
        world
    }
}

fn marked(address: &Address) -> Address {
    let mark = |what: &str| Some(format!("{CANARY}{MARK}-{what}-{}", address.number));
    Address {
        name2: mark("NAME2"),
        name3: mark("NAME3"),
        street: mark("STREET"),
        zip: mark("ZIP"),
        city: mark("CITY"),
        country: mark("COUNTRY"),
        region: mark("REGION"),
        contact: mark("CONTACT"),
        phone_business: mark("TEL"),
        phone_mobile: mark("MOBILE"),
        phone_personal: mark("PRIVATE"),
        fax: mark("FAX"),
        mail: mark("MAIL@example.org"),
        info: mark("INFO"),
        description: mark("LOCATION"),
        mapcode: mark("MAPCODE"),
        ..address.clone()
    }
}
