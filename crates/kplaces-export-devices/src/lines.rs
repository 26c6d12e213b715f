//! Lines of text from outside.

use std::io::{BufRead, Read};

use kplaces_export::ReadError;

/// A line has no more bytes than this.
const LINE: usize = 1 << 20;

/// Reads a line into `line`, without its end; `false` at the end of the file.
pub(crate) fn next(input: &mut dyn BufRead, line: &mut Vec<u8>) -> Result<bool, ReadError> {
    line.clear();
    let read = input.take(LINE as u64 + 1).read_until(b'\n', line)?;
    if line.last() == Some(&b'\n') {
        line.pop();
        if line.last() == Some(&b'\r') {
            line.pop();
        }
    }
    if line.len() > LINE {
        return Err(ReadError::TooMuch("a very long line"));
    }
    Ok(read > 0)
}

/// A line as text.
pub(crate) fn text(line: &[u8]) -> Result<&str, ReadError> {
    str::from_utf8(line).map_err(|_| ReadError::malformed("the file is not UTF-8"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(mut text: &[u8]) -> Result<Vec<String>, ReadError> {
        let (mut lines, mut line) = (Vec::new(), Vec::new());
        while next(&mut text, &mut line)? {
            lines.push(super::text(&line)?.to_owned());
        }
        Ok(lines)
    }

    #[test]
    fn lines_end_as_they_like() {
        assert_eq!(all(b"a\r\n\nb\rc\n d").unwrap(), ["a", "", "b\rc", " d"]);
        assert_eq!(all(b"").unwrap(), [""; 0]);
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
