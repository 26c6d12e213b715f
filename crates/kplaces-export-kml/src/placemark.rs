//! A place between the moment it comes and that in which its folder is written.

use kplaces_domain::{Colour, Position};
use kplaces_export::Point;
use kplaces_export::record::{number, put_number, put_text, text};

/// A place as a folder shows it.
pub(crate) struct Placemark<'a> {
    pub(crate) at: Position,
    pub(crate) key: &'a str,
    pub(crate) name: &'a str,
    pub(crate) radius_m: u32,
    /// Its colour, if there is a style for it.
    pub(crate) colour: Option<&'a Colour>,
    /// So many groups beside that of the folder are still to be read from `groups`.
    further: u32,
    groups: &'a str,
}

/// The number of no colour.
const NO_COLOUR: u32 = u32::MAX;

/// Puts a place away. `styles` are the colours that have one.
pub(crate) fn put(out: &mut Vec<u8>, at: Position, point: &Point<'_>, styles: &[Colour]) {
    put_number(out, at.latitude_micro().cast_unsigned());
    put_number(out, at.longitude_micro().cast_unsigned());
    put_number(out, point.radius_m);
    let colour = point.colour.filter(|_| point.rgb.is_some());
    let style = colour.and_then(|colour| styles.iter().position(|it| it == colour));
    put_number(out, style.map_or(NO_COLOUR, |number| number as u32));
    put_text(out, point.key);
    put_text(out, &point.name);
    let further = || {
        let groups = point.groups.iter().enumerate();
        groups.filter(|(number, _)| Some(*number) != point.winner)
    };
    put_number(out, further().count() as u32);
    for (_, group) in further() {
        put_text(out, group);
    }
}

impl<'a> Placemark<'a> {
    /// Takes the next of those that were put away.
    pub(crate) fn take(record: &mut &'a str, styles: &'a [Colour]) -> Option<Self> {
        let latitude = number(record)?.cast_signed();
        let longitude = number(record)?.cast_signed();
        let radius_m = number(record)?;
        let colour = match number(record)? {
            NO_COLOUR => None,
            number => Some(styles.get(number as usize)?),
        };
        let (key, name, further) = (text(record)?, text(record)?, number(record)?);
        let groups = *record;
        for _ in 0..further {
            text(record)?;
        }
        Some(Self {
            at: Position::from_micro(latitude.into(), longitude.into()).ok()?,
            key,
            name,
            radius_m,
            colour,
            further,
            groups,
        })
    }

    /// The groups beside that of the folder.
    pub(crate) fn further(&self) -> impl Iterator<Item = &'a str> {
        let mut groups = self.groups;
        (0..self.further).map_while(move |_| text(&mut groups))
    }
}
