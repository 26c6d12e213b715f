//! An account whose addresses say what becomes of them.

use std::collections::BTreeSet;

use crate::prove::raw::{Answer, Membership, Raw};

/// What becomes of an address. Its mark is in key and name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// A sync removes it.
    Removed,
    /// A sync gives it another name.
    Renamed,
    /// A sync removes it, and later the copy that was made before.
    Pruned,
    /// The next sync removes it; the copy made before has it until that is erased.
    Last,
    /// Its group is erased.
    Grouped,
    /// It stays until everything is erased.
    Staying,
}

impl Fate {
    pub(super) const ALL: [Self; 6] = [
        Self::Removed,
        Self::Renamed,
        Self::Pruned,
        Self::Last,
        Self::Grouped,
        Self::Staying,
    ];

    pub(super) fn mark(self) -> &'static str {
        match self {
            Self::Removed => "zqremoved",
            Self::Renamed => "zqrenamed",
            Self::Pruned => "zqpruned",
            Self::Last => "zqlast",
            Self::Grouped => "zqgrouped",
            Self::Staying => "zqstaying",
        }
    }

    /// The first bytes of its latitudes and of all longitudes, in millionths of a degree; each is followed by the
    /// number of the address.
    pub(super) fn position(self) -> ([u8; 3], [u8; 3]) {
        ([0x02, 0xde, 0x41 + self as u8], [0x00, 0xb0, 0x82])
    }

    /// The numbers under which its places are found by their position: the bits of longitude and latitude, counted
    /// from the date line and the south pole, by turns.
    pub(super) fn on_the_curve(self) -> BTreeSet<[u8; 8]> {
        let (north, east) = self.position();
        let whole = |[a, b, c]: [u8; 3], number| u64::from(u32::from_be_bytes([a, b, c, number]));
        let numbers = (0..=u8::MAX).map(|number| {
            let north = whole(north, number) + 90_000_000;
            let east = whole(east, number) + 180_000_000;
            let by_turns = (0..32).fold(0_u64, |all, bit| {
                all | (east >> bit & 1) << (2 * bit) | (north >> bit & 1) << (2 * bit + 1)
            });
            by_turns.to_be_bytes()
        });
        numbers.collect()
    }
}

/// So many addresses have one fate.
pub(super) const OF_EACH: u8 = 70;

struct Address {
    key: String,
    fate: Fate,
    number: u8,
    name: String,
}

/// What the account holds.
pub(super) struct Account {
    addresses: Vec<Address>,
}

impl Account {
    pub(super) fn new() -> Self {
        let mut addresses = Vec::new();
        for number in 0..OF_EACH {
            for fate in Fate::ALL {
                // Of all lengths, so that rows move in their pages.
                let tail = "depot ".repeat(usize::from(number) % 13);
                let name = format!("{} {number:04} {tail}", fate.mark());
                // The key of one that is renamed stays.
                let key = match fate {
                    Fate::Renamed => format!("{}-1{number:03}", Fate::Staying.mark()),
                    _ => format!("{}-{number:04}", fate.mark()),
                };
                addresses.push(Address {
                    key,
                    fate,
                    number,
                    name: name.trim_end().to_owned(),
                });
            }
        }
        Self { addresses }
    }

    /// Takes addresses away.
    pub(super) fn remove(&mut self, fate: Fate) {
        self.addresses.retain(|address| address.fate != fate);
    }

    /// Gives addresses another name and another position.
    pub(super) fn change(&mut self, fate: Fate) {
        let changed = self.addresses.iter_mut().filter(|it| it.fate == fate);
        for address in changed {
            address.name = format!("{} again {:04}", Fate::Staying.mark(), address.number);
            address.fate = Fate::Staying;
            // Not the number of another one that stays.
            address.number += 100;
        }
    }

    /// Has it told to who asks.
    pub(super) fn tell(&self, raw: &Raw) {
        let mut body = "addrno;addrname1;positiony;positionx\r\n".to_owned();
        let mut members = "addrno;addrgrpname\r\n".to_owned();
        for address in &self.addresses {
            let Address {
                key,
                fate,
                number,
                name,
            } = address;
            let (north, east) = fate.position();
            let coordinate = |[a, b, c]: [u8; 3]| u32::from_be_bytes([a, b, c, *number]);
            let (north, east) = (coordinate(north), coordinate(east));
            body.push_str(&format!("{key};{name};{north};{east}\r\n"));
            members.push_str(&format!("{key};{}\r\n", fate.mark()));
        }
        let groups = Fate::ALL.map(Fate::mark).join("\r\n");
        raw.group(Membership {
            groups: format!("addrgrpname\r\n{groups}\r\n"),
            members,
        });
        raw.say(&Answer {
            status: "200 OK".to_owned(),
            headers: Vec::new(),
            body,
        });
    }
}
