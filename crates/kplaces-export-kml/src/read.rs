//! KML from outside.

use std::io::BufRead;

use kplaces_export::read::xml::{self, Element, Piece};
use kplaces_export::read::{degrees, metres};
use kplaces_export::{Entry, ReadError, Visit};
use kplaces_text::text;

use crate::styles::Styles;

/// Whether a file begins as KML.
pub(crate) fn begins_as_kml(beginning: &[u8]) -> bool {
    xml::root(beginning).is_some_and(|root| {
        let name = root.split_ascii_whitespace().next().unwrap_or_default();
        name == "kml" || name.ends_with(":kml")
    })
}

/// A placemark with a point.
pub(crate) struct Found<'a> {
    pub(crate) placemark: &'a Element,
    /// Latitude and longitude in micro-degrees.
    pub(crate) at: (i32, i32),
    /// The name of the innermost folder it stands in.
    pub(crate) folder: Option<&'a str>,
    pub(crate) styles: &'a Styles,
}

impl Found<'_> {
    /// Its name.
    pub(crate) fn name(&self) -> String {
        trimmed(self.placemark.text_of("name")).to_owned()
    }
}

/// Reads the placemarks that have a point. `None` stands for what is no place: a placemark without a
/// point, further points of one, a link to another file.
pub(crate) fn places(
    input: &mut dyn BufRead,
    visit: &mut dyn FnMut(Option<&Found<'_>>) -> Result<(), ReadError>,
) -> Result<(), ReadError> {
    let records = ["Placemark", "Style", "StyleMap", "name"];
    let mut styles = Styles::default();
    // The elements around, and their names where they are folders and have one.
    let mut around: Vec<(bool, Option<String>)> = Vec::new();
    xml::read(input, &records, &mut |piece| match piece {
        Piece::Open(name) if around.is_empty() && name != "kml" => Err(not_kml()),
        Piece::Open(name) => {
            around.push((name == "Folder", None));
            if name == "NetworkLink" {
                visit(None)?;
            }
            Ok(())
        }
        Piece::Close(_) => {
            around.pop();
            Ok(())
        }
        Piece::Record(_) if around.is_empty() => Err(not_kml()),
        Piece::Record(record) => match record.name.as_str() {
            "Style" => styles.style(&record),
            "StyleMap" => styles.style_map(&record),
            "name" => {
                // Authors have names, too.
                if let Some((true, label)) = around.last_mut() {
                    label.get_or_insert(trimmed(&record.text).to_owned());
                }
                Ok(())
            }
            _ => {
                let Some(point) = record.find("Point") else {
                    return visit(None);
                };
                for _ in 1..record.count("Point") {
                    visit(None)?;
                }
                let folder = around.iter().rev().find(|(is_folder, _)| *is_folder);
                let folder = folder.and_then(|(_, label)| label.as_deref());
                visit(Some(&Found {
                    at: position(point.text_of("coordinates"))?,
                    folder: folder.filter(|label| !label.is_empty()),
                    placemark: &record,
                    styles: &styles,
                }))
            }
        },
    })
}

fn not_kml() -> ReadError {
    ReadError::malformed(text!("the file is not KML", "die Datei ist kein KML"))
}

/// Reads the places of a document with folders.
pub(crate) fn entries(input: &mut dyn BufRead, visit: Visit<'_>) -> Result<(), ReadError> {
    places(input, &mut |found| {
        let Some(found) = found else {
            return visit(Entry::other());
        };
        let mut entry = Entry {
            name: found.name(),
            position: Some(found.at),
            colour: found.styles.colour(found.placemark)?,
            groups: found.folder.map(str::to_owned).into_iter().collect(),
            ..Entry::default()
        };
        let data = found.placemark.child("ExtendedData");
        for data in data.iter().flat_map(|data| data.children_named("Data")) {
            let value = data.text_of("value");
            match data.attribute("name") {
                "key" => entry.key = Some(value.to_owned()),
                "key_hex" => entry.key = Some(from_hex(value)?),
                "radius_m" => entry.radius_m = metres(value)?,
                name if name.starts_with("group_") => {
                    entry.groups.push(trimmed(value).to_owned());
                }
                _ => {}
            }
        }
        visit(entry)
    })
}

/// Without the line breaks and spaces other programs put around a text.
fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_ascii_whitespace())
}

/// `longitude,latitude`, and perhaps a height.
fn position(coordinates: &str) -> Result<(i32, i32), ReadError> {
    let mut numbers = coordinates.split(',');
    match (numbers.next(), numbers.next()) {
        (Some(longitude), Some(latitude)) => Ok((degrees(latitude, 90)?, degrees(longitude, 180)?)),
        _ => Err(ReadError::malformed(text!(
            "a point has not two coordinates",
            "ein Punkt hat nicht zwei Koordinaten"
        ))),
    }
}

fn from_hex(text: &str) -> Result<String, ReadError> {
    let malformed = || {
        ReadError::malformed(text!(
            "a key is not the hexadecimal bytes of a text",
            "ein Schlüssel ist kein hexadezimal geschriebener Text"
        ))
    };
    let digits = text.chars().map(|digit| digit.to_digit(16));
    let digits = digits.collect::<Option<Vec<u32>>>().ok_or_else(malformed)?;
    let (pairs, rest) = digits.as_chunks::<2>();
    let bytes = pairs.iter().map(|[high, low]| (high * 16 + low) as u8);
    match String::from_utf8(bytes.collect()) {
        Ok(key) if rest.is_empty() => Ok(key),
        _ => Err(malformed()),
    }
}
