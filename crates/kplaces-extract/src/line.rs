//! A place as a line.

use kplaces_domain::{Colour, GroupName, Place, PlaceKey, Position, Radius};
use kplaces_text::{Text, text};
use serde::{Deserialize, Serialize};

/// A place, every field of it. The degrees are for people and other programs; what is read back is
/// the whole numbers.
#[derive(Serialize, Deserialize)]
pub(crate) struct PlaceLine {
    pub(crate) key: String,
    name: String,
    latitude_microdegrees: Option<i64>,
    longitude_microdegrees: Option<i64>,
    #[serde(default, skip_deserializing)]
    latitude: Option<f64>,
    #[serde(default, skip_deserializing)]
    longitude: Option<f64>,
    radius_m: i64,
    colour: Option<String>,
    groups: Vec<String>,
}

impl PlaceLine {
    pub(crate) fn of(place: &Place) -> Self {
        Self {
            key: place.key.as_str().to_owned(),
            name: place.name.to_string(),
            latitude_microdegrees: place.position.map(|at| at.latitude_micro().into()),
            longitude_microdegrees: place.position.map(|at| at.longitude_micro().into()),
            latitude: place.position.map(Position::latitude),
            longitude: place.position.map(Position::longitude),
            radius_m: place.radius.metres().into(),
            colour: place.colour.as_ref().map(|it| it.name().to_owned()),
            groups: place
                .groups
                .iter()
                .map(|it| it.as_str().to_owned())
                .collect(),
        }
    }

    /// The place, or what is wrong with the line.
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
            key: PlaceKey::new(self.key),
            name: self.name.into(),
            position,
            radius: Radius::from_metres(self.radius_m).ok_or_else(|| {
                text!(
                    "has a radius out of range",
                    "hat einen Radius außerhalb der Grenzen"
                )
            })?,
            colour: colour
                .map_err(|_| text!("has a colour without a name", "hat eine Farbe ohne Namen"))?,
            groups: self.groups.into_iter().map(GroupName::new).collect(),
        })
    }
}
