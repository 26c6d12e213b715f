//! A place as the format has it: a table of its own, with its size in front.

use std::io;

use kplaces_domain::Position;
use kplaces_export::Point;

use crate::columns;

/// A point without values. All places begin like this, and only four numbers of it differ.
const HEAD: [u8; VALUES] = [
    // The size of all that follows, and the way to the table.
    0, 0, 0, 0, 12, 0, 0, 0, //
    // Its fields: 8 bytes of list, 12 of table, the geometry at 4, the values at 8.
    8, 0, 12, 0, 4, 0, 8, 0, //
    // Back to the list, on to the geometry, on to the values.
    8, 0, 0, 0, 16, 0, 0, 0, 40, 0, 0, 0, //
    // The fields of the geometry: 8 bytes of list, 8 of table, no ends of parts, coordinates at 4.
    8, 0, 8, 0, 0, 0, 4, 0, //
    // Back to the list, on to the coordinates, which are two.
    8, 0, 0, 0, 4, 0, 0, 0, 2, 0, 0, 0, //
    // Longitude and latitude, and how many bytes of values there are.
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
];
const LONGITUDE: usize = 48;
const LATITUDE: usize = LONGITUDE + 8;
const LENGTH: usize = LATITUDE + 8;
const VALUES: usize = LENGTH + 4;

/// Writes a place over what is in `out`.
pub(crate) fn encode(
    out: &mut Vec<u8>,
    at: Position,
    point: &Point<'_>,
    group: Option<&str>,
) -> io::Result<()> {
    out.clear();
    out.extend(HEAD);
    columns::values(out, point, group)?;
    let length = (out.len() - VALUES) as u32;
    // The next one is again on a multiple of eight, as its coordinates have to be.
    out.resize(out.len().next_multiple_of(8), 0);
    let size = out.len() as u32 - 4;
    let mut put = |at: usize, bytes: &[u8]| out[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, &size.to_le_bytes());
    put(LONGITUDE, &at.longitude().to_le_bytes());
    put(LATITUDE, &at.latitude().to_le_bytes());
    put(LENGTH, &length.to_le_bytes());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flat::Table;

    #[test]
    fn the_beginning_is_a_table_like_any_other() {
        let at = Position::from_micro(48_137_154, -11_576_124).unwrap();
        let point = Point {
            key: "k",
            name: "".into(),
            radius_m: 5,
            colour: None,
            rgb: None,
            swatch: None,
            groups: [].into_iter().collect(),
            winner: None,
        };
        let mut feature = vec![1; 3];
        encode(&mut feature, at, &point, None).unwrap();
        assert_eq!(feature.len() % 8, 0);
        assert_eq!(feature[..4], (feature.len() as u32 - 4).to_le_bytes());
        let root = Table::root(&feature[4..]).unwrap();
        let geometry = root.table(0).unwrap();
        assert_eq!(geometry.vector(0, 4), None);
        let coordinates = [at.longitude().to_le_bytes(), at.latitude().to_le_bytes()];
        assert_eq!(geometry.vector(1, 8).unwrap(), coordinates.as_flattened());
        let values = b"\0\0\x01\0\0\0k\x01\0\0\0\0\0\x02\0\x05\0\0\0\x06\0\x02\0\0\0[]";
        assert_eq!(root.vector(1, 1).unwrap(), values);
    }
}
