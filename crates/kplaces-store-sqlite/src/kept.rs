//! What a sync keeps for the next one, beside the content it belongs to.

use kplaces_store::Kept;
use rusqlite::{Connection, Transaction};

use crate::failure::Failure;

/// The most pieces of a part.
const PIECES: i64 = 1 << 20;

/// The bytes of a piece.
const PIECE: usize = 256 * 1024;

/// Takes the place of whatever was kept before.
pub(crate) fn save(transaction: &Transaction<'_>, kept: &Kept) -> Result<(), Failure> {
    forget(transaction)?;
    let sql = "INSERT INTO kept (id, bytes) VALUES (?1, ?2)";
    let mut insert = transaction.prepare_cached(sql)?;
    for (ids, part) in (0..).step_by(PIECES as usize).zip(&kept.parts) {
        // A part of no bytes is there, too.
        insert.execute((ids, &part[..part.len().min(PIECE)]))?;
        let pieces = part.chunks(PIECE).skip(1);
        for (id, piece) in (ids + 1_i64..).zip(pieces) {
            insert.execute((id, piece))?;
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
