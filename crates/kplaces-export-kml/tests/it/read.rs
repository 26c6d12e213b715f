//! The readers, given what other programs write, and what nobody should.

use kplaces_export::{Entry, Reader};
use kplaces_export_testsuite::{depot, place, quadrants};

use crate::{exported, profile, read};

/// Saved by a program with ideas of its own: style maps, folders in folders, lines, names of
/// authors, white space, heights.
const SAVED_AGAIN: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:atom="http://www.w3.org/2005/Atom">
<Document>
  <name>My places</name>
  <atom:author><atom:name>Somebody</atom:name></atom:author>
  <Style id="normal"><IconStyle><color>FF1E119B</color><scale>1.1</scale></IconStyle></Style>
  <Style id="line"><LineStyle><color>ffffffff</color></LineStyle></Style>
  <StyleMap id="both">
    <Pair><key>highlight</key><styleUrl>#line</styleUrl></Pair>
    <Pair><key>normal</key><styleUrl>#normal</styleUrl></Pair>
  </StyleMap>
  <StyleMap id="none"><Pair><key>highlight</key><styleUrl>#line</styleUrl></Pair></StyleMap>
  <Folder><name>Outer</name>
    <Folder>
      <atom:author><atom:name>Somebody</atom:name></atom:author>
      <name>
        Inner
      </name>
      <Placemark>
        <name><![CDATA[ Mapped & <spaced> ]]></name>
        <styleUrl>#both</styleUrl>
        <Point><coordinates> 11.5,48.1,520
        </coordinates></Point>
      </Placemark>
      <Placemark><name>A road</name><LineString><coordinates>1,2 3,4</coordinates></LineString></Placemark>
    </Folder>
    <Placemark>
      <name>Styled itself</name>
      <Style><IconStyle><color>ff0000ff</color></IconStyle></Style>
      <styleUrl>#normal</styleUrl>
      <MultiGeometry><LinearRing><coordinates>1,2 3,4</coordinates></LinearRing><Point><coordinates>-180,-90</coordinates></Point></MultiGeometry>
    </Placemark>
  </Folder>
  <Placemark><styleUrl>#elsewhere</styleUrl><Point><coordinates>180,90,0</coordinates></Point></Placemark>
</Document>
</kml>"#;

#[test]
fn what_another_program_saved_again_is_read() {
    let entry = |name: &str, position, colour: Option<&str>, group: Option<&str>| Entry {
        name: name.to_owned(),
        position: Some(position),
        colour: colour.map(str::to_owned),
        groups: group.map(str::to_owned).into_iter().collect(),
        ..Entry::default()
    };
    assert_eq!(
        read("kml", SAVED_AGAIN.as_bytes()).unwrap(),
        [
            entry(
                "Mapped & <spaced>",
                (48_100_000, 11_500_000),
                Some("#9b111e"),
                Some("Inner")
            ),
            // The road.
            Entry::other(),
            entry(
                "Styled itself",
                (-90_000_000, -180_000_000),
                Some("#ff0000"),
                Some("Outer")
            ),
            entry("", (90_000_000, 180_000_000), None, None),
        ]
    );
}

#[test]
fn what_is_no_place_is_counted() {
    let document = "<kml><Document>\
        <NetworkLink><Link><href>x</href></Link></NetworkLink>\
        <Placemark><name>Area</name><Polygon/></Placemark>\
        <Placemark><MultiGeometry><Point><coordinates>1,2</coordinates></Point>\
        <Point><coordinates>3,4</coordinates></Point></MultiGeometry></Placemark>\
        </Document></kml>";
    for id in ["kml", "organicmaps-kml"] {
        let entries = read(id, document.as_bytes()).unwrap();
        let others: Vec<bool> = entries.iter().map(|entry| entry.is_other).collect();
        assert_eq!(others, [true, true, true, false], "{id}");
    }
}

#[test]
fn a_list_saved_by_organic_maps_is_read() {
    let list = r#"<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2">
<Document>
  <Style id="placemark-red">
    <IconStyle><Icon><href>https://omaps.app/placemarks/placemark-red.png</href></Icon></IconStyle>
  </Style>
  <name>A &amp; B</name>
  <ExtendedData xmlns:mwm="https://omaps.app"><mwm:name><mwm:lang code="default">A</mwm:lang></mwm:name></ExtendedData>
  <Placemark>
    <name><![CDATA[Müller & Söhne]]></name>
    <TimeStamp><when>2024-01-01T00:00:00Z</when></TimeStamp>
    <styleUrl>#placemark-teal</styleUrl>
    <Point><coordinates>11.576124,48.137154</coordinates></Point>
    <ExtendedData xmlns:mwm="https://omaps.app"><mwm:visibility>1</mwm:visibility></ExtendedData>
  </Placemark>
  <Placemark><name>B</name><styleUrl>#placemark-hotel</styleUrl><Point><coordinates>0,0</coordinates></Point></Placemark>
</Document></kml>"#;
    let entries = read("organicmaps-kml", list.as_bytes()).unwrap();
    let seen: Vec<_> = entries
        .iter()
        .map(|entry| (entry.name.as_str(), entry.colour.as_deref()))
        .collect();
    assert_eq!(seen, [("Müller & Söhne", Some("teal")), ("B", None)]);
    assert!(recognises("organicmaps-kml", list.as_bytes()));
    assert!(!recognises("kml", list.as_bytes()));
}

#[test]
fn what_is_not_kml_and_what_is_not_right_in_it_is_refused() {
    let with = |inner: &str| format!("<kml><Document>{inner}</Document></kml>");
    let point = "<Point><coordinates>1,2</coordinates></Point>";
    let data = |name: &str, value: &str| {
        with(&format!(
            "<Placemark><ExtendedData><Data name=\"{name}\"><value>{value}</value></Data></ExtendedData>{point}</Placemark>"
        ))
    };
    let style = |n: usize| {
        format!("<Style id=\"s{n}\"><IconStyle><color>ffffffff</color></IconStyle></Style>")
    };
    let bad = [
        String::new(),
        "<gpx/>".to_owned(),
        format!("<Placemark>{point}</Placemark>"),
        with("<Placemark><Point/></Placemark>"),
        with("<Placemark><Point><coordinates>1</coordinates></Point></Placemark>"),
        with("<Placemark><Point><coordinates>1,91</coordinates></Point></Placemark>"),
        with("<Placemark><Point><coordinates>181,1</coordinates></Point></Placemark>"),
        with("<Placemark><Point><coordinates>a,b</coordinates></Point></Placemark>"),
        with("<Style id=\"a\"><IconStyle><color>red</color></IconStyle></Style>"),
        with("<Style id=\"a\"><IconStyle><color>fff\u{fc}ffff</color></IconStyle></Style>"),
        data("radius_m", "wide"),
        data("key_hex", "6"),
        data("key_hex", "\u{20ac}"),
        data("key_hex", "ff"),
        with(&(0..5_000).map(style).collect::<String>()),
    ];
    for document in bad {
        let beginning: String = document.chars().take(80).collect();
        assert!(read("kml", document.as_bytes()).is_err(), "{beginning}");
    }
    assert_eq!(
        read("kml", data("key_hex", "6B00").as_bytes()).unwrap()[0]
            .key
            .as_deref(),
        Some("k\0")
    );
}

fn recognises(id: &str, bytes: &[u8]) -> bool {
    let beginning = &bytes[..bytes.len().min(Reader::BEGINNING)];
    (profile(id).reader.unwrap().recognises)(beginning)
}

#[test]
fn a_file_is_recognised_by_its_own_profile_and_by_no_other() {
    // A name that looks like the other profile's mark does not mislead.
    let mut sly = depot();
    sly.name = "<Style id=\"placemark-red\">#placemark-red".into();
    let places = [vec![sly], quadrants()].concat();
    let ids = ["kml", "kmz", "organicmaps-kml"];
    for writer in ids {
        let bytes = exported(writer, &places).bytes;
        for reader in ids {
            assert_eq!(
                recognises(reader, &bytes),
                reader == writer,
                "{writer} {reader}"
            );
        }
    }
    for (name, is_known) in [
        ("doc.kml", true),
        ("Meine Orte.KML", true),
        ("files/", true),
        ("files/dot.png", true),
        ("__MACOSX/._doc.kml", true),
        ("README.txt", false),
        ("word/document.xml", false),
    ] {
        let header = [
            &b"PK\x03\x04\x14\0\x08\0\x08\0"[..],
            &[0; 16],
            &[name.len() as u8, 0, 0, 0],
        ];
        let header = [&header.concat(), name.as_bytes()].concat();
        assert_eq!(recognises("kmz", &header), is_known, "{name}");
    }
    for other in [
        &b"<gpx>"[..],
        b"PK\x03\x04",
        b"PK\x03\x04 with <kml> in it, and not packed",
        b"",
        b"kml",
    ] {
        assert!(!ids.iter().any(|id| recognises(id, other)));
    }
    assert!(recognises(
        "kml",
        b"\xef\xbb\xbf<?xml version='1.0'?>\n<kml>"
    ));
}

#[test]
fn all_groups_come_back_whichever_is_the_folder() {
    let mut everywhere = place("k", "n", depot().position);
    everywhere.groups = ["a", "b", "fuel"].map(Into::into).into_iter().collect();
    for id in ["kml", "kmz"] {
        let entries = read(id, &exported(id, &[everywhere.clone(), depot()]).bytes).unwrap();
        assert_eq!(entries[0].groups, ["fuel", "a", "b"]);
        assert_eq!(entries[1].groups, ["fuel", "customers"]);
    }
}
