use std::io::{self, BufRead, BufWriter, Write};

use kplaces_domain::{Colour, Position};
use kplaces_export::write::{degrees, json};
use kplaces_export::{
    Carries, Colours, Entry, Exporter, Grouping, NameRule, Out, Point, PointWriter, Positions,
    Radii, ReadError, Reader, Visit, buffered,
};
use serde::Deserialize;

use crate::lines;

pub(crate) const EXPORTER: Exporter = Exporter {
    id: "jsonl",
    title: "JSON lines for other programs, one place a line",
    extension: "jsonl",
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
    start: |out, _| Ok(Box::new(JsonLines(buffered(out)))),
    reader: Some(Reader { recognises, read }),
};

struct JsonLines(BufWriter<Out>);

impl JsonLines {
    fn line(&mut self, at: Option<Position>, point: &Point<'_>) -> io::Result<()> {
        let out = &mut self.0;
        out.write_all(br#"{"key":"#)?;
        json(out, point.key)?;
        out.write_all(br#","name":"#)?;
        json(out, &*point.name)?;
        if let Some(at) = at {
            out.write_all(br#","latitude":"#)?;
            degrees(out, at.latitude_micro())?;
            out.write_all(br#","longitude":"#)?;
            degrees(out, at.longitude_micro())?;
        } else {
            out.write_all(br#","latitude":null,"longitude":null"#)?;
        }
        write!(out, r#","radius_m":{},"colour":"#, point.radius_m)?;
        json(out, &point.colour.map(Colour::name))?;
        if let Some(rgb) = point.rgb {
            write!(out, r#","rgb":"{rgb}""#)?;
        }
        out.write_all(br#","groups":"#)?;
        json(out, &point.groups)?;
        out.write_all(b"}\n")
    }
}

impl PointWriter for JsonLines {
    fn point(&mut self, at: Position, point: &Point<'_>) -> io::Result<()> {
        self.line(Some(at), point)
    }

    fn unlocated(&mut self, point: &Point<'_>) -> io::Result<()> {
        self.line(None, point)
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.0.flush()
    }
}

/// Without places a file is empty.
fn recognises(beginning: &[u8]) -> bool {
    beginning.is_empty() || beginning.trim_ascii_start().starts_with(br#"{"key":"#)
}

#[derive(Deserialize)]
struct Line {
    key: String,
    #[serde(default)]
    name: String,
    latitude: Option<f64>,
    longitude: Option<f64>,
    #[serde(default)]
    radius_m: u32,
    colour: Option<String>,
    #[serde(default)]
    groups: Vec<String>,
}

fn read(input: &mut dyn BufRead, visit: Visit<'_>) -> Result<(), ReadError> {
    let mut line = Vec::new();
    for number in 1_u64.. {
        if !lines::next(input, &mut line)? {
            break;
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        // The message of the library may hold text of the file; where it is, does not.
        let place: Line = serde_json::from_slice(&line)
            .map_err(|_| ReadError::malformed(format!("line {number} is not a place")))?;
        visit(place.entry()?)?;
    }
    Ok(())
}

impl Line {
    fn entry(self) -> Result<Entry, ReadError> {
        let position = match (self.latitude, self.longitude) {
            (None, None) => None,
            (Some(latitude), Some(longitude)) => {
                let at = Position::from_degrees(latitude, longitude);
                let at =
                    at.map_err(|_| ReadError::malformed("a coordinate is not on the globe"))?;
                Some((at.latitude_micro(), at.longitude_micro()))
            }
            _ => return Err(ReadError::malformed("a place has half a position")),
        };
        Ok(Entry {
            key: Some(self.key),
            name: self.name,
            position,
            radius_m: self.radius_m,
            colour: self.colour,
            groups: self.groups,
        })
    }
}
