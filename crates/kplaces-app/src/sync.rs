//! Download, compare, guard, apply.

mod beside;
mod changes;
mod colours;
mod compare;
mod download;
mod drafts;
mod fetch;
mod last;
mod membership;
mod oddities;
mod positions;
mod report;
mod rows;
mod table;

use std::num::NonZeroU32;

use kplaces_domain::{
    GroupName, Lost, Oddity, PlaceKey, Places, Provenance, Remarks, Shrink, ShrinkGuard, SyncPlan,
    Timestamp,
};
use kplaces_store::{Kept, StoreState};
use kplaces_webfleet::{Client, Unreadable};

use crate::{App, AppError, BackupReason};
pub use changes::{Changes, Named};
use fetch::Content;
pub(crate) use last::odd_rows;
pub use report::{FieldCount, SyncReport, Traffic};

/// What to sync, and how.
#[derive(Clone, Debug)]
pub struct SyncRequest {
    /// Only the places of these groups (needs the group filter); empty for all.
    pub groups: Vec<GroupName>,
    /// A limit below that of the edition.
    pub limit: Option<NonZeroU32>,
    /// Remove places even where the guard would stop.
    pub accept_shrink: bool,
    /// Say what would change, and change nothing.
    pub dry_run: bool,
    /// What time it is.
    pub now: Timestamp,
}

/// How far a sync has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SyncStep {
    /// Another sync of the account is under way on this device; this one waits for its end.
    Queued,
    /// The group list is being fetched.
    GroupList,
    /// So many rows of the address report have come.
    Addresses(u64),
    /// So many rows of the membership report have come.
    Memberships(u64),
    /// The download is being compared with the store.
    Comparing,
    /// What is on the device now is being copied, since the changes would lose some of it.
    BackingUp,
    /// The changes are being written.
    Saving,
}

/// What a download has of the things a place can lose; nothing of one of them is a sign of a fault.
struct Present(Vec<Lost>);

impl Present {
    fn of(places: &Places, members: bool) -> Self {
        let has = |what: &Lost| {
            *what == Lost::Groups && members || places.iter().any(|place| what.is_in(place))
        };
        Self(Lost::ALL.into_iter().filter(has).collect())
    }
}

/// Stops a plan that would lose more than anyone means to.
fn guard(plan: &SyncPlan, stored: u64, present: &Present) -> Result<(), Shrink> {
    let guard = ShrinkGuard::default();
    guard.check(stored, plan.removed.len() as u64)?;
    for what in Lost::ALL {
        let places = plan.changed.iter().filter(|change| what.by(change)).count() as u64;
        guard.check_content(stored, what, places, !present.0.contains(&what))?;
    }
    Ok(())
}

/// Remarks on rows that were left out.
fn unread(remarks: &mut Remarks, rows: &Unreadable) {
    let mut told = Unreadable::default();
    for row in &rows.told {
        let key = row.key.clone();
        let key = PlaceKey::new(key.unwrap_or_else(|| format!("row {}", row.row)));
        let oddity = match row.damage {
            Some(_) => Oddity::UnreadableRow,
            None => Oddity::DoubtfulRow,
        };
        told.rows += 1;
        told.damaged += u64::from(row.damage.is_some());
        remarks.add(&key, oddity);
    }
    let damaged = rows.damaged - told.damaged;
    remarks.add_more(Oddity::UnreadableRow, damaged);
    remarks.add_more(Oddity::DoubtfulRow, rows.rows - told.rows - damaged);
}

/// The numbers of rows that are told of while their count grows: each thousand.
fn thousands(before: u64, now: u64) -> impl Iterator<Item = u64> {
    (before / 1000 + 1..=now / 1000).map(|thousands| thousands * 1000)
}

/// Told of every [`SyncStep`], every thousandth row only.
pub(crate) type StepHook<'h> = &'h (dyn Fn(SyncStep) + Sync);

impl App {
    /// Brings the store to what WEBFLEET has now, or explains why not and changes nothing.
    pub async fn sync(
        &self,
        client: &Client,
        request: &SyncRequest,
        step: &(dyn Fn(SyncStep) + Sync),
    ) -> Result<SyncReport, AppError> {
        self.allow_groups(&request.groups)?;
        let before = self.store.state().await?;
        let fetched = self.fetch(client, request, &before, step).await?;
        step(SyncStep::Comparing);
        let whole_account = fetched.cut_at.is_none() && fetched.selection.is_empty();
        let mut remarks = fetched.remarks;
        let traffic = fetched.traffic;
        for transfer in [&traffic.groups, &traffic.addresses, &traffic.memberships] {
            unread(&mut remarks, &transfer.unreadable);
        }
        let provenance = Provenance {
            as_of: request.now,
            selection: fetched.selection,
            cut_at: fetched.cut_at,
        };
        let mut plan = SyncPlan {
            base: before.revision,
            added: Places::default(),
            changed: Vec::new(),
            removed: Vec::new(),
            group_list: fetched.group_list,
            provenance,
        };
        let (mut unchanged, mut kept) = (before.places, 0);
        let mut guarded = Ok(());
        let mut for_next = None;
        if let Content::Places {
            places,
            stored,
            keep,
        } = fetched.content
        {
            let present = Present::of(&places, traffic.memberships.rows > 0);
            let difference = match stored {
                Some(stored) => stored.difference(places),
                None => self.compare(&before, places).await?,
            };
            unchanged = difference.unchanged;
            plan.added = difference.added;
            plan.changed = difference.changed;
            plan.removed = difference.removed;
            if !request.accept_shrink {
                let room = fetched.room.number().map_or(u64::MAX, u64::from);
                (kept, unchanged) = self
                    .keep_what_was_not_read(&mut plan, unchanged, &before, room, &traffic)
                    .await?;
            }
            guarded = guard(&plan, before.places, &present);
            for_next = keep.filter(|_| kept == 0);
        }
        let mut report = SyncReport::new(&plan, unchanged, before.places, remarks, traffic);
        report.kept = kept;
        if whole_account {
            // Elsewhere the membership report names addresses that were left out on purpose.
            report.members_without_address = fetched.orphans;
        }
        if !request.accept_shrink
            && let Err(shrink) = guarded
        {
            if !request.dry_run {
                let asked_before = before.provenance.as_ref();
                let other_choice = asked_before.is_some_and(|asked| {
                    asked.selection != plan.provenance.selection
                        || asked.cut_at != plan.provenance.cut_at
                });
                return Err(AppError::Guard {
                    shrink,
                    other_choice,
                    cut_at: plan.provenance.cut_at,
                });
            }
            report.guard = Some(shrink);
        }
        if request.dry_run {
            report.plan = Some(plan);
            return Ok(report);
        }
        if let Some(backups) = self.backups.as_ref().filter(|it| it.automatic())
            && (report.removed > 0 || guarded.is_err())
        {
            step(SyncStep::BackingUp);
            let why = BackupReason::BeforeSync;
            report.backup = Some(backups.create(&*self.store, why, request.now).await?);
        }
        step(SyncStep::Saving);
        let keep = match for_next {
            for_next if !plan.touches_no_place() => report.changes.keep(for_next),
            Some(keep) if !self.is_kept(&keep).await? => changes::carry(&*self.store, keep).await?,
            _ => None,
        };
        report.applied = Some(match keep {
            Some(keep) => self.store.apply_and_keep(&plan, keep).await?,
            None => self.store.apply(&plan).await?,
        });
        Ok(report)
    }

    /// Whether this is what is kept already, as where groups are chosen and nothing is new.
    async fn is_kept(&self, keep: &Kept) -> Result<bool, AppError> {
        let parts = keep.parts.iter().enumerate();
        for (number, part) in parts.filter(|(number, _)| *number != changes::PART) {
            if self.store.kept(number).await?.as_ref() != Some(part) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Where reports have rows that cannot be read, takes nothing away that may be in those rows. Returns
    /// how many places are kept, and how many are unchanged then.
    async fn keep_what_was_not_read(
        &self,
        plan: &mut SyncPlan,
        mut unchanged: u64,
        before: &StoreState,
        room: u64,
        traffic: &Traffic,
    ) -> Result<(u64, u64), AppError> {
        if traffic.total().unreadable.rows == 0 {
            return Ok((0, unchanged));
        }
        let all = before.places + plan.added.len() as u64;
        let kept = plan.keep_places(all.saturating_sub(room));
        if traffic.memberships.unreadable.rows > 0 {
            unchanged += plan.keep_groups();
        }
        if traffic.groups.unreadable.rows > 0
            && let Some(list) = &mut plan.group_list
        {
            let stored = self.store.groups().await?;
            list.extend(stored.into_iter().map(|group| group.name));
            list.sort();
            list.dedup();
        }
        Ok((kept, unchanged + kept))
    }
}
