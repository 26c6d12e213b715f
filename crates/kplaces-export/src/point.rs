use std::borrow::Cow;

use kplaces_domain::{Colour, Rgb};
use smallvec::SmallVec;

use crate::palette::Swatch;

/// A place as a file shows it: fit for the format, what it cannot carry already gone.
#[derive(Clone, Debug)]
pub struct Point<'a> {
    /// Tells it from every other place of the account. As it came: a text from outside.
    pub key: &'a str,
    /// What the device shows.
    pub name: Cow<'a, str>,
    /// In metres; 0 means none is set, or none can be carried.
    pub radius_m: u32,
    /// The colour, if it has one that can be carried.
    pub colour: Option<&'a Colour>,
    /// Red, green and blue of the colour, if they are known and can be carried.
    pub rgb: Option<Rgb>,
    /// What the device has for the colour, where the format has a palette.
    pub swatch: Option<&'static Swatch>,
    /// As many groups as can be carried.
    pub groups: Shown<'a>,
    /// Where in `groups` the winner is: the one to name where only one can be.
    pub winner: Option<usize>,
}

/// The groups of a point. Few places are in more than two.
pub(crate) type Shown<'a> = SmallVec<[Cow<'a, str>; 2]>;

impl Point<'_> {
    /// The one group to name where only one can be.
    pub fn group(&self) -> Option<&str> {
        self.groups.get(self.winner?).map(AsRef::as_ref)
    }
}
