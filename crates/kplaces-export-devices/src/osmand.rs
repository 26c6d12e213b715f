use std::collections::BTreeMap;
use std::io::{self, Write};

use kplaces_domain::{Position, Rgb};
use kplaces_export::write::gpx::{begin, waypoint};
use kplaces_export::write::{element, xml};
use kplaces_export::{
    Carries, Colours, ExportContext, Exporter, Grouping, NameRule, Out, Point, PointWriter,
    Positions, Radii, Reader, read,
};
use kplaces_text::text;

const NAMESPACE: &str = "https://osmand.net";

pub(crate) const EXPORTER: Exporter = Exporter {
    id: "osmand",
    title: || {
        text!(
            "GPX for the favourites of OsmAnd",
            "GPX für die Favoriten von OsmAnd"
        )
    },
    extension: "gpx",
    carries: Carries {
        key: false,
        position: Positions::Located { step: 1 },
        radius: Radii::No,
        colour: Colours::Rgb,
        groups: Grouping::One,
    },
    names: NameRule::XML.plain().unique(),
    most_places: None,
    notice: None,
    hint: Some(|| {
        text!(
            "Delete the groups of an earlier import first, since OsmAnd keeps the old favourites \
             beside the new; with more than about 500 of them it becomes slow.",
            "Zuerst die Gruppen des vorigen Imports löschen, denn OsmAnd behält die alten Favoriten \
             neben den neuen. Bei mehr als etwa 500 Favoriten wird es langsam."
        )
    }),
    start,
    reader: Some(Reader {
        recognises: |beginning| read::gpx::begins_with(beginning, NAMESPACE),
        read: |input, visit| {
            read::gpx::read(input, visit, |wpt, entry| {
                let extensions = wpt.child("extensions");
                entry.colour = colour_of(extensions.map_or("", |more| more.text_of("color")));
                Ok(())
            })
        },
        logs: None,
    }),
};

struct Osmand {
    out: Out,
    /// The groups seen, and the colour of the first place of each that has one. Their list stands
    /// at the end of the file.
    groups: BTreeMap<String, Option<Rgb>>,
}

fn start(mut out: Out, context: &ExportContext) -> io::Result<Box<dyn PointWriter + Send>> {
    let namespaces = format!(" xmlns:osmand=\"{NAMESPACE}\"");
    begin(&mut out, context, &namespaces)?;
    Ok(Box::new(Osmand {
        out,
        groups: BTreeMap::new(),
    }))
}

impl Osmand {
    fn note(&mut self, group: &str, rgb: Option<Rgb>) {
        match self.groups.get_mut(group) {
            Some(colour) => *colour = colour.or(rgb),
            None => drop(self.groups.insert(group.to_owned(), rgb)),
        }
    }
}

impl PointWriter for Osmand {
    fn point(&mut self, at: Position, point: &Point<'_>) -> io::Result<()> {
        waypoint(&mut self.out, at, &point.name)?;
        if let Some(group) = point.group() {
            self.note(group, point.rgb);
            element(&mut self.out, "    ", "type", group)?;
        }
        let out = &mut self.out;
        out.write_all(b"    <extensions>\n")?;
        if let Some(rgb) = point.rgb {
            writeln!(out, "      <osmand:color>{rgb}</osmand:color>")?;
        }
        out.write_all(
            b"      <osmand:icon>special_star</osmand:icon>\n      \
              <osmand:background>circle</osmand:background>\n    \
              </extensions>\n  </wpt>\n",
        )
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        let out = &mut self.out;
        if !self.groups.is_empty() {
            out.write_all(b"  <extensions>\n    <osmand:points_groups>\n")?;
            for (group, rgb) in &self.groups {
                out.write_all(b"      <group name=\"")?;
                xml(out, group)?;
                if let Some(rgb) = rgb {
                    write!(out, "\" color=\"{rgb}")?;
                }
                out.write_all(b"\" icon=\"special_star\" background=\"circle\"/>\n")?;
            }
            out.write_all(b"    </osmand:points_groups>\n  </extensions>\n")?;
        }
        out.write_all(b"</gpx>\n")?;
        out.flush()
    }
}

/// OsmAnd itself writes capitals, and eight digits where a colour lets something shine through.
fn colour_of(text: &str) -> Option<String> {
    let text = text.trim().to_ascii_lowercase();
    match text.strip_prefix("#ff") {
        Some(rgb) if text.len() == 9 => Some(format!("#{rgb}")),
        _ => Some(text).filter(|text| !text.is_empty()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_the_same_however_osmand_writes_it() {
        for text in ["#9b111e", "#9B111E", "#ff9b111e", " #FF9B111E "] {
            assert_eq!(colour_of(text).as_deref(), Some("#9b111e"), "{text}");
        }
        assert_eq!(colour_of("#80ff0000").as_deref(), Some("#80ff0000"));
        assert_eq!(colour_of("#ff0000").as_deref(), Some("#ff0000"));
        assert_eq!(colour_of(""), None);
    }
}
