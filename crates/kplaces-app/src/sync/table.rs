//! Finds items of a list by hashes that are spread evenly and that nobody can guess.

/// Where there is no item.
const FREE: u32 = u32::MAX;

/// The numbers of items. Each stands at the first free slot from that of its hash on.
#[derive(Clone, Debug)]
pub(super) struct Table {
    slots: Vec<u32>,
}

impl Table {
    /// Takes the hashes of all items, in their order. Of equal ones the first is found first.
    pub(super) fn of(hashes: impl ExactSizeIterator<Item = u128>) -> Self {
        let size = (hashes.len() * 2).next_power_of_two();
        let mut table = Self {
            slots: vec![FREE; size],
        };
        for (item, hash) in (0..).zip(hashes) {
            let mut at = table.start(hash);
            while table.slots[at] != FREE {
                at = table.after(at);
            }
            table.slots[at] = item;
        }
        table
    }

    /// The first of the items with this hash, and with others near it, that is meant.
    pub(super) fn find(&self, hash: u128, is_meant: impl Fn(u32) -> bool) -> Option<u32> {
        let mut at = self.start(hash);
        loop {
            match self.slots[at] {
                FREE => return None,
                item if is_meant(item) => return Some(item),
                _ => at = self.after(at),
            }
        }
    }

    fn start(&self, hash: u128) -> usize {
        (hash >> 64) as usize & (self.slots.len() - 1)
    }

    fn after(&self, at: usize) -> usize {
        (at + 1) & (self.slots.len() - 1)
    }
}
