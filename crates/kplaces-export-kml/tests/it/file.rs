//! The files, to the byte.

use std::io::{self, Cursor, Write};

use kplaces_domain::{Place, Position, Radius};
use kplaces_export::{Entry, ExportContext};
use kplaces_export_testsuite::{Written, depot, place, write};
use zip::{CompressionMethod, DateTime, ZipArchive};

use crate::{acme, document, exported, profile};

const COLOURS: [(&str, &str); 16] = [
    ("brightblue", "ffff6f1e"),
    ("dullorange", "ff3d7bc9"),
    ("brightorange", "ff1a8cff"),
    ("brightpalegreen", "ff8cf098"),
    ("grassgreen", "ff2a9a4c"),
    ("brightpurple", "ffff3cb0"),
    ("darkred", "ff1e119b"),
    ("dullazure", "ffb98f5b"),
    ("deeppurple", "ff8a0f4b"),
    ("brightazure", "ffff9d00"),
    ("orangehighlight", "ff4fa5ff"),
    ("brightgreen", "ff3ad11f"),
    ("brightorangehighlight", "ff00b0ff"),
    ("khaki", "ff6bb7bd"),
    ("paleblue", "ffe7c7a7"),
    ("turquoise", "ff9cbc1a"),
];

/// A line for each colour.
fn styles(line: &str) -> String {
    let lines = COLOURS.map(|(id, colour)| line.replace("ID", id).replace("AABBGGRR", colour));
    lines.concat()
}

fn places() -> Vec<Place> {
    let at = Position::from_micro(0, 180_000_000).ok();
    let mut odd = place("k\u{0}2", "Tor \u{202e}2", at);
    odd.colour = "yellow".parse().ok();
    odd.radius = Radius::from_metres(10).unwrap();
    let mut fuel = depot();
    fuel.key = "k3".into();
    fuel.name = "Tank".into();
    fuel.radius = Radius::default();
    fuel.groups = ["fuel"].map(Into::into).into_iter().collect();
    vec![odd, depot(), fuel]
}

#[test]
fn a_kml_file_is_what_the_readme_says() {
    let written = exported("kml", &places());
    let head = r#"<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2">
<Document>
  <name>A &amp; B</name>
"#;
    let style = "  <Style id=\"ID\"><IconStyle><color>AABBGGRR</color></IconStyle>\
                 <LabelStyle><color>AABBGGRR</color></LabelStyle></Style>\n";
    let rest = r#"  <ExtendedData>
    <Data name="as_of"><value>2000-02-29T12:34:56Z</value></Data>
  </ExtendedData>
  <Folder>
    <name>fuel</name>
  <Placemark>
    <name>Depot &quot;Süd&quot;, &lt;A&amp;B&gt;</name>
    <styleUrl>#darkred</styleUrl>
    <ExtendedData>
      <Data name="key"><value>k1</value></Data>
      <Data name="radius_m"><value>250</value></Data>
      <Data name="group_2"><value>customers</value></Data>
    </ExtendedData>
    <Point><coordinates>-11.576124,48.137154</coordinates></Point>
  </Placemark>
  <Placemark>
    <name>Tank</name>
    <styleUrl>#darkred</styleUrl>
    <ExtendedData>
      <Data name="key"><value>k3</value></Data>
    </ExtendedData>
    <Point><coordinates>-11.576124,48.137154</coordinates></Point>
  </Placemark>
  </Folder>
  <Placemark>
    <name>Tor 2</name>
    <ExtendedData>
      <Data name="key_hex"><value>6b0032</value></Data>
      <Data name="radius_m"><value>10</value></Data>
    </ExtendedData>
    <Point><coordinates>-180.000000,0.000000</coordinates></Point>
  </Placemark>
</Document>
</kml>
"#;
    assert_eq!(written.text(), [head, &styles(style), rest].concat());
    assert_eq!(written.losses(), "colour 1, characters 1");
}

#[test]
fn a_file_about_nothing_has_its_colours_only() {
    let written = write(&profile("kml"), &ExportContext::default(), &[]);
    let text = written.text();
    assert!(!text.contains("name>") && !text.contains("ExtendedData"));
    assert!(text.ends_with("</Style>\n</Document>\n</kml>\n"));
}

#[test]
fn a_file_of_one_group_has_its_folder_too() {
    let context = ExportContext {
        title: "fuel".into(),
        group_per_file: true,
        ..acme()
    };
    let text = write(&profile("kml"), &context, &places()[1..]).text();
    assert_eq!(text.matches("<Folder>").count(), 1);
    assert!(text.contains("    <name>fuel</name>\n  <Placemark>"));
    assert_eq!(text.matches("group_2").count(), 1);
}

#[test]
fn a_kmz_file_is_what_the_readme_says() {
    let Written { bytes, .. } = exported("kmz", &places());
    let mut archive = ZipArchive::new(Cursor::new(&bytes)).unwrap();
    let mut entries = Vec::new();
    for n in 0..archive.len() {
        let entry = archive.by_index(n).unwrap();
        assert_eq!(entry.compression(), CompressionMethod::Deflated);
        assert_eq!(entry.last_modified(), Some(DateTime::default()));
        assert_eq!(entry.unix_mode(), Some(0o100_644));
        entries.push(entry.name().unwrap().into_owned());
    }
    assert_eq!(entries, ["doc.kml", "files/dot.png"]);

    let text = document(&bytes);
    let style = "  <Style id=\"ID\"><IconStyle><color>AABBGGRR</color>\
                 <Icon><href>files/dot.png</href></Icon></IconStyle>\
                 <LineStyle><color>AABBGGRR</color><width>2</width></LineStyle></Style>\n";
    assert!(text.contains(&styles(style)));
    assert!(
        !text
            .replace("http://www.opengis.net/kml/2.2", "")
            .contains("http")
    );
    // The one on the 180th meridian and the one without a radius have a point only.
    let plain = "    <Point><coordinates>-180.000000,0.000000</coordinates></Point>\n";
    assert!(text.contains(plain));
    assert_eq!(text.matches("<LinearRing>").count(), 1);
    let (before, ring) = text.split_once("    <MultiGeometry>\n").unwrap();
    assert!(before.ends_with("<value>customers</value></Data>\n    </ExtendedData>\n"));
    let (ring, _) = ring.split_once("    </MultiGeometry>\n").unwrap();
    let corners = ring
        .strip_prefix("      <Point><coordinates>-11.576124,48.137154</coordinates></Point>\n")
        .and_then(|ring| ring.strip_prefix("      <LinearRing><tessellate>1</tessellate>"))
        .and_then(|ring| ring.strip_prefix("<coordinates>"))
        .and_then(|ring| ring.strip_suffix("</coordinates></LinearRing>\n"));
    let corners: Vec<&str> = corners.unwrap().split(' ').collect();
    assert_eq!(corners.len(), 37);
    assert_eq!(corners[0], corners[36]);
    assert_eq!(corners[0], "-11.576124,48.139402");
    assert_eq!(corners[9], "-11.579493,48.137154");
    assert_eq!(corners[18], "-11.576124,48.134906");
}

#[test]
fn a_list_for_organic_maps_is_what_the_readme_says() {
    let written = exported("organicmaps-kml", &places());
    assert_eq!(
        written.text(),
        r#"<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2">
<Document id="organicmaps">
  <name>A &amp; B</name>
  <Style id="placemark-red"><IconStyle><color>ff231be5</color></IconStyle></Style>
  <Style id="placemark-pink"><IconStyle><color>ff8241ff</color></IconStyle></Style>
  <Style id="placemark-purple"><IconStyle><color>ffb2249b</color></IconStyle></Style>
  <Style id="placemark-deeppurple"><IconStyle><color>ffbf3966</color></IconStyle></Style>
  <Style id="placemark-blue"><IconStyle><color>ffcc6600</color></IconStyle></Style>
  <Style id="placemark-lightblue"><IconStyle><color>fff29c24</color></IconStyle></Style>
  <Style id="placemark-cyan"><IconStyle><color>ffcdbe14</color></IconStyle></Style>
  <Style id="placemark-teal"><IconStyle><color>ff8ca500</color></IconStyle></Style>
  <Style id="placemark-green"><IconStyle><color>ff3c8c3c</color></IconStyle></Style>
  <Style id="placemark-lime"><IconStyle><color>ff39bf93</color></IconStyle></Style>
  <Style id="placemark-yellow"><IconStyle><color>ff00c8ff</color></IconStyle></Style>
  <Style id="placemark-orange"><IconStyle><color>ff0096ff</color></IconStyle></Style>
  <Style id="placemark-deeporange"><IconStyle><color>ff3264f0</color></IconStyle></Style>
  <Style id="placemark-brown"><IconStyle><color>ff334680</color></IconStyle></Style>
  <Style id="placemark-gray"><IconStyle><color>ff737373</color></IconStyle></Style>
  <Style id="placemark-bluegray"><IconStyle><color>ff807359</color></IconStyle></Style>
  <Placemark>
    <name>Tor 2</name>
    <Point><coordinates>-180.000000,0.000000</coordinates></Point>
  </Placemark>
  <Placemark>
    <name>Depot &quot;Süd&quot;, &lt;A&amp;B&gt;</name>
    <styleUrl>#placemark-brown</styleUrl>
    <Point><coordinates>-11.576124,48.137154</coordinates></Point>
  </Placemark>
  <Placemark>
    <name>Tank</name>
    <styleUrl>#placemark-brown</styleUrl>
    <Point><coordinates>-11.576124,48.137154</coordinates></Point>
  </Placemark>
</Document>
</kml>
"#
    );
    assert_eq!(
        written.losses(),
        "radius 2, colour 1, recoloured 2, groups 2, characters 1"
    );
}

/// A disk that is full at some time.
struct Full(usize);

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0 < bytes.len() {
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.0 -= bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Folders are drawn in pieces, on two threads.
#[test]
fn a_large_file_has_every_place_in_its_folder_and_in_order() {
    let places: Vec<Place> = (0..9_000)
        .map(|n| {
            let groups = [&["fuel"][..], &["depot", "fuel"], &["depot"], &[]][n % 4];
            Place {
                groups: groups.iter().map(|name| (*name).into()).collect(),
                ..place(
                    &format!("{n:04}"),
                    &format!("Place {n}"),
                    Position::from_micro(1, 2).ok(),
                )
            }
        })
        .collect();
    let winner = |place: &Place| {
        let winner = place.groups.winner(&acme().group_order);
        winner.map_or("~none".to_owned(), ToString::to_string)
    };
    let mut expected: Vec<(String, String)> = places
        .iter()
        .map(|place| (winner(place), place.key.to_string()))
        .collect();
    expected.sort();
    for id in ["kml", "kmz"] {
        let read = crate::read(id, &exported(id, &places).bytes).unwrap();
        let keys: Vec<&str> = read
            .iter()
            .filter_map(|entry| entry.key.as_deref())
            .collect();
        let expected: Vec<&str> = expected.iter().map(|(_, key)| &**key).collect();
        assert!(keys == expected, "{id}");
        let in_one = |entry: &&Entry| entry.groups == ["depot"];
        assert_eq!(read.iter().filter(in_one).count(), 9_000 / 4, "{id}");
    }
}

#[test]
fn a_full_disk_is_an_error_at_every_byte() {
    let mut depot = depot();
    depot.colour = None;
    let at = depot.position.unwrap();
    for exporter in kplaces_export_kml::exporters() {
        let whole = exported(exporter.id, std::slice::from_ref(&depot))
            .bytes
            .len();
        let attempt = |room| -> io::Result<()> {
            let mut writer = (exporter.start)(kplaces_export::Out::new(Full(room)), &acme())?;
            let point = kplaces_export::Point {
                key: "k1",
                name: (&*depot.name).into(),
                radius_m: 250,
                colour: None,
                rgb: None,
                swatch: None,
                groups: ["customers".into(), "fuel".into()].into(),
                winner: Some(1),
            };
            writer.point(at, &point)?;
            writer.finish()
        };
        for room in (0..whole.min(2_000)).step_by(7) {
            let error = attempt(room).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::StorageFull, "{room}");
        }
        attempt(whole).unwrap();
    }
}
