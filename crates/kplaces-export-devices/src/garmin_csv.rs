use std::io::{self, BufRead, Write};

use kplaces_domain::Position;
use kplaces_export::read::rows;
use kplaces_export::write::degrees;
use kplaces_export::{
    Carries, Colours, Entry, Exporter, Grouping, NameRule, Out, Point, PointWriter, Positions,
    Radii, ReadError, Reader, Visit,
};
use kplaces_export_codepage::{WINDOWS_1252, decode, encode};
use kplaces_text::text;

pub(crate) const EXPORTER: Exporter = Exporter {
    id: "garmin-csv",
    title: || text!("CSV for Garmin POI Loader", "CSV für Garmin POI Loader"),
    extension: "csv",
    carries: Carries {
        key: false,
        position: Positions::Located { step: 1 },
        radius: Radii::No,
        colour: Colours::No,
        groups: Grouping::No,
    },
    names: NameRule::ANY
        .of(WINDOWS_1252)
        .plain()
        // `Name@50` is a speed; and not every source says that a quote in a name may be doubled.
        .instead(&[('@', "(at)"), ('"', "'")]),
    most_places: None,
    notice: None,
    hint: Some(|| {
        text!(
            "Point POI Loader at the folder with the file and let it replace what it loaded before; \
             the file's name becomes the name of the category.",
            "In POI Loader den Ordner mit der Datei wählen und die früher geladenen Daten ersetzen \
             lassen. Der Dateiname wird zum Namen der Kategorie."
        )
    }),
    start: |out, _| Ok(Box::new(GarminCsv(out))),
    reader: Some(Reader {
        recognises,
        read,
        logs: None,
    }),
};

struct GarminCsv(Out);

impl PointWriter for GarminCsv {
    fn point(&mut self, at: Position, point: &Point<'_>) -> io::Result<()> {
        let out = &mut self.0;
        degrees(out, at.longitude_micro())?;
        out.write_all(b",")?;
        degrees(out, at.latitude_micro())?;
        out.write_all(b",\"")?;
        out.write_all(&encode(&point.name))?;
        out.write_all(b"\"\r\n")
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.0.flush()
    }
}

/// There is no header: a first line that begins as a place does, or nothing at all.
fn recognises(beginning: &[u8]) -> bool {
    beginning.is_empty() || rows::first(beginning, is_place).is_some()
}

/// Whether a row is a place; a fourth column would be a comment.
fn is_place(row: &[String]) -> bool {
    let ([longitude, latitude, name] | [longitude, latitude, name, _]) = row else {
        return false;
    };
    rows::degrees(longitude, 180).is_ok() && rows::degrees(latitude, 90).is_ok() && !name.is_empty()
}

fn read(input: &mut dyn BufRead, visit: Visit<'_>) -> Result<(), ReadError> {
    rows::without_header(input, is_place, decode, &mut |row| {
        let ([longitude, latitude, name] | [longitude, latitude, name, _]) = &*row else {
            return Err(ReadError::malformed(text!(
                "a row has not three or four cells",
                "eine Zeile hat nicht drei oder vier Zellen"
            )));
        };
        visit(Entry {
            name: name.clone(),
            position: Some((rows::degrees(latitude, 90)?, rows::degrees(longitude, 180)?)),
            ..Entry::default()
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_header_is_known_by_its_first_row() {
        for file in ["", "-94.8,38.8,Bonita\r\n", "-94.815490,38.803900,\"B\"\n"] {
            assert!(recognises(file.as_bytes()), "{file}");
        }
        for file in [
            "Longitude,Latitude,Name\r\n",
            "key,name,latitude\r\n",
            "-94.8,38.8\n",
            "-94.8,98.8,x",
            "{\"key\":1,2,3}",
            "BEGIN:VCARD",
        ] {
            assert!(!recognises(file.as_bytes()), "{file}");
        }
    }
}
