use std::io::{self, BufRead, Write};

use kplaces_domain::{Colour, Position};
use kplaces_text::text;

use crate::read::rows;
use crate::write::{cell, degrees, json_cell, whole};
use crate::{
    Carries, Colours, Entry, ExportContext, Exporter, Grouping, NameRule, Out, Point, PointWriter,
    Positions, Radii, ReadError, Reader, Visit,
};

const HEADER: [&str; 7] = [
    "key",
    "name",
    "latitude",
    "longitude",
    "radius_m",
    "colour",
    "groups",
];

pub(crate) const EXPORTER: Exporter = Exporter {
    id: "csv",
    title: || {
        text!(
            "CSV for exchange between programs",
            "CSV für den Austausch zwischen Programmen"
        )
    },
    extension: "csv",
    carries: Carries {
        key: true,
        position: Positions::Any,
        radius: Radii::ALL,
        colour: Colours::All,
        groups: Grouping::All,
    },
    names: NameRule::ANY,
    most_places: None,
    notice: None,
    hint: None,
    start,
    reader: Some(Reader {
        recognises,
        read,
        logs: None,
    }),
};

struct Csv(Out);

fn start(mut out: Out, _: &ExportContext) -> io::Result<Box<dyn PointWriter + Send>> {
    write!(out, "{}\r\n", HEADER.join(","))?;
    Ok(Box::new(Csv(out)))
}

impl Csv {
    fn row(&mut self, at: Option<Position>, point: &Point<'_>) -> io::Result<()> {
        let out = &mut self.0;
        cell(out, point.key, b',')?;
        out.write_all(b",")?;
        cell(out, &point.name, b',')?;
        out.write_all(b",")?;
        if let Some(at) = at {
            degrees(out, at.latitude_micro())?;
            out.write_all(b",")?;
            degrees(out, at.longitude_micro())?;
        } else {
            out.write_all(b",")?;
        }
        out.write_all(b",")?;
        whole(out, point.radius_m)?;
        out.write_all(b",")?;
        cell(out, point.colour.map_or("", Colour::name), b',')?;
        out.write_all(b",")?;
        // A JSON array: a group's name may hold any separator there is.
        json_cell(out, &point.groups)?;
        out.write_all(b"\r\n")
    }
}

impl PointWriter for Csv {
    fn point(&mut self, at: Position, point: &Point<'_>) -> io::Result<()> {
        self.row(Some(at), point)
    }

    fn unlocated(&mut self, point: &Point<'_>) -> io::Result<()> {
        self.row(None, point)
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.0.flush()
    }
}

/// The dialects for spreadsheets have the same columns; only here groups are a JSON array.
fn recognises(beginning: &[u8]) -> bool {
    rows::preview(beginning, &[HEADER]).is_some_and(|(separator, rows)| {
        let are_arrays = rows.iter().all(|row| is_array(&row[6]));
        // Without a place the mark is what is left to tell by: only they are written with one.
        are_arrays
            && (!rows.is_empty()
                || separator == b',' && !beginning.starts_with("\u{feff}".as_bytes()))
    })
}

fn is_array(cell: &str) -> bool {
    serde_json::from_str::<Vec<String>>(cell).is_ok()
}

fn read(input: &mut dyn BufRead, visit: Visit<'_>) -> Result<(), ReadError> {
    rows::table(input, &[HEADER], rows::utf8, &mut |row| visit(entry(row)?))
}

fn entry(row: Vec<String>) -> Result<Entry, ReadError> {
    let [key, name, latitude, longitude, radius, colour, groups] = <[String; 7]>::try_from(row)
        .map_err(|_| {
            ReadError::malformed(text!(
                "a row has not seven cells",
                "eine Zeile hat nicht sieben Zellen"
            ))
        })?;
    Ok(Entry {
        key: Some(key),
        name,
        position: rows::position(&latitude, &longitude)?,
        radius_m: rows::metres(&radius)?,
        colour: Some(colour).filter(|colour| !colour.is_empty()),
        groups: serde_json::from_str(&groups).map_err(|_| {
            ReadError::malformed(text!(
                "the groups are not a JSON array of texts",
                "die Gruppen sind keine JSON-Liste von Texten"
            ))
        })?,
        ..Entry::default()
    })
}
