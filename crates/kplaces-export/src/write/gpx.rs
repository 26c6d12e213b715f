//! What all kinds of GPX 1.1 have in common (<https://www.topografix.com/GPX/1/1/gpx.xsd>).

use std::io::{self, Write};

use kplaces_domain::Position;

use super::{degrees, element, xml};
use crate::ExportContext;

/// Begins a GPX file: up to the first `wpt`. `namespaces` go into the root element.
pub fn begin(
    out: &mut (impl Write + ?Sized),
    context: &ExportContext,
    namespaces: &str,
) -> io::Result<()> {
    write!(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <gpx version=\"1.1\" creator=\"3Kplaces\" xmlns=\"http://www.topografix.com/GPX/1/1\"{namespaces}>\n"
    )?;
    let as_of = context.as_of_text();
    if context.title.is_empty() && as_of.is_none() {
        return Ok(());
    }
    // The schema fixes the order: name before time.
    out.write_all(b"  <metadata>\n")?;
    if !context.title.is_empty() {
        element(out, "    ", "name", &context.title)?;
    }
    if let Some(as_of) = as_of {
        element(out, "    ", "time", &as_of)?;
    }
    out.write_all(b"  </metadata>\n")
}

/// Writes the opening tag of a `wpt` and its name.
pub fn waypoint(out: &mut (impl Write + ?Sized), at: Position, name: &str) -> io::Result<()> {
    out.write_all(b"  <wpt lat=\"")?;
    degrees(out, at.latitude_micro())?;
    out.write_all(b"\" lon=\"")?;
    degrees(out, at.longitude_micro())?;
    out.write_all(b"\">\n    <name>")?;
    xml(out, name)?;
    out.write_all(b"</name>\n")
}
