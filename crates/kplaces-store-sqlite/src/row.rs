//! A place as a row.

use kplaces_domain::{FoldedName, Place, PlaceKey, Position, Radius};
use rusqlite::Row;

use crate::failure::Failure;
use crate::groups::GroupNames;

/// What [`place`] takes, in its order.
pub(crate) const PLACE_COLUMNS: &str = "key, name, latitude, longitude, radius, colour, in_groups";

/// What [`read`] takes, in its order.
pub(crate) const COLUMNS: &str =
    "key, name, latitude, longitude, radius, colour, in_groups, sort, spell";

/// The reading to sort by, and the other one where they differ.
pub(crate) fn readings(folded: &FoldedName) -> (&str, Option<&str>) {
    match folded.text().split_once('\n') {
        Some((sort, spell)) => (sort, Some(spell)),
        None => (folded.text(), None),
    }
}

/// Takes a place and its folded name from a row of [`COLUMNS`].
pub(crate) fn read(row: &Row<'_>, groups: &GroupNames) -> Result<(Place, FoldedName), Failure> {
    Ok((place(row, groups)?, folded(row)?))
}

/// The folded name of a row of [`COLUMNS`], as it was kept.
fn folded(row: &Row<'_>) -> Result<FoldedName, Failure> {
    let sort = text(row, 7)?.ok_or(Failure::Damaged(
        "a folded name is missing",
        "ein vereinfachter Name fehlt",
    ))?;
    Ok(match text(row, 8)? {
        Some(spell) => FoldedName::from_text([sort, spell].join("\n")),
        None => FoldedName::from_text(sort),
    })
}

/// Takes a place from a row of [`PLACE_COLUMNS`].
pub(crate) fn place(row: &Row<'_>, groups: &GroupNames) -> Result<Place, Failure> {
    let position = match (row.get(2)?, row.get(3)?) {
        (Some(latitude), Some(longitude)) => {
            Some(Position::from_micro(latitude, longitude).map_err(|_| {
                Failure::Damaged(
                    "a position is not on the globe",
                    "eine Position liegt nicht auf der Erde",
                )
            })?)
        }
        (None, None) => None,
        _ => {
            return Err(Failure::Damaged(
                "a position has one number",
                "eine Position hat nur eine Zahl",
            ));
        }
    };
    let colour = text(row, 5)?
        .map(str::parse)
        .transpose()
        .map_err(|_| Failure::Damaged("a colour has no name", "eine Farbe hat keinen Namen"))?;
    Ok(Place {
        key: PlaceKey::new(
            text(row, 0)?.ok_or(Failure::Damaged("a key is missing", "ein Schlüssel fehlt"))?,
        ),
        name: text(row, 1)?
            .ok_or(Failure::Damaged("a name is missing", "ein Name fehlt"))?
            .into(),
        position,
        radius: Radius::from_metres(row.get(4)?).ok_or(Failure::Damaged(
            "a radius is out of range",
            "ein Radius ist außerhalb der Grenzen",
        ))?,
        colour,
        groups: groups.decode(text(row, 6)?.unwrap_or_default())?,
    })
}

fn text<'a>(row: &'a Row<'_>, column: usize) -> Result<Option<&'a str>, Failure> {
    row.get_ref(column)?
        .as_str_or_null()
        .map_err(|_| Failure::Damaged("a text is not a text", "ein Text ist keiner"))
}
