//! What a sync keeps for the next one, beside the content it belongs to.

use kplaces_store::Kept;
use rusqlite::{Connection, OptionalExtension, Row, Transaction};

use crate::failure::Failure;

/// The most pieces of a part.
const PIECES: i64 = 1 << 20;

/// The bytes of a piece.
const PIECE: usize = 256 * 1024;

/// Takes the place of whatever was kept before. Pieces that are there as they are to be are not written again.
pub(crate) fn save(transaction: &Transaction<'_>, kept: &Kept) -> Result<(), Failure> {
    let sql = "DELETE FROM kept WHERE id >= ?1 AND id < ?2";
    let mut delete = transaction.prepare_cached(sql)?;
    let sql = "SELECT bytes FROM kept WHERE id = ?1";
    let mut select = transaction.prepare_cached(sql)?;
    let sql = "INSERT OR REPLACE INTO kept (id, bytes) VALUES (?1, ?2)";
    let mut replace = transaction.prepare_cached(sql)?;
    let mut next = 0;
    for part in &kept.parts {
        let mut id = next;
        let mut pieces = part.chunks(PIECE);
        // A part of no bytes is there, too.
        let first = pieces.next().unwrap_or_default();
        for piece in std::iter::once(first).chain(pieces) {
            let is_there = |row: &Row<'_>| Ok(row.get_ref(0)?.as_blob().ok() == Some(piece));
            if select.query_row([id], is_there).optional()? != Some(true) {
                replace.execute((id, piece))?;
            }
            id += 1;
        }
        next += PIECES;
        delete.execute((id, next))?;
    }
    delete.execute((next, i64::MAX))?;
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
