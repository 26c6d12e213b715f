//! Placemarks as text.

use std::io::{self, Write};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{Builder, Scope};

use kplaces_domain::{Colour, Position};
use kplaces_export::record::{block, damaged};
use kplaces_export::write::{degrees, whole, xml};
use kplaces_export::{Charset, ended};

use crate::placemark::Placemark;
use crate::ring::{Circle, Ring};

/// Draws places that were put away.
#[derive(Clone, Copy)]
pub(crate) struct Drawing<'a> {
    circle: Option<&'a Circle>,
    styles: &'a [Colour],
}

impl<'a> Drawing<'a> {
    /// `styles` are those that they were put away with. Without a circle there are no rings.
    pub(crate) fn new(circle: Option<&'a Circle>, styles: &'a [Colour]) -> Self {
        Self { circle, styles }
    }

    /// Writes the places of a block.
    pub(crate) fn draw(self, out: &mut impl Write, places: &[u8]) -> io::Result<()> {
        let mut rest = block(places)?;
        while !rest.is_empty() {
            let place = Placemark::take(&mut rest, self.styles).ok_or_else(damaged)?;
            let circle = self.circle;
            let ring = circle.and_then(|circle| circle.around(place.at, place.radius_m));
            placemark(out, &place, ring.as_ref())?;
        }
        Ok(())
    }
}

/// Draws on a thread of its own.
pub(crate) struct Second {
    todo: Sender<(Vec<u8>, Vec<u8>)>,
    done: Receiver<io::Result<Vec<u8>>>,
    /// The text of the block before, to be written over.
    used: Vec<u8>,
}

impl Second {
    pub(crate) fn start<'scope>(
        scope: &'scope Scope<'scope, '_>,
        drawing: Drawing<'scope>,
    ) -> io::Result<Self> {
        let (todo, blocks) = channel::<(Vec<u8>, Vec<u8>)>();
        let (texts, done) = channel();
        let draw = move || {
            for (places, mut text) in blocks {
                let drawn = drawing.draw(&mut text, &places).map(|()| text);
                // Nobody waits for it after an error elsewhere.
                drop(texts.send(drawn));
            }
        };
        Builder::new().spawn_scoped(scope, draw)?;
        Ok(Self {
            todo,
            done,
            used: Vec::new(),
        })
    }

    /// Hands a block over.
    pub(crate) fn give(&mut self, places: Vec<u8>) {
        let text = std::mem::take(&mut self.used);
        // Where the thread has ended, taking says so.
        drop(self.todo.send((places, text)));
    }

    /// Waits for the block that was given, and writes it.
    pub(crate) fn take(&mut self, out: &mut impl Write) -> io::Result<()> {
        self.used = self.done.recv().map_err(|_| ended())??;
        out.write_all(&self.used)?;
        self.used.clear();
        Ok(())
    }
}

fn placemark(out: &mut impl Write, place: &Placemark<'_>, ring: Option<&Ring>) -> io::Result<()> {
    out.write_all(b"  <Placemark>\n    <name>")?;
    xml(out, place.name)?;
    if let Some(colour) = place.colour {
        out.write_all(b"</name>\n    <styleUrl>#")?;
        out.write_all(colour.name().as_bytes())?;
        out.write_all(b"</styleUrl>\n    <ExtendedData>\n")?;
    } else {
        out.write_all(b"</name>\n    <ExtendedData>\n")?;
    }
    key(out, place.key)?;
    if place.radius_m > 0 {
        out.write_all(b"      <Data name=\"radius_m\"><value>")?;
        whole(out, place.radius_m)?;
        out.write_all(b"</value></Data>\n")?;
    }
    for (number, group) in (2..).zip(place.further()) {
        data(out, &format!("group_{number}"), group)?;
    }
    if let Some(ring) = ring {
        out.write_all(b"    </ExtendedData>\n    <MultiGeometry>\n      ")?;
        dot(out, place.at)?;
        line(out, ring)?;
        out.write_all(b"    </MultiGeometry>\n  </Placemark>\n")
    } else {
        out.write_all(b"    </ExtendedData>\n    ")?;
        dot(out, place.at)?;
        out.write_all(b"  </Placemark>\n")
    }
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

/// The key is a text from outside. One that XML cannot write is written byte by byte.
fn key(out: &mut impl Write, key: &str) -> io::Result<()> {
    // Nearly all are of printable ASCII.
    let plain = |byte: u8| matches!(byte, b' '..=b'~');
    if key.bytes().all(plain) || key.chars().all(Charset::XML.has) {
        out.write_all(b"      <Data name=\"key\"><value>")?;
        xml(out, key)?;
        return out.write_all(b"</value></Data>\n");
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
