//! Which places stand together in a file, so that a device can skip those far away.

/// As many places are in one area; as in the files of gpsbabel.
const AREA: usize = 128;

/// A place until the file is written; its name is kept elsewhere. Coordinates are semicircles.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Poi {
    pub(crate) latitude: i32,
    pub(crate) longitude: i32,
    /// Where its name begins among all names, so also in which order places came.
    pub(crate) name: u32,
    /// Bytes of the name.
    pub(crate) length: u16,
    /// In metres; 0 for none.
    pub(crate) radius: u16,
}

/// A rectangle, and the places in it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Area {
    pub(crate) north: i32,
    pub(crate) east: i32,
    pub(crate) south: i32,
    pub(crate) west: i32,
    /// Whether one of them has a radius.
    pub(crate) alerts: bool,
    /// How many they are.
    pub(crate) places: usize,
}

/// Puts places in the order of the file, and gives the areas they are in, in that order too. There
/// is always one.
pub(crate) fn areas(places: &mut [Poi]) -> Vec<Area> {
    let mut areas = Vec::new();
    add(places, &mut areas);
    areas
}

fn add(places: &mut [Poi], areas: &mut Vec<Area>) {
    let area = Area::around(places.iter().map(|poi| Area {
        north: poi.latitude,
        east: poi.longitude,
        south: poi.latitude,
        west: poi.longitude,
        alerts: poi.radius > 0,
        places: 1,
    }));
    let parts = places.len().div_ceil(AREA);
    if parts <= 1 {
        places.sort_unstable_by_key(|poi| poi.name);
        areas.push(area);
        return;
    }
    // Whole areas on one side: so all areas are full but one.
    let middle = parts / 2 * AREA;
    // By all there is of a place: then what is where does not depend on how it was selected.
    if area.east.abs_diff(area.west) > area.north.abs_diff(area.south) {
        places.select_nth_unstable_by_key(middle, |poi| (poi.longitude, poi.latitude, poi.name));
    } else {
        places.select_nth_unstable_by_key(middle, |poi| (poi.latitude, poi.longitude, poi.name));
    }
    let (before, behind) = places.split_at_mut(middle);
    add(before, areas);
    add(behind, areas);
}

impl Area {
    /// The smallest around all of these.
    pub(crate) fn around(areas: impl IntoIterator<Item = Self>) -> Self {
        areas
            .into_iter()
            .reduce(|one, other| Self {
                north: one.north.max(other.north),
                east: one.east.max(other.east),
                south: one.south.min(other.south),
                west: one.west.min(other.west),
                alerts: one.alerts || other.alerts,
                places: one.places + other.places,
            })
            .unwrap_or_default()
    }
}
