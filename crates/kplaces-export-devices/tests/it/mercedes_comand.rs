//! GPX for COMAND, as others see it. Neither gpsbabel nor GDAL know GPX whose elements have a
//! prefix, so Python is the judge.

use kplaces_export::Entry;
use kplaces_export_testsuite::{depot, foreign};

use crate::{bare, exported, hostile, ordinary, profile};

#[test]
fn a_file_is_what_the_readme_says() {
    let written = exported("mercedes-comand", &[depot(), bare()]);
    assert_eq!(
        written.text(),
        r#"<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<gpx:gpx creator="3Kplaces" version="1.1" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:gpx="http://www.topografix.com/GPX/1/1" xsi:schemaLocation="http://www.topografix.com/GPX/1/1 http://www.topografix.com/GPX/1/1/gpx.xsd" xmlns:gpxd="http://www.daimler.com/DaimlerGPXExtensions/V2.4">
  <gpx:wpt lat="48.137154" lon="-11.576124">
    <gpx:name>Depot &quot;Süd&quot;, &lt;A&amp;B&gt;</gpx:name>
    <gpx:extensions>
      <gpxd:WptExtension>
        <gpxd:WptIconId IconId="12"></gpxd:WptIconId>
        <gpxd:POICategory Cat="customers"></gpxd:POICategory>
        <gpxd:Activity Active="true" Level="information" Unit="kilometer" Value="0.250"></gpxd:Activity>
        <gpxd:Presentation ShowOnMap="true"></gpxd:Presentation>
      </gpxd:WptExtension>
    </gpx:extensions>
  </gpx:wpt>
  <gpx:wpt lat="0.000000" lon="-180.000000">
    <gpx:name>Tor 2</gpx:name>
    <gpx:extensions>
      <gpxd:WptExtension>
        <gpxd:WptIconId IconId="12"></gpxd:WptIconId>
        <gpxd:Presentation ShowOnMap="true"></gpxd:Presentation>
      </gpxd:WptExtension>
    </gpx:extensions>
  </gpx:wpt>
</gpx:gpx>
"#
    );
    assert_eq!(written.losses(), "colour 1, further-groups 1");
}

const PYTHON: &str = r"
import json, sys
import xml.etree.ElementTree as tree
gpx, gpxd = '{http://www.topografix.com/GPX/1/1}', '{http://www.daimler.com/DaimlerGPXExtensions/V2.4}'
def place(wpt):
    more = wpt.find(gpx + 'extensions').find(gpxd + 'WptExtension')
    get = lambda tag, key: (lambda e: '' if e is None else e.get(key))(more.find(gpxd + tag))
    return [wpt.find(gpx + 'name').text, wpt.get('lat'), wpt.get('lon'),
            get('POICategory', 'Cat'), get('Activity', 'Value')]
print(json.dumps([place(wpt) for wpt in tree.parse(sys.argv[1]).getroot().findall(gpx + 'wpt')]))
";

#[test]
fn python_finds_every_place() {
    for written in [
        ordinary("mercedes-comand"),
        exported("mercedes-comand", &hostile()),
    ] {
        let (_folder, path) = foreign::file("places.gpx", &written.bytes);
        let Some(json) = foreign::run("python3", &["-c", PYTHON, &path]) else {
            return;
        };
        let seen: Vec<[String; 5]> = serde_json::from_str(&json).unwrap();
        let text = |micro: i32| format!("{:.6}", f64::from(micro) / 1e6);
        let expected: Vec<[String; 5]> = written
            .entries
            .into_iter()
            .map(|entry| {
                let (latitude, longitude) = entry.position.unwrap();
                let radius = format!("{:.3}", f64::from(entry.radius_m) / 1e3);
                [
                    entry.name,
                    text(latitude),
                    text(longitude),
                    entry.groups.first().cloned().unwrap_or_default(),
                    Some(radius)
                        .filter(|_| entry.radius_m > 0)
                        .unwrap_or_default(),
                ]
            })
            .collect();
        assert_eq!(seen, expected);
    }
}

/// What the profile reads from a file with one place that has this `Activity`.
fn read(activity: &str) -> Option<Entry> {
    let file = format!(
        "<gpx:gpx><gpx:wpt lat='1' lon='2'><gpx:extensions>{activity}</gpx:extensions></gpx:wpt></gpx:gpx>"
    );
    let mut entries = Vec::new();
    let read = profile("mercedes-comand").reader.unwrap().read;
    read(&mut file.as_bytes(), &mut |entry| {
        entries.push(entry);
        Ok(())
    })
    .ok()?;
    entries.pop()
}

#[test]
fn only_a_distance_is_a_radius() {
    let radius = |attributes: &str| {
        read(&format!("<gpxd:Activity {attributes}/>")).map(|entry| entry.radius_m)
    };
    let table = [
        ("Active='true' Unit='kilometer' Value='0.5'", Some(500)),
        ("Active='true' Unit='mile' Value='0.5'", Some(805)),
        ("Active='true' Unit='second' Value='36'", Some(0)),
        ("Active='false' Unit='kilometer' Value='1'", Some(0)),
        ("Active='true' Unit='kilometer' Value='-1'", Some(0)),
        ("Active='true' Unit='kilometer' Value='near'", None),
    ];
    for (attributes, metres) in table {
        assert_eq!(radius(attributes), metres, "{attributes}");
    }
}
