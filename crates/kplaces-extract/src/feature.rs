//! A place as a feature of GeoJSON. Members are in the order of their names.

use kplaces_domain::{Colour, GroupName, PlaceRef};
use serde::Serialize;

#[derive(Serialize)]
pub(crate) struct Feature<'a> {
    geometry: Option<Geometry>,
    id: &'a str,
    properties: Properties<'a>,
    r#type: &'static str,
}

#[derive(Serialize)]
struct Geometry {
    coordinates: [f64; 2],
    r#type: &'static str,
}

#[derive(Serialize)]
struct Properties<'a> {
    colour: Option<&'a str>,
    groups: Vec<&'a str>,
    key: &'a str,
    name: &'a str,
    radius_m: u32,
}

impl<'a> Feature<'a> {
    pub(crate) fn of(place: PlaceRef<'a>) -> Self {
        Self {
            geometry: place.position.map(|at| Geometry {
                coordinates: [at.longitude(), at.latitude()],
                r#type: "Point",
            }),
            id: place.key,
            properties: Properties {
                colour: place.colour.map(Colour::name),
                groups: place.groups.iter().map(GroupName::as_str).collect(),
                key: place.key,
                name: place.name,
                radius_m: place.radius.metres(),
            },
            r#type: "Feature",
        }
    }
}
