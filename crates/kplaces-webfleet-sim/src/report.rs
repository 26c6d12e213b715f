use std::borrow::Cow;
use std::sync::Arc;

use crate::columns::Row;
use crate::form::Parameters;
use crate::{Account, Action, Address, Group, World};

/// A report over a world as it was when it was asked for.
pub(crate) struct Report {
    world: Arc<World>,
    account: usize,
    pub(crate) action: Action,
    filter: Filter,
}

/// The parameters that leave rows out. An empty one does nothing.
#[derive(Default)]
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
            ungrouped_only: parameters.get("ungroupedonly") == Some("true"),
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
        }
    }

    fn account(&self) -> Option<&Account> {
        self.world.accounts.get(self.account)
    }

    /// Hands out the rows of one step: an address or a group of the account, with none, one or
    /// many rows. `None` behind the last step.
    pub(crate) fn step(&self, index: usize, mut emit: impl FnMut(Row<'_>)) -> Option<()> {
        let account = self.account()?;
        match self.action {
            Action::Groups => {
                let group = account.groups.get(index)?;
                if self.filter.has_text(&[&group.name]) {
                    emit(Row {
                        group: Some(group),
                        address: None,
                    });
                }
            }
            Action::Addresses => {
                let address = account.addresses.get(index)?;
                if self.filter.takes(&address) {
                    emit(Row {
                        address: Some(&address),
                        group: None,
                    });
                }
            }
            Action::Members => {
                let address = account.addresses.get(index)?;
                for name in &address.groups {
                    if self.filter.has_text(&[name]) {
                        let listed = account.groups.iter().find(|group| group.name == *name);
                        let group =
                            listed.map_or_else(|| Cow::Owned(unlisted(name)), Cow::Borrowed);
                        emit(Row {
                            address: Some(&address),
                            group: Some(&group),
                        });
                    }
                }
            }
        }
        Some(())
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

/// A group that is gone while an address is still in it.
fn unlisted(name: &str) -> Group {
    Group {
        name: name.to_owned(),
        uid: String::new(),
    }
}
