//! Real populated places, out of `data/places.csv` (GeoNames, CC BY 4.0).

use std::sync::LazyLock;

static PLACES: LazyLock<Vec<Place>> = LazyLock::new(|| {
    include_str!("../data/places.csv")
        .lines()
        .skip(1)
        .filter_map(Place::parse)
        .collect()
});

/// Where a made-up address stands.
pub(crate) struct Place {
    pub(crate) name: &'static str,
    pub(crate) country: &'static str,
    /// Micro-degrees.
    pub(crate) latitude: i64,
    /// Micro-degrees.
    pub(crate) longitude: i64,
}

impl Place {
    fn parse(line: &'static str) -> Option<Self> {
        let mut cells = line.split(',');
        let (name, country) = (cells.next()?, cells.next()?);
        let (latitude, longitude) = (cells.next()?.parse().ok()?, cells.next()?.parse().ok()?);
        Some(Self {
            name,
            country,
            latitude,
            longitude,
        })
    }
}

/// All places, in the order of the file.
pub(crate) fn all() -> &'static [Place] {
    &PLACES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_a_place_in_germany_or_next_to_it() {
        assert_eq!(
            all().len(),
            include_str!("../data/places.csv").lines().count() - 1
        );
        for place in all() {
            assert!(!place.name.is_empty() && place.country.len() == 2);
            assert!(
                (45_000_000..58_000_000).contains(&place.latitude),
                "{}",
                place.name
            );
            assert!(
                (-5_000_000..25_000_000).contains(&place.longitude),
                "{}",
                place.name
            );
        }
    }
}
