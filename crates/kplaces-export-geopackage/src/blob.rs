//! The geometry of a point as a `GeoPackage` stores it: a header of its own and well-known binary.

use kplaces_domain::Position;
use kplaces_export::ReadError;
use kplaces_text::text;

/// The number of WGS 84 in the list of EPSG.
pub(crate) const WGS_84: i32 = 4326;

/// Magic, version 0, flags (little-endian, not empty, no envelope), reference system; then
/// little-endian, type 1 (point).
const HEAD: [u8; 13] = [b'G', b'P', 0, 1, 0xe6, 0x10, 0, 0, 1, 1, 0, 0, 0];

/// A position as a blob: longitude first.
pub(crate) fn encode(at: Position) -> [u8; 29] {
    let mut blob = [0; 29];
    blob[..13].copy_from_slice(&HEAD);
    blob[13..21].copy_from_slice(&at.longitude().to_le_bytes());
    blob[21..].copy_from_slice(&at.latitude().to_le_bytes());
    blob
}

/// The position of a blob. Other programs may have edited it: an envelope is skipped.
pub(crate) fn decode(blob: &[u8]) -> Result<Position, ReadError> {
    let point = || {
        let (head, rest) = blob.split_first_chunk::<8>()?;
        let flags = head[3];
        let envelope = match flags >> 1 & 7 {
            0 => 0,
            1 => 32,
            2 | 3 => 48,
            4 => 64,
            _ => return None,
        };
        let is_little = flags & 1 == 1 && head[..2] == HEAD[..2];
        let wgs_84 = head[4..] == WGS_84.to_le_bytes();
        let (kind, rest) = rest.get(envelope..)?.split_first_chunk::<5>()?;
        let (longitude, rest) = rest.split_first_chunk()?;
        let latitude = rest.try_into().ok()?;
        (is_little && wgs_84 && kind[..] == HEAD[8..])
            .then(|| (f64::from_le_bytes(latitude), f64::from_le_bytes(*longitude)))
    };
    let (latitude, longitude) = point().ok_or_else(|| {
        ReadError::malformed(text!(
            "a geometry is not a point in WGS 84",
            "eine Geometrie ist kein Punkt in WGS 84"
        ))
    })?;
    Position::from_degrees(latitude, longitude).map_err(|_| {
        ReadError::malformed(text!(
            "a coordinate is not on the globe",
            "eine Koordinate liegt nicht auf der Erde"
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_is_29_bytes_and_comes_back() {
        let at = Position::from_micro(48_137_154, -11_576_124).unwrap();
        let blob = encode(at);
        assert_eq!(blob[4..8], WGS_84.to_le_bytes());
        assert_eq!(decode(&blob).unwrap(), at);
    }

    #[test]
    fn an_envelope_is_skipped_and_everything_else_is_refused() {
        let blob = encode(Position::from_micro(1, 2).unwrap());
        let mut enveloped = blob[..8].to_vec();
        enveloped[3] |= 1 << 1;
        enveloped.extend([0; 32]);
        enveloped.extend(&blob[8..]);
        assert_eq!(decode(&enveloped).unwrap(), decode(&blob).unwrap());
        for end in 0..blob.len() {
            assert!(decode(&blob[..end]).is_err());
        }
        for at in [0, 3, 4, 8, 9] {
            let mut other = blob;
            other[at] ^= 0x0e;
            assert!(decode(&other).is_err(), "byte {at}");
        }
    }
}
