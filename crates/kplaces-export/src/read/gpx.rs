//! What all kinds of GPX have in common.

use std::io::BufRead;

use kplaces_text::text;

use super::degrees;
use super::xml::{self, Element, Piece};
use crate::{Entry, ReadError, Visit};

/// Whether a file begins as a GPX file whose root names this namespace. An empty one is enough
/// for any GPX file.
pub fn begins_with(beginning: &[u8], namespace: &str) -> bool {
    xml::root(beginning).is_some_and(|root| {
        let name = root.split_ascii_whitespace().next().unwrap_or_default();
        (name == "gpx" || name.ends_with(":gpx")) && root.contains(namespace)
    })
}

/// Reads the waypoints. `more` adds what is not of the core, or takes away.
pub fn read(
    input: &mut dyn BufRead,
    visit: Visit<'_>,
    more: fn(&Element, &mut Entry) -> Result<(), ReadError>,
) -> Result<(), ReadError> {
    let mut is_gpx = false;
    xml::read(input, &["wpt"], &mut |piece| match piece {
        Piece::Record(wpt) => {
            let latitude = degrees(wpt.attribute("lat"), 90)?;
            let longitude = degrees(wpt.attribute("lon"), 180)?;
            let group = wpt.text_of("type");
            let mut entry = Entry {
                name: wpt.text_of("name").to_owned(),
                position: Some((latitude, longitude)),
                groups: (!group.is_empty())
                    .then(|| group.to_owned())
                    .into_iter()
                    .collect(),
                ..Entry::default()
            };
            more(&wpt, &mut entry)?;
            visit(entry)
        }
        Piece::Open(name) if !is_gpx && name != "gpx" => Err(ReadError::malformed(text!(
            "the file is not GPX",
            "die Datei ist kein GPX"
        ))),
        Piece::Open(name) => {
            is_gpx = true;
            // Routes and tracks; their points are not counted one by one.
            if matches!(name.as_str(), "rte" | "trk") {
                visit(Entry::other())?;
            }
            Ok(())
        }
        Piece::Close(_) => Ok(()),
    })
}
