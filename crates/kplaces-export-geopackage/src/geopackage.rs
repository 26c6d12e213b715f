use std::io::{self, Read, Write};

use kplaces_domain::{Colour, Position};
use kplaces_export::write::json_list;
use kplaces_export::{
    Carries, Charset, Colours, ExportContext, Exporter, Grouping, NameRule, Out, Point,
    PointWriter, Positions, Radii,
};
use kplaces_text::{Text, text};
use rusqlite::{Connection, OpenFlags};

use crate::index::Index;
use crate::pages::Pages;
use crate::record::{Value, record};
use crate::schema::{self, Contents, Roots};
use crate::scratch::Scratch;
use crate::table::Table;
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
    fid: i64,
    index: Index,
    /// The groups of the last place as JSON, and its row.
    groups: Vec<u8>,
    row: Vec<u8>,
    places: Table,
    pages: Pages,
    roots: Roots,
    // Closed before its folder goes: Windows removes no open file.
    database: Connection,
    scratch: Scratch,
}

fn start(out: Out, context: &ExportContext) -> io::Result<Box<dyn PointWriter + Send>> {
    let scratch = Scratch::new()?;
    let database = scratch.open(OpenFlags::default()).map_err(failed)?;
    let title = Some(context.title.as_str()).filter(|title| !title.is_empty());
    let as_of = context.as_of_text();
    let as_of = as_of.as_deref().unwrap_or("1970-01-01T00:00:00Z");
    let contents = Contents {
        title: title.unwrap_or("places"),
        // The standard wants thousandths of a second.
        as_of: &as_of.replace('Z', ".000Z"),
    };
    let roots = schema::create(&database, &contents).map_err(failed)?;
    scratch.unname()?;
    Ok(Box::new(GeoPackage {
        out,
        fid: 0,
        index: Index::default(),
        groups: Vec::new(),
        row: Vec::new(),
        places: Table::new(),
        pages: Pages::behind(roots.pages, scratch.file.try_clone()?)?,
        roots,
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
        let geometry = at.map(blob::encode);
        let rgb = point.rgb.map(|rgb| rgb.to_string());
        let values = [
            // The number of the row stands for it.
            Value::Null,
            geometry.as_ref().map_or(Value::Null, |it| Value::Blob(it)),
            Value::Text(point.key),
            Value::Text(&point.name),
            Value::Integer(point.radius_m.into()),
            point.colour.map(Colour::name).into(),
            rgb.as_deref().into(),
            point.group().into(),
            Value::Text(groups),
        ];
        record(&mut self.row, &values);
        self.places.push(&mut self.pages, self.fid, &self.row)
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
            fid,
            index,
            places,
            mut pages,
            roots,
            database,
            scratch,
            ..
        } = *self;
        schema::set_extent(&database, index.extent()).map_err(failed)?;
        database.close().map_err(|(_, error)| failed(error))?;
        let mut tables = vec![(roots.places, places.finish(&mut pages)?)];
        tables.extend(index.finish(&mut pages, &roots, fid)?);
        let mut file = pages.end(&tables)?;
        copy(&mut file, &mut out)?;
        drop((file, scratch));
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
