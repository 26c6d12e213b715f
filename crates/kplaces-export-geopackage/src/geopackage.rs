use std::io::{self, Read, Seek, Write};

use kplaces_domain::{Colour, Position};
use kplaces_export::write::json_list;
use kplaces_export::{
    Carries, Charset, Colours, ExportContext, Exporter, Grouping, NameRule, Out, Point,
    PointWriter, Positions, Radii,
};
use kplaces_text::{Text, text};
use rusqlite::{Connection, OpenFlags, params};

use crate::index::Index;
use crate::schema::{self, Contents};
use crate::scratch::Scratch;
use crate::{blob, read};

pub(crate) const EXPORTER: Exporter = Exporter {
    id: "geopackage",
    title: || Text::same("GeoPackage 1.2 (QGIS)"),
    extension: "gpkg",
    carries: Carries {
        key: true,
        position: Positions::Any,
        radius: Radii::ALL,
        colour: Colours::All,
        groups: Grouping::All,
    },
    names: NameRule::ANY.of(TEXT),
    most_places: None,
    notice: None,
    hint: Some(|| {
        text!(
            "Drag the file into QGIS; for other programs the layer is called places.",
            "Die Datei in QGIS ziehen; für andere Programme heißt die Ebene places."
        )
    }),
    start,
    reader: Some(read::READER),
};

/// SQLite stores a NUL, but its own functions and all programs in C end the text there.
const TEXT: Charset = Charset {
    title: "Unicode without NUL",
    has: |c| c != '\0',
    ..Charset::UNICODE
};

/// How much of the finished file is copied at once.
const PIECE: usize = 256 * 1024;

struct GeoPackage {
    out: Out,
    title: String,
    as_of: String,
    /// The groups that are named first, as names are written.
    fid: i64,
    index: Index,
    groups: Vec<u8>,
    // Closed before its folder goes: Windows removes no open file.
    database: Connection,
    scratch: Scratch,
}

fn start(out: Out, context: &ExportContext) -> io::Result<Box<dyn PointWriter + Send>> {
    let scratch = Scratch::new()?;
    let database = scratch.open(OpenFlags::default()).map_err(failed)?;
    schema::create(&database).map_err(failed)?;
    scratch.unname()?;
    let as_of = context.as_of_text();
    Ok(Box::new(GeoPackage {
        out,
        title: context.title.clone(),
        as_of: as_of.unwrap_or_else(|| "1970-01-01T00:00:00Z".to_owned()),
        fid: 0,
        index: Index::default(),
        groups: Vec::new(),
        database,
        scratch,
    }))
}

fn failed(error: rusqlite::Error) -> io::Error {
    io::Error::other(error)
}

impl GeoPackage {
    fn row(&mut self, at: Option<Position>, point: &Point<'_>) -> io::Result<()> {
        self.fid += 1;
        if let Some(at) = at {
            self.index.push(self.fid, at);
        }
        self.groups.clear();
        json_list(&mut self.groups, &point.groups)?;
        let groups = std::str::from_utf8(&self.groups).map_err(io::Error::other)?;
        let rgb = point.rgb.map(|rgb| rgb.to_string());
        let insert = self
            .database
            .prepare_cached("INSERT INTO places VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
        let inserted = insert.and_then(|mut insert| {
            insert.execute(params![
                self.fid,
                at.map(blob::encode),
                point.key,
                point.name,
                point.radius_m,
                point.colour.map(Colour::name),
                rgb,
                point.group(),
                groups,
            ])
        });
        inserted.map(|_| ()).map_err(failed)
    }
}

impl PointWriter for GeoPackage {
    fn point(&mut self, at: Position, point: &Point<'_>) -> io::Result<()> {
        self.row(Some(at), point)
    }

    fn unlocated(&mut self, point: &Point<'_>) -> io::Result<()> {
        self.row(None, point)
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        let Self {
            mut out,
            index,
            database,
            scratch,
            ..
        } = *self;
        // The standard wants thousandths of a second.
        let as_of = self.as_of.replace('Z', ".000Z");
        let title = Some(self.title.as_str()).filter(|title| !title.is_empty());
        let contents = Contents {
            title: title.unwrap_or("places"),
            as_of: &as_of,
            extent: index.extent(),
        };
        index.write(&database, self.fid).map_err(failed)?;
        schema::finish(&database, &contents).map_err(failed)?;
        database.close().map_err(|(_, error)| failed(error))?;
        (&scratch.file).rewind()?;
        copy(&mut &scratch.file, &mut out)?;
        out.flush()
    }
}

/// Copies in pieces large enough for any output to be quick.
fn copy(from: &mut dyn Read, to: &mut dyn Write) -> io::Result<()> {
    let mut piece = vec![0; PIECE];
    loop {
        match from.read(&mut piece) {
            Ok(0) => return Ok(()),
            Ok(length) => to.write_all(&piece[..length])?,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
