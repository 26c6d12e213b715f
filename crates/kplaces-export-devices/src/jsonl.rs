use std::io::{self, BufRead, Write};

use kplaces_domain::{Colour, Position};
use kplaces_export::read::text;
use kplaces_export::write::{degrees, json, json_list, json_or_null, whole};
use kplaces_export::{
    Carries, Colours, Entry, Exporter, Grouping, NameRule, Out, Point, PointWriter, Positions,
    Radii, ReadError, Reader, Visit,
};
use kplaces_text::text;
use serde::Deserialize;

use crate::lines::Lines;

pub(crate) const EXPORTER: Exporter = Exporter {
    id: "jsonl",
    title: || {
        text!(
            "JSON lines for other programs, one place a line",
            "JSON-Zeilen für andere Programme, ein Ort je Zeile"
        )
    },
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
    start: |out, _| Ok(Box::new(JsonLines(out))),
    reader: Some(Reader {
        recognises,
        read,
        logs: None,
    }),
};

struct JsonLines(Out);

impl JsonLines {
    fn line(&mut self, at: Option<Position>, point: &Point<'_>) -> io::Result<()> {
        let out = &mut self.0;
        out.write_all(br#"{"key":"#)?;
        json(out, point.key)?;
        out.write_all(br#","name":"#)?;
        json(out, &point.name)?;
        if let Some(at) = at {
            out.write_all(br#","latitude":"#)?;
            degrees(out, at.latitude_micro())?;
            out.write_all(br#","longitude":"#)?;
            degrees(out, at.longitude_micro())?;
        } else {
            out.write_all(br#","latitude":null,"longitude":null"#)?;
        }
        out.write_all(br#","radius_m":"#)?;
        whole(out, point.radius_m)?;
        out.write_all(br#","colour":"#)?;
        json_or_null(out, point.colour.map(Colour::name))?;
        if let Some(rgb) = point.rgb {
            write!(out, r#","rgb":"{rgb}""#)?;
        }
        out.write_all(br#","groups":"#)?;
        json_list(out, &point.groups)?;
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
    let beginning = text::beginning(beginning);
    let text = String::from_utf8_lossy(&beginning);
    let text: String = text.split_ascii_whitespace().collect();
    // Members may be in any order. In a text of a place the quotes would have backslashes.
    let has_all = [r#""key":"#, r#""latitude":"#, r#""longitude":"#]
        .iter()
        .all(|member| text.contains(member));
    // A name may be longer than what is looked at.
    let as_written = text.starts_with(r#"{"key":"#);
    beginning.is_empty() || as_written || text.starts_with("{\"") && has_all
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
    let (mut lines, mut line) = (Lines::of(input)?, Vec::new());
    // Other programs lay one place out over several lines.
    let (mut place, mut first) = (Vec::new(), 0);
    for number in 1_u64.. {
        if !lines.next(&mut line)? {
            break;
        }
        if place.is_empty() {
            if line.trim_ascii().is_empty() {
                continue;
            }
            first = number;
        }
        place.extend_from_slice(&line);
        place.push(b'\n');
        if place.len() > LONGEST || number - first > LINES {
            return Err(not_a_place(first));
        }
        if !line.trim_ascii_end().ends_with(b"}") {
            continue;
        }
        match serde_json::from_slice::<Line>(&place) {
            Ok(whole) => {
                visit(whole.entry()?)?;
                place.clear();
            }
            Err(error) if error.is_eof() => {}
            // The message of the library may hold text of the file; where it is, does not.
            Err(_) => return Err(not_a_place(first)),
        }
    }
    if place.is_empty() {
        Ok(())
    } else {
        Err(not_a_place(first))
    }
}

/// A place has no more bytes than this, however it is laid out. It is tried again with each line that
/// may be its last.
const LONGEST: usize = 1 << 20;
/// Nor more lines.
const LINES: u64 = 1_000;

fn not_a_place(line: u64) -> ReadError {
    ReadError::malformed(text!(
        "line {line} is not a place",
        "Zeile {line} ist kein Ort"
    ))
}

impl Line {
    fn entry(self) -> Result<Entry, ReadError> {
        let position = match (self.latitude, self.longitude) {
            (None, None) => None,
            (Some(latitude), Some(longitude)) => {
                let at = Position::from_degrees(latitude, longitude);
                let at = at.map_err(|_| {
                    ReadError::malformed(text!(
                        "a coordinate is not on the globe",
                        "eine Koordinate liegt nicht auf der Erde"
                    ))
                })?;
                Some((at.latitude_micro(), at.longitude_micro()))
            }
            _ => {
                return Err(ReadError::malformed(text!(
                    "a place has half a position",
                    "ein Ort hat nur eine halbe Position"
                )));
            }
        };
        Ok(Entry {
            key: Some(self.key),
            name: self.name,
            position,
            radius_m: self.radius_m,
            colour: self.colour,
            groups: self.groups,
            ..Entry::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(file: &str) -> Result<Vec<String>, ReadError> {
        let mut names = Vec::new();
        read(&mut file.as_bytes(), &mut |entry| {
            names.push(entry.name);
            Ok(())
        })?;
        Ok(names)
    }

    #[test]
    fn lines_are_known_whatever_stands_first() {
        let long = format!(r#"{{"key":"1","name":"{}"#, "x".repeat(5_000));
        for file in [
            "",
            &long[..4_096],
            r#"{"key":"1","name":"a","latitude":null}"#,
            "{\n  \"colour\": null,\n  \"key\": \"1\",\n  \"latitude\": 1,\n  \"longitude\": 2",
        ] {
            assert!(recognises(file.as_bytes()), "{file}");
        }
        for file in [r#"{"type":"FeatureCollection"}"#, "[1,2]", "key", " \n"] {
            assert!(!recognises(file.as_bytes()), "{file}");
        }
    }

    #[test]
    fn a_place_may_be_laid_out_over_lines_and_must_be_whole() {
        let place = |name: &str| format!("{{\n \"key\": \"k\",\n \"name\": \"{name}\"\n}}\n\n");
        assert_eq!(names(&(place("a") + &place("b"))).unwrap(), ["a", "b"]);
        for (file, line) in [
            (place("a") + "{\"key\":\"k\"", 6),
            ("{\"key\":\"k\"}\n{\"name\":\"b\"}".to_owned(), 2),
            ("{\"key\":\"k\"}{\"key\":\"l\"}".to_owned(), 1),
            (
                format!("{{\"key\":{{}}{}", "\n,\"a\":{}".repeat(LONGEST)),
                1,
            ),
        ] {
            let error = names(&file).unwrap_err().to_string();
            assert_eq!(error, format!("line {line} is not a place"));
        }
    }
}
