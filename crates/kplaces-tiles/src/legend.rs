use std::cmp::Reverse;

use kplaces_domain::{Colour, Rgb};

/// What places are told apart by on the map.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum By {
    /// The group; of several, the first by the configured order or by name.
    Group,
    /// The colour they have in WEBFLEET.
    #[default]
    Colour,
}

/// A group or a colour that places have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The name; `None` stands for places without one.
    pub name: Option<String>,
    /// How many places.
    pub places: u64,
    /// Which of [`SWATCHES`] colours it is drawn in; [`OTHERS`] if it has none of its own.
    pub swatch: u8,
    /// That colour.
    pub rgb: Rgb,
}

/// The groups or the colours of the places, the most frequent first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Legend {
    /// What there is; a place of it is an index elsewhere.
    pub entries: Vec<Entry>,
    /// The colours to draw with; the last one is for all others.
    pub swatches: [Rgb; SWATCHES],
}

/// How many colours a cluster can be made of: the 16 of WEBFLEET, and one for all others.
pub const SWATCHES: usize = 17;

/// The swatch of everything that has none of its own.
pub const OTHERS: u8 = 16;

/// What is in no group, or has no colour, or one of too many.
const GREY: Rgb = Rgb(0x8a, 0x94, 0xa3);

/// Nine colours that differ in hue and in lightness, for eyes that see no red or green as well; on
/// light and dark ground each has a contrast of at least 3 : 1 to white, which the rims are.
const PALETTE: [Rgb; 9] = [
    Rgb(0x25, 0x63, 0xeb),
    Rgb(0xd9, 0x77, 0x06),
    Rgb(0x0d, 0x94, 0x88),
    Rgb(0xdb, 0x27, 0x77),
    Rgb(0x7c, 0x3a, 0xed),
    Rgb(0xdc, 0x26, 0x26),
    Rgb(0x4d, 0x7c, 0x0f),
    Rgb(0x08, 0x91, 0xb2),
    Rgb(0x85, 0x4d, 0x0e),
];

impl Legend {
    /// Orders what was counted and gives out the colours. Returns, besides the legend, where each
    /// counted thing went.
    pub(crate) fn new(counted: &[(Option<String>, u64)], by: By) -> (Self, Vec<u32>) {
        let mut order: Vec<usize> = (0..counted.len()).collect();
        // What has no name is the least interesting, whatever its number.
        order.sort_by_key(|&n| {
            let (name, places) = &counted[n];
            (name.is_none(), Reverse(*places), name.clone())
        });
        let mut went_to = vec![0; counted.len()];
        let mut legend = Self {
            entries: Vec::with_capacity(counted.len()),
            swatches: [GREY; SWATCHES],
        };
        for (index, &n) in order.iter().enumerate() {
            went_to[n] = index as u32;
            let (name, places) = counted[n].clone();
            let own = match by {
                By::Group => PALETTE.len(),
                By::Colour => usize::from(OTHERS),
            };
            let free = index < own && name.is_some();
            let swatch = if free { index as u8 } else { OTHERS };
            let rgb = match by {
                By::Group if free => PALETTE[index],
                By::Group => GREY,
                By::Colour => own_colour(name.as_deref()),
            };
            if free {
                legend.swatches[usize::from(swatch)] = rgb;
            }
            legend.entries.push(Entry {
                name,
                places,
                swatch,
                rgb,
            });
        }
        (legend, went_to)
    }
}

fn own_colour(name: Option<&str>) -> Rgb {
    let colour: Option<Colour> = name.and_then(|name| name.parse().ok());
    colour.and_then(|colour| colour.rgb()).unwrap_or(GREY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_frequent_come_first_and_the_nameless_last() {
        let counted = vec![
            (None, 900),
            (Some("Depots".to_owned()), 3),
            (Some("Customers".to_owned()), 80),
            (Some("Alpha".to_owned()), 3),
        ];
        let (legend, went_to) = Legend::new(&counted, By::Group);
        let names: Vec<_> = legend.entries.iter().map(|e| e.name.as_deref()).collect();
        assert_eq!(
            names,
            [Some("Customers"), Some("Alpha"), Some("Depots"), None]
        );
        assert_eq!(went_to, [3, 2, 0, 1]);
        assert_eq!(legend.entries[3].swatch, OTHERS);
        assert_eq!(legend.entries[0].rgb, PALETTE[0]);
    }

    #[test]
    fn after_nine_groups_there_are_only_others() {
        let counted: Vec<_> = (0..12).map(|n| (Some(format!("{n:02}")), 5)).collect();
        let (legend, _) = Legend::new(&counted, By::Group);
        let swatches: Vec<u8> = legend.entries.iter().map(|entry| entry.swatch).collect();
        assert_eq!(
            swatches,
            [0, 1, 2, 3, 4, 5, 6, 7, 8, OTHERS, OTHERS, OTHERS]
        );
    }

    #[test]
    fn colours_are_drawn_as_themselves() {
        let (legend, _) = Legend::new(&[(Some("brightblue".to_owned()), 1)], By::Colour);
        assert_eq!(legend.entries[0].rgb, Rgb(0x1e, 0x6f, 0xff));
        let (legend, _) = Legend::new(&[(Some("mauve".to_owned()), 1)], By::Colour);
        assert_eq!(legend.entries[0].rgb, GREY);
    }
}
