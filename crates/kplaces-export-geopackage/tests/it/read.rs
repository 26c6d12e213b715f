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

/// What is read of a file and of what lies beside it, while a program has both open that did this.
fn beside(how: &str) -> Vec<String> {
    const TRIGGERS: [&str; 6] = [
        "delete", "insert", "update1", "update2", "update3", "update4",
    ];
    let (_, _folder, path) = exported(&ExportContext::default(), &quadrants());
    let database = Connection::open(&path).unwrap();
    for trigger in TRIGGERS {
        let drop = format!("DROP TRIGGER rtree_places_geom_{trigger}");
        database.execute_batch(&drop).unwrap();
    }
    database.execute_batch(how).unwrap();
    let reader = profile().reader.unwrap();
    let logs = reader.logs.unwrap();
    let mut logs: Vec<(&str, std::fs::File)> = logs
        .endings
        .iter()
        .filter_map(|ending| {
            Some((
                *ending,
                std::fs::File::open(format!("{path}{ending}")).ok()?,
            ))
        })
        .collect();
    assert_eq!(logs.len(), 1, "{how}");
    let mut logs: Vec<(&str, &mut dyn std::io::Read)> = logs
        .iter_mut()
        .map(|(ending, log)| (*ending, log as &mut dyn std::io::Read))
        .collect();
    let bytes = std::fs::read(&path).unwrap();
    let alone = read(&bytes);
    let entries = reader
        .read_all(&mut &*bytes, &mut logs, 1 << 20, 100)
        .unwrap();
    drop(database);
    assert!(alone.is_err() || alone.unwrap() != entries, "{how}");
    entries.into_iter().map(|entry| entry.name).collect()
}

#[test]
fn what_a_log_beside_the_file_has_counts() {
    let (written, ..) = exported(&ExportContext::default(), &quadrants());
    let mut before: Vec<String> = written
        .entries
        .into_iter()
        .map(|entry| entry.name)
        .collect();
    let wal = "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0;";
    let renamed = beside(&format!("{wal} UPDATE places SET name = 'New'"));
    assert!(renamed.iter().all(|name| name == "New") && renamed.len() == before.len());
    // In the midst of a change: what is in the file already is to be taken back.
    let mut taken_back = beside(
        "PRAGMA cache_size = 1; PRAGMA cache_spill = 1; BEGIN;
         UPDATE places SET name = 'New';
         CREATE TABLE more AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 9999)
         SELECT i, hex(randomblob(99)) AS filling FROM n;",
    );
    before.sort();
    taken_back.sort();
    assert_eq!(taken_back, before);
}

#[test]
fn another_layer_is_told() {
    let layer = "CREATE TABLE roads (fid INTEGER PRIMARY KEY, geom BLOB);
        INSERT INTO gpkg_contents (table_name, data_type) VALUES ('roads', 'features');";
    assert_eq!(changed(layer).unwrap().len(), 1);
    let entries = changed(&format!("{layer} INSERT INTO roads VALUES (1, NULL)")).unwrap();
    assert_eq!(entries[1..], [Entry::other()]);
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
