use kplaces_domain::{Position, distance_m};
use kplaces_tiles::{Atlas, PlaceId};
use serde::Serialize;

/// A place as lists and details show it.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct Row<'a> {
    id: PlaceId,
    key: &'a str,
    name: &'a str,
    lat: Option<f64>,
    lon: Option<f64>,
    radius_m: u32,
    colour: Option<ColourJson<'a>>,
    groups: Vec<&'a str>,
    /// The one of them that the place counts as.
    group: Option<&'a str>,
    distance_m: Option<f64>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(rename = "Colour"))]
pub(crate) struct ColourJson<'a> {
    name: &'a str,
    rgb: String,
}

impl<'a> Row<'a> {
    /// A place, with its distance from a point where one is given.
    pub(crate) fn new(atlas: &'a Atlas, id: PlaceId, from: Option<Position>) -> Option<Self> {
        let position = atlas.position(id);
        let colour = atlas.colour(id).map(|(name, rgb)| ColourJson {
            name,
            rgb: rgb.to_string(),
        });
        Some(Self {
            id,
            key: atlas.key(id)?,
            name: atlas.name(id)?,
            lat: position.map(Position::latitude),
            lon: position.map(Position::longitude),
            radius_m: atlas.radius_m(id)?,
            colour,
            groups: atlas.groups(id).collect(),
            group: atlas.group(id),
            distance_m: position.zip(from).map(|(at, from)| distance_m(from, at)),
        })
    }
}
