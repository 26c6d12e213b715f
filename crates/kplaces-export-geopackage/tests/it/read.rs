//! Files that other programs had in their hands.

use kplaces_export::{Entry, ExportContext, ReadError};
use kplaces_export_testsuite::{depot, quadrants};
use rusqlite::Connection;

use crate::{exported, profile, read};

/// What is read after somebody changed the file.
fn changed(how: &str) -> Result<Vec<Entry>, ReadError> {
    let (_, _folder, path) = exported(&ExportContext::default(), &[depot()]);
    let database = Connection::open(&path).unwrap();
    // The functions of the triggers are those of another program.
    let triggers = "DROP TRIGGER rtree_places_geom_delete; DROP TRIGGER rtree_places_geom_insert;
        DROP TRIGGER rtree_places_geom_update1; DROP TRIGGER rtree_places_geom_update2;
        DROP TRIGGER rtree_places_geom_update3; DROP TRIGGER rtree_places_geom_update4;";
    database.execute_batch(triggers).unwrap();
    database.execute_batch(how).unwrap();
    drop(database);
    read(&std::fs::read(path).unwrap())
}

#[test]
fn a_change_is_read() {
    let renamed =
        changed("UPDATE places SET name = 'New', groups = '[\"a\"]', radius_m = NULL").unwrap();
    assert_eq!((&*renamed[0].name, renamed[0].radius_m), ("New", 0));
    assert_eq!(renamed[0].groups, ["a"]);
    let more = changed("ALTER TABLE places ADD COLUMN remark TEXT").unwrap();
    assert_eq!(more[0].key.as_deref(), Some("k1"));
    assert!(changed("DELETE FROM places").unwrap().is_empty());
}

#[test]
fn a_file_left_in_wal_mode_is_read() {
    let (mut written, ..) = exported(&ExportContext::default(), &quadrants());
    written.bytes[18..20].copy_from_slice(&[2, 2]);
    assert_eq!(read(&written.bytes).unwrap(), written.entries);
}

#[test]
fn what_is_no_table_of_places_is_refused() {
    let refused = [
        "DROP TABLE places",
        "ALTER TABLE places RENAME TO other; CREATE VIEW places AS SELECT * FROM other",
        "ALTER TABLE places DROP COLUMN name",
        "ALTER TABLE places DROP COLUMN name; ALTER TABLE places ADD COLUMN name TEXT AS (printf('%9s', 'x'))",
        "UPDATE places SET groups = 'fuel'",
        "UPDATE places SET name = x'ff'",
        "UPDATE places SET radius_m = -1",
        "UPDATE places SET geom = 'here'",
        "UPDATE places SET geom = x'47500001'",
    ];
    for how in refused {
        assert!(
            matches!(changed(how), Err(ReadError::Malformed(_))),
            "{how}"
        );
    }
}

#[test]
fn another_database_is_not_recognised() {
    let (mut written, ..) = exported(&ExportContext::default(), &[]);
    written.bytes[68..72].copy_from_slice(b"3KPL");
    let reader = profile().reader.unwrap();
    assert!(!(reader.recognises)(&written.bytes));
    assert!(matches!(read(&written.bytes), Err(ReadError::Malformed(_))));
}
