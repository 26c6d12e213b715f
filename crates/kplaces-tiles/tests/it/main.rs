//! Tiles as a map reads them: GDAL has a reader for them that we did not write.
#![expect(
    clippy::unwrap_used,
    reason = "test code: a failed expectation is a failed test"
)]

use std::sync::Arc;

use kplaces_domain::{GroupName, Place, PlaceKey, Position, Radius};
use kplaces_export_testsuite::foreign;
use kplaces_tiles::{Atlas, AtlasBuilder, By, Choice, Sequence, TileId, View};
use serde_json::Value;

fn place(key: &str, name: &str, at: (f64, f64), radius: i64, group: &str) -> Place {
    Place {
        key: PlaceKey::from(key),
        name: name.into(),
        position: Position::from_degrees(at.0, at.1).ok(),
        radius: Radius::from_metres(radius).unwrap(),
        colour: "brightblue".parse().ok(),
        groups: [GroupName::from(group)].into_iter().collect(),
    }
}

fn view(places: &[Place]) -> View {
    let mut builder = AtlasBuilder::new(Vec::new());
    for place in places {
        builder.add(place);
    }
    View::new(Arc::new(builder.finish()), Choice::default())
}

/// The features of a layer, as GDAL reads them; nothing where it is not installed.
fn read(tile: &[u8], layer: &str) -> Option<Vec<Value>> {
    let (_folder, path) = foreign::file("tile.mvt", tile);
    let json = foreign::gdal_with(&path, &[layer])?;
    Some(json["features"].as_array().unwrap().clone())
}

/// The tile of a zoom that a position is in.
fn tile_of(zoom: u8, latitude: f64, longitude: f64) -> TileId {
    let edge = f64::from(1_u32 << zoom);
    let x = (longitude + 180.0) / 360.0 * edge;
    let y = (0.5 - latitude.to_radians().tan().asinh() / std::f64::consts::TAU) * edge;
    TileId::new(zoom, x as u32, y as u32).unwrap()
}

const MUNICH: (f64, f64) = (48.137_154, 11.576_124);

#[test]
fn a_place_is_read_with_its_name_colour_and_ring() {
    let name = "Bäckerei <Müller> & Söhne";
    let view = view(&[place("a", name, MUNICH, 250, "Depots")]);
    let tile = view.tile(By::Colour, tile_of(14, MUNICH.0, MUNICH.1));
    let Some(places) = read(&tile, "places") else {
        return;
    };
    assert_eq!(places.len(), 1);
    assert_eq!(places[0]["properties"]["n"], name);
    assert_eq!(places[0]["properties"]["c"], "#1e6fff");
    assert_eq!(places[0]["properties"]["r"], 250);
    assert_eq!(places[0]["properties"]["mvt_id"], 0);
    // GDAL counts units of the tile from its south-west corner.
    let at = &places[0]["geometry"]["coordinates"];
    let inside = |value: &Value| (0.0..4_096.0).contains(&value.as_f64().unwrap());
    assert!(inside(&at[0]) && inside(&at[1]), "{at}");

    let rings = read(&tile, "rings").unwrap();
    let ring = rings[0]["geometry"]["coordinates"][0].as_array().unwrap();
    let across = |axis: usize| {
        let values = || ring.iter().map(|at| at[axis].as_f64().unwrap());
        values().fold(f64::MIN, f64::max) - values().fold(f64::MAX, f64::min)
    };
    // 500 m at zoom 14 and this latitude, in units: 8 to a pixel.
    let metres_per_px = 156_543.034 / 2.0 / 16_384.0 * MUNICH.0.to_radians().cos();
    let expected = 500.0 / metres_per_px * 8.0;
    assert!(
        (across(0) / expected - 1.0).abs() < 0.02,
        "{} {expected}",
        across(0)
    );
    // GDAL cuts it at the edge of the tile.
    assert!(ring.len() > 12 && ring.first() == ring.last(), "{ring:?}");
}

#[test]
fn a_ring_is_drawn_in_every_tile_it_reaches_into() {
    // 3 km around a place: at zoom 14 that is several tiles in each direction.
    let view = view(&[place("a", "Depot", MUNICH, 3_000, "Depots")]);
    let middle = tile_of(14, MUNICH.0, MUNICH.1);
    let east = tile_of(14, MUNICH.0, MUNICH.1 + 0.03);
    let far = tile_of(14, MUNICH.0, MUNICH.1 + 0.2);
    assert_ne!(middle, east);
    let Some(rings) = read(&view.tile(By::Colour, east), "rings") else {
        return;
    };
    assert_eq!(rings.len(), 1);
    assert!(!view.tile(By::Colour, middle).is_empty());
    assert!(view.tile(By::Colour, far).is_empty());
}

#[test]
fn a_cluster_says_how_many_and_of_what() {
    let places: Vec<Place> = (0..12)
        .map(|n| {
            let group = if n < 9 { "Customers" } else { "Depots" };
            let at = (MUNICH.0 + f64::from(n) * 1e-4, MUNICH.1);
            place(&format!("{n:02}"), "x", at, 0, group)
        })
        .collect();
    let view = view(&places);
    let tile = view.tile(By::Group, tile_of(6, MUNICH.0, MUNICH.1));
    let Some(clusters) = read(&tile, "clusters") else {
        return;
    };
    assert_eq!(clusters.len(), 1);
    assert_eq!(clusters[0]["properties"]["n"], 12);
    assert_eq!(clusters[0]["properties"]["i"], "d|1|0612");
    let apart = clusters[0]["properties"]["x"].as_i64().unwrap();
    assert!((14..=18).contains(&apart), "{apart}");
}

#[test]
fn a_list_by_distance_is_that_of_the_domain_and_by_name_folds() {
    let names = ["Österreich", "ostern", "Zoo", "ämter", "Amt"];
    let mut places: Vec<Place> = names
        .iter()
        .enumerate()
        .map(|(n, name)| {
            place(
                &format!("{n}"),
                name,
                (48.0, 179.5 + n as f64 * 0.2),
                0,
                "g",
            )
        })
        .map(|mut place| {
            // Across the date line.
            if place.position.is_none() {
                let n: f64 = place.key.as_str().parse().unwrap();
                place.position = Position::from_degrees(48.0, -180.5 + n * 0.2).ok();
            }
            place
        })
        .collect();
    places[4].position = None;
    let view = view(&places);
    let from = Position::from_degrees(48.0, 179.9).unwrap();
    assert_eq!(view.list(Sequence::Distance(from), 0, 9), [2, 1, 3, 0, 4]);
    assert_eq!(view.list(Sequence::Distance(from), 3, 1), [0]);
    assert_eq!(view.list(Sequence::Name, 0, 9), [4, 3, 1, 0, 2]);
}

#[test]
fn the_bounds_leave_a_few_far_away_places_out() {
    let mut builder = AtlasBuilder::new(Vec::new());
    for n in 0..200 {
        let at = (48.0 + f64::from(n) * 1e-3, 11.0);
        builder.add(&place(&format!("{n:03}"), "x", at, 0, "g"));
    }
    builder.add(&place("z", "far away", (-33.9, 151.2), 0, "g"));
    let atlas: Atlas = builder.finish();
    assert!(atlas.bounds(0.0).unwrap().south < -33.8);
    let bounds = atlas.bounds(0.01).unwrap();
    assert!(bounds.south > 47.9 && bounds.east < 12.0, "{bounds:?}");
}
