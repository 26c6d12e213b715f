//! The tables of a `GeoPackage` 1.2, as the standard (OGC 12-128r15, annex C) asks for them.

use rusqlite::{Connection, Result, params};

use crate::blob::WGS_84;
use crate::pages::SIZE;

/// "GPKG", in the header of the file.
pub(crate) const APPLICATION_ID: i32 = 0x4750_4b47;
/// The version of the standard. Later ones bring nothing for points, and old readers warn of them.
const USER_VERSION: i32 = 10_200;

/// What QGIS draws a place with.
const STYLE: &str = include_str!("style.qml");

const TABLES: &str = "
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL PRIMARY KEY,
  organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL,
  definition TEXT NOT NULL,
  description TEXT
);
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY,
  data_type TEXT NOT NULL,
  identifier TEXT UNIQUE,
  description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE,
  min_y DOUBLE,
  max_x DOUBLE,
  max_y DOUBLE,
  srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id)
);
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL,
  column_name TEXT NOT NULL,
  geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL,
  z TINYINT NOT NULL,
  m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id)
);
CREATE TABLE gpkg_extensions (
  table_name TEXT,
  column_name TEXT,
  extension_name TEXT NOT NULL,
  definition TEXT NOT NULL,
  scope TEXT NOT NULL,
  CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name)
);
CREATE TABLE places (
  fid INTEGER PRIMARY KEY NOT NULL,
  geom POINT,
  key TEXT,
  name TEXT,
  radius_m INTEGER,
  colour TEXT,
  rgb TEXT,
  group_name TEXT,
  groups TEXT
);
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY NOT NULL,
  f_table_catalog TEXT(256),
  f_table_schema TEXT(256),
  f_table_name TEXT(256),
  f_geometry_column TEXT(256),
  styleName TEXT(30),
  styleQML TEXT,
  styleSLD TEXT,
  useAsDefault BOOLEAN,
  description TEXT,
  owner TEXT(30),
  ui TEXT(30),
  update_time DATETIME
);
CREATE VIRTUAL TABLE rtree_places_geom USING rtree(id, minx, maxx, miny, maxy);
INSERT INTO gpkg_spatial_ref_sys VALUES
  ('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined',
   'undefined Cartesian coordinate reference system'),
  ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined',
   'undefined geographic coordinate reference system'),
  ('WGS 84 geodetic', 4326, 'EPSG', 4326,
   'GEOGCS[\"WGS 84\",DATUM[\"WGS_1984\",SPHEROID[\"WGS 84\",6378137,298.257223563,\
AUTHORITY[\"EPSG\",\"7030\"]],AUTHORITY[\"EPSG\",\"6326\"]],PRIMEM[\"Greenwich\",0,\
AUTHORITY[\"EPSG\",\"8901\"]],UNIT[\"degree\",0.0174532925199433,AUTHORITY[\"EPSG\",\"9122\"]],\
AXIS[\"Latitude\",NORTH],AXIS[\"Longitude\",EAST],AUTHORITY[\"EPSG\",\"4326\"]]',
   'longitude/latitude coordinates in decimal degrees on the WGS 84 spheroid');
";

/// Keep the index true when another program edits the file. They call functions that GDAL and
/// QGIS bring, so they come last: nothing fires them here.
const TRIGGERS: &str = "
CREATE TRIGGER rtree_places_geom_insert AFTER INSERT ON places
  WHEN (NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom))
BEGIN
  INSERT OR REPLACE INTO rtree_places_geom VALUES (
    NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom));
END;
CREATE TRIGGER rtree_places_geom_update1 AFTER UPDATE OF geom ON places
  WHEN OLD.fid = NEW.fid AND (NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom))
BEGIN
  INSERT OR REPLACE INTO rtree_places_geom VALUES (
    NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom));
END;
CREATE TRIGGER rtree_places_geom_update2 AFTER UPDATE OF geom ON places
  WHEN OLD.fid = NEW.fid AND (NEW.geom ISNULL OR ST_IsEmpty(NEW.geom))
BEGIN
  DELETE FROM rtree_places_geom WHERE id = OLD.fid;
END;
CREATE TRIGGER rtree_places_geom_update3 AFTER UPDATE ON places
  WHEN OLD.fid != NEW.fid AND (NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom))
BEGIN
  DELETE FROM rtree_places_geom WHERE id = OLD.fid;
  INSERT OR REPLACE INTO rtree_places_geom VALUES (
    NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom));
END;
CREATE TRIGGER rtree_places_geom_update4 AFTER UPDATE ON places
  WHEN OLD.fid != NEW.fid AND (NEW.geom ISNULL OR ST_IsEmpty(NEW.geom))
BEGIN
  DELETE FROM rtree_places_geom WHERE id IN (OLD.fid, NEW.fid);
END;
CREATE TRIGGER rtree_places_geom_delete AFTER DELETE ON places WHEN OLD.geom NOT NULL
BEGIN
  DELETE FROM rtree_places_geom WHERE id = OLD.fid;
END;
";

/// What the file says of its content.
pub(crate) struct Contents<'a> {
    /// The title of the layer.
    pub(crate) title: &'a str,
    /// When the places were downloaded, in the form of the standard.
    pub(crate) as_of: &'a str,
}

/// Where the tables begin that are filled here: see [`table`](crate::table).
#[derive(Debug)]
pub(crate) struct Roots {
    pub(crate) places: u32,
    pub(crate) nodes: u32,
    pub(crate) parents: u32,
    pub(crate) rowids: u32,
    /// Bytes of a node of the R-tree, as large as SQLite makes it for this size of pages.
    pub(crate) node: usize,
    /// How many pages there are.
    pub(crate) pages: u32,
}

/// Sets up a new file that is complete but for its places and their index.
pub(crate) fn create(database: &Connection, contents: &Contents<'_>) -> Result<Roots> {
    database.pragma_update(None, "page_size", SIZE as u32)?;
    database.pragma_update(None, "auto_vacuum", "NONE")?;
    database.pragma_update(None, "application_id", APPLICATION_ID)?;
    database.pragma_update(None, "user_version", USER_VERSION)?;
    // If it does not come to an end, the file is thrown away as it is.
    database.pragma_update(None, "journal_mode", "OFF")?;
    database.pragma_update(None, "synchronous", "OFF")?;
    database.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    database.execute_batch("BEGIN")?;
    database.execute_batch(TABLES)?;
    register(database, contents)?;
    database.execute_batch(TRIGGERS)?;
    database.execute_batch("COMMIT")?;
    let number = |sql: &str| database.query_row(sql, [], |row| row.get(0));
    let root = |table: &str| {
        number(&format!(
            "SELECT rootpage FROM sqlite_schema WHERE name = '{table}'"
        ))
    };
    Ok(Roots {
        places: root("places")?,
        nodes: root("rtree_places_geom_node")?,
        parents: root("rtree_places_geom_parent")?,
        rowids: root("rtree_places_geom_rowid")?,
        node: number("SELECT length(data) FROM rtree_places_geom_node")? as usize,
        pages: number("PRAGMA page_count")?,
    })
}

/// Registers the tables.
fn register(database: &Connection, contents: &Contents<'_>) -> Result<()> {
    // The numbers take the room that those of the places will.
    database.execute(
        "INSERT INTO gpkg_contents VALUES ('places', 'features', ?1, '', ?2, 0.5, 0.5, 0.5, 0.5, ?3)",
        params![contents.title, contents.as_of, WGS_84],
    )?;
    // QGIS asks GDAL for the table of styles, and GDAL shows only what is registered. Without an
    // identifier, which has to be the only one of its kind: a title may be anything.
    database.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, last_change)
         VALUES ('layer_styles', 'attributes', ?1)",
        [contents.as_of],
    )?;
    database.execute(
        "INSERT INTO gpkg_geometry_columns VALUES ('places', 'geom', 'POINT', ?1, 0, 0)",
        [WGS_84],
    )?;
    database.execute(
        "INSERT INTO gpkg_extensions VALUES ('places', 'geom', 'gpkg_rtree_index',
         'http://www.geopackage.org/spec120/#extension_rtree', 'write-only')",
        [],
    )?;
    database.execute(
        "INSERT INTO layer_styles VALUES
         (1, '', '', 'places', 'geom', 'colours', ?1, '', 1, '', '', '', ?2)",
        [STYLE, contents.as_of],
    )?;
    Ok(())
}

/// Says how far the places reach: west, south, east and north, in degrees; `None` where no place has
/// a position. The file does not grow by it.
pub(crate) fn set_extent(database: &Connection, extent: Option<[f64; 4]>) -> Result<()> {
    let [west, south, east, north] = match extent {
        Some(extent) => extent.map(Some),
        None => [None; 4],
    };
    database.execute(
        "UPDATE gpkg_contents SET min_x = ?1, min_y = ?2, max_x = ?3, max_y = ?4
         WHERE table_name = 'places'",
        [west, south, east, north],
    )?;
    Ok(())
}
