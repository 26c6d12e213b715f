use std::fmt;

use crate::{Colour, Groups, Position};

/// The opaque key WEBFLEET tells two addresses apart by: the address uid, else its number.
///
/// A text even when it looks like a number: `007` stays `007`. Keys order by their bytes.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PlaceKey(Box<str>);

impl PlaceKey {
    /// Wraps a key as it came.
    pub fn new(key: impl Into<Box<str>>) -> Self {
        Self(key.into())
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PlaceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for PlaceKey {
    fn from(key: &str) -> Self {
        Self::new(key)
    }
}

/// The radius of a place in whole metres; 0 means none is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Radius(u32);

impl Radius {
    /// The largest radius taken as meant, in metres. WEBFLEET's default is 250 m.
    pub const MAX_M: u32 = 100_000;

    /// A radius in metres, or `None` if it is negative or above [`Radius::MAX_M`].
    pub fn from_metres(metres: i64) -> Option<Self> {
        u32::try_from(metres)
            .ok()
            .filter(|m| *m <= Self::MAX_M)
            .map(Self)
    }

    /// The radius in metres.
    pub fn metres(self) -> u32 {
        self.0
    }
}

/// An address as 3Kplaces keeps it. There is no field for anything else WEBFLEET knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Tells it from every other place of the account.
    pub key: PlaceKey,
    /// The display name, as written in WEBFLEET; it may hold any character.
    pub name: Box<str>,
    /// Where it is, if WEBFLEET knows.
    pub position: Option<Position>,
    /// How far around the position the place reaches.
    pub radius: Radius,
    /// Its colour on WEBFLEET's map, if one is set.
    pub colour: Option<Colour>,
    /// The groups it belongs to.
    pub groups: Groups,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_radius_outside_the_range_is_none() {
        assert_eq!(Radius::from_metres(-1), None);
        assert_eq!(Radius::from_metres(100_001), None);
        assert_eq!(Radius::from_metres(i64::MAX), None);
        assert_eq!(Radius::from_metres(250).unwrap().metres(), 250);
    }

    #[test]
    fn keys_that_look_like_numbers_stay_texts() {
        assert_ne!(PlaceKey::from("007"), PlaceKey::from("7"));
    }
}
