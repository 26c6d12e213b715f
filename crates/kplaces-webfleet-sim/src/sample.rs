//! The data people and tests meet: one account with users, groups and addresses.

mod change;
mod large;
mod marked;
mod names;
mod oddities;
mod ordinary;

pub use large::{Large, Variation};
pub use marked::{MARK, MARKED_PLACE};
pub(crate) use ordinary::synthetic;

use crate::{Account, Address, Addresses, Group, User, World, places};

/// The account of the sample.
pub const SAMPLE_ACCOUNT: &str = "demo";
/// The API key of the sample; as recognisable as the password.
pub const SAMPLE_APIKEY: &str = "canary-apikey-4F";
/// The user who may do everything.
pub const SAMPLE_USER: &str = "dispo";
/// The password of every user of the sample.
pub const SAMPLE_PASSWORD: &str = "canary-password-7Q";
/// A second user who may do everything, with a letter that is not ASCII.
pub const SAMPLE_USER_UMLAUT: &str = "jürgen";
/// A user without the right to use the interface: 8014.
pub const SAMPLE_USER_NO_INTERFACE: &str = "no-interface";
/// A user without the right to use the address actions: 45.
pub const SAMPLE_USER_NO_ADDRESSES: &str = "no-addresses";
/// What the value of every personal column starts with.
pub const CANARY: &str = "CANARY-";

/// A uid in the service's form, unique for every index: the factor is odd, so nothing meets.
fn uid(index: usize) -> String {
    let mixed = (index as u64).wrapping_mul(0x9E3_779B_97F5) & 0xFFF_FFFF_FFFF;
    format!("1-44063-{:011X}", mixed ^ 0x722_A7DE_0639)
}

/// Numbers the uids of other things well away from those of the ordinary addresses.
const ODD_UIDS: usize = 1 << 29;
const GROUP_UIDS: usize = 1 << 30;
const NEW_UIDS: usize = 1 << 31;

impl World {
    /// The sample: some 1,850 addresses of every kind a client must bear.
    pub fn sample() -> Self {
        let ordinary = (0..places::all().len()).map(synthetic);
        let addresses: Vec<Address> = ordinary.chain(oddities::all()).collect();
        Self::of(Addresses::Listed(addresses))
    }

    /// The sample's login and groups over this many made-up addresses.
    pub fn synthetic(count: usize) -> Self {
        Self::of(Addresses::Synthetic(count))
    }

    /// The sample's login and groups over this many addresses as a large account has them.
    pub fn large(count: usize, variation: Variation) -> Self {
        Self::of(Addresses::Large(Large::new(count, variation)))
    }

    /// The sample's login over these addresses and groups.
    pub fn own(addresses: Vec<Address>, groups: Vec<Group>) -> Self {
        let mut world = Self::of(Addresses::Listed(addresses));
        if let Some(account) = world.accounts.first_mut() {
            account.groups = groups;
        }
        world
    }

    fn of(addresses: Addresses) -> Self {
        let user = |name: &str, interface_allowed, addresses_allowed| User {
            name: name.to_owned(),
            password: SAMPLE_PASSWORD.to_owned(),
            interface_allowed,
            addresses_allowed,
        };
        let groups = names::GROUPS.iter().enumerate().map(|(place, name)| Group {
            name: (*name).to_owned(),
            uid: uid(GROUP_UIDS + place),
        });
        Self {
            accounts: vec![Account {
                name: SAMPLE_ACCOUNT.to_owned(),
                apikey: SAMPLE_APIKEY.to_owned(),
                users: vec![
                    user(SAMPLE_USER, true, true),
                    user(SAMPLE_USER_UMLAUT, true, true),
                    user(SAMPLE_USER_NO_INTERFACE, false, true),
                    user(SAMPLE_USER_NO_ADDRESSES, true, false),
                ],
                addresses,
                groups: groups.collect(),
            }],
        }
    }
}
