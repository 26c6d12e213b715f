//! GPX, as another reader sees it.

use kplaces_domain::Timestamp;
use kplaces_domain::{Place, Position};
use kplaces_export::{ExportContext, Loss};
use kplaces_export_testsuite::{Hostile, Written, depot, place, write};
use proptest::prelude::*;

use crate::profile;
use quick_xml::Reader;
use quick_xml::events::Event;

#[test]
fn a_file_is_what_the_readme_says() {
    let context = ExportContext {
        group_order: vec!["fuel".into()],
        as_of: Some(Timestamp::from_unix(951_827_696)),
        title: "A & B".into(),
        ..ExportContext::default()
    };
    let line = place(
        "k2",
        "]]>\r\n\u{202e}\u{0}",
        Position::from_micro(0, 180_000_000).ok(),
    );
    let Written { bytes, tally, .. } = write(
        &profile("gpx"),
        &context,
        &[depot(), place("k3", "", None), line],
    );
    assert_eq!(
        String::from_utf8(bytes).unwrap(),
        r#"<?xml version="1.0" encoding="UTF-8"?>
<gpx version="1.1" creator="3Kplaces" xmlns="http://www.topografix.com/GPX/1/1">
  <metadata>
    <name>A &amp; B</name>
    <time>2000-02-29T12:34:56Z</time>
  </metadata>
  <wpt lat="48.137154" lon="-11.576124">
    <name>Depot &quot;Süd&quot;, &lt;A&amp;B&gt;</name>
    <type>fuel</type>
  </wpt>
  <wpt lat="0.000000" lon="-180.000000">
    <name>]]&gt;&#xD;&#xA;&#x202E;</name>
  </wpt>
</gpx>
"#
    );
    assert_eq!(tally.written, 2);
    assert_eq!(tally.without_position, 1);
    assert_eq!(tally.lost[&Loss::Place].examples[0].key, "k3".into());
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
    let Written { bytes, .. } = write(&profile("gpx"), &ExportContext::default(), &[]);
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
    text.chars()
        .filter(|c| (kplaces_export::Charset::XML.has)(*c))
        .collect()
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(places in proptest::collection::vec(Hostile::place(), 0..6)) {
        let Written { bytes, tally, .. } = write(&profile("gpx"), &ExportContext::default(), &places);
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
            removed += place.name.chars().filter(|c| !(kplaces_export::Charset::XML.has)(*c)).count() as u64;
            if let Some(group) = place.groups.winner(&[]) {
                let text = kept(group.as_str());
                removed += (group.as_str().chars().count() - text.chars().count()) as u64;
                if !text.is_empty() {
                    expected.push(("type".to_owned(), text));
                }
            }
            prop_assert_eq!(&waypoint.children, &expected);
        }
        prop_assert_eq!(tally.characters_removed, removed);
    }

    #[test]
    fn nothing_xml_forbids_and_nothing_that_steers_is_in_the_file(name in Hostile::text()) {
        let at = Position::from_micro(1, 1).ok();
        let Written { bytes, .. } = write(&profile("gpx"), &ExportContext::default(), &[place("k", &name, at)]);
        let text = String::from_utf8(bytes).unwrap();
        prop_assert!(text.chars().all(|c| (kplaces_export::Charset::XML.has)(c) && (c == '\n' || !kplaces_domain::steers_a_terminal(c))));
    }
}
