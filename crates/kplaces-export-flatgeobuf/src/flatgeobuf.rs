use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};

use kplaces_domain::Position;
use kplaces_export::{
    Carries, Charset, Colours, ExportContext, Exporter, Grouping, NameRule, Out, Point,
    PointWriter, Positions, Radii,
};
use kplaces_text::{Text, text};
use tempfile::SpooledTempFile;

use crate::index::Boxes;
use crate::{feature, header, hilbert, read};

pub(crate) const EXPORTER: Exporter = Exporter {
    id: "flatgeobuf",
    title: || Text::same("FlatGeobuf"),
    extension: "fgb",
    carries: Carries {
        key: true,
        // An index of boxes has no box for a place that is nowhere.
        position: Positions::Located { step: 1 },
        radius: Radii::ALL,
        colour: Colours::All,
        groups: Grouping::All,
    },
    names: NameRule::ANY.of(TEXT),
    most_places: None,
    notice: None,
    hint: Some(|| {
        text!(
            "GDAL 3.1, QGIS 3.16 and PostGIS 3.2 and later read the file.",
            "GDAL ab 3.1, QGIS ab 3.16 und PostGIS ab 3.2 lesen die Datei."
        )
    }),
    start,
    reader: Some(read::READER),
};

/// The format could hold a NUL, but GDAL ends the text there.
const TEXT: Charset = Charset {
    title: "Unicode without NUL",
    has: |c| c != '\0',
    ..Charset::UNICODE
};

/// So much of the features is kept in memory, more on the disk: about 150 000 places.
const IN_MEMORY: usize = 32 << 20;

struct FlatGeobuf {
    out: Out,
    title: String,
    /// The groups that are named first, as names are written.
    /// The features, in the order they came.
    spool: BufWriter<SpooledTempFile>,
    places: Vec<Spooled>,
    end: u64,
    feature: Vec<u8>,
}

/// What is kept of a place in memory: where it goes, and where its feature is until then.
struct Spooled {
    along: u64,
    start: u64,
    length: u32,
    at: Position,
}

#[expect(clippy::unnecessary_wraps, reason = "the contract allows it to fail")]
fn start(out: Out, context: &ExportContext) -> io::Result<Box<dyn PointWriter + Send>> {
    Ok(Box::new(FlatGeobuf {
        out,
        title: context.title.clone(),
        spool: BufWriter::new(SpooledTempFile::new(IN_MEMORY)),
        places: Vec::new(),
        end: 0,
        feature: Vec::new(),
    }))
}

impl PointWriter for FlatGeobuf {
    fn point(&mut self, at: Position, point: &Point<'_>) -> io::Result<()> {
        feature::encode(&mut self.feature, at, point, point.group())?;
        self.spool.write_all(&self.feature)?;
        let length = self.feature.len() as u32;
        self.places.push(Spooled {
            along: hilbert::distance(at),
            start: self.end,
            length,
            at,
        });
        self.end += u64::from(length);
        Ok(())
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        let Self {
            mut out,
            title,
            spool,
            mut places,
            ..
        } = *self;
        // The start tells places at the same position apart.
        places.sort_unstable_by_key(|place| (place.along, place.start));
        let boxes = Boxes::of(places.iter().map(|place| place.at));
        out.write_all(&header::MAGIC)?;
        out.write_all(&header::encode(&title, boxes.extent(), places.len() as u64))?;
        let mut offset = 0;
        let nodes = places.iter().map(|place| {
            let node = (place.at, offset);
            offset += u64::from(place.length);
            node
        });
        boxes.write(&mut out, nodes)?;
        let mut spool = spool.into_inner().map_err(io::IntoInnerError::into_error)?;
        let mut feature = Vec::new();
        for place in &places {
            spool.seek(SeekFrom::Start(place.start))?;
            feature.resize(place.length as usize, 0);
            spool.read_exact(&mut feature)?;
            out.write_all(&feature)?;
        }
        out.flush()
    }
}
