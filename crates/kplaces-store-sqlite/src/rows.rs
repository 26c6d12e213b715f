//! Places as they were kept before there were blocks: a row each.

use kplaces_domain::{FoldedName, Position, Radius};
use rusqlite::{Connection, Row};

use crate::blocks::{Filler, Sorter};
use crate::entry::{NAMES, PLACES, POSITIONS, number, put_fields, readings};
use crate::failure::Failure;
use crate::ledger::Ledger;
use crate::places_writer::fill_with;
use crate::remains;

/// Puts all rows into blocks. Folded names are made by the rules of now. What is left of the rows is overwritten
/// afterwards.
pub(crate) fn into_blocks(connection: &Connection) -> Result<(), Failure> {
    let is_empty: bool =
        connection.query_row("SELECT NOT EXISTS (SELECT 1 FROM place)", [], |row| {
            row.get(0)
        })?;
    if is_empty {
        return Ok(());
    }
    let mut colours = Ledger::of_colours(connection)?;
    let mut places = Filler::new(connection, PLACES)?;
    let mut names = Sorter::new(NAMES.order, 0);
    let mut positions = Sorter::new(POSITIONS.order, 0);
    let (mut fields, mut lines) = (Vec::new(), String::new());
    let sql =
        "SELECT key, name, latitude, longitude, radius, colour, in_groups FROM place ORDER BY key";
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (key, name) = (
            text(row, 0)?.unwrap_or_default(),
            text(row, 1)?.unwrap_or_default(),
        );
        let position = position(row)?;
        let radius = Radius::from_metres(row.get(4)?).ok_or(Failure::Damaged(
            "a radius is out of range",
            "ein Radius ist außerhalb der Grenzen",
        ))?;
        let colour = text(row, 5)?.map(|name| colours.id_of(name));
        if let Some(colour) = colour {
            colours.count(colour, 1)?;
        }
        let groups = groups(text(row, 6)?.unwrap_or_default())?;
        fields.clear();
        put_fields(&mut fields, (position, radius), colour, groups);
        places.push(&[key.as_bytes(), name.as_bytes(), &fields])?;
        let folded = FoldedName::new(name);
        let (sort, spell) = readings(&folded, &mut lines);
        names.push(&[sort, key.as_bytes(), spell], false)?;
        if let Some(at) = position {
            positions.push(&[&number(at), key.as_bytes()], false)?;
        }
    }
    places.finish()?;
    fill_with(Filler::new(connection, NAMES)?, names)?;
    fill_with(Filler::new(connection, POSITIONS)?, positions)?;
    colours.save(connection)?;
    connection.execute("UPDATE store SET fold_version = ?1", [FoldedName::VERSION])?;
    remains::note(connection)
}

fn position(row: &Row<'_>) -> Result<Option<Position>, Failure> {
    match (row.get(2)?, row.get(3)?) {
        (Some(latitude), Some(longitude)) => {
            let position = Position::from_micro(latitude, longitude);
            position.map(Some).map_err(|_| {
                Failure::Damaged(
                    "a position is not on the globe",
                    "eine Position liegt nicht auf der Erde",
                )
            })
        }
        (None, None) => Ok(None),
        _ => Err(Failure::Damaged(
            "a position has one number",
            "eine Position hat nur eine Zahl",
        )),
    }
}

/// The numbers of `,3,17,`.
fn groups(numbers: &str) -> Result<Vec<u32>, Failure> {
    numbers
        .split(',')
        .filter(|number| !number.is_empty())
        .map(|number| {
            number.parse().map_err(|_| {
                Failure::Damaged("a group is not a number", "eine Gruppe ist keine Zahl")
            })
        })
        .collect()
}

fn text<'a>(row: &'a Row<'_>, column: usize) -> Result<Option<&'a str>, Failure> {
    row.get_ref(column)?
        .as_str_or_null()
        .map_err(|_| Failure::Damaged("a text is not a text", "ein Text ist keiner"))
}
