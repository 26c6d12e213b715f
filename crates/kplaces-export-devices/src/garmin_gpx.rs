use std::io::{self, Write};

use kplaces_domain::{Position, Rgb};
use kplaces_export::read::xml::Element;
use kplaces_export::write::gpx::{begin, waypoint};
use kplaces_export::write::{element, xml};
use kplaces_export::{
    Carries, Colours, Entry, ExportContext, Exporter, Grouping, NameRule, Out, Point, PointWriter,
    Positions, Radii, ReadError, Reader, Swatch, read,
};
use kplaces_text::text;

const NAMESPACES: &str = " xmlns:gpxx=\"http://www.garmin.com/xmlschemas/GpxExtensions/v3\" \
                          xmlns:wptx1=\"http://www.garmin.com/xmlschemas/WaypointExtension/v1\"";

/// The symbols units show as a coloured flag; they have it in these three colours.
static FLAGS: [Swatch; 3] = [
    Swatch {
        name: "Flag, Red",
        rgb: Rgb(0xff, 0, 0),
    },
    Swatch {
        name: "Flag, Green",
        rgb: Rgb(0, 0x80, 0),
    },
    Swatch {
        name: "Flag, Blue",
        rgb: Rgb(0, 0, 0xff),
    },
];

pub(crate) const EXPORTER: Exporter = Exporter {
    id: "garmin-gpx",
    title: || {
        text!(
            "GPX for Garmin units and BaseCamp",
            "GPX für Garmin-Geräte und BaseCamp"
        )
    },
    extension: "gpx",
    carries: Carries {
        key: false,
        position: Positions::Located { step: 1 },
        radius: Radii::ALL,
        colour: Colours::Nearest(&FLAGS),
        groups: Grouping::All,
    },
    names: NameRule::XML.plain(),
    most_places: None,
    notice: None,
    hint: Some(|| {
        text!(
            "Import the file into BaseCamp, or put it where the unit looks for GPX files, which \
             mostly is its folder Garmin/GPX.",
            "Die Datei in BaseCamp importieren oder dorthin legen, wo das Gerät GPX-Dateien sucht, \
             meist in seinen Ordner Garmin/GPX."
        )
    }),
    start,
    reader: Some(Reader {
        recognises: |beginning| {
            read::gpx::begins_with(beginning, "garmin.com/xmlschemas/GpxExtensions/v3")
        },
        read: |input, visit| read::gpx::read(input, visit, more),
        logs: None,
    }),
};

struct GarminGpx(Out);

fn start(mut out: Out, context: &ExportContext) -> io::Result<Box<dyn PointWriter + Send>> {
    begin(&mut out, context, NAMESPACES)?;
    Ok(Box::new(GarminGpx(out)))
}

impl PointWriter for GarminGpx {
    fn point(&mut self, at: Position, point: &Point<'_>) -> io::Result<()> {
        let out = &mut self.0;
        waypoint(out, at, &point.name)?;
        if let Some(swatch) = point.swatch {
            element(out, "    ", "sym", swatch.name)?;
        }
        if point.radius_m > 0 || !point.groups.is_empty() {
            out.write_all(b"    <extensions>\n")?;
            // Older programs know the first, newer units read the second; units write both.
            GPXX.write(out, point)?;
            WPTX1.write(out, point)?;
            out.write_all(b"    </extensions>\n")?;
        }
        out.write_all(b"  </wpt>\n")
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.0.write_all(b"</gpx>\n")?;
        self.0.flush()
    }
}

/// The lines of an extension, whole: most of a file is these.
struct Lines {
    begin: &'static str,
    proximity: [&'static str; 2],
    categories: [&'static str; 2],
    category: [&'static str; 2],
    end: &'static str,
}

macro_rules! lines {
    ($prefix:literal) => {
        Lines {
            begin: concat!("      <", $prefix, ":WaypointExtension>\n"),
            proximity: [
                concat!("        <", $prefix, ":Proximity>"),
                concat!("</", $prefix, ":Proximity>\n"),
            ],
            categories: [
                concat!("        <", $prefix, ":Categories>\n"),
                concat!("        </", $prefix, ":Categories>\n"),
            ],
            category: [
                concat!("          <", $prefix, ":Category>"),
                concat!("</", $prefix, ":Category>\n"),
            ],
            end: concat!("      </", $prefix, ":WaypointExtension>\n"),
        }
    };
}

static GPXX: Lines = lines!("gpxx");
static WPTX1: Lines = lines!("wptx1");

impl Lines {
    /// Writes a `WaypointExtension`, its elements in the order of the schema, which is the same in
    /// both namespaces.
    fn write(&self, out: &mut dyn Write, point: &Point<'_>) -> io::Result<()> {
        out.write_all(self.begin.as_bytes())?;
        if point.radius_m > 0 {
            let [open, close] = self.proximity;
            write!(out, "{open}{}{close}", point.radius_m)?;
        }
        if !point.groups.is_empty() {
            let [open, close] = self.category;
            out.write_all(self.categories[0].as_bytes())?;
            for group in &point.groups {
                out.write_all(open.as_bytes())?;
                xml(out, group)?;
                out.write_all(close.as_bytes())?;
            }
            out.write_all(self.categories[1].as_bytes())?;
        }
        out.write_all(self.end.as_bytes())
    }
}

fn more(wpt: &Element, entry: &mut Entry) -> Result<(), ReadError> {
    if let Some(proximity) = wpt.find("Proximity") {
        entry.radius_m = read::metres(&proximity.text)?;
    }
    entry.colour = Some(wpt.text_of("sym").to_owned()).filter(|symbol| !symbol.is_empty());
    // Garmin's own files have `user` as the type of every waypoint.
    entry.groups.clear();
    if let Some(categories) = wpt.find("Categories") {
        let categories = categories.children_named("Category");
        entry
            .groups
            .extend(categories.map(|category| category.text.clone()));
    }
    Ok(())
}
