//! Reads a file again. It may come from anywhere.

use std::io::{self, BufRead, Read};

use kplaces_export::{Entry, Logs, ReadError, Reader, Visit};
use kplaces_text::text;
use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, Row};

use crate::scratch::Scratch;
use crate::{blob, schema};

pub(crate) const READER: Reader = Reader {
    recognises,
    read: |input, visit| read(input, &mut [], visit),
    logs: Some(&Logs {
        endings: &["-wal", "-journal"],
        read,
    }),
};

/// A file is no larger than this: millions of places.
const FILE: u64 = 1 << 30;
/// So many layers are looked at.
const LAYERS: i64 = 100;
/// A row of it is no larger than this.
const MOST: i32 = 1 << 20;
/// Nor smaller than this: seven lengths, and a key to its page.
const LEAST: u64 = 8;

/// The versions of a file that no log belongs to, in its header.
const NO_LOG: [u8; 2] = [1, 1];

fn recognises(beginning: &[u8]) -> bool {
    beginning.starts_with(b"SQLite format 3\0")
        && beginning.get(68..72) == Some(&schema::APPLICATION_ID.to_be_bytes())
}

/// Reads a copy. A log counts as SQLite makes it count: what it has is taken over, or undone.
fn read(
    input: &mut dyn BufRead,
    logs: &mut [(&'static str, &mut dyn Read)],
    visit: Visit<'_>,
) -> Result<(), ReadError> {
    // SQLite reads files only, and may not be let loose on the one of the user.
    let mut beginning = Vec::new();
    input.take(100).read_to_end(&mut beginning)?;
    if !recognises(&beginning) {
        return Err(ReadError::malformed(text!(
            "the file is not a GeoPackage",
            "die Datei ist kein GeoPackage"
        )));
    }
    let scratch = Scratch::new()?;
    // To take a log over SQLite has to write, to the copy.
    let access = if logs.is_empty() {
        OpenFlags::SQLITE_OPEN_READ_ONLY
    } else {
        OpenFlags::SQLITE_OPEN_READ_WRITE
    };
    let open = || scratch.open(access | OpenFlags::SQLITE_OPEN_NO_MUTEX);
    // Where no log belongs to the file SQLite asks for its name once.
    let early = if logs.is_empty() && beginning[18..20] == NO_LOG {
        let database = open().map_err(damaged)?;
        scratch.unname()?;
        Some(database)
    } else {
        None
    };
    let mut length = io::copy(&mut beginning.chain(input.take(FILE)), &mut &scratch.file)?;
    for (ending, log) in logs.iter_mut() {
        length += io::copy(&mut log.take(FILE), &mut scratch.beside(ending)?)?;
    }
    if length > FILE {
        return Err(ReadError::TooMuch(text!("too many bytes", "zu viele Byte")));
    }
    let database = match early {
        Some(database) => database,
        None => open().map_err(damaged)?,
    };
    prepare(&database).map_err(damaged)?;
    rows(&database, length / LEAST, visit)
}

/// The schema was written by somebody: nothing of it is run that could do more than be read.
fn prepare(database: &Connection) -> rusqlite::Result<()> {
    database.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    database.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    database.set_limit(Limit::SQLITE_LIMIT_LENGTH, MOST)?;
    for (pragma, on) in [
        ("trusted_schema", false),
        ("query_only", true),
        ("cell_size_check", true),
    ] {
        database.pragma_update(None, pragma, on)?;
    }
    Ok(())
}

fn rows(database: &Connection, most: u64, visit: Visit<'_>) -> Result<(), ReadError> {
    // A view could compute forever.
    let tables = "SELECT count(*) FROM pragma_table_list
         WHERE schema = 'main' AND name = 'places' AND type = 'table'";
    let tables: i64 = database
        .query_row(tables, [], |row| row.get(0))
        .map_err(damaged)?;
    if tables != 1 {
        return Err(ReadError::malformed(text!(
            "the GeoPackage has no table called places",
            "das GeoPackage hat keine Tabelle namens places"
        )));
    }
    // So could a column that is computed.
    let computed = "SELECT count(*) FROM pragma_table_xinfo('places') WHERE hidden <> 0";
    let computed: i64 = database
        .query_row(computed, [], |row| row.get(0))
        .map_err(damaged)?;
    if computed != 0 {
        return Err(ReadError::malformed(text!(
            "the table of places has columns that are computed",
            "die Tabelle der Orte hat berechnete Spalten"
        )));
    }
    let places = "SELECT geom, key, name, radius_m, colour, groups FROM places";
    let mut places = database.prepare(places).map_err(damaged)?;
    let mut rows = places.query([]).map_err(damaged)?;
    let mut count = 0;
    while let Some(row) = rows.next().map_err(damaged)? {
        // A page can be hung into a tree more than once: the rows would take years to count.
        count += 1;
        if count > most {
            return Err(ReadError::malformed(text!(
                "the GeoPackage has more places than bytes for them",
                "das GeoPackage hat mehr Orte, als seine Größe zulässt"
            )));
        }
        visit(entry(row)?)?;
    }
    others(database, visit)
}

/// Layers beside that of the places, in which something is: each counts once.
fn others(database: &Connection, visit: Visit<'_>) -> Result<(), ReadError> {
    let layers = "SELECT table_name FROM gpkg_contents
         JOIN pragma_table_list ON name = table_name AND schema = 'main' AND type = 'table'
         WHERE data_type = 'features' AND table_name <> 'places' LIMIT ?1";
    // Nothing else of the file needs this table.
    let Ok(mut layers) = database.prepare(layers) else {
        return Ok(());
    };
    let names = layers.query_map([LAYERS], |row| row.get::<_, String>(0));
    for name in names.map_err(damaged)? {
        let name = name.map_err(damaged)?.replace('"', "\"\"");
        let is_empty = database
            .prepare(&format!("SELECT 1 FROM \"{name}\" LIMIT 1"))
            .and_then(|mut any| any.exists([]))
            .map(|exists| !exists);
        if !is_empty.map_err(damaged)? {
            visit(Entry::other())?;
        }
    }
    Ok(())
}

fn entry(row: &Row<'_>) -> Result<Entry, ReadError> {
    let text = |column| text(row, column);
    let position = match row.get_ref(0).map_err(damaged)? {
        ValueRef::Null => None,
        ValueRef::Blob(blob) => Some(blob::decode(blob)?),
        _ => {
            return Err(ReadError::malformed(text!(
                "a geometry is not a blob",
                "eine Geometrie ist kein Blob"
            )));
        }
    };
    let groups = text(5)?.unwrap_or_else(|| "[]".to_owned());
    Ok(Entry {
        key: text(1)?,
        name: text(2)?.unwrap_or_default(),
        position: position.map(|at| (at.latitude_micro(), at.longitude_micro())),
        radius_m: row
            .get::<_, Option<u32>>(3)
            .map_err(damaged)?
            .unwrap_or_default(),
        colour: text(4)?,
        groups: serde_json::from_str(&groups).map_err(|_| {
            ReadError::malformed(text!(
                "the groups of a place are not a JSON array of texts",
                "die Gruppen eines Ortes sind keine JSON-Liste von Texten"
            ))
        })?,
        ..Entry::default()
    })
}

fn text(row: &Row<'_>, column: usize) -> Result<Option<String>, ReadError> {
    row.get(column).map_err(damaged)
}

/// What SQLite says may hold text of the file, so it is not passed on.
fn damaged(_: rusqlite::Error) -> ReadError {
    ReadError::malformed(text!(
        "the GeoPackage is damaged, or its table of places is not as it should be",
        "das GeoPackage ist beschädigt, oder seine Tabelle der Orte ist nicht so aufgebaut, wie sie sein soll"
    ))
}
