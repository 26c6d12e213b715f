//! Replies out of their packing.
//!
//! The HTTP client could unpack gzip too, but it stops behind the first member of several (RFC 1952,
//! 2.2) as if the rest were not there, and does not tell whether the end was vouched for.

use std::io::Write as _;

use flate2::write::MultiGzDecoder;
use flate2::{Decompress, FlushDecompress, Status};

use crate::{Error, UNKNOWN_PACKING};

/// The most bytes that are unpacked at a time: they can become a thousand times as many.
const BITE: usize = 4096;

/// The most bytes that are handed over at a time: what is made of them is still in the processor's cache then.
const PIECE: usize = 64 * 1024;

/// How often a reply may be packed; a proxy may pack what is packed already.
const LAYERS: usize = 2;

/// The bytes that gzip begins with.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// Where unpacked bytes go.
type Out<'o> = &'o mut dyn FnMut(&[u8]) -> Result<(), Error>;

/// Unpacks a reply as it arrives.
pub(crate) struct Unpacker {
    /// Who sent it.
    host: String,
    layers: Vec<Layer>,
    /// What is declared beside gzip, which tells itself.
    deflate: bool,
}

enum Layer {
    /// Too little was seen to know; at most one byte.
    Start(Vec<u8>),
    Plain,
    Gzip(Box<MultiGzDecoder<Vec<u8>>>),
    Deflate {
        state: Decompress,
        ended: bool,
    },
}

impl Unpacker {
    /// For a reply of `host` with this `Content-Encoding`, empty if it has none.
    pub(crate) fn new(declared: &[u8], host: &str) -> Result<Self, Error> {
        let mut deflate = false;
        let unsupported = |what| Error::Unsupported {
            host: host.to_owned(),
            what,
        };
        for name in declared.split(|byte| *byte == b',') {
            match name.trim_ascii().to_ascii_lowercase().as_slice() {
                b"" | b"identity" | b"gzip" | b"x-gzip" => {}
                b"deflate" => deflate = true,
                b"br" => return Err(unsupported("Brotli")),
                b"zstd" => return Err(unsupported("Zstandard")),
                b"compress" | b"x-compress" => return Err(unsupported("compress")),
                _ => return Err(unsupported(UNKNOWN_PACKING)),
            }
        }
        Ok(Self {
            host: host.to_owned(),
            layers: vec![Layer::Start(Vec::new())],
            deflate,
        })
    }

    /// Unpacks the next bytes and hands over what they are, bit by bit.
    pub(crate) fn feed(&mut self, bytes: &[u8], out: Out<'_>) -> Result<(), Error> {
        if let [Layer::Plain, ..] = self.layers[..] {
            return bytes.chunks(PIECE).try_for_each(out);
        }
        bytes
            .chunks(BITE)
            .try_for_each(|bite| self.at(0, bite, out))
    }

    /// Ends the reply. True if the packing vouches for its end.
    pub(crate) fn finish(&mut self, out: Out<'_>) -> Result<bool, Error> {
        let mut vouched = false;
        let mut depth = 0;
        while depth < self.layers.len() {
            match &mut self.layers[depth] {
                Layer::Start(seen) => {
                    let seen = std::mem::take(seen);
                    self.layers[depth] = Layer::Plain;
                    self.at(depth, &seen, out)?;
                }
                Layer::Plain => {}
                Layer::Gzip(decoder) => {
                    let done = decoder.try_finish();
                    let rest = std::mem::take(decoder.get_mut());
                    done.map_err(|_| self.damaged())?;
                    self.at(depth + 1, &rest, out)?;
                    vouched = true;
                }
                Layer::Deflate { ended: false, .. } => return Err(self.damaged()),
                Layer::Deflate { .. } => vouched = true,
            }
            depth += 1;
        }
        Ok(vouched)
    }

    /// Takes bytes in at a layer; those of the innermost one go out.
    fn at(&mut self, depth: usize, bytes: &[u8], out: Out<'_>) -> Result<(), Error> {
        if bytes.is_empty() {
            return Ok(());
        }
        let Some(layer) = self.layers.get_mut(depth) else {
            return out(bytes);
        };
        match layer {
            Layer::Plain => out(bytes),
            Layer::Start(seen) => {
                seen.extend_from_slice(bytes);
                if seen.len() < GZIP.len() {
                    return Ok(());
                }
                let seen = std::mem::take(seen);
                self.begin(depth, &seen);
                self.at(depth, &seen, out)
            }
            Layer::Gzip(decoder) => {
                let done = decoder.write_all(bytes);
                let mut unpacked = std::mem::take(decoder.get_mut());
                done.map_err(|_| self.damaged())?;
                let done = self.at(depth + 1, &unpacked, out);
                if let Some(Layer::Gzip(decoder)) = self.layers.get_mut(depth) {
                    unpacked.clear();
                    *decoder.get_mut() = unpacked;
                }
                done
            }
            Layer::Deflate { state, ended } => {
                let mut unpacked = Vec::with_capacity(16 * BITE);
                let done = inflate(state, bytes, &mut unpacked, ended);
                done.ok_or_else(|| self.damaged())?;
                self.at(depth + 1, &unpacked, out)
            }
        }
    }

    fn damaged(&self) -> Error {
        Error::Cut {
            host: self.host.clone(),
        }
    }

    fn begin(&mut self, depth: usize, seen: &[u8]) {
        let layer = if seen.starts_with(&GZIP) && depth < LAYERS {
            Layer::Gzip(Box::new(MultiGzDecoder::new(Vec::new())))
        } else if self.deflate && depth == 0 {
            // RFC 9110 means zlib's form; some servers send the bare stream.
            let zlib =
                seen[0] & 0x0f == 8 && u16::from_be_bytes([seen[0], seen[1]]).is_multiple_of(31);
            Layer::Deflate {
                state: Decompress::new(zlib),
                ended: false,
            }
        } else {
            Layer::Plain
        };
        if !matches!(layer, Layer::Plain) {
            self.layers.push(Layer::Start(Vec::new()));
        }
        self.layers[depth] = layer;
    }
}

/// Unpacks; nothing where the bytes are damaged.
fn inflate(
    state: &mut Decompress,
    mut bytes: &[u8],
    out: &mut Vec<u8>,
    ended: &mut bool,
) -> Option<()> {
    while !bytes.is_empty() {
        if *ended {
            // Something behind the end may be what the end was to be.
            return None;
        }
        out.reserve(BITE);
        let (read, written) = (state.total_in(), state.total_out());
        let status = state
            .decompress_vec(bytes, out, FlushDecompress::None)
            .ok()?;
        bytes = &bytes[(state.total_in() - read) as usize..];
        *ended = status == Status::StreamEnd;
        let stuck = state.total_in() == read && state.total_out() == written;
        if stuck && !*ended {
            return None;
        }
    }
    // What the state has taken in and not yet given out.
    while !*ended && out.len() == out.capacity() {
        out.reserve(BITE);
        let status = state.decompress_vec(&[], out, FlushDecompress::None).ok()?;
        *ended = status == Status::StreamEnd;
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

    use super::*;

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
        packer.write_all(text).unwrap();
        packer.finish().unwrap()
    }

    /// The text, and whether its end is vouched for.
    fn unpack(declared: &str, body: &[u8], piece: usize) -> Result<(String, bool), String> {
        let told = |error: Error| error.to_string();
        let mut unpacker = Unpacker::new(declared.as_bytes(), "host").map_err(told)?;
        let mut text = Vec::new();
        let mut out = |bytes: &[u8]| {
            text.extend_from_slice(bytes);
            Ok(())
        };
        for bytes in body.chunks(piece) {
            unpacker.feed(bytes, &mut out).map_err(told)?;
        }
        let vouched = unpacker.finish(&mut out).map_err(told)?;
        Ok((String::from_utf8(text).unwrap(), vouched))
    }

    const DAMAGED: &str = "the reply of host was cut short";

    fn in_all_pieces(declared: &str, body: &[u8], expected: Result<(&str, bool), &str>) {
        for piece in [1, 2, 3, 7, 4096, usize::MAX] {
            let expected = expected.map(|(text, vouched)| (text.to_owned(), vouched));
            let expected = expected.map_err(str::to_owned);
            assert_eq!(
                unpack(declared, body, piece),
                expected,
                "{declared} {piece}"
            );
        }
    }

    #[test]
    fn what_is_not_packed_stays_as_it_is() {
        in_all_pieces("", b"addrno;x", Ok(("addrno;x", false)));
        in_all_pieces("identity", b"a", Ok(("a", false)));
        in_all_pieces("", b"", Ok(("", false)));
        in_all_pieces(
            "gzip",
            b"unpacked on the way",
            Ok(("unpacked on the way", false)),
        );
    }

    #[test]
    fn all_members_are_read_whatever_the_header_says() {
        let members = [gzip(b"one "), gzip(b"two "), gzip(b""), gzip(b"three")].concat();
        for declared in ["gzip", "x-gzip", "GZIP", " Gzip , identity", ""] {
            in_all_pieces(declared, &members, Ok(("one two three", true)));
        }
    }

    #[test]
    fn what_is_packed_twice_is_unpacked_twice() {
        in_all_pieces("gzip, gzip", &gzip(&gzip(b"text")), Ok(("text", true)));
    }

    #[test]
    fn both_forms_of_deflate_are_read() {
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
        zlib.write_all(b"text text text").unwrap();
        in_all_pieces(
            "deflate",
            &zlib.finish().unwrap(),
            Ok(("text text text", true)),
        );
        let mut bare = DeflateEncoder::new(Vec::new(), Compression::fast());
        bare.write_all(b"text text text").unwrap();
        let mut bare = bare.finish().unwrap();
        in_all_pieces("Deflate", &bare, Ok(("text text text", true)));
        in_all_pieces("deflate", &bare[..bare.len() - 1], Err(DAMAGED));
        bare.push(b'x');
        in_all_pieces("deflate", &bare, Err(DAMAGED));
    }

    #[test]
    fn a_cut_anywhere_and_anything_behind_the_end_are_refused() {
        let members = [gzip(b"one two three four five six"), gzip(b"seven")].concat();
        let first = gzip(b"one two three four five six").len();
        for end in 2..members.len() {
            let cut = unpack("gzip", &members[..end], 5);
            if end == first {
                // What is behind the first member may as well never have been meant.
                assert!(cut.is_ok());
            } else {
                assert_eq!(cut, Err(DAMAGED.to_owned()), "{end}");
            }
        }
        for behind in [
            &b"x"[..],
            b"\0\0\0\0",
            b"\x1f",
            b"\x1f\x8b",
            b"trailing text",
        ] {
            let body = [members.as_slice(), behind].concat();
            in_all_pieces("gzip", &body, Err(DAMAGED));
        }
    }

    #[test]
    fn a_changed_byte_anywhere_never_gives_another_text() {
        let members = [gzip(b"one two three four five six"), gzip(b"seven")].concat();
        for at in 2..members.len() {
            for bit in 0..8 {
                let mut body = members.clone();
                body[at] ^= 1 << bit;
                if let Ok((text, _)) = unpack("gzip", &body, 9) {
                    assert_eq!(text, "one two three four five sixseven", "{at} {bit}");
                }
            }
        }
    }

    #[test]
    fn other_packings_are_refused_by_name() {
        for (declared, name) in [
            ("br", "Brotli"),
            ("zstd", "Zstandard"),
            ("gzip, br", "Brotli"),
            ("rot13", UNKNOWN_PACKING),
        ] {
            let error = unpack(declared, b"", 1).unwrap_err();
            let expected = format!("host answered in {name}, which this program does not read");
            assert_eq!(error, expected);
        }
    }
}
