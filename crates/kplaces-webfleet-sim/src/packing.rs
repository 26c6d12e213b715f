//! Reports that are packed.

use std::io::Read as _;

use fastrand::Rng;
use flate2::Compression;
use flate2::read::ZlibEncoder;

use crate::damage::gzip_members;
use crate::{Body, Packing, Response};

/// The members of a report that is packed in several.
const MEMBERS: usize = 3;

/// Packs a report, unless it is packed already or has no end.
pub(crate) fn pack(mut response: Response, packing: Packing) -> Response {
    let is_endless = matches!(&response.body, Body::Rows(rows) if rows.is_endless());
    let is_packed = response.header("Content-Encoding").is_some();
    if packing == Packing::None || is_packed || is_endless {
        return response;
    }
    let body = std::mem::replace(&mut response.body, Vec::new().into()).into_bytes();
    let members = if packing == Packing::GzipMembers {
        MEMBERS
    } else {
        1
    };
    response.body = match packing {
        Packing::Deflate => deflate(&body),
        _ => gzip_members(&body, members, &mut Rng::with_seed(body.len() as u64)),
    }
    .into();
    match packing {
        Packing::None | Packing::GzipUnannounced => response,
        Packing::Gzip | Packing::GzipMembers => response.with("Content-Encoding", "gzip"),
        Packing::XGzip => response.with("Content-Encoding", "x-gzip"),
        Packing::Deflate => response.with("Content-Encoding", "deflate"),
    }
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    // Memory to memory: nothing here can fail.
    _ = ZlibEncoder::new(bytes, Compression::fast()).read_to_end(&mut packed);
    packed
}
