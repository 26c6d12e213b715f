//! A place as a line.

use std::borrow::Cow;

use kplaces_domain::{Colour, GroupName, Place, PlaceKey, PlaceRef, Position, Radius};
use kplaces_text::{Text, text};
use serde::{Deserialize, Serialize};

/// A place, every field of it. The degrees are for people and other programs; what is read back is
/// the whole numbers.
#[derive(Serialize, Deserialize)]
pub(crate) struct PlaceLine<'a> {
    pub(crate) key: Cow<'a, str>,
    name: Cow<'a, str>,
    latitude_microdegrees: Option<i64>,
    longitude_microdegrees: Option<i64>,
    #[serde(default, skip_deserializing)]
    latitude: Option<f64>,
    #[serde(default, skip_deserializing)]
    longitude: Option<f64>,
    radius_m: i64,
    colour: Option<Cow<'a, str>>,
    groups: Vec<Cow<'a, str>>,
}

impl<'a> PlaceLine<'a> {
    pub(crate) fn of(place: PlaceRef<'a>) -> Self {
        let groups = place.groups.iter();
        Self {
            key: place.key.into(),
            name: place.name.into(),
            latitude_microdegrees: place.position.map(|at| at.latitude_micro().into()),
            longitude_microdegrees: place.position.map(|at| at.longitude_micro().into()),
            latitude: place.position.map(Position::latitude),
            longitude: place.position.map(Position::longitude),
            radius_m: place.radius.metres().into(),
            colour: place.colour.map(|it| it.name().into()),
            groups: groups.map(|it| it.as_str().into()).collect(),
        }
    }

    pub(crate) fn place(self) -> Result<Place, Text> {
        let position = match (self.latitude_microdegrees, self.longitude_microdegrees) {
            (Some(latitude), Some(longitude)) => {
                Some(Position::from_micro(latitude, longitude).map_err(|_| {
                    text!(
                        "has a position that is not on the globe",
                        "hat eine Position, die nicht auf der Erde liegt"
                    )
                })?)
            }
            (None, None) => None,
            _ => return Err(text!("has half a position", "hat eine halbe Position")),
        };
        let colour = self.colour.map(|name| name.parse::<Colour>()).transpose();
        Ok(Place {
            key: PlaceKey::new(self.key.into_owned()),
            name: self.name.into_owned().into(),
            position,
            radius: Radius::from_metres(self.radius_m).ok_or_else(|| {
                text!(
                    "has a radius out of range",
                    "hat einen Radius außerhalb der Grenzen"
                )
            })?,
            colour: colour
                .map_err(|_| text!("has a colour without a name", "hat eine Farbe ohne Namen"))?,
            groups: self
                .groups
                .iter()
                .map(|it| GroupName::from(&**it))
                .collect(),
        })
    }
}
