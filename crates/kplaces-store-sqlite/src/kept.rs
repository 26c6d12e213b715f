//! What a sync keeps for the next one, beside the content it belongs to.

use kplaces_store::Kept;
use rusqlite::blob::Blob;
use rusqlite::{Connection, MAIN_DB, Transaction};

use crate::failure::Failure;

/// The most pieces of a part.
const PIECES: i64 = 1 << 20;

/// The bytes of a piece.
const PIECE: usize = 256 * 1024;

/// Of a piece that is there in its length, so many bytes at a time are looked at whether they are to be written: about
/// what fills a page.
const STEP: usize = 4 * 1024;

/// Takes the place of whatever was kept before. What is there as it is to be is not written again.
pub(crate) fn save(transaction: &Transaction<'_>, kept: &Kept) -> Result<(), Failure> {
    let sql = "DELETE FROM kept WHERE id >= ?1 AND id < ?2";
    let mut delete = transaction.prepare_cached(sql)?;
    let sql = "INSERT OR REPLACE INTO kept (id, bytes) VALUES (?1, ?2)";
    let mut replace = transaction.prepare_cached(sql)?;
    let mut there = Vec::new();
    let mut next = 0;
    for part in &kept.parts {
        let mut id = next;
        let mut pieces = part.chunks(PIECE);
        // A part of no bytes is there, too.
        let first = pieces.next().unwrap_or_default();
        for piece in std::iter::once(first).chain(pieces) {
            // What is not there, or makes no sense, is replaced.
            match transaction.blob_open(MAIN_DB, "kept", "bytes", id, false) {
                Ok(blob) if blob.len() == piece.len() => renew(blob, piece, &mut there)?,
                _ => drop(replace.execute((id, piece))?),
            }
            id += 1;
        }
        next += PIECES;
        delete.execute((id, next))?;
    }
    delete.execute((next, i64::MAX))?;
    Ok(())
}

/// Writes what differs of a piece that is there in the same length: its pages are neither freed nor taken anew.
fn renew(mut blob: Blob<'_>, piece: &[u8], there: &mut Vec<u8>) -> Result<(), Failure> {
    there.resize(piece.len(), 0);
    blob.read_at_exact(there, 0)?;
    let steps = piece.chunks(STEP).zip(there.chunks(STEP));
    for (at, (step, there)) in (0..).step_by(STEP).zip(steps) {
        if step != there {
            blob.write_all_at(step, at)?;
        }
    }
    Ok(())
}

/// Deletes it.
pub(crate) fn forget(transaction: &Transaction<'_>) -> Result<(), Failure> {
    transaction.execute("DELETE FROM kept", [])?;
    Ok(())
}

/// Reads a part, if there is one.
pub(crate) fn read(connection: &mut Connection, part: usize) -> Result<Option<Vec<u8>>, Failure> {
    let snapshot = connection.transaction()?;
    let first = (part as i64).saturating_mul(PIECES);
    let range = (first, first.saturating_add(PIECES));
    let sql = "SELECT count(*), sum(length(bytes)) FROM kept WHERE id >= ?1 AND id < ?2";
    let (pieces, size): (i64, Option<i64>) =
        snapshot.query_row(sql, range, |row| Ok((row.get(0)?, row.get(1)?)))?;
    if pieces == 0 {
        return Ok(None);
    }
    let mut bytes = Vec::with_capacity(size.unwrap_or(0) as usize);
    let sql = "SELECT bytes FROM kept WHERE id >= ?1 AND id < ?2 ORDER BY id";
    let mut statement = snapshot.prepare_cached(sql)?;
    let mut rows = statement.query(range)?;
    while let Some(row) = rows.next()? {
        let piece = row.get_ref(0)?.as_blob().map_err(|_| {
            Failure::Damaged(
                "what is kept is no bytes",
                "was aufgehoben ist, sind keine Bytes",
            )
        })?;
        bytes.extend_from_slice(piece);
    }
    Ok(Some(bytes))
}
