//! Cards from outside, one at a time.

use std::io::BufRead;

use kplaces_export::{Entry, ReadError, Visit, read};

use super::content::{DATA, parts, text, unpercent};
use crate::lines;

/// A line with all its folds has no more bytes than this.
const UNFOLDED: usize = 1 << 20;
/// A card has no more lines than this.
const LINES: usize = 4096;

/// Without places a file is empty.
pub(super) fn recognises(beginning: &[u8]) -> bool {
    const BEGIN: &[u8] = b"BEGIN:VCARD";
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
            (None, _) => return Err(ReadError::malformed("a line stands outside of all cards")),
            (Some(_), "BEGIN") => return Err(ReadError::malformed("a card begins in a card")),
            (Some(_), "END") if is_card => visit(card.take().unwrap_or_default())?,
            (Some(entry), _) => property.add_to(entry)?,
        }
        count += 1;
        if count > LINES {
            return Err(ReadError::TooMuch("a very long card"));
        }
        Ok(())
    })?;
    match card {
        Some(_) => Err(ReadError::malformed("the file ends too early")),
        None => Ok(()),
    }
}

/// Hands over lines with their folds undone. Bytes, because others fold inside of characters.
fn unfolded(
    input: &mut dyn BufRead,
    take: &mut dyn FnMut(&[u8]) -> Result<(), ReadError>,
) -> Result<(), ReadError> {
    let (mut whole, mut line) = (Vec::new(), Vec::new());
    while lines::next(input, &mut line)? {
        if let [b' ' | b'\t', more @ ..] = &*line {
            whole.extend_from_slice(more);
            if whole.len() > UNFOLDED {
                return Err(ReadError::TooMuch("a very long line"));
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

/// A line of a card: `group.NAME;parameters:value`.
struct Property<'a> {
    /// In capitals, without the group.
    name: String,
    value: &'a str,
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
            return Err(ReadError::malformed("a line of a card has no colon"));
        };
        let name = line[..colon].split(';').next().unwrap_or_default();
        let name = name.rsplit('.').next().unwrap_or_default();
        Ok(Self {
            name: name.to_ascii_uppercase(),
            value: &line[colon + 1..],
        })
    }

    fn add_to(&self, entry: &mut Entry) -> Result<(), ReadError> {
        match self.name.as_str() {
            "UID" => entry.key = Some(self.key()?),
            "FN" => entry.name = text(self.value),
            "GEO" => entry.position = Some(self.position()?),
            "CATEGORIES" => entry.groups = parts(self.value),
            _ => {}
        }
        Ok(())
    }

    fn key(&self) -> Result<String, ReadError> {
        let value = text(self.value);
        match value.strip_prefix(DATA) {
            Some(uri) => {
                unpercent(uri).ok_or_else(|| ReadError::malformed("a UID is not a data URI"))
            }
            None => Ok(value),
        }
    }

    /// Version 4 has `geo:48.1\,11.5`, with the escape or without; version 3 `48.1;11.5`.
    fn position(&self) -> Result<(i32, i32), ReadError> {
        let value = text(self.value);
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
