//! GPX for Garmin, as others see it.

use kplaces_export_testsuite::{depot, foreign};

use crate::{bare, exported, hostile, located, ordinary};

#[test]
fn a_file_is_what_the_readme_says() {
    let written = exported("garmin-gpx", &[depot(), bare()]);
    assert_eq!(
        written.text(),
        r#"<?xml version="1.0" encoding="UTF-8"?>
<gpx version="1.1" creator="3Kplaces" xmlns="http://www.topografix.com/GPX/1/1" xmlns:gpxx="http://www.garmin.com/xmlschemas/GpxExtensions/v3" xmlns:wptx1="http://www.garmin.com/xmlschemas/WaypointExtension/v1">
  <metadata>
    <name>A &amp; B</name>
    <time>2000-02-29T12:34:56Z</time>
  </metadata>
  <wpt lat="48.137154" lon="-11.576124">
    <name>Depot &quot;Süd&quot;, &lt;A&amp;B&gt;</name>
    <sym>Flag, Red</sym>
    <extensions>
      <gpxx:WaypointExtension>
        <gpxx:Proximity>250</gpxx:Proximity>
        <gpxx:Categories>
          <gpxx:Category>customers</gpxx:Category>
          <gpxx:Category>fuel</gpxx:Category>
        </gpxx:Categories>
      </gpxx:WaypointExtension>
      <wptx1:WaypointExtension>
        <wptx1:Proximity>250</wptx1:Proximity>
        <wptx1:Categories>
          <wptx1:Category>customers</wptx1:Category>
          <wptx1:Category>fuel</wptx1:Category>
        </wptx1:Categories>
      </wptx1:WaypointExtension>
    </extensions>
  </wpt>
  <wpt lat="0.000000" lon="-180.000000">
    <name>Tor 2</name>
  </wpt>
</gpx>
"#
    );
    assert_eq!(written.losses(), "recoloured 1");
}

#[test]
fn gpsbabel_and_gdal_find_every_place() {
    let written = ordinary("garmin-gpx");
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
        assert_eq!(properties["sym"].as_str(), entry.colour.as_deref());
        for prefix in ["gpxx", "wptx1"] {
            let extension = &properties[format!("{prefix}_WaypointExtension")];
            let extension = extension.as_str().unwrap_or_default();
            for group in &entry.groups {
                let category = format!("<{prefix}:Category>{group}<");
                assert!(extension.contains(&category), "{extension}");
            }
        }
    }
}

#[test]
fn gpsbabel_takes_the_radius_for_the_alarm() {
    let written = ordinary("garmin-gpx");
    let (_folder, path) = foreign::file("places.gpx", &written.bytes);
    let arguments = [
        "-i",
        "gpx",
        "-f",
        &path,
        "-o",
        "gpx,garminextensions",
        "-F",
        "-",
    ];
    let Some(gpx) = foreign::run("gpsbabel", &arguments) else {
        return;
    };
    let radii = gpx.split("<gpxx:Proximity>").skip(1);
    let radii: Vec<&str> = radii.map(|rest| rest.split_once('.').unwrap().0).collect();
    assert_eq!(radii, ["50", "250", "1000", "30", "100000", "5", "75"]);
}

#[test]
fn hostile_places_can_be_read_by_others() {
    let places = hostile();
    let (_folder, path) = foreign::file("places.gpx", &exported("garmin-gpx", &places).bytes);
    if let Some(seen) = foreign::gpsbabel("gpx", &path) {
        assert_eq!(seen.len(), located(&places));
    }
    if let Some(seen) = foreign::gdal_with(&path, &["waypoints"]) {
        assert_eq!(foreign::points(&seen).len(), located(&places));
    }
}
