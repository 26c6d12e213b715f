use std::io::{self, Write};

use kplaces_domain::Position;
use kplaces_export::{
    Carries, Colours, ExportContext, Exporter, Grouping, NameRule, Out, Point, PointWriter,
    Positions, Radii, Reader,
};
use kplaces_text::text;

use crate::document::{Document, Look};
use crate::{organicmaps, read};

pub(crate) const EXPORTER: Exporter = Exporter {
    id: "kml",
    title: || text!("KML 2.2, points only", "KML 2.2, nur Punkte"),
    extension: "kml",
    carries: CARRIES,
    names: NameRule::XML.plain(),
    most_places: None,
    notice: None,
    hint: Some(|| {
        text!(
            "Import it in Locus Map, Google My Maps or another program; for Google Earth kmz looks \
             better.",
            "Die Datei in Locus Map, Google My Maps oder einem anderen Programm importieren; in \
             Google Earth sieht kmz besser aus."
        )
    }),
    start,
    reader: Some(Reader {
        recognises: |beginning| {
            read::begins_as_kml(beginning) && !organicmaps::is_theirs(beginning)
        },
        read: read::entries,
        logs: None,
    }),
};

/// What KML carries, packed or not.
pub(crate) const CARRIES: Carries = Carries {
    key: true,
    position: Positions::Located { step: 1 },
    radius: Radii::ALL,
    colour: Colours::Rgb,
    groups: Grouping::All,
};

struct Kml(Document<Out>);

fn start(out: Out, context: &ExportContext) -> io::Result<Box<dyn PointWriter + Send>> {
    Ok(Box::new(Kml(Document::begin(out, context, Look::Plain)?)))
}

impl PointWriter for Kml {
    fn point(&mut self, at: Position, point: &Point<'_>) -> io::Result<()> {
        self.0.place(at, point)
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        self.0.end()?.flush()
    }
}
