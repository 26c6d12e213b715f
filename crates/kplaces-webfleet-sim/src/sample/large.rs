//! Addresses as a large account has them: names of all kinds, and colours that nobody documents.

use super::{ordinary, uid};
use crate::shuffle::Shuffle;
use crate::{Address, places};

/// Colours outside of the documented list, as accounts that have grown for years have them.
const UNDOCUMENTED: [&str; 8] = [
    "yellow",
    "red",
    "lightgrey",
    "#FF8800",
    "signalrot",
    "RAL 5015",
    "grün",
    "blue2",
];

/// One address in so many is renamed or removed.
const ONE_IN: usize = 100;

/// What has become of a large account since it was first read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Variation {
    /// Nothing.
    #[default]
    AsKept,
    /// One address in a hundred has another name.
    Renamed,
    /// One address in a hundred is gone.
    Removed,
    /// The same addresses, in another order.
    Reordered,
}

/// So many addresses, and what has become of them.
#[derive(Clone, Copy, Debug)]
pub struct Large {
    count: usize,
    variation: Variation,
    order: Option<Shuffle>,
}

impl Large {
    /// These addresses, varied in this way.
    pub fn new(count: usize, variation: Variation) -> Self {
        let reordered = variation == Variation::Reordered;
        Self {
            count,
            variation,
            order: reordered.then(|| Shuffle::new(count, 0)),
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        match self.variation {
            Variation::Removed => self.count - self.count / ONE_IN,
            _ => self.count,
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The address at this place in the report.
    pub(crate) fn get(&self, place: usize) -> Option<Address> {
        if place >= self.len() {
            return None;
        }
        let index = match self.variation {
            // The last of each hundred is gone.
            Variation::Removed => place + place / (ONE_IN - 1),
            _ => self.order.map_or(place, |order| order.at(place)),
        };
        let mut address = address(index);
        if self.variation == Variation::Renamed && index % ONE_IN == ONE_IN / 2 {
            address.name1.push_str(" (neu)");
        }
        Some(address)
    }
}

/// The address at this index: a shop, depot or customer in a real town, in a street named after
/// another one.
fn address(index: usize) -> Address {
    let lot = ordinary::mix(index ^ 0x5555_5555);
    let towns = places::all();
    let other = towns[(lot >> 7) as usize % towns.len()].name;
    let mut address = ordinary::synthetic(index);
    let (what, town) = address.name1.split_once(", ").unwrap_or_default();
    address.name1 = match lot % 32 {
        0 => format!("Gasthof \"{other}\", {town}"),
        1 => format!("\"{what}\" {town}; Tor {}", lot >> 40 & 15),
        2 => format!("{what}, {town}, {other}'s Hof"),
        _ => format!("{what}, {town}, {other}er Straße {}", 1 + (lot >> 40) % 180),
    };
    address.uid = Some(uid(index));
    // Of a hundred colours 81 are none of the sixteen documented ones.
    if lot >> 20 & 0xFFFF < 0xFFFF * 81 / 100 {
        let undocumented = UNDOCUMENTED[(lot >> 37) as usize & 7];
        address.colour = Some(undocumented.to_owned());
    } else if address.colour.is_none() {
        address.colour = Some("brightblue".to_owned());
    }
    leave_out_rare_columns(&mut address, lot);
    // One in two hundred has never been placed on the map.
    if (lot >> 52) % 200 == 7 {
        (address.latitude, address.longitude) = (None, None);
    }
    address
}

/// Street, postcode and city are kept of nearly all addresses, the rest of few.
fn leave_out_rare_columns(address: &mut Address, lot: u64) {
    let rare = [
        &mut address.name2,
        &mut address.contact,
        &mut address.phone_business,
        &mut address.phone_mobile,
        &mut address.mail,
        &mut address.info,
    ];
    for (place, column) in rare.into_iter().enumerate() {
        if lot >> (8 * place) & 7 != 0 {
            *column = None;
        }
    }
    *address = Address {
        name3: None,
        region: None,
        phone_personal: None,
        fax: None,
        description: None,
        mapcode: None,
        ..std::mem::take(address)
    };
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    const COUNT: usize = 10_000;

    fn all(variation: Variation) -> Vec<Address> {
        let large = Large::new(COUNT, variation);
        (0..=COUNT).filter_map(|place| large.get(place)).collect()
    }

    fn share(addresses: &[Address], is: impl Fn(&Address) -> bool) -> f64 {
        addresses.iter().filter(|it| is(it)).count() as f64 / addresses.len() as f64
    }

    #[test]
    fn a_large_account_is_as_such_accounts_are() {
        let all = all(Variation::AsKept);
        let undocumented = share(&all, |it| {
            let colour = it.colour.as_deref();
            colour.is_some_and(|colour| UNDOCUMENTED.contains(&colour))
        });
        assert!((0.80..0.82).contains(&undocumented), "{undocumented}");
        assert!(share(&all, |it| it.name1.contains('"')) > 0.03);
        assert!(share(&all, |it| !it.name1.is_ascii()) > 0.5);
        assert!(share(&all, |it| it.groups.is_empty()) > 0.1);
        let nowhere = share(&all, |it| it.latitude.is_none());
        assert!((0.002..0.01).contains(&nowhere), "{nowhere}");
        assert!(share(&all, |it| it.street.is_some()) > 0.9);
        assert!(share(&all, |it| it.mail.is_some()) < 0.2);
        let names: HashSet<_> = all.iter().map(|it| &it.name1).collect();
        assert!(names.len() > COUNT * 9 / 10);
    }

    #[test]
    fn one_in_a_hundred_is_renamed_or_removed_and_the_rest_stays() {
        let kept = all(Variation::AsKept);
        let renamed = all(Variation::Renamed);
        let differing = kept.iter().zip(&renamed).filter(|(a, b)| a != b);
        assert_eq!(differing.count(), COUNT / 100);
        let removed = all(Variation::Removed);
        assert_eq!(removed.len(), COUNT - COUNT / 100);
        let mut kept = kept.iter();
        assert!(removed.iter().all(|it| kept.any(|other| other == it)));
    }

    #[test]
    fn another_order_has_the_same_addresses() {
        let (kept, other) = (all(Variation::AsKept), all(Variation::Reordered));
        assert_ne!(kept, other);
        let uids =
            |list: &[Address]| -> HashSet<_> { list.iter().map(|it| it.uid.clone()).collect() };
        assert_eq!(uids(&kept), uids(&other));
        assert_eq!(other.len(), COUNT);
    }
}
