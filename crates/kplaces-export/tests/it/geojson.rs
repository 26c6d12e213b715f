//! GeoJSON, as another reader sees it.

use kplaces_domain::{Colour, steers_a_terminal as steers};
use kplaces_domain::{Groups, Timestamp};
use kplaces_export::ExportContext;
use kplaces_export_testsuite::{Hostile, Written, depot, place, write};
use proptest::prelude::*;

use crate::profile;
use serde_json::Value;

#[test]
fn a_file_is_what_the_readme_says() {
    let context = ExportContext {
        title: "Acme \u{202e}".into(),
        as_of: Some(Timestamp::from_unix(951_827_696)),
        ..ExportContext::default()
    };
    let mut odd = place("007", "", None);
    odd.colour = Some("yellow".parse().unwrap());
    let Written { bytes, tally, .. } = write(&profile("geojson"), &context, &[depot(), odd]);
    assert_eq!(
        String::from_utf8(bytes).unwrap(),
        r##"{"type":"FeatureCollection","name":"Acme \u202e","as_of":"2000-02-29T12:34:56Z","features":[
{"type":"Feature","id":"k1","geometry":{"type":"Point","coordinates":[-11.576124,48.137154]},"properties":{"name":"Depot \"Süd\", <A&B>","radius_m":250,"colour":"darkred","marker-color":"#9b111e","groups":["customers","fuel"]}},
{"type":"Feature","id":"007","geometry":null,"properties":{"name":"","radius_m":0,"colour":"yellow","groups":[]}}
]}
"##
    );
    assert_eq!((tally.written, tally.without_position), (2, 1));
    assert!(tally.is_lossless());
}

#[test]
fn no_places_are_an_empty_collection() {
    let Written { bytes, .. } = write(&profile("geojson"), &ExportContext::default(), &[]);
    assert_eq!(
        bytes,
        b"{\"type\":\"FeatureCollection\",\"features\":[\n]}\n"
    );
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(places in proptest::collection::vec(Hostile::place(), 0..6)) {
        let Written { bytes, .. } = write(&profile("geojson"), &ExportContext::default(), &places);
        let text = std::str::from_utf8(&bytes).unwrap();
        prop_assert!(!text.chars().any(|c| c != '\n' && steers(c)));
        let value: Value = serde_json::from_str(text).unwrap();
        let features = value["features"].as_array().unwrap();
        prop_assert_eq!(features.len(), places.len());
        for (feature, place) in features.iter().zip(&places) {
            prop_assert_eq!(&feature["type"], "Feature");
            prop_assert_eq!(&feature["id"], place.key.as_str());
            let properties = &feature["properties"];
            prop_assert_eq!(&properties["name"], &*place.name);
            prop_assert_eq!(&properties["radius_m"], place.radius.metres());
            prop_assert_eq!(properties["colour"].as_str(), place.colour.as_ref().map(Colour::name));
            let rgb = place.colour.as_ref().and_then(Colour::rgb).map(|rgb| rgb.to_string());
            prop_assert_eq!(properties["marker-color"].as_str(), rgb.as_deref());
            let groups = properties["groups"].as_array().unwrap().iter();
            let groups = groups.map(|name| name.as_str().unwrap().into()).collect::<Groups>();
            prop_assert_eq!(&groups, &place.groups);
            let Some(at) = place.position else {
                prop_assert!(feature["geometry"].is_null());
                continue;
            };
            prop_assert_eq!(&feature["geometry"]["type"], "Point");
            let micro = |index: usize| {
                let degrees = feature["geometry"]["coordinates"][index].as_f64().unwrap();
                (degrees * 1e6).round() as i32
            };
            prop_assert_eq!((micro(0), micro(1)), (at.longitude_micro(), at.latitude_micro()));
        }
    }
}

#[test]
fn a_file_of_another_program_is_read_and_positions_of_another_kind_are_not() {
    let file = |crs: &str| {
        format!(
            r#"{{{crs}"type":"FeatureCollection","features":[{{"type":"Feature",
            "properties":{{"id":"k1","name":"A","radius_m":null}},
            "geometry":{{"type":"Point","coordinates":[11.5,48.1,520]}}}}]}}"#
        )
    };
    let named =
        |name: &str| format!(r#""crs":{{"type":"name","properties":{{"name":"{name}"}}}},"#);
    let read = |text: &str| kplaces_export_testsuite::read(&profile("geojson"), text.as_bytes());
    for crs in [
        String::new(),
        r#""crs":null,"#.to_owned(),
        named("urn:ogc:def:crs:OGC:1.3:CRS84"),
        named("urn:ogc:def:crs:EPSG::4326"),
    ] {
        let entries = read(&file(&crs)).unwrap();
        assert_eq!(entries[0].key.as_deref(), Some("k1"), "{crs}");
        assert_eq!(entries[0].position, Some((48_100_000, 11_500_000)), "{crs}");
    }
    for name in [
        "urn:ogc:def:crs:EPSG::31468",
        "urn:ogc:def:crs:EPSG::3857",
        "",
    ] {
        let error = read(&file(&named(name))).unwrap_err().to_string();
        assert_eq!(
            error,
            "the positions are in another reference system than WGS 84"
        );
    }
}
