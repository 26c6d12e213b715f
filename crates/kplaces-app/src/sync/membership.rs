use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::OnceLock;

use kplaces_domain::GroupName;
use kplaces_webfleet::{Client, MembershipRow, Transfer};

use super::download::{Draft, Drafts};
use super::{StepHook, SyncStep};
use crate::AppError;

/// What one try of the membership report collected: pairs of a draft and a group, both by index.
/// Only pairs of addresses that were taken are kept, so memory follows the download, not the report.
#[derive(Default)]
struct Pairs {
    found: Vec<(u32, u32)>,
    names: Vec<GroupName>,
    index: HashMap<Box<str>, u32>,
    orphans: u64,
    rows: u64,
}

impl Pairs {
    fn group(&mut self, name: &str) -> u32 {
        if let Some(index) = self.index.get(name) {
            return *index;
        }
        let index = self.names.len() as u32;
        self.names.push(GroupName::new(name));
        self.index.insert(name.into(), index);
        index
    }
}

/// Fetches the membership report and puts each draft into its groups. Returns how many rows name
/// an address that is not in the download.
pub(super) async fn join(
    drafts: &mut Drafts,
    client: &Client,
    step: StepHook<'_>,
) -> Result<(u64, Transfer), AppError> {
    step(SyncStep::Memberships(0));
    let received = {
        let lookup = Lookup::new(drafts.as_slice());
        client
            .memberships(Pairs::default, |to, row| {
                to.rows += 1;
                if to.rows % 1000 == 0 {
                    step(SyncStep::Memberships(to.rows));
                }
                if row.group.trim().is_empty() {
                    return ControlFlow::Continue(());
                }
                match lookup.find(row) {
                    Some(draft) => {
                        let group = to.group(row.group);
                        to.found.push((draft, group));
                    }
                    None => to.orphans += 1,
                }
                ControlFlow::Continue(())
            })
            .await?
    };
    let Pairs {
        found,
        names,
        orphans,
        ..
    } = received.collected;
    for (draft, group) in found {
        if let (Some(groups), Some(name)) = (drafts.groups_mut(draft), names.get(group as usize)) {
            groups.insert(name.clone());
        }
    }
    Ok((orphans, received.transfer))
}

/// Finds drafts by uid, else by number.
struct Lookup<'d> {
    drafts: &'d [Draft],
    /// Drafts with a number of their own, ordered by it; made when first needed.
    by_number: OnceLock<Vec<u32>>,
}

impl<'d> Lookup<'d> {
    fn new(drafts: &'d [Draft]) -> Self {
        Self {
            drafts,
            by_number: OnceLock::new(),
        }
    }

    fn find(&self, row: MembershipRow<'_>) -> Option<u32> {
        row.uid.and_then(|uid| self.by_key(uid)).or_else(|| {
            row.number
                .and_then(|number| self.by_key(number).or_else(|| self.by_number(row, number)))
        })
    }

    fn by_key(&self, key: &str) -> Option<u32> {
        self.drafts
            .binary_search_by(|draft| draft.place.key.as_str().cmp(key))
            .ok()
            .map(|index| index as u32)
    }

    fn by_number(&self, row: MembershipRow<'_>, number: &str) -> Option<u32> {
        if row.uid.is_some() {
            // The uid is known and is not in the download: a number given anew must not match.
            return None;
        }
        let order = self.by_number.get_or_init(|| {
            let mut order: Vec<u32> = (0..self.drafts.len() as u32)
                .filter(|n| self.drafts[*n as usize].number.is_some())
                .collect();
            order.sort_unstable_by_key(|n| &self.drafts[*n as usize].number);
            order
        });
        let found = order
            .binary_search_by(|n| {
                self.drafts[*n as usize]
                    .number
                    .as_deref()
                    .cmp(&Some(number))
            })
            .ok()?;
        Some(order[found])
    }
}
