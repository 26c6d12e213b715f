//! Cards from outside, one at a time.

use std::borrow::Cow;
use std::io::BufRead;

use kplaces_export::{Entry, ReadError, Visit, read};
use kplaces_text::text;

use super::content::{DATA, charset, parts, text, unpercent, unquoted};
use crate::lines::{self, Lines};

/// A line with all its folds has no more bytes than this.
const UNFOLDED: usize = 1 << 20;
/// A card has no more lines than this.
const LINES: usize = 4096;

/// Without places a file is empty.
pub(super) fn recognises(beginning: &[u8]) -> bool {
    const BEGIN: &[u8] = b"BEGIN:VCARD";
    let beginning = kplaces_export::read::text::beginning(beginning);
    let beginning = beginning.trim_ascii_start();
    let first = beginning.get(..BEGIN.len());
    beginning.is_empty() || first.is_some_and(|first| first.eq_ignore_ascii_case(BEGIN))
}

pub(super) fn read(input: &mut dyn BufRead, visit: Visit<'_>) -> Result<(), ReadError> {
    let mut card = None;
    let mut count = 0;
    unfolded(input, &mut |line| {
        let property = Property::of(lines::text(line)?)?;
        let is_card = property.value.trim().eq_ignore_ascii_case("VCARD");
        match (&mut card, property.name.as_str()) {
            (None, "BEGIN") if is_card => (card, count) = (Some(Entry::default()), 0),
            (None, _) => {
                return Err(ReadError::malformed(text!(
                    "a line stands outside of all cards",
                    "eine Zeile steht außerhalb aller Visitenkarten"
                )));
            }
            (Some(_), "BEGIN") => {
                return Err(ReadError::malformed(text!(
                    "a card begins in a card",
                    "eine Visitenkarte beginnt in einer anderen"
                )));
            }
            (Some(_), "END") if is_card => visit(card.take().unwrap_or_default())?,
            (Some(entry), _) => property.add_to(entry)?,
        }
        count += 1;
        if count > LINES {
            return Err(ReadError::TooMuch(text!(
                "a very long card",
                "eine sehr lange Visitenkarte"
            )));
        }
        Ok(())
    })?;
    match card {
        Some(_) => Err(ReadError::malformed(text!(
            "the file ends too early",
            "die Datei endet zu früh"
        ))),
        None => Ok(()),
    }
}

/// Hands over lines with their folds undone. Bytes, because others fold inside of characters.
fn unfolded(
    input: &mut dyn BufRead,
    take: &mut dyn FnMut(&[u8]) -> Result<(), ReadError>,
) -> Result<(), ReadError> {
    let (mut whole, mut line) = (Vec::new(), Vec::new());
    let mut lines = Lines::of(input)?;
    while lines.next(&mut line)? {
        let more = match &*line {
            [b' ' | b'\t', more @ ..] => Some(more),
            // Version 2.1 folds without a blank where bytes are written as `=C3=BC`.
            more if whole.ends_with(b"=") && is_quoted_printable(&whole) => {
                whole.pop();
                Some(more)
            }
            _ => None,
        };
        if let Some(more) = more {
            whole.extend_from_slice(more);
            if whole.len() > UNFOLDED {
                return Err(ReadError::TooMuch(text!(
                    "a very long line",
                    "eine sehr lange Zeile"
                )));
            }
            continue;
        }
        if !whole.is_empty() {
            take(&whole)?;
        }
        std::mem::swap(&mut whole, &mut line);
    }
    if whole.is_empty() {
        return Ok(());
    }
    take(&whole)
}

/// Whether the value of a line is written in this way, as version 2.1 does.
fn is_quoted_printable(line: &[u8]) -> bool {
    let line = String::from_utf8_lossy(line).to_ascii_uppercase();
    let parameters = line.split(':').next().unwrap_or_default();
    let mut parameters = parameters.split(';').skip(1);
    parameters.any(|it| it.trim_start_matches("ENCODING=") == "QUOTED-PRINTABLE")
}

/// A line of a card: `group.NAME;parameters:value`.
struct Property<'a> {
    /// In capitals, without the group.
    name: String,
    value: Cow<'a, str>,
}

impl<'a> Property<'a> {
    fn of(line: &'a str) -> Result<Self, ReadError> {
        // A parameter may have the colon in quotes.
        let mut quoted = false;
        let colon = line.bytes().position(|byte| {
            quoted ^= byte == b'"';
            byte == b':' && !quoted
        });
        let Some(colon) = colon else {
            return Err(ReadError::malformed(text!(
                "a line of a card has no colon",
                "in einer Zeile einer Visitenkarte fehlt der Doppelpunkt"
            )));
        };
        let name = line[..colon].split(';').next().unwrap_or_default();
        let name = name.rsplit('.').next().unwrap_or_default();
        let value = &line[colon + 1..];
        let value = if is_quoted_printable(line.as_bytes()) {
            unquoted(value, charset(&line[..colon])?)?.into()
        } else {
            value.into()
        };
        Ok(Self {
            name: name.to_ascii_uppercase(),
            value,
        })
    }

    fn add_to(&self, entry: &mut Entry) -> Result<(), ReadError> {
        match self.name.as_str() {
            "UID" => entry.key = Some(self.key()?),
            "FN" => entry.name = text(&self.value),
            "GEO" => entry.position = Some(self.position()?),
            "CATEGORIES" => entry.groups = parts(&self.value),
            _ => {}
        }
        Ok(())
    }

    fn key(&self) -> Result<String, ReadError> {
        let value = text(&self.value);
        match value.strip_prefix(DATA) {
            Some(uri) => unpercent(uri).ok_or_else(|| {
                ReadError::malformed(text!(
                    "a UID is not a data URI",
                    "eine UID ist keine data-URI"
                ))
            }),
            None => Ok(value),
        }
    }

    /// Version 4 has `geo:48.1\,11.5`, with the escape or without; version 3 `48.1;11.5`.
    fn position(&self) -> Result<(i32, i32), ReadError> {
        let value = text(&self.value);
        let value = value.strip_prefix("geo:").unwrap_or(&value);
        let mut numbers = value.split([',', ';']);
        let mut number = |most| read::degrees(numbers.next().unwrap_or_default(), most);
        Ok((number(90)?, number(180)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(file: &str) -> Result<Vec<Entry>, ReadError> {
        let mut entries = Vec::new();
        read(&mut file.as_bytes(), &mut |entry| {
            entries.push(entry);
            Ok(())
        })?;
        Ok(entries)
    }

    #[test]
    fn cards_of_others_are_read_as_well() {
        let file = "begin:vcard\nVERSION:3.0\nitem1.FN;X=\"a:b\";CHARSET=UTF-8:Dep\n\tot\n\
                    GEO:48.1;-11.5\nNOTE:a:b\nEND:VCARD\n\nBEGIN:VCARD\nGEO;PREF=1:geo:1,2;u=5\n\
                    END:VCARD";
        let read = entries(file).unwrap();
        assert_eq!(
            (read[0].name.as_str(), read[0].position),
            ("Depot", Some((48_100_000, -11_500_000)))
        );
        assert_eq!(read[1].position, Some((1_000_000, 2_000_000)));
        assert_eq!((&read[0].key, read.len()), (&None, 2));
    }

    #[test]
    fn version_2_1_is_read_as_it_says() {
        let file = "BEGIN:VCARD\r\nVERSION:2.1\r\n\
                    FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller=\r\n=20=26 Co\r\n\
                    GEO:48.1;11.5\r\nEND:VCARD\r\n\
                    BEGIN:VCARD\r\nFN;ENCODING=QUOTED-PRINTABLE;CHARSET=ISO-8859-1:M=FCller\r\n\
                    END:VCARD\r\n";
        let read = entries(file).unwrap();
        assert_eq!(
            (read[0].name.as_str(), read[1].name.as_str()),
            ("Müller & Co", "Müller")
        );
        for wrong in ["CHARSET=KLINGON:M=FC", "CHARSET=UTF-8:M=FC", "X=1:M=G1"] {
            let file = format!("BEGIN:VCARD\nFN;ENCODING=QUOTED-PRINTABLE;{wrong}\nEND:VCARD\n");
            assert!(entries(&file).is_err(), "{wrong}");
        }
    }

    #[test]
    fn cards_are_the_same_with_every_mark_and_line_end() {
        let file =
            "BEGIN:VCARD\nFN:Depot\nEND:VCARD\n\nBEGIN:VCARD\nFN:Lager am\n  Hof\nEND:VCARD\n";
        let wanted = entries(file).unwrap();
        assert_eq!(wanted[1].name, "Lager am Hof");
        for end in ["\n", "\r\n", "\r"] {
            for mark in ["", "\u{feff}"] {
                let other = format!("{mark}{}", file.replace('\n', end));
                assert_eq!(entries(&other).unwrap(), wanted, "{other:?}");
                assert!(recognises(other.as_bytes()));
            }
        }
    }

    #[test]
    fn what_is_no_card_is_refused() {
        let long = format!("BEGIN:VCARD\n{}", " x\n".repeat(UNFOLDED + 1));
        let many = format!("BEGIN:VCARD\n{}END:VCARD\n", "A:\n".repeat(LINES));
        for file in [
            "FN:x",
            "BEGIN:VCARD\n",
            "BEGIN:VCARD\nBEGIN:VCARD\n",
            "BEGIN:VCARD\nFN\nEND:VCARD\n",
            "BEGIN:VCARD\nGEO:geo:91,0\nEND:VCARD\n",
            "BEGIN:VCARD\nUID:data:;charset=utf-8,%\nEND:VCARD\n",
            &long,
            &many,
        ] {
            assert!(entries(file).is_err(), "{}", &file[..file.len().min(40)]);
        }
    }
}
