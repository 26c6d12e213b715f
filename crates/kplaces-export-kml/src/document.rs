//! A KML document being written (OGC 07-147r2; the schema fixes the order of elements).

use std::io::{self, Write};
use std::thread;

use kplaces_domain::{Colour, Position, Rgb};
use kplaces_export::write::element;
use kplaces_export::{ExportContext, GroupBuffers, Point};

use crate::drawing::{Drawing, Second};
use crate::placemark;
use crate::ring::Circle;

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
        let Self {
            mut out,
            circle,
            styles,
            folders,
        } = self;
        let drawing = Drawing::new(circle.as_ref(), &styles);
        let mut open = None;
        thread::scope(|scope| {
            let mut blocks = folders.blocks();
            let mut second = None;
            while let Some(block) = blocks.next() {
                let (group, places) = block?;
                // Of two blocks one is drawn on a thread of its own.
                let mut other = None;
                if let Some(block) = blocks.next() {
                    let (group, places) = block?;
                    let second = match &mut second {
                        Some(second) => second,
                        none => none.insert(Second::start(scope, drawing)?),
                    };
                    second.give(places);
                    other = Some((group, second));
                }
                enter(&mut out, &mut open, group)?;
                drawing.draw(&mut out, &places)?;
                if let Some((group, second)) = other {
                    enter(&mut out, &mut open, group)?;
                    second.take(&mut out)?;
                }
            }
            Ok::<(), io::Error>(())
        })?;
        enter(&mut out, &mut open, None)?;
        close(&mut out)?;
        Ok(out)
    }
}

/// Goes over to the folder of a group, or out of all folders.
fn enter(
    out: &mut impl Write,
    open: &mut Option<Box<str>>,
    group: Option<Box<str>>,
) -> io::Result<()> {
    if *open == group {
        return Ok(());
    }
    if open.is_some() {
        out.write_all(b"  </Folder>\n")?;
    }
    if let Some(group) = &group {
        out.write_all(b"  <Folder>\n")?;
        element(out, "    ", "name", group)?;
    }
    *open = group;
    Ok(())
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
