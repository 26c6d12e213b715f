//! gzip that is not as one expects.

use std::io::Read as _;

use fastrand::Rng;
use flate2::Compression;
use flate2::read::GzEncoder;

use super::Kind;

/// `None` if the kind is none of packing.
pub(super) fn damage(body: &[u8], kind: Kind, random: &mut Rng) -> Option<Vec<u8>> {
    Some(match kind {
        Kind::GzipMembers => gzip_members(body, random.usize(2..6), random),
        Kind::GzipGarbage => {
            let garbage = random.usize(1..40);
            let mut packed = gzip(body);
            packed.extend(std::iter::repeat_with(|| random.u8(..)).take(garbage));
            packed
        }
        Kind::GzipByte => {
            let mut packed = gzip(body);
            let at = random.usize(..packed.len());
            packed[at] ^= random.u8(1..);
            packed
        }
        Kind::GzipCut => {
            let mut packed = gzip(body);
            packed.truncate(random.usize(1..packed.len()));
            packed
        }
        _ => return None,
    })
}

/// The bytes in this many members, one of which may be empty.
pub(crate) fn gzip_members(body: &[u8], members: usize, random: &mut Rng) -> Vec<u8> {
    let mut cuts: Vec<usize> = (1..members).map(|_| random.usize(..=body.len())).collect();
    cuts.push(body.len());
    cuts.sort_unstable();
    let mut start = 0;
    let mut packed = Vec::new();
    for cut in cuts {
        packed.extend(gzip(&body[start..cut]));
        start = cut;
    }
    packed
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    // Memory to memory: nothing here can fail.
    _ = GzEncoder::new(bytes, Compression::fast()).read_to_end(&mut packed);
    packed
}
