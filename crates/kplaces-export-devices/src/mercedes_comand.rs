use std::io::{self, Write};

use kplaces_domain::Position;
use kplaces_export::read::xml::Element;
use kplaces_export::write::{degrees, element, xml};
use kplaces_export::{
    Carries, Colours, Entry, ExportContext, Exporter, Grouping, NameRule, Out, Point, PointWriter,
    Positions, Radii, ReadError, Reader, read,
};
use kplaces_text::text;

pub(crate) const EXPORTER: Exporter = Exporter {
    id: "mercedes-comand",
    title: || {
        text!(
            "GPX for personal POIs of Mercedes COMAND Online",
            "GPX für persönliche Sonderziele von Mercedes COMAND Online"
        )
    },
    extension: "gpx",
    carries: Carries {
        key: false,
        position: Positions::Located { step: 1 },
        radius: Radii::ALL,
        colour: Colours::No,
        groups: Grouping::One,
    },
    names: NameRule::XML.plain(),
    // Reports say 25 000 to 30 000, and beyond it every POI of the card is ignored.
    most_places: Some(25_000),
    notice: None,
    hint: Some(|| {
        text!(
            "Put the file into the folder PersonalPOI of an SD card and leave the card in the car; \
             all files of the card together may hold about 25,000 places, or COMAND ignores every \
             one.",
            "Die Datei in den Ordner PersonalPOI einer SD-Karte legen und die Karte im Auto lassen. \
             Alle Dateien der Karte zusammen dürfen etwa 25.000 Orte enthalten, sonst übergeht \
             COMAND sämtliche."
        )
    }),
    start,
    reader: Some(Reader {
        recognises: |beginning| {
            read::gpx::begins_with(beginning, "daimler.com/DaimlerGPXExtensions/")
        },
        read: |input, visit| read::gpx::read(input, visit, more),
        logs: None,
    }),
};

/// The prefix `gpx:` has to be there; a default namespace, the same to any XML reader, is not
/// understood.
const BEGIN: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>\n\
    <gpx:gpx creator=\"3Kplaces\" version=\"1.1\" \
    xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
    xmlns:gpx=\"http://www.topografix.com/GPX/1/1\" \
    xsi:schemaLocation=\"http://www.topografix.com/GPX/1/1 \
    http://www.topografix.com/GPX/1/1/gpx.xsd\" \
    xmlns:gpxd=\"http://www.daimler.com/DaimlerGPXExtensions/V2.4\">\n";

struct Comand(Out);

fn start(mut out: Out, _: &ExportContext) -> io::Result<Box<dyn PointWriter + Send>> {
    // No metadata: no file that is known to work in a car has any.
    out.write_all(BEGIN.as_bytes())?;
    Ok(Box::new(Comand(out)))
}

impl PointWriter for Comand {
    fn point(&mut self, at: Position, point: &Point<'_>) -> io::Result<()> {
        let out = &mut self.0;
        out.write_all(b"  <gpx:wpt lat=\"")?;
        degrees(out, at.latitude_micro())?;
        out.write_all(b"\" lon=\"")?;
        degrees(out, at.longitude_micro())?;
        out.write_all(b"\">\n")?;
        element(out, "    ", "gpx:name", &point.name)?;
        // Icon 12 is the map pin.
        out.write_all(
            b"    <gpx:extensions>\n      <gpxd:WptExtension>\n        \
              <gpxd:WptIconId IconId=\"12\"></gpxd:WptIconId>\n",
        )?;
        if let Some(group) = point.group() {
            out.write_all(b"        <gpxd:POICategory Cat=\"")?;
            xml(out, group)?;
            out.write_all(b"\"></gpxd:POICategory>\n")?;
        }
        if point.radius_m > 0 {
            let (kilometres, metres) = (point.radius_m / 1000, point.radius_m % 1000);
            writeln!(
                out,
                "        <gpxd:Activity Active=\"true\" Level=\"information\" Unit=\"kilometer\" \
                 Value=\"{kilometres}.{metres:03}\"></gpxd:Activity>"
            )?;
        }
        out.write_all(
            b"        <gpxd:Presentation ShowOnMap=\"true\"></gpxd:Presentation>\n      \
              </gpxd:WptExtension>\n    </gpx:extensions>\n  </gpx:wpt>\n",
        )
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.0.write_all(b"</gpx:gpx>\n")?;
        self.0.flush()
    }
}

fn more(wpt: &Element, entry: &mut Entry) -> Result<(), ReadError> {
    let category = wpt.find("POICategory");
    let category = category.map_or("", |category| category.attribute("Cat"));
    entry.groups.clear();
    if !category.is_empty() {
        entry.groups.push(category.to_owned());
    }
    if let Some(activity) = wpt.find("Activity")
        && activity.attribute("Active") == "true"
    {
        let metres = match activity.attribute("Unit") {
            "kilometer" => 1000.0,
            "mile" => 1609.344,
            // Seconds before the place are no distance.
            _ => return Ok(()),
        };
        let distance: f64 = activity.attribute("Value").trim().parse().map_err(|_| {
            ReadError::malformed(text!(
                "a warning distance is not a number",
                "ein Warnabstand ist keine Zahl"
            ))
        })?;
        // A cast from outside the range ends at its bounds, and makes 0 of NaN.
        entry.radius_m = (distance * metres).round() as u32;
    }
    Ok(())
}
