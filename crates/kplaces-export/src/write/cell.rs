use std::borrow::Cow;
use std::io::{self, Write};

use memchr::{memchr, memchr_iter, memchr3};

use super::json::{is_plain, json};

/// Writes a cell as in RFC 4180: in quotes if it must, with inner quotes doubled.
pub fn cell(out: &mut (impl Write + ?Sized), text: &str, separator: u8) -> io::Result<()> {
    let bytes = text.as_bytes();
    if memchr(separator, bytes).is_none() && memchr3(b'"', b'\r', b'\n', bytes).is_none() {
        return out.write_all(bytes);
    }
    out.write_all(b"\"")?;
    doubled(out, bytes)?;
    out.write_all(b"\"")
}

/// Writes a list of texts as JSON into a cell of its own.
pub fn json_cell(out: &mut (impl Write + ?Sized), texts: &[Cow<'_, str>]) -> io::Result<()> {
    if texts.is_empty() {
        return out.write_all(b"[]");
    }
    out.write_all(b"\"[")?;
    for (n, text) in texts.iter().enumerate() {
        out.write_all(if n == 0 { b"\"\"" } else { b",\"\"" })?;
        if is_plain(text) {
            out.write_all(text.as_bytes())?;
        } else {
            let mut quoted = Vec::new();
            json(&mut quoted, text)?;
            doubled(out, &quoted[1..quoted.len() - 1])?;
        }
        out.write_all(b"\"\"")?;
    }
    out.write_all(b"]\"")
}

/// Writes bytes with their quotes doubled.
fn doubled(out: &mut (impl Write + ?Sized), bytes: &[u8]) -> io::Result<()> {
    let mut begin = 0;
    for quote in memchr_iter(b'"', bytes) {
        // The quote stands at the end of this part and at the beginning of the next one.
        out.write_all(&bytes[begin..=quote])?;
        begin = quote;
    }
    out.write_all(&bytes[begin..])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::write::json_list;
    use kplaces_export_testsuite::Hostile;

    fn written(text: &str) -> String {
        let mut out = Vec::new();
        cell(&mut out, text, b',').unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_cell_has_quotes_if_it_must() {
        let cells = ["", "a b;", "a,b", "\"", "a\"b\"\"", "\n", "ü\r"].map(written);
        let expected = [
            "",
            "a b;",
            "\"a,b\"",
            "\"\"\"\"",
            "\"a\"\"b\"\"\"\"\"",
            "\"\n\"",
            "\"ü\r\"",
        ];
        assert_eq!(cells, expected);
    }

    proptest! {
        #[test]
        fn a_list_is_the_cell_of_its_json(texts in prop::collection::vec(Hostile::text(), 0..4)) {
            let texts: Vec<Cow<'_, str>> = texts.into_iter().map(Cow::Owned).collect();
            let (mut json, mut out) = (Vec::new(), Vec::new());
            json_list(&mut json, &texts).unwrap();
            json_cell(&mut out, &texts).unwrap();
            prop_assert_eq!(String::from_utf8(out).unwrap(), written(std::str::from_utf8(&json).unwrap()));
        }
    }
}
