//! A KML document being written (OGC 07-147r2; the schema fixes the order of elements).

use std::io::{self, Write};

use kplaces_domain::{Colour, Position, Rgb};
use kplaces_export::record::damaged;
use kplaces_export::write::{degrees, element, whole, xml};
use kplaces_export::{Charset, ExportContext, GroupBuffers, Point};

use crate::placemark::{self, Placemark};
use crate::ring::{Circle, Ring};

/// Begins a document: declaration, root, and the opening tag of the document.
pub(crate) fn open(out: &mut impl Write, document: &str, title: &str) -> io::Result<()> {
    out.write_all(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")?;
    out.write_all(b"<kml xmlns=\"http://www.opengis.net/kml/2.2\">\n")?;
    writeln!(out, "<{document}>")?;
    if !title.is_empty() {
        element(out, "  ", "name", title)?;
    }
    Ok(())
}

/// Ends it.
pub(crate) fn close(out: &mut impl Write) -> io::Result<()> {
    out.write_all(b"</Document>\n</kml>\n")
}

/// A colour as KML writes it: opaque, blue first.
pub(crate) fn abgr(Rgb(red, green, blue): Rgb) -> String {
    format!("ff{blue:02x}{green:02x}{red:02x}")
}

/// Writes a line with a point.
pub(crate) fn dot(out: &mut impl Write, at: Position) -> io::Result<()> {
    out.write_all(b"<Point><coordinates>")?;
    coordinates(out, at.latitude_micro(), at.longitude_micro())?;
    out.write_all(b"</coordinates></Point>\n")
}

/// The longitude is first.
fn coordinates(out: &mut impl Write, latitude: i32, longitude: i32) -> io::Result<()> {
    degrees(out, longitude)?;
    out.write_all(b",")?;
    degrees(out, latitude)
}

/// How places are drawn.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Look {
    /// As points, by the icon of the program that shows them, their names in the colour.
    Plain,
    /// By this white icon, which takes on the colour, and with a ring as wide as the radius.
    Drawn {
        /// Where it is, seen from the document.
        icon: &'static str,
    },
}

/// A document with a folder for each group. Places come in any order, so they are put away until the
/// end.
pub(crate) struct Document<W> {
    out: W,
    circle: Option<Circle>,
    styles: Vec<Colour>,
    folders: GroupBuffers,
}

impl<W: Write> Document<W> {
    /// Begins one.
    pub(crate) fn begin(mut out: W, context: &ExportContext, look: Look) -> io::Result<Self> {
        open(&mut out, "Document", &context.title)?;
        // All colours there are: which ones come is not known before the last place.
        let styles: Vec<Colour> = Colour::known().collect();
        for colour in &styles {
            if let Some(rgb) = colour.rgb() {
                style(&mut out, colour.name(), &abgr(rgb), look)?;
            }
        }
        if let Some(as_of) = context.as_of_text() {
            write!(
                out,
                "  <ExtendedData>\n    <Data name=\"as_of\"><value>{as_of}</value></Data>\n  </ExtendedData>\n"
            )?;
        }
        Ok(Self {
            out,
            circle: matches!(look, Look::Drawn { .. }).then(Circle::new),
            styles,
            folders: GroupBuffers::default(),
        })
    }

    /// Takes a place for the folder of its winning group.
    pub(crate) fn place(&mut self, at: Position, point: &Point<'_>) -> io::Result<()> {
        let styles = &self.styles;
        self.folders.add(point.group(), |out| {
            placemark::put(out, at, point, styles);
            Ok(())
        })
    }

    /// Ends the document and gives the output back.
    pub(crate) fn end(self) -> io::Result<W> {
        let mut out = self.out;
        let mut open: Option<Box<str>> = None;
        for block in self.folders.blocks() {
            let (group, places) = block?;
            if open != group {
                if open.is_some() {
                    out.write_all(b"  </Folder>\n")?;
                }
                if let Some(group) = &group {
                    out.write_all(b"  <Folder>\n")?;
                    element(&mut out, "    ", "name", group)?;
                }
                open = group;
            }
            let mut places = places.as_slice();
            while !places.is_empty() {
                let place = Placemark::take(&mut places, &self.styles).ok_or_else(damaged)?;
                let circle = self.circle.as_ref();
                let ring = circle.and_then(|circle| circle.around(place.at, place.radius_m));
                placemark(&mut out, &place, ring.as_ref())?;
            }
        }
        if open.is_some() {
            out.write_all(b"  </Folder>\n")?;
        }
        close(&mut out)?;
        Ok(out)
    }
}

fn placemark(out: &mut impl Write, place: &Placemark<'_>, ring: Option<&Ring>) -> io::Result<()> {
    out.write_all(b"  <Placemark>\n")?;
    element(out, "    ", "name", place.name)?;
    if let Some(colour) = place.colour {
        out.write_all(b"    <styleUrl>#")?;
        out.write_all(colour.name().as_bytes())?;
        out.write_all(b"</styleUrl>\n")?;
    }
    out.write_all(b"    <ExtendedData>\n")?;
    key(out, place.key)?;
    if place.radius_m > 0 {
        out.write_all(b"      <Data name=\"radius_m\"><value>")?;
        whole(out, place.radius_m)?;
        out.write_all(b"</value></Data>\n")?;
    }
    for (number, group) in (2..).zip(place.further()) {
        data(out, &format!("group_{number}"), group)?;
    }
    out.write_all(b"    </ExtendedData>\n")?;
    if let Some(ring) = ring {
        out.write_all(b"    <MultiGeometry>\n      ")?;
        dot(out, place.at)?;
        line(out, ring)?;
        out.write_all(b"    </MultiGeometry>\n")?;
    } else {
        out.write_all(b"    ")?;
        dot(out, place.at)?;
    }
    out.write_all(b"  </Placemark>\n")
}

/// Writes a line with a ring. Tessellated, it lies on the ground instead of cutting through hills.
fn line(out: &mut impl Write, ring: &Ring) -> io::Result<()> {
    out.write_all(b"      <LinearRing><tessellate>1</tessellate><coordinates>")?;
    for (number, (latitude, longitude)) in ring.iter().enumerate() {
        out.write_all(if number == 0 { b"" } else { b" " })?;
        coordinates(out, *latitude, *longitude)?;
    }
    out.write_all(b"</coordinates></LinearRing>\n")
}

fn style(out: &mut impl Write, id: &str, colour: &str, look: Look) -> io::Result<()> {
    write!(
        out,
        "  <Style id=\"{id}\"><IconStyle><color>{colour}</color>"
    )?;
    match look {
        Look::Plain => write!(
            out,
            "</IconStyle><LabelStyle><color>{colour}</color></LabelStyle>"
        )?,
        Look::Drawn { icon } => write!(
            out,
            "<Icon><href>{icon}</href></Icon></IconStyle>\
             <LineStyle><color>{colour}</color><width>2</width></LineStyle>"
        )?,
    }
    out.write_all(b"</Style>\n")
}

/// The key is a text from outside. One that XML cannot write is written byte by byte.
fn key(out: &mut impl Write, key: &str) -> io::Result<()> {
    if key.chars().all(Charset::XML.has) {
        return data(out, "key", key);
    }
    let mut hex = String::with_capacity(2 * key.len());
    for byte in key.bytes() {
        hex.push_str(&format!("{byte:02x}"));
    }
    data(out, "key_hex", &hex)
}

fn data(out: &mut impl Write, name: &str, value: &str) -> io::Result<()> {
    for part in ["      <Data name=\"", name, "\"><value>"] {
        out.write_all(part.as_bytes())?;
    }
    xml(out, value)?;
    out.write_all(b"</value></Data>\n")
}
