use std::io::{self, BufRead, Write};

use kplaces_domain::{Position, Rgb};
use kplaces_export::read::text;
use kplaces_export::write::element;
use kplaces_export::{
    Carries, Colours, Entry, ExportContext, Exporter, Grouping, NameRule, Out, Point, PointWriter,
    Positions, Radii, ReadError, Reader, Swatch, Visit,
};
use kplaces_text::text;

use crate::document::{abgr, close, open};
use crate::drawing::dot;
use crate::read;

pub(crate) const EXPORTER: Exporter = Exporter {
    id: "organicmaps-kml",
    title: || text!("KML list for Organic Maps", "KML-Liste für Organic Maps"),
    extension: "kml",
    carries: Carries {
        key: false,
        position: Positions::Located { step: 1 },
        radius: Radii::No,
        colour: Colours::Nearest(&PALETTE),
        groups: Grouping::No,
    },
    names: NameRule::XML.plain(),
    most_places: None,
    notice: None,
    hint: Some(|| {
        text!(
            "Open the file with Organic Maps: it becomes one list; with --split-by group each group \
             becomes a list.",
            "Die Datei mit Organic Maps öffnen: Sie wird zu einer Liste; mit --split-by group wird \
             jede Gruppe zu einer Liste."
        )
    }),
    start,
    reader: Some(Reader {
        recognises: |beginning| read::begins_as_kml(beginning) && is_theirs(beginning),
        read,
        logs: None,
    }),
};

/// The colours of bookmarks, in the order of the app's own list.
static PALETTE: [Swatch; 16] = [
    swatch("red", 229, 27, 35),
    swatch("pink", 255, 65, 130),
    swatch("purple", 155, 36, 178),
    swatch("deeppurple", 102, 57, 191),
    swatch("blue", 0, 102, 204),
    swatch("lightblue", 36, 156, 242),
    swatch("cyan", 20, 190, 205),
    swatch("teal", 0, 165, 140),
    swatch("green", 60, 140, 60),
    swatch("lime", 147, 191, 57),
    swatch("yellow", 255, 200, 0),
    swatch("orange", 255, 150, 0),
    swatch("deeporange", 240, 100, 50),
    swatch("brown", 128, 70, 51),
    swatch("gray", 115, 115, 115),
    swatch("bluegray", 89, 115, 128),
];

const fn swatch(name: &'static str, red: u8, green: u8, blue: u8) -> Swatch {
    Swatch {
        name,
        rgb: Rgb(red, green, blue),
    }
}

/// What the app looks for in a `styleUrl`.
const STYLE: &str = "#placemark-";
/// Tells our files from other KML before the first style, which a long title pushes back.
const DOCUMENT: &str = "Document id=\"organicmaps\"";

/// Whether KML begins as ours or the app's own does. A text cannot look like this: `<` and quotes
/// have escapes.
pub(crate) fn is_theirs(beginning: &[u8]) -> bool {
    let beginning = text::beginning(beginning);
    let text = String::from_utf8_lossy(&beginning);
    text.contains(DOCUMENT) || text.contains("<Style id=\"placemark-")
}

struct List(Out);

fn start(mut out: Out, context: &ExportContext) -> io::Result<Box<dyn PointWriter + Send>> {
    open(&mut out, DOCUMENT, &context.title)?;
    for Swatch { name, rgb } in &PALETTE {
        // No icon: the app has its own, and another program would fetch one from the network.
        writeln!(
            out,
            "  <Style id=\"placemark-{name}\"><IconStyle><color>{}</color></IconStyle></Style>",
            abgr(*rgb)
        )?;
    }
    Ok(Box::new(List(out)))
}

impl PointWriter for List {
    fn point(&mut self, at: Position, point: &Point<'_>) -> io::Result<()> {
        let out = &mut self.0;
        out.write_all(b"  <Placemark>\n")?;
        element(out, "    ", "name", &point.name)?;
        if let Some(swatch) = point.swatch {
            for part in ["    <styleUrl>", STYLE, swatch.name, "</styleUrl>\n"] {
                out.write_all(part.as_bytes())?;
            }
        }
        out.write_all(b"    ")?;
        dot(out, at)?;
        out.write_all(b"  </Placemark>\n")
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        close(&mut self.0)?;
        self.0.flush()
    }
}

fn read(input: &mut dyn BufRead, visit: Visit<'_>) -> Result<(), ReadError> {
    read::places(input, &mut |found| {
        let Some(found) = found else {
            return visit(Entry::other());
        };
        let style = found.placemark.text_of("styleUrl").trim();
        let swatch = style.strip_prefix(STYLE).and_then(|name| {
            let mut palette = PALETTE.iter();
            palette.find(|swatch| swatch.name == name)
        });
        visit(Entry {
            name: found.name(),
            position: Some(found.at),
            colour: swatch.map(|swatch| swatch.name.to_owned()),
            ..Entry::default()
        })
    })
}
