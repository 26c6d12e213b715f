//! The bytes of a page that belong to no row. SQLite leaves copies of rows there when it moves them from page to
//! page; what it frees otherwise it overwrites itself (`secure_delete`).

use rusqlite::Connection;
use rusqlite::config::DbConfig;

use crate::failure::Failure;

/// From here on the number of a page could be taken for the kind of one; a store is never so large.
const MOST_PAGES: u32 = 0x0200_0000;

/// The header of the file stands before that of the first page.
const FILE_HEADER: usize = 100;

/// Whether SQLite was built with pages as rows, and the database is not too large for it.
pub(crate) fn can_be_overwritten(connection: &Connection) -> Result<bool, Failure> {
    let sql = "SELECT sqlite_compileoption_used('ENABLE_DBPAGE_VTAB')";
    let built: bool = connection.query_row(sql, [], |row| row.get(0))?;
    Ok(built && number_of_pages(connection)? < MOST_PAGES)
}

fn number_of_pages(connection: &Connection) -> Result<u32, Failure> {
    Ok(connection.pragma_query_value(None, "page_count", |row| row.get(0))?)
}

/// Overwrites the gaps of these pages, or of all, as a part of the transaction that is open.
pub(crate) fn overwrite(
    transaction: &Connection,
    pages: Option<impl IntoIterator<Item = u32>>,
) -> Result<(), Failure> {
    // Lets pages be written, as long as only ours are.
    transaction.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, false)?;
    let done = match pages {
        Some(pages) => overwrite_each(transaction, pages),
        None => number_of_pages(transaction).and_then(|last| overwrite_each(transaction, 1..=last)),
    };
    transaction.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    done
}

fn overwrite_each(
    transaction: &Connection,
    pages: impl IntoIterator<Item = u32>,
) -> Result<(), Failure> {
    let mut read = transaction.prepare("SELECT data FROM sqlite_dbpage WHERE pgno = ?1")?;
    let mut write = transaction.prepare("UPDATE sqlite_dbpage SET data = ?2 WHERE pgno = ?1")?;
    let mut page: Vec<u8> = Vec::new();
    for number in pages {
        page.clear();
        let mut rows = read.query([number])?;
        if let Some(row) = rows.next()? {
            page.extend_from_slice(row.get_ref(0)?.as_blob().unwrap_or_default());
        }
        drop(rows);
        if clear(&mut page, number) {
            write.execute((number, &page))?;
        }
    }
    Ok(())
}

/// Puts zeros where no row is; whether anything else was there. A page that is none of a table or index, or makes no
/// sense, is left as it is.
fn clear(page: &mut [u8], number: u32) -> bool {
    let Some(gaps) = gaps(page, number) else {
        return false;
    };
    let mut found = false;
    for (start, end) in gaps {
        if let Some(gap) = page.get_mut(start..end)
            && gap.iter().any(|byte| *byte != 0)
        {
            gap.fill(0);
            found = true;
        }
    }
    found
}

/// Where a page of a table or index has no rows: between their places and themselves, and where some were deleted.
fn gaps(page: &[u8], number: u32) -> Option<Vec<(usize, usize)>> {
    let two = |at: usize| {
        let bytes = page.get(at..at + 2)?;
        Some(usize::from(u16::from_be_bytes(bytes.try_into().ok()?)))
    };
    let header = if number == 1 { FILE_HEADER } else { 0 };
    let places = match page.get(header)? {
        2 | 5 => header + 12,
        10 | 13 => header + 8,
        _ => return None,
    };
    let rows = two(header + 5)?;
    let mut gaps = vec![(
        places + 2 * two(header + 3)?,
        if rows == 0 { 65_536 } else { rows },
    )];
    let mut free = two(header + 1)?;
    while free != 0 {
        // The first four bytes are where the next one is, and how long this one.
        let (next, length) = (two(free)?, two(free + 2)?);
        gaps.push((free + 4, free + length));
        if next != 0 && next <= free {
            return None;
        }
        free = next;
    }
    gaps.iter()
        .all(|(start, end)| start <= end && *end <= page.len())
        .then_some(gaps)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn this_build_can_overwrite_gaps() {
        let connection = Connection::open_in_memory().unwrap();
        assert!(can_be_overwritten(&connection).unwrap());
    }

    #[test]
    fn a_page_loses_what_is_in_no_row_and_nothing_else() {
        // A leaf of a table, with one row at 20, a free piece of 6 bytes at 14, and 8 bytes between.
        let page = [
            13, 0, 14, 0, 1, 0, 14, 0, 0, 20, 9, 9, 9, 9, 0, 0, 0, 6, 8, 8, 7, 7,
        ];
        let mut cleared = page;
        assert!(clear(&mut cleared, 2));
        let expected = [
            13, 0, 14, 0, 1, 0, 14, 0, 0, 20, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 7, 7,
        ];
        assert_eq!(cleared, expected);
        assert!(!clear(&mut cleared, 2), "there is nothing left to do");
    }

    proptest! {
        #[test]
        fn no_page_panics(kind in prop::sample::select(vec![0_u8, 2, 5, 10, 13]),
            mut page in prop::collection::vec(any::<u8>(), 0..700), number in 1..3_u32) {
            for at in [0, FILE_HEADER] {
                if let Some(first) = page.get_mut(at) {
                    *first = kind;
                }
            }
            let _ = clear(&mut page, number);
        }
    }
}
