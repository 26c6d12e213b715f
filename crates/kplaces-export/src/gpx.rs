use std::io::{self, BufWriter, Write};

use kplaces_domain::{GroupName, Place, Position};

use crate::text::steers;
use crate::{Carries, ExportContext, Exporter, Loss, PlaceWriter, Support, Tally};

pub(crate) const EXPORTER: Exporter = Exporter {
    id: "gpx",
    title: "GPX 1.1, without extensions",
    extension: "gpx",
    carries: Carries {
        name: Support::Limited,
        position: Support::Limited,
        radius: Support::No,
        colour: Support::No,
        groups: Support::One,
    },
    start,
};

struct Gpx {
    out: BufWriter<Box<dyn Write + Send>>,
    group_order: Vec<GroupName>,
    tally: Tally,
}

fn start(
    out: Box<dyn Write + Send>,
    context: &ExportContext,
) -> io::Result<Box<dyn PlaceWriter + Send>> {
    let mut out = BufWriter::new(out);
    let mut tally = Tally::default();
    out.write_all(
        b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
          <gpx version=\"1.1\" creator=\"3Kplaces\" xmlns=\"http://www.topografix.com/GPX/1/1\">\n",
    )?;
    let as_of = context.as_of_text();
    if !context.title.is_empty() || as_of.is_some() {
        // The schema fixes the order: name before time.
        out.write_all(b"  <metadata>\n")?;
        if !context.title.is_empty() {
            out.write_all(b"    <name>")?;
            tally.characters_removed += text(&mut out, &context.title)?;
            out.write_all(b"</name>\n")?;
        }
        if let Some(as_of) = as_of {
            writeln!(out, "    <time>{as_of}</time>")?;
        }
        out.write_all(b"  </metadata>\n")?;
    }
    Ok(Box::new(Gpx {
        out,
        group_order: context.group_order.clone(),
        tally,
    }))
}

impl PlaceWriter for Gpx {
    fn place(&mut self, place: &Place) -> io::Result<()> {
        let Some(at) = place.position else {
            self.tally.left_out(place);
            return Ok(());
        };
        let out = &mut self.out;
        let (lat, lon) = (at.latitude_text(), longitude(at));
        write!(out, "  <wpt lat=\"{lat}\" lon=\"{lon}\">\n    <name>")?;
        let mut removed = text(out, &place.name)?;
        out.write_all(b"</name>\n")?;
        if let Some(group) = place.groups.winner(&self.group_order) {
            out.write_all(b"    <type>")?;
            removed += text(out, group.as_str())?;
            out.write_all(b"</type>\n")?;
        }
        out.write_all(b"  </wpt>\n")?;
        self.note(place, removed);
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> io::Result<Tally> {
        self.out.write_all(b"</gpx>\n")?;
        self.out.flush()?;
        Ok(self.tally)
    }
}

impl Gpx {
    fn note(&mut self, place: &Place, removed: u64) {
        let tally = &mut self.tally;
        tally.wrote(place);
        tally.characters_removed += removed;
        let losses = [
            (Loss::Radius, place.radius.metres() > 0),
            (Loss::Colour, place.colour.is_some()),
            (Loss::FurtherGroups, place.groups.len() > 1),
            (Loss::Characters, removed > 0),
        ];
        for (loss, lost) in losses {
            if lost {
                tally.lose(loss, place);
            }
        }
    }
}

/// The schema's longitude ends before 180; −180 is the same meridian.
fn longitude(at: Position) -> String {
    if at.longitude_micro() == 180_000_000 {
        return "-180.000000".into();
    }
    at.longitude_text()
}

/// Writes text between two tags and returns how many characters had to go.
fn text(out: &mut impl Write, text: &str) -> io::Result<u64> {
    let mut removed = 0;
    let mut plain = 0;
    for (at, c) in text.char_indices() {
        let escape = match c {
            '&' => "&amp;".into(),
            '<' => "&lt;".into(),
            // Alone it is harmless, at the end of ]]> it is not.
            '>' => "&gt;".into(),
            '\t' | '\n' => continue,
            c if !is_xml(c) => {
                removed += 1;
                String::new()
            }
            // Also a carriage return: bare, a reader would make it a line feed.
            c if steers(c) => format!("&#x{:X};", u32::from(c)),
            _ => continue,
        };
        out.write_all(&text.as_bytes()[plain..at])?;
        out.write_all(escape.as_bytes())?;
        plain = at + c.len_utf8();
    }
    out.write_all(&text.as_bytes()[plain..])?;
    Ok(removed)
}

/// The `Char` of XML 1.0: others cannot be written, not even as a reference.
fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{fffd}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{Hostile, depot, place, write};
    use kplaces_domain::Timestamp;
    use proptest::prelude::*;
    use quick_xml::Reader;
    use quick_xml::events::Event;

    #[test]
    fn a_file_is_what_the_readme_says() {
        let context = ExportContext {
            group_order: vec!["fuel".into()],
            as_of: Some(Timestamp::from_unix(951_827_696)),
            title: "A & B".into(),
        };
        let line = place(
            "k2",
            "]]>\r\n\u{202e}\u{0}",
            Position::from_micro(0, 180_000_000).ok(),
        );
        let (bytes, tally) = write(&EXPORTER, &context, &[depot(), place("k3", "", None), line]);
        assert_eq!(
            String::from_utf8(bytes).unwrap(),
            r#"<?xml version="1.0" encoding="UTF-8"?>
<gpx version="1.1" creator="3Kplaces" xmlns="http://www.topografix.com/GPX/1/1">
  <metadata>
    <name>A &amp; B</name>
    <time>2000-02-29T12:34:56Z</time>
  </metadata>
  <wpt lat="48.137154" lon="-11.576124">
    <name>Depot "Süd", &lt;A&amp;B&gt;</name>
    <type>fuel</type>
  </wpt>
  <wpt lat="0.000000" lon="-180.000000">
    <name>]]&gt;&#xD;
&#x202E;</name>
  </wpt>
</gpx>
"#
        );
        assert_eq!(tally.written, 2);
        assert_eq!(tally.without_position.examples, ["k3".into()]);
        assert_eq!(tally.characters_removed, 1);
        let lost: Vec<(&str, u64)> = tally
            .lost
            .iter()
            .map(|(loss, counted)| (loss.id(), counted.places))
            .collect();
        assert_eq!(
            lost,
            [
                ("place", 1),
                ("radius", 1),
                ("colour", 1),
                ("further-groups", 1),
                ("characters", 1)
            ]
        );
    }

    #[test]
    fn a_file_about_nothing_has_no_metadata() {
        let (bytes, _) = write(&EXPORTER, &ExportContext::default(), &[]);
        let text = String::from_utf8(bytes).unwrap();
        assert!(!text.contains("metadata"), "{text}");
    }

    #[derive(Debug, Default, PartialEq)]
    struct Waypoint {
        at: (String, String),
        children: Vec<(String, String)>,
    }

    /// Reads with quick-xml, and refuses elements the core does not have where they are.
    fn waypoints(bytes: &[u8]) -> Vec<Waypoint> {
        let mut reader = Reader::from_reader(bytes);
        reader.config_mut().check_end_names = true;
        let (mut all, mut path, mut buffer) = (Vec::<Waypoint>::new(), Vec::new(), Vec::new());
        loop {
            match reader.read_event_into(&mut buffer).unwrap() {
                Event::Start(tag) => {
                    let name = tag.name().as_ref().to_owned();
                    if name == "wpt" {
                        let attribute = |name: &str| {
                            let attribute = tag.try_get_attribute(name).unwrap().unwrap();
                            attribute.value.into_owned()
                        };
                        let at = (attribute("lat"), attribute("lon"));
                        all.push(Waypoint {
                            at,
                            children: Vec::new(),
                        });
                    } else if path.last().is_some_and(|parent| parent == "wpt") {
                        let waypoint = all.last_mut().unwrap();
                        waypoint.children.push((name.clone(), String::new()));
                    } else {
                        assert!(["gpx"].contains(&name.as_str()), "{name}");
                    }
                    path.push(name);
                }
                Event::End(_) => drop(path.pop()),
                Event::Text(text) if path.len() == 3 => {
                    // XML readers turn line ends into \n.
                    append(&mut all, &text.xml10_content());
                }
                Event::GeneralRef(reference) => {
                    let c = match reference.resolve_char_ref().unwrap() {
                        Some(c) => c.to_string(),
                        None => quick_xml::escape::resolve_predefined_entity(&reference)
                            .unwrap()
                            .to_owned(),
                    };
                    append(&mut all, &c);
                }
                Event::Eof => return all,
                Event::Text(_) | Event::Decl(_) => {}
                other => panic!("{other:?}"),
            }
            buffer.clear();
        }
    }

    fn append(all: &mut [Waypoint], text: &str) {
        all.last_mut().unwrap().children.last_mut().unwrap().1 += text;
    }

    fn kept(text: &str) -> String {
        text.chars().filter(|c| is_xml(*c)).collect()
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(places in proptest::collection::vec(Hostile::place(), 0..6)) {
            let (bytes, tally) = write(&EXPORTER, &ExportContext::default(), &places);
            let written: Vec<&Place> = places.iter().filter(|p| p.position.is_some()).collect();
            let read = waypoints(&bytes);
            prop_assert_eq!(read.len(), written.len());
            let mut removed = 0;
            for (waypoint, place) in read.iter().zip(written) {
                let at = place.position.unwrap();
                let read: Position = format!("{},{}", waypoint.at.0, waypoint.at.1).parse().unwrap();
                prop_assert_eq!(read.latitude_micro(), at.latitude_micro());
                let east = read.longitude_micro() - at.longitude_micro();
                prop_assert!(east.rem_euclid(360_000_000) == 0 && read.longitude_micro() < 180_000_000);
                let mut expected = vec![("name".to_owned(), kept(&place.name))];
                removed += place.name.chars().filter(|c| !is_xml(*c)).count() as u64;
                if let Some(group) = place.groups.winner(&[]) {
                    expected.push(("type".to_owned(), kept(group.as_str())));
                    removed += group.as_str().chars().filter(|c| !is_xml(*c)).count() as u64;
                }
                prop_assert_eq!(&waypoint.children, &expected);
            }
            prop_assert_eq!(tally.characters_removed, removed);
        }

        #[test]
        fn nothing_xml_forbids_and_nothing_that_steers_is_in_the_file(name in Hostile::text()) {
            let at = Position::from_micro(1, 1).ok();
            let (bytes, _) = write(&EXPORTER, &ExportContext::default(), &[place("k", &name, at)]);
            let text = String::from_utf8(bytes).unwrap();
            prop_assert!(text.chars().all(|c| is_xml(c) && (matches!(c, '\t' | '\n') || !steers(c))));
        }
    }
}
