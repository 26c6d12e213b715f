use std::io::{self, BufRead, Write};

use kplaces_domain::Position;
use kplaces_export::read::rows;
use kplaces_export::write::{cell, degrees};
use kplaces_export::{
    Carries, Colours, Entry, ExportContext, Exporter, Grouping, NameRule, Out, Point, PointWriter,
    Positions, Radii, ReadError, Reader, Unit, Visit,
};
use kplaces_text::text;

const HEADER: &str = "Longitude,Latitude,Name";
const COLUMNS: [&str; 3] = ["Longitude", "Latitude", "Name"];

pub(crate) const EXPORTER: Exporter = Exporter {
    id: "copilot-csv",
    title: || text!("CSV for CoPilot", "CSV für CoPilot"),
    extension: "csv",
    carries: Carries {
        key: false,
        position: Positions::Located { step: 1 },
        radius: Radii::No,
        colour: Colours::No,
        groups: Grouping::No,
    },
    names: NameRule::ANY
        .plain()
        // Comma and bar are not allowed in a name; without quotes no cell has to be quoted.
        .instead(&[(',', ";"), ('|', "/"), ('"', "'")])
        .at_most(140, Unit::Characters)
        .unique(),
    most_places: None,
    notice: None,
    hint: Some(|| {
        text!(
            "Delete the places of an earlier import in CoPilot first, since one with another name \
             or position becomes a second one; the file's name becomes the name of the category.",
            "Zuerst in CoPilot die Orte des vorigen Imports löschen: Ein Ort mit anderem Namen oder \
             anderer Position käme sonst ein zweites Mal hinzu. Der Dateiname wird zum Namen der \
             Kategorie."
        )
    }),
    start,
    reader: Some(Reader {
        recognises: |beginning| rows::preview(beginning, &[COLUMNS]).is_some(),
        read,
        logs: None,
    }),
};

struct CopilotCsv(Out);

fn start(mut out: Out, _: &ExportContext) -> io::Result<Box<dyn PointWriter + Send>> {
    write!(out, "{HEADER}\r\n")?;
    Ok(Box::new(CopilotCsv(out)))
}

impl PointWriter for CopilotCsv {
    fn point(&mut self, at: Position, point: &Point<'_>) -> io::Result<()> {
        let out = &mut self.0;
        degrees(out, at.longitude_micro())?;
        out.write_all(b",")?;
        degrees(out, at.latitude_micro())?;
        out.write_all(b",")?;
        cell(out, &point.name, b',')?;
        out.write_all(b"\r\n")
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.0.flush()
    }
}

fn read(input: &mut dyn BufRead, visit: Visit<'_>) -> Result<(), ReadError> {
    rows::table(input, &[COLUMNS], rows::utf8, &mut |row| {
        let [longitude, latitude, name] = <[String; 3]>::try_from(row).map_err(|_| {
            ReadError::malformed(text!(
                "a row has not three cells",
                "eine Zeile hat nicht drei Zellen"
            ))
        })?;
        visit(Entry {
            name,
            position: Some((
                rows::degrees(&latitude, 90)?,
                rows::degrees(&longitude, 180)?,
            )),
            ..Entry::default()
        })
    })
}
