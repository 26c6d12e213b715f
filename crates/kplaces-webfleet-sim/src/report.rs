use std::borrow::Cow;
use std::sync::Arc;

use crate::columns::Row;
use crate::form::Parameters;
use crate::shuffle::Shuffle;
use crate::{Account, Action, Address, Group, World};

/// The halves a shuffled membership report takes an address's groups in, so that its rows part.
const HALVES: usize = 2;

/// A report over a world as it was when it was asked for.
#[derive(Clone)]
pub(crate) struct Report {
    world: Arc<World>,
    account: usize,
    pub(crate) action: Action,
    filter: Filter,
    shuffle: Option<Shuffle>,
    /// In how many parts, far from each other, the rows of one address come.
    halves: usize,
    /// Whether members are not those of the address report.
    pub(crate) disagrees: bool,
    /// Whether the rows come again and again, with other numbers.
    pub(crate) endless: bool,
}

/// The parameters that leave rows out. An empty one does nothing.
#[derive(Clone, Debug, Default)]
struct Filter {
    text: Option<String>,
    group: Option<String>,
    number: Option<String>,
    uid: Option<String>,
    ungrouped_only: bool,
}

impl Filter {
    fn of(parameters: &Parameters) -> Self {
        let owned = |name| parameters.filled(name).map(str::to_owned);
        Self {
            text: owned("filterstring"),
            group: owned("addressgroupname"),
            number: owned("addrnr"),
            uid: owned("addruid"),
            ungrouped_only: parameters.is_set("ungroupedonly"),
        }
    }

    fn has_text(&self, candidates: &[&str]) -> bool {
        let Some(text) = &self.text else { return true };
        candidates
            .iter()
            .any(|candidate| candidate.contains(text.as_str()))
    }

    fn takes(&self, address: &Address) -> bool {
        let in_group = |group| address.groups.contains(group);
        self.has_text(&[&address.name1, &address.number])
            && self.group.as_ref().is_none_or(in_group)
            && self
                .number
                .as_ref()
                .is_none_or(|number| address.number == *number)
            && (self.uid.is_none() || self.uid == address.uid)
            && (!self.ungrouped_only || address.groups.is_empty())
    }
}

impl Report {
    pub(crate) fn new(
        world: Arc<World>,
        account: usize,
        action: Action,
        parameters: &Parameters,
    ) -> Self {
        Self {
            world,
            account,
            action,
            filter: Filter::of(parameters),
            shuffle: None,
            halves: 1,
            disagrees: false,
            endless: false,
        }
    }

    /// Takes the rows in another order, which depends on the number of the call.
    pub(crate) fn shuffle(&mut self, nth: usize) {
        if self.action == Action::Members {
            self.halves = HALVES;
        }
        self.shuffle = Some(Shuffle::new(self.things() * self.halves, nth));
    }

    /// What tells its rows from those of other reports over the same account.
    pub(crate) fn identity(&self) -> String {
        format!("{} {:?} {:?}", self.account, self.action, self.filter)
    }

    fn account(&self) -> Option<&Account> {
        self.world.accounts.get(self.account)
    }

    /// Addresses or groups.
    fn things(&self) -> usize {
        self.account().map_or(0, |account| match self.action {
            Action::Groups => account.groups.len(),
            Action::Addresses | Action::Members => account.addresses.len(),
        })
    }

    /// Hands out the rows of one step: an address or a group of the account, with none, one or
    /// many rows. `None` behind the last step.
    pub(crate) fn step(&self, step: usize, mut emit: impl FnMut(Row<'_>)) -> Option<()> {
        let account = self.account()?;
        let halves = self.halves;
        let steps = self.things() * halves;
        let round = step.checked_div(steps)?;
        if round > 0 && !self.endless {
            return None;
        }
        let place = step % steps;
        let place = self.shuffle.map_or(place, |shuffle| shuffle.at(place));
        let index = place / halves;
        match self.action {
            Action::Groups => {
                let group = account.groups.get(index)?;
                if self.filter.has_text(&[&group.name]) {
                    emit(Row {
                        group: Some(&group_of_round(group, round)),
                        address: None,
                    });
                }
            }
            Action::Addresses => {
                let address = account.addresses.get(index)?;
                if self.filter.takes(&address) {
                    emit(Row {
                        address: Some(&address_of_round(address, round)),
                        group: None,
                    });
                }
            }
            Action::Members => {
                let address = address_of_round(account.addresses.get(index)?, round);
                let half = address.groups.iter().skip(place % halves).step_by(halves);
                for name in half.filter(|name| self.filter.has_text(&[name])) {
                    self.members(account, index, &address, name, &mut emit);
                }
            }
        }
        Some(())
    }

    /// The rows of an address in a group: one, unless the report disagrees with the others.
    fn members(
        &self,
        account: &Account,
        index: usize,
        address: &Address,
        name: &str,
        emit: &mut impl FnMut(Row<'_>),
    ) {
        let listed = account.groups.iter().find(|group| group.name == *name);
        let group = listed.map_or_else(|| Cow::Owned(unlisted(name)), Cow::Borrowed);
        let mut row = |address| {
            emit(Row {
                address: Some(address),
                group: Some(&group),
            });
        };
        if self.disagrees && index % 4 == 3 {
            return;
        }
        row(address);
        if self.disagrees && index % 4 == 1 {
            row(&renamed(address, "gone"));
        }
    }

    /// The first step with a row.
    pub(crate) fn first_step(&self) -> Option<usize> {
        let mut found = false;
        for index in 0.. {
            self.step(index, |_| found = true)?;
            if found {
                return Some(index);
            }
        }
        None
    }
}

/// An address nobody has, like this one. Only what its row in a report is known by is other.
fn renamed(address: &Address, suffix: &str) -> Address {
    Address {
        number: format!("{}-{suffix}", address.number),
        uid: address.uid.as_ref().map(|uid| format!("{uid}-{suffix}")),
        ..address.clone()
    }
}

fn address_of_round(address: Cow<'_, Address>, round: usize) -> Cow<'_, Address> {
    match round {
        0 => address,
        _ => Cow::Owned(renamed(&address, &round.to_string())),
    }
}

fn group_of_round(group: &Group, round: usize) -> Cow<'_, Group> {
    match round {
        0 => Cow::Borrowed(group),
        _ => Cow::Owned(Group {
            name: format!("{}-{round}", group.name),
            uid: format!("{}-{round}", group.uid),
        }),
    }
}

/// A group that is gone while an address is still in it.
fn unlisted(name: &str) -> Group {
    Group {
        name: name.to_owned(),
        uid: String::new(),
    }
}
