//! One plan, one transaction.

use std::sync::Arc;

use kplaces_domain::{GroupName, PlaceKey, Provenance, Revision, SyncPlan};
use kplaces_store::{Applied, Kept, StoreError};
use rusqlite::{Connection, Transaction, TransactionBehavior};
use tokio::sync::mpsc;

use crate::failure::Failure;
use crate::kept;
use crate::places_writer::PlacesWriter;
use crate::portion::{Portion, Portions};
use crate::remains;
use crate::worker::Worker;

/// So many places are under way to the thread at a time: a plan is never copied as a whole.
const PORTION: usize = 1_024;

/// A part of a plan. A plan that ends without [`Part::End`] is not applied.
enum Part {
    Remove(Vec<PlaceKey>),
    Change(Portion),
    Add(Arc<Portion>),
    End,
}

/// What a plan says besides places.
struct Frame {
    base: Revision,
    /// How many places are added.
    added: usize,
    /// Nothing is changed or removed: it may fill an empty store.
    only_adds: bool,
    group_list: Option<Vec<GroupName>>,
    provenance: Provenance,
    /// What is to be kept with it.
    kept: Option<Kept>,
}

/// Does what the plan says on the thread of `writer`.
pub(crate) async fn apply(
    writer: &Worker,
    plan: &SyncPlan,
    kept: Option<Kept>,
) -> Result<Applied, StoreError> {
    let frame = Frame {
        base: plan.base,
        added: plan.added.len(),
        only_adds: plan.removed.is_empty() && plan.changed.is_empty(),
        group_list: plan.group_list.clone(),
        provenance: plan.provenance.clone(),
        kept,
    };
    let (parts, todo) = mpsc::channel(4);
    let reply = writer.submit(move |connection| write(connection, frame, todo));
    // Nobody receives any more where the writer has refused; its reply says why.
    let _refused = send(plan, &parts).await;
    reply.get().await
}

/// Sends the plan in portions. If it may fill an empty store, names are folded here, while other threads write places
/// and put names in order.
async fn send(
    plan: &SyncPlan,
    parts: &mpsc::Sender<Part>,
) -> Result<(), mpsc::error::SendError<Part>> {
    let mut portions = Portions::new(plan.removed.is_empty() && plan.changed.is_empty());
    for places in plan.removed.chunks(PORTION) {
        let keys = places.iter().map(|place| place.key.clone()).collect();
        parts.send(Part::Remove(keys)).await?;
    }
    for changes in plan.changed.chunks(PORTION) {
        let after = portions.next(changes.iter().map(|change| change.after.as_ref()));
        parts.send(Part::Change(after)).await?;
    }
    for begin in (0..plan.added.len()).step_by(PORTION) {
        let end = plan.added.len().min(begin + PORTION);
        let places = portions.next(plan.added.range(begin..end));
        parts.send(Part::Add(Arc::new(places))).await?;
    }
    parts.send(Part::End).await
}

fn write(
    connection: &mut Connection,
    mut frame: Frame,
    mut parts: mpsc::Receiver<Part>,
) -> Result<Applied, Failure> {
    // Immediate: what is read here is still true when it is written.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let (revision, stored): (i64, i64) =
        transaction.query_row("SELECT revision, places FROM store", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    if frame.base != Revision(revision as u64) {
        return Err(Failure::Conflict(
            "the store was changed since the plan was made; sync again",
            "der Bestand wurde geändert, seit der Plan gemacht wurde; noch einmal abgleichen",
        ));
    }
    // First, so that it is out of memory while places are put in order.
    let is_kept = frame.kept.is_some();
    if let Some(kept) = frame.kept.take() {
        kept::save(&transaction, &kept)?;
    }
    let mut places = PlacesWriter::new(&transaction, frame.only_adds.then_some(frame.added))?;
    let mut applied = Applied {
        revision: frame.base,
        added: 0,
        changed: 0,
        removed: 0,
    };
    loop {
        match parts.blocking_recv() {
            Some(Part::Remove(keys)) => {
                applied.removed += keys.len() as u64;
                for key in &keys {
                    places.remove(key.as_str())?;
                }
            }
            Some(Part::Change(portion)) => {
                applied.changed += portion.len() as u64;
                places.change(&portion)?;
            }
            Some(Part::Add(portion)) => {
                applied.added += portion.len() as u64;
                places.add(&portion)?;
            }
            Some(Part::End) => break,
            None => return Err(Failure::Abandoned),
        }
    }
    let mut ledgers = places.finish()?;
    let news = match &frame.group_list {
        Some(list) => ledgers.groups.take_list(list),
        None => false,
    };
    ledgers.save(&transaction)?;
    let asked = asked(&transaction)?;
    let selection = &frame.provenance.selection;
    let asks = |name: &str| selection.iter().any(|now| now.as_str() == name);
    if applied.changed + applied.removed > 0
        || ledgers.groups.forgets_a_name()
        || asked.iter().any(|name| !asks(name))
    {
        remains::note(&transaction)?;
    }
    if news || applied.added + applied.changed + applied.removed > 0 {
        applied.revision = frame.base.next();
        if !is_kept {
            kept::forget(&transaction)?;
        }
    }
    let places = stored
        .checked_add(applied.added as i64 - applied.removed as i64)
        .ok_or(Failure::Damaged(
            "the number of places is wrong",
            "die Zahl der Orte stimmt nicht",
        ))?;
    save_state(&transaction, applied.revision, places, &frame.provenance)?;
    // Nothing is written that is there: a sync that changes nothing writes numbers only.
    if !selection
        .iter()
        .map(GroupName::as_str)
        .eq(asked.iter().map(|name| &**name))
    {
        save_asked(&transaction, selection)?;
    }
    transaction.commit()?;
    Ok(applied)
}

/// The groups that were asked for last time.
fn asked(transaction: &Transaction<'_>) -> Result<Vec<Box<str>>, Failure> {
    let mut statement = transaction.prepare_cached("SELECT name FROM asked_group ORDER BY n")?;
    let names = statement.query_map([], |row| row.get(0))?;
    Ok(names.collect::<Result<_, _>>()?)
}

fn save_state(
    transaction: &Transaction<'_>,
    revision: Revision,
    places: i64,
    provenance: &Provenance,
) -> Result<(), Failure> {
    transaction.execute(
        "UPDATE store SET revision = ?1, places = ?2, as_of = ?3, cut_at = ?4",
        (
            revision.0 as i64,
            places,
            provenance.as_of.unix(),
            provenance.cut_at,
        ),
    )?;
    Ok(())
}

fn save_asked(transaction: &Transaction<'_>, selection: &[GroupName]) -> Result<(), Failure> {
    transaction.execute("DELETE FROM asked_group", [])?;
    let mut insert =
        transaction.prepare_cached("INSERT INTO asked_group (n, name) VALUES (?1, ?2)")?;
    for (n, name) in selection.iter().enumerate() {
        insert.execute((n, name.as_str()))?;
    }
    Ok(())
}
