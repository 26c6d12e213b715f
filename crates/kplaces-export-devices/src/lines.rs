//! Lines of text from outside.

use std::io::BufRead;

use kplaces_export::ReadError;
use kplaces_export::read::text::Text;
use kplaces_text::text;

/// A line has no more bytes than this.
const LINE: usize = 1 << 20;

/// The lines of a text. They end with a line feed, a carriage return or both.
pub(crate) struct Lines<'a> {
    text: Text<'a>,
    /// Whether the line before ended with a carriage return, to which a line feed may belong.
    after_return: bool,
}

impl<'a> Lines<'a> {
    pub(crate) fn of(input: &'a mut dyn BufRead) -> Result<Self, ReadError> {
        Ok(Self {
            text: Text::plain(input)?,
            after_return: false,
        })
    }

    /// Reads a line into `line`, without its end; `false` at the end of the file.
    pub(crate) fn next(&mut self, line: &mut Vec<u8>) -> Result<bool, ReadError> {
        line.clear();
        let mut is_there = false;
        loop {
            let chunk = self.text.fill_buf()?;
            if chunk.is_empty() {
                return Ok(is_there);
            }
            if std::mem::take(&mut self.after_return) && chunk[0] == b'\n' {
                self.text.consume(1);
                continue;
            }
            is_there = true;
            let end = chunk.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            line.extend_from_slice(&chunk[..end.unwrap_or(chunk.len())]);
            self.after_return = end.is_some_and(|end| chunk[end] == b'\r');
            let read = end.map_or(chunk.len(), |end| end + 1);
            self.text.consume(read);
            if line.len() > LINE {
                return Err(ReadError::TooMuch(text!(
                    "a very long line",
                    "eine sehr lange Zeile"
                )));
            }
            if end.is_some() {
                return Ok(true);
            }
        }
    }
}

/// A line as text.
pub(crate) fn text(line: &[u8]) -> Result<&str, ReadError> {
    str::from_utf8(line).map_err(|_| {
        ReadError::malformed(text!(
            "the file is not UTF-8, and does not say what it is",
            "die Datei ist kein UTF-8 und nennt keine andere Kodierung"
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &[u8]) -> Result<Vec<String>, ReadError> {
        let (mut all, mut line) = (Vec::new(), Vec::new());
        // Pieces of one byte part the two halves of a line end.
        let mut input = std::io::BufReader::with_capacity(1, text);
        let mut lines = Lines::of(&mut input)?;
        while lines.next(&mut line)? {
            all.push(super::text(&line)?.to_owned());
        }
        Ok(all)
    }

    #[test]
    fn lines_end_as_they_like() {
        assert_eq!(
            all(b"a\r\n\nb\rc\n\r d").unwrap(),
            ["a", "", "b", "c", "", " d"]
        );
        assert_eq!(all(b"").unwrap(), [""; 0]);
        assert_eq!(all(b"\xef\xbb\xbfa\r\r").unwrap(), ["a", ""]);
        assert_eq!(all(b"\xff\xfea\0\n\0b\0").unwrap(), ["a", "b"]);
    }

    #[test]
    fn a_line_without_end_is_refused() {
        let long = "x".repeat(LINE);
        let lines = all(format!("{long}\n").as_bytes()).unwrap();
        assert_eq!(lines, std::slice::from_ref(&long));
        let longer = all(format!("{long}x").as_bytes());
        assert!(matches!(longer, Err(ReadError::TooMuch(_))));
        assert!(all(b"\xff").is_err());
    }
}
