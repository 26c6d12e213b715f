use crate::{Colour, GroupsRef, Place, PlaceKey, Position, Radius};

/// A place that somebody else holds: a [`Place`], or a row of a page of places.
#[derive(Clone, Copy, Debug)]
pub struct PlaceRef<'a> {
    /// The text of its [`PlaceKey`].
    pub key: &'a str,
    /// The display name.
    pub name: &'a str,
    /// Where it is, if that is known.
    pub position: Option<Position>,
    /// How far around the position it reaches.
    pub radius: Radius,
    /// Its colour, if one is set.
    pub colour: Option<&'a Colour>,
    /// The groups it belongs to.
    pub groups: GroupsRef<'a>,
}

impl PlaceRef<'_> {
    /// A place of its own.
    pub fn to_place(&self) -> Place {
        Place {
            key: PlaceKey::from(self.key),
            name: self.name.into(),
            position: self.position,
            radius: self.radius,
            colour: self.colour.cloned(),
            groups: self.groups.to_groups(),
        }
    }
}

impl PartialEq for PlaceRef<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
            && self.name == other.name
            && self.position == other.position
            && self.radius == other.radius
            && self.colour == other.colour
            && self.groups == other.groups
    }
}

impl Eq for PlaceRef<'_> {}

impl Place {
    /// The same, as others look at it.
    pub fn as_ref(&self) -> PlaceRef<'_> {
        PlaceRef {
            key: self.key.as_str(),
            name: &self.name,
            position: self.position,
            radius: self.radius,
            colour: self.colour.as_ref(),
            groups: self.groups.as_ref(),
        }
    }
}

impl<'a> From<&'a Place> for PlaceRef<'a> {
    fn from(place: &'a Place) -> Self {
        place.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{GroupName, Groups};

    #[test]
    fn a_place_comes_back_from_what_others_see_of_it() {
        let place = Place {
            key: "k".into(),
            name: "n".into(),
            position: Position::from_micro(1, -2).ok(),
            radius: Radius::from_metres(3).unwrap(),
            colour: "Yellow".parse().ok(),
            groups: ["b", "a"].into_iter().map(GroupName::from).collect(),
        };
        assert_eq!(place.as_ref().to_place(), place);
        for other in [
            Place {
                key: "x".into(),
                ..place.clone()
            },
            Place {
                name: "x".into(),
                ..place.clone()
            },
            Place {
                position: None,
                ..place.clone()
            },
            Place {
                radius: Radius::default(),
                ..place.clone()
            },
            Place {
                colour: None,
                ..place.clone()
            },
            Place {
                groups: Groups::default(),
                ..place.clone()
            },
        ] {
            assert_ne!(place.as_ref(), other.as_ref());
        }
    }
}
