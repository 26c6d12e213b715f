//! Text from outside, whatever it is encoded in.

use std::io::{self, BufRead, Read};

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use kplaces_text::text;

use crate::ReadError;

/// How much of a file is looked at to learn what it is encoded in.
const LOOK: u64 = 1024;

/// How much is decoded at once.
const PIECE: usize = 16 * 1024;

/// Says by its beginning what a text without a mark is encoded in; `None` where it does not say.
pub type Declared = fn(&[u8]) -> Result<Option<&'static Encoding>, ReadError>;

/// A text as UTF-8.
///
/// A byte order mark decides, as everywhere, and is taken away; then what the file says of itself.
/// Where nothing says anything, bytes come as they are.
pub struct Text<'a> {
    input: &'a mut dyn BufRead,
    /// What was read to look at, and how much of it was taken.
    seen: Vec<u8>,
    taken: usize,
    decoder: Option<Decoder>,
    /// What was decoded, and how much of it was taken.
    decoded: Vec<u8>,
    handed: usize,
    has_ended: bool,
    is_told: bool,
}

impl<'a> Text<'a> {
    /// Begins to read. UTF-32, and what `declared` does not know, is refused.
    pub fn new(input: &'a mut dyn BufRead, declared: Declared) -> Result<Self, ReadError> {
        let mut seen = Vec::new();
        Read::take(&mut *input, LOOK).read_to_end(&mut seen)?;
        let (encoding, taken) = match marked(&seen)? {
            Some((encoding, length)) => (Some(encoding), length),
            None => (declared(&seen)?, 0),
        };
        Ok(Self {
            input,
            seen,
            taken,
            decoder: encoding.map(Encoding::new_decoder_without_bom_handling),
            decoded: Vec::new(),
            handed: 0,
            has_ended: false,
            is_told: encoding.is_some(),
        })
    }

    /// Begins to read a text that has no way to say what it is encoded in but a mark.
    pub fn plain(input: &'a mut dyn BufRead) -> Result<Self, ReadError> {
        Self::new(input, |_| Ok(None))
    }

    /// Whether something said what it is encoded in, so that it comes as UTF-8.
    pub fn is_told(&self) -> bool {
        self.is_told
    }

    /// Decodes until there is something, or the text is at its end.
    fn decode(&mut self) -> io::Result<()> {
        let Some(decoder) = &mut self.decoder else {
            return Ok(());
        };
        while self.handed == self.decoded.len() && !self.has_ended {
            let rest = &self.seen[self.taken..];
            let (chunk, is_seen) = if rest.is_empty() {
                (self.input.fill_buf()?, false)
            } else {
                (rest, true)
            };
            self.decoded.resize(PIECE, 0);
            let (result, read, written) = decoder.decode_to_utf8_without_replacement(
                chunk,
                &mut self.decoded,
                chunk.is_empty(),
            );
            self.has_ended = chunk.is_empty() && result == DecoderResult::InputEmpty;
            if is_seen {
                self.taken += read;
            } else {
                self.input.consume(read);
            }
            self.decoded.truncate(written);
            self.handed = 0;
            if let DecoderResult::Malformed(..) = result {
                let name = decoder.encoding().name();
                let why = ReadError::malformed(text!(
                    "the file should be {name}, and not all of it is",
                    "die Datei soll in {name} kodiert sein, ist es aber nicht ganz"
                ));
                return Err(io::Error::new(io::ErrorKind::InvalidData, why));
            }
        }
        Ok(())
    }
}

impl Read for Text<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(out)?;
        self.consume(read);
        Ok(read)
    }
}

impl BufRead for Text<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.decoder.is_some() {
            self.decode()?;
            return Ok(&self.decoded[self.handed..]);
        }
        if self.taken < self.seen.len() {
            return Ok(&self.seen[self.taken..]);
        }
        self.input.fill_buf()
    }

    fn consume(&mut self, read: usize) {
        if self.decoder.is_some() {
            self.handed = (self.handed + read).min(self.decoded.len());
        } else if self.taken < self.seen.len() {
            self.taken = (self.taken + read).min(self.seen.len());
        } else {
            self.input.consume(read);
        }
    }
}

/// What the mark at the beginning means, and how long it is.
fn marked(beginning: &[u8]) -> Result<Option<(&'static Encoding, usize)>, ReadError> {
    Ok(match beginning {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => return Err(unknown("UTF-32")),
        [0xef, 0xbb, 0xbf, ..] => Some((UTF_8, 3)),
        [0xff, 0xfe, ..] => Some((UTF_16LE, 2)),
        [0xfe, 0xff, ..] => Some((UTF_16BE, 2)),
        _ => None,
    })
}

fn unknown(name: &str) -> ReadError {
    ReadError::malformed(text!(
        "the file is in the encoding {name}, which is not read",
        "die Datei ist in {name} kodiert, und das wird nicht gelesen"
    ))
}

/// The beginning of a file as UTF-8 without mark, as its encoding says. What cannot be decoded, such
/// as a letter that is cut at the end, is left out; a file that is no text comes as it is.
pub fn beginning(bytes: &[u8]) -> Vec<u8> {
    let told = match marked(bytes) {
        Ok(Some((encoding, length))) => Some((encoding, &bytes[length..])),
        Ok(None) => declared_by_xml(bytes)
            .ok()
            .flatten()
            .map(|encoding| (encoding, bytes)),
        Err(_) => None,
    };
    match told {
        Some((encoding, rest)) if encoding != UTF_8 => {
            let (text, _) = encoding.decode_without_bom_handling(rest);
            text.trim_end_matches('\u{fffd}').as_bytes().to_vec()
        }
        Some((_, rest)) => rest.to_vec(),
        None => bytes.to_vec(),
    }
}

/// The encoding that an XML declaration names, UTF-8 where there is none, as a [`Declared`].
pub fn declared_by_xml(beginning: &[u8]) -> Result<Option<&'static Encoding>, ReadError> {
    // A declaration in UTF-16 can be told without a mark.
    match beginning {
        [b'<', 0, b'?', 0, ..] => return Ok(Some(UTF_16LE)),
        [0, b'<', 0, b'?', ..] => return Ok(Some(UTF_16BE)),
        _ => {}
    }
    let text = String::from_utf8_lossy(beginning);
    let Some(declaration) = text.trim_start().strip_prefix("<?xml") else {
        return Ok(Some(UTF_8));
    };
    let declaration = declaration.split("?>").next().unwrap_or_default();
    let Some(name) = attribute(declaration, "encoding") else {
        return Ok(Some(UTF_8));
    };
    match Encoding::for_label(name.as_bytes()) {
        // Whoever can read the declaration does not read UTF-16: it is left of an older file.
        Some(encoding) if encoding == UTF_16LE || encoding == UTF_16BE => Ok(Some(UTF_8)),
        Some(encoding) => Ok(Some(encoding)),
        None => Err(unknown(&shown(name))),
    }
}

fn attribute<'t>(declaration: &'t str, name: &str) -> Option<&'t str> {
    let (_, behind) = declaration.split_once(name)?;
    let value = behind.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value[1..].split(quote).next()
}

/// A name as it may be shown: those of encodings have only such letters.
fn shown(name: &str) -> String {
    let known = |c: &char| c.is_ascii_alphanumeric() || "-_.:".contains(*c);
    let name: String = name.chars().filter(known).take(30).collect();
    format!("`{name}`")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, big: bool) -> Vec<u8> {
        let units = text.encode_utf16();
        units
            .flat_map(|unit| {
                if big {
                    unit.to_be_bytes()
                } else {
                    unit.to_le_bytes()
                }
            })
            .collect()
    }

    fn all(bytes: &[u8], declared: Declared) -> Result<String, ReadError> {
        // Pieces of three bytes cut letters and marks.
        let mut input = io::BufReader::with_capacity(3, bytes);
        let mut text = String::new();
        Text::new(&mut input, declared)?.read_to_string(&mut text)?;
        Ok(text)
    }

    #[test]
    fn a_mark_decides_and_is_no_part_of_the_text() {
        let long = "Grüße 🚚 ".repeat(5_000);
        for text in ["", "a", "Grüße", &long] {
            let marked = format!("\u{feff}{text}");
            for bytes in [
                marked.clone().into_bytes(),
                utf16(&marked, false),
                utf16(&marked, true),
                text.as_bytes().to_vec(),
            ] {
                assert_eq!(all(&bytes, |_| Ok(None)).unwrap(), text);
                assert_eq!(all(&bytes, declared_by_xml).unwrap(), text);
            }
        }
    }

    #[test]
    fn an_xml_file_is_read_as_it_says() {
        let of = |label: &str| format!("<?xml version='1.0' encoding='{label}'?><a>");
        for (label, letter) in [
            ("ISO-8859-1", &b"\xfc"[..]),
            ("iso-8859-1", b"\xfc"),
            ("windows-1252", b"\xfc"),
            ("UTF-8", "ü".as_bytes()),
            ("ibm866", b""),
            ("UTF-16", "ü".as_bytes()),
        ] {
            let mut bytes = of(label).into_bytes();
            bytes.extend_from_slice(letter);
            let text = all(&bytes, declared_by_xml).unwrap();
            let wanted = if letter.is_empty() { "" } else { "ü" };
            assert_eq!(text, of(label) + wanted, "{label}");
        }
        // A mark is believed, and not what was written before it was put there.
        let bytes = utf16(&format!("\u{feff}{}ü", of("UTF-8")), false);
        assert_eq!(all(&bytes, declared_by_xml).unwrap(), of("UTF-8") + "ü");
        let bytes = utf16(&(of("utf-16") + "ü"), true);
        assert_eq!(all(&bytes, declared_by_xml).unwrap(), of("utf-16") + "ü");
    }

    #[test]
    fn an_encoding_that_is_not_read_is_named() {
        for (bytes, name) in [
            (&b"<?xml version='1.0' encoding='UTF-7'?>"[..], "`UTF-7`"),
            (b"<?xml encoding = \"x\x1b[31m\xff\"?>", "`x31m`"),
            (b"\xff\xfe\0\0a\0\0\0", "UTF-32"),
        ] {
            let error = all(bytes, declared_by_xml).unwrap_err().to_string();
            assert_eq!(
                error,
                format!("the file is in the encoding {name}, which is not read")
            );
        }
    }

    #[test]
    fn what_is_not_what_it_says_is_refused() {
        let half = [&b"\xff\xfea\0"[..], b"\x00\xd8x\0"].concat();
        let odd = b"\xff\xfea\0b";
        for bytes in [&half[..], odd] {
            let error = all(bytes, |_| Ok(None)).unwrap_err().to_string();
            assert_eq!(error, "the file should be UTF-16LE, and not all of it is");
        }
    }

    #[test]
    fn a_beginning_is_the_same_in_every_encoding() {
        let text = "<?xml version='1.0'?><kml>Grüße";
        let marked = format!("\u{feff}{text}");
        let mut cut = utf16(&marked, false);
        cut.pop();
        assert_eq!(beginning(marked.as_bytes()), text.as_bytes());
        assert_eq!(beginning(&utf16(&marked, true)), text.as_bytes());
        assert_eq!(beginning(&cut), &text.as_bytes()[..text.len() - 1]);
        assert_eq!(beginning(b"PK\x03\x04\xff"), b"PK\x03\x04\xff");
    }
}
