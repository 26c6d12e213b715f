use std::io::{self, Write};

use kplaces_domain::Position;
use kplaces_text::text;

use crate::read;
use crate::write::gpx::{begin, waypoint};
use crate::write::xml;
use crate::{
    Carries, Colours, ExportContext, Exporter, Grouping, NameRule, Out, Point, PointWriter,
    Positions, Radii, Reader,
};

pub(crate) const EXPORTER: Exporter = Exporter {
    id: "gpx",
    title: || text!("GPX 1.1, without extensions", "GPX 1.1, ohne Erweiterungen"),
    extension: "gpx",
    carries: Carries {
        key: false,
        position: Positions::Located { step: 1 },
        radius: Radii::No,
        colour: Colours::No,
        groups: Grouping::One,
    },
    names: NameRule::XML,
    most_places: None,
    notice: None,
    hint: None,
    start,
    reader: Some(Reader {
        recognises: |beginning| read::gpx::begins_with(beginning, ""),
        read: |input, visit| read::gpx::read(input, visit, |_, _| Ok(())),
        logs: None,
    }),
};

struct Gpx(Out);

fn start(mut out: Out, context: &ExportContext) -> io::Result<Box<dyn PointWriter + Send>> {
    begin(&mut out, context, "")?;
    Ok(Box::new(Gpx(out)))
}

impl PointWriter for Gpx {
    fn point(&mut self, at: Position, point: &Point<'_>) -> io::Result<()> {
        let out = &mut self.0;
        waypoint(out, at, &point.name)?;
        let Some(group) = point.group() else {
            return out.write_all(b"  </wpt>\n");
        };
        out.write_all(b"    <type>")?;
        xml(out, group)?;
        out.write_all(b"</type>\n  </wpt>\n")
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.0.write_all(b"</gpx>\n")?;
        self.0.flush()
    }
}
