use super::{NEW_UIDS, ordinary, uid};
use crate::{Address, World, places};

impl World {
    /// Changes this many addresses of the first account, always the same way: one is renamed, one
    /// moved, one removed, one added, and so on. Synthetic addresses stay as they are.
    pub fn change(&mut self, count: usize) {
        let first = self.accounts.first_mut();
        let Some(list) = first.and_then(|account| account.addresses.listed_mut()) else {
            return;
        };
        // Addresses far apart, each at most once: the step has no divisor in common with 1800.
        let step = 37;
        let known = list.len().min(places::all().len());
        let mut removed = Vec::new();
        for turn in 0..count.min(known) {
            let target = turn * step % known;
            match turn % 4 {
                0 => list[target].name1.push_str(" (neu)"),
                1 => list[target].latitude = list[target].latitude.map(|it| it + 10_000),
                2 => removed.push(list[target].uid.clone()),
                _ => list.push(added(turn)),
            }
        }
        list.retain(|address| !removed.contains(&address.uid));
    }
}

fn added(turn: usize) -> Address {
    let like = ordinary::synthetic(turn);
    Address {
        number: format!("NEU{turn}"),
        uid: Some(uid(NEW_UIDS + turn)),
        name1: format!("Neu: {}", like.name1),
        ..like
    }
}
