use kplaces_domain::{Field, Provenance, Remarks, Shrink, SyncPlan};
use kplaces_store::Applied;
use kplaces_webfleet::Transfer;

use super::changes::Changes;
use crate::Backup;

/// What was sent and received, report by report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// The group list; nothing in editions without it.
    pub groups: Transfer,
    /// The address report or reports.
    pub addresses: Transfer,
    /// The membership report.
    pub memberships: Transfer,
}

impl Traffic {
    /// All of it.
    pub fn total(&self) -> Transfer {
        let mut total = self.groups.clone();
        total.add(&self.addresses);
        total.add(&self.memberships);
        total
    }
}

/// How many of the changed places have this field changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldCount {
    /// The field.
    pub field: Field,
    /// The number of places.
    pub places: u64,
}

/// What a sync did, or would do.
#[derive(Clone, Debug)]
pub struct SyncReport {
    /// Places new on this device.
    pub added: u64,
    /// Places replaced.
    pub changed: u64,
    /// In how many of them which field differs.
    pub fields: Vec<FieldCount>,
    /// Places gone from this device.
    pub removed: u64,
    /// Places that were left alone.
    pub unchanged: u64,
    /// How many of them are not in the report, and stay since not all of it can be read.
    pub kept: u64,
    /// Places on this device afterwards.
    pub places: u64,
    /// Where they come from.
    pub provenance: Provenance,
    /// Odd rows, kept as far as they make sense.
    pub remarks: Remarks,
    /// Rows of the membership report whose address is not in the address report.
    pub members_without_address: u64,
    /// What was sent and received.
    pub traffic: Traffic,
    /// Which they are, by name.
    pub changes: Changes,
    /// The copy that was made before, since the changes lose something.
    pub backup: Option<Backup>,
    /// What the store did; `None` for a dry run.
    pub applied: Option<Applied>,
    /// In a dry run: the guard would stop this sync.
    pub guard: Option<Shrink>,
    /// In a dry run: what would be done.
    pub plan: Option<SyncPlan>,
}

impl SyncReport {
    pub(super) fn new(
        plan: &SyncPlan,
        unchanged: u64,
        before: u64,
        remarks: Remarks,
        traffic: Traffic,
    ) -> Self {
        let (added, removed) = (plan.added.len() as u64, plan.removed.len() as u64);
        let mut fields: Vec<FieldCount> = Vec::new();
        for field in plan.changed.iter().flat_map(kplaces_domain::Change::fields) {
            match fields.iter_mut().find(|count| count.field == field) {
                Some(count) => count.places += 1,
                None => fields.push(FieldCount { field, places: 1 }),
            }
        }
        fields.sort_by_key(|count| count.field);
        Self {
            added,
            changed: plan.changed.len() as u64,
            fields,
            removed,
            unchanged,
            kept: 0,
            places: before + added - removed,
            provenance: plan.provenance.clone(),
            remarks,
            members_without_address: 0,
            changes: Changes::of(plan, before),
            traffic,
            backup: None,
            applied: None,
            guard: None,
            plan: None,
        }
    }
}
