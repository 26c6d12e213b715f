//! GPX for OsmAnd, as others see it.

use kplaces_export::Loss;
use kplaces_export_testsuite::{depot, foreign};

use crate::{bare, exported, grouped, hostile, located, ordinary};

#[test]
fn a_file_is_what_the_readme_says() {
    let places = [grouped("k0", "Tor 2", "customers"), depot(), bare()];
    let written = exported("osmand", &places);
    assert_eq!(
        written.text(),
        r##"<?xml version="1.0" encoding="UTF-8"?>
<gpx version="1.1" creator="3Kplaces" xmlns="http://www.topografix.com/GPX/1/1" xmlns:osmand="https://osmand.net">
  <metadata>
    <name>A &amp; B</name>
    <time>2000-02-29T12:34:56Z</time>
  </metadata>
  <wpt lat="0.000001" lon="-0.000001">
    <name>Tor 2</name>
    <type>customers</type>
    <extensions>
      <osmand:icon>special_star</osmand:icon>
      <osmand:background>circle</osmand:background>
    </extensions>
  </wpt>
  <wpt lat="48.137154" lon="-11.576124">
    <name>Depot &quot;Süd&quot;, &lt;A&amp;B&gt;</name>
    <type>customers</type>
    <extensions>
      <osmand:color>#9b111e</osmand:color>
      <osmand:icon>special_star</osmand:icon>
      <osmand:background>circle</osmand:background>
    </extensions>
  </wpt>
  <wpt lat="0.000000" lon="-180.000000">
    <name>Tor 2 #k2</name>
    <extensions>
      <osmand:icon>special_star</osmand:icon>
      <osmand:background>circle</osmand:background>
    </extensions>
  </wpt>
  <extensions>
    <osmand:points_groups>
      <group name="customers" color="#9b111e" icon="special_star" background="circle"/>
    </osmand:points_groups>
  </extensions>
</gpx>
"##
    );
    assert_eq!(written.losses(), "radius 1, further-groups 1, renamed 1");
}

#[test]
fn no_two_favourites_have_the_same_name() {
    let written = exported("osmand", &vec![depot(); 20]);
    let mut names: Vec<&str> = written.entries.iter().map(|entry| &*entry.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 20);
    assert_eq!(written.tally.lost(Loss::Renamed), 19);
}

#[test]
fn gpsbabel_and_gdal_find_every_place() {
    let written = ordinary("osmand");
    let (_folder, path) = foreign::file("places.gpx", &written.bytes);
    let expected = foreign::expected(&written.entries);
    if let Some(seen) = foreign::gpsbabel("gpx", &path) {
        foreign::assert_same(&seen, &expected, 0.0);
    }
    let Some(seen) = foreign::gdal_with(&path, &["waypoints"]) else {
        return;
    };
    foreign::assert_same(&foreign::points(&seen), &expected, 1e-9);
    for (feature, entry) in seen["features"]
        .as_array()
        .unwrap()
        .iter()
        .zip(&written.entries)
    {
        let properties = &feature["properties"];
        assert_eq!(
            properties["type"].as_str(),
            entry.groups.first().map(|group| &**group)
        );
        assert_eq!(properties["osmand_color"].as_str(), entry.colour.as_deref());
    }
}

#[test]
fn hostile_places_can_be_read_by_others() {
    let places = hostile();
    let (_folder, path) = foreign::file("places.gpx", &exported("osmand", &places).bytes);
    if let Some(seen) = foreign::gpsbabel("gpx", &path) {
        assert_eq!(seen.len(), located(&places));
    }
    if let Some(seen) = foreign::gdal_with(&path, &["waypoints"]) {
        assert_eq!(foreign::points(&seen).len(), located(&places));
    }
}
