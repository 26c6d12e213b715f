//! One plan, one transaction.

use kplaces_domain::{
    Colour, FoldedName, GroupName, Place, PlaceKey, Position, Provenance, Revision, SyncPlan,
};
use kplaces_store::{Applied, Kept, StoreError};
use rusqlite::{CachedStatement, Connection, OptionalExtension, Transaction, TransactionBehavior};
use tokio::sync::mpsc;

use crate::failure::Failure;
use crate::groups::GroupLedger;
use crate::kept;
use crate::remains;
use crate::row;
use crate::schema;
use crate::worker::Worker;

/// So many places are under way to the thread at a time: a plan is never copied as a whole.
const PORTION: usize = 256;

/// From here on, filling a store without its indexes takes half the time. It also takes 10 MiB for
/// each 100 000 places, to sort them.
const LARGE: usize = 200_000;

/// A part of a plan. A plan that ends without [`Part::End`] is not applied.
enum Part {
    Remove(Vec<PlaceKey>),
    Change(Vec<(Place, FoldedName)>),
    Add(Vec<(Place, FoldedName)>),
    End,
}

/// What a plan says besides places.
struct Frame {
    base: Revision,
    /// Whether so much is added that an empty store is worth filling without its indexes.
    is_large: bool,
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
        is_large: plan.added.len() > LARGE,
        group_list: plan.group_list.clone(),
        provenance: plan.provenance.clone(),
        kept,
    };
    let (parts, todo) = mpsc::channel(2);
    let reply = writer.submit(move |connection| write(connection, &frame, todo));
    // Nobody receives any more where the writer has refused; its reply says why.
    let _refused = send(plan, &parts).await;
    reply.get().await
}

/// Sends the plan in portions. Names are folded here, while the thread is writing.
async fn send(
    plan: &SyncPlan,
    parts: &mpsc::Sender<Part>,
) -> Result<(), mpsc::error::SendError<Part>> {
    let rows = |places: &mut dyn Iterator<Item = &Place>| {
        places
            .map(|place| (place.clone(), FoldedName::new(&place.name)))
            .collect()
    };
    for places in plan.removed.chunks(PORTION) {
        let keys = places.iter().map(|place| place.key.clone()).collect();
        parts.send(Part::Remove(keys)).await?;
    }
    for changes in plan.changed.chunks(PORTION) {
        let after = rows(&mut changes.iter().map(|change| &change.after));
        parts.send(Part::Change(after)).await?;
    }
    for places in plan.added.chunks(PORTION) {
        parts.send(Part::Add(rows(&mut places.iter()))).await?;
    }
    parts.send(Part::End).await
}

fn write(
    connection: &mut Connection,
    frame: &Frame,
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
    let fills = stored == 0 && frame.is_large;
    if fills {
        schema::drop_indexes(&transaction)?;
    }
    let mut rows = Rows::new(&transaction)?;
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
                    rows.take(key)?;
                }
            }
            Some(Part::Change(places)) => {
                applied.changed += places.len() as u64;
                for (place, folded) in &places {
                    rows.take(&place.key)?;
                    rows.put(place, folded)?;
                }
            }
            Some(Part::Add(places)) => {
                applied.added += places.len() as u64;
                for (place, folded) in &places {
                    rows.put(place, folded)?;
                }
            }
            Some(Part::End) => break,
            None => return Err(Failure::Abandoned),
        }
    }
    let mut groups = rows.finish();
    if fills {
        schema::create_indexes(&transaction)?;
    }
    let news = match &frame.group_list {
        Some(list) => groups.take_list(list),
        None => false,
    };
    groups.save(&transaction)?;
    if applied.changed + applied.removed > 0
        || groups.forgets_a_name()
        || asks_less(&transaction, &frame.provenance)?
    {
        remains::note(&transaction)?;
    }
    if news || applied.added + applied.changed + applied.removed > 0 {
        applied.revision = frame.base.next();
        kept::forget(&transaction)?;
    }
    if let Some(kept) = &frame.kept {
        kept::save(&transaction, kept)?;
    }
    let places = stored
        .checked_add(applied.added as i64 - applied.removed as i64)
        .ok_or(Failure::Damaged(
            "the number of places is wrong",
            "die Zahl der Orte stimmt nicht",
        ))?;
    save_state(&transaction, applied.revision, places, &frame.provenance)?;
    transaction.commit()?;
    Ok(applied)
}

/// The rows of places, and the groups they are counted in.
struct Rows<'a> {
    insert: CachedStatement<'a>,
    delete: CachedStatement<'a>,
    groups: GroupLedger,
    numbers: String,
}

impl<'a> Rows<'a> {
    fn new(transaction: &'a Transaction<'_>) -> Result<Self, Failure> {
        let insert = format!(
            "INSERT INTO place ({}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            row::COLUMNS
        );
        Ok(Self {
            insert: transaction.prepare_cached(&insert)?,
            delete: transaction
                .prepare_cached("DELETE FROM place WHERE key = ?1 RETURNING in_groups")?,
            groups: GroupLedger::load(transaction)?,
            numbers: String::new(),
        })
    }

    fn put(&mut self, place: &Place, folded: &FoldedName) -> Result<(), Failure> {
        self.groups.enter(&place.groups, &mut self.numbers)?;
        let (sort, spell) = row::readings(folded);
        let inserted = self.insert.execute((
            place.key.as_str(),
            &*place.name,
            place.position.map(Position::latitude_micro),
            place.position.map(Position::longitude_micro),
            place.radius.metres(),
            place.colour.as_ref().map(Colour::name),
            &self.numbers,
            sort,
            spell,
        ));
        match inserted {
            Ok(_) => Ok(()),
            Err(error) if is_taken(&error) => Err(Failure::Conflict(
                "a place to add is in the store already; sync again",
                "ein Ort, der hinzukommen soll, ist schon im Bestand; noch einmal abgleichen",
            )),
            Err(error) => Err(error.into()),
        }
    }

    fn take(&mut self, key: &PlaceKey) -> Result<(), Failure> {
        let numbers: Option<String> = self
            .delete
            .query_row([key.as_str()], |row| row.get(0))
            .optional()?;
        let numbers = numbers.ok_or(Failure::Conflict(
            "a place to change or remove is not in the store; sync again",
            "ein Ort, der geändert oder entfernt werden soll, ist nicht im Bestand; noch einmal abgleichen",
        ))?;
        self.groups.leave(&numbers)
    }

    fn finish(self) -> GroupLedger {
        self.groups
    }
}

fn is_taken(error: &rusqlite::Error) -> bool {
    matches!(
        error,
        rusqlite::Error::SqliteFailure(failure, _)
            if failure.extended_code == rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY
    )
}

/// Whether a group that was asked for last time is none of those that are asked for now.
fn asks_less(transaction: &Transaction<'_>, now: &Provenance) -> Result<bool, Failure> {
    let mut statement = transaction.prepare_cached("SELECT name FROM asked_group")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let name: String = row.get(0)?;
        if now.selection.iter().all(|asked| asked.as_str() != name) {
            return Ok(true);
        }
    }
    Ok(false)
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
    transaction.execute("DELETE FROM asked_group", [])?;
    let mut insert =
        transaction.prepare_cached("INSERT INTO asked_group (n, name) VALUES (?1, ?2)")?;
    for (n, name) in provenance.selection.iter().enumerate() {
        insert.execute((n, name.as_str()))?;
    }
    Ok(())
}
