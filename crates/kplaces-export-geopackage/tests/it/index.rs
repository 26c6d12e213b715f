//! The spatial index, as SQLite itself sees it.

use kplaces_domain::{Place, Position};
use kplaces_export::ExportContext;
use kplaces_export_testsuite::place;
use rusqlite::Connection;

use crate::{exported, rows};

/// Places all over the globe, every seventh without a position.
fn scattered(count: i64) -> Vec<Place> {
    let place = |n: i64| {
        let latitude = n * 7_919_317 % 180_000_001 - 90_000_000;
        let longitude = n * 104_729_111 % 360_000_001 - 180_000_000;
        let at = Position::from_micro(latitude, longitude).ok();
        place(&n.to_string(), "", at.filter(|_| n % 7 != 3))
    };
    (0..count).map(place).collect()
}

#[test]
fn an_index_is_whole_for_any_number_of_places() {
    // A node holds 51: around one node, two levels, three levels.
    for count in [0, 1, 4, 51, 59, 60, 61, 700, 3_033, 3_200, 9_000] {
        let places = scattered(count);
        let (_, _folder, path) = exported(&ExportContext::default(), &places);
        let database = Connection::open(path).unwrap();
        let check = |query| rows(&database, query);
        assert_eq!(
            check("SELECT rtreecheck('rtree_places_geom')"),
            ["ok"],
            "{count}"
        );
        assert_eq!(check("PRAGMA integrity_check"), ["ok"], "{count}");
        assert_eq!(
            check("SELECT id FROM rtree_places_geom ORDER BY id"),
            check("SELECT fid FROM places WHERE geom NOT NULL ORDER BY fid"),
            "{count}"
        );
    }
}

#[test]
fn a_search_finds_what_is_there() {
    let places = scattered(5_000);
    let (_, _folder, path) = exported(&ExportContext::default(), &places);
    let database = Connection::open(path).unwrap();
    for (west, south) in [(-180, -90), (-20, 30), (0, 0), (100, -60), (175, 80)] {
        let found = rows(
            &database,
            &format!(
                "SELECT id FROM rtree_places_geom WHERE maxx >= {west} AND minx <= {west} + 10
                 AND maxy >= {south} AND miny <= {south} + 10 ORDER BY id"
            ),
        );
        let inside = |place: &&Place| {
            place.position.is_some_and(|at| {
                let degrees = |least: i32| least * 1_000_000..=(least + 10) * 1_000_000;
                degrees(west).contains(&at.longitude_micro())
                    && degrees(south).contains(&at.latitude_micro())
            })
        };
        let wanted = places.iter().filter(inside).count();
        assert!(wanted > 0);
        assert_eq!(found.len(), wanted, "{west} {south}");
    }
}

#[test]
fn sqlite_can_go_on_with_the_index() {
    let (_, _folder, path) = exported(&ExportContext::default(), &scattered(3_200));
    let database = Connection::open(path).unwrap();
    let change = "DELETE FROM rtree_places_geom WHERE id % 3 = 0;
        INSERT INTO rtree_places_geom
          SELECT id + 10000, minx / 2, maxx / 2, miny, maxy FROM rtree_places_geom;";
    database.execute_batch(change).unwrap();
    assert_eq!(
        rows(&database, "SELECT rtreecheck('rtree_places_geom')"),
        ["ok"]
    );
}
