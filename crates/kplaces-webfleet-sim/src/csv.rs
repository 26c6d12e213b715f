use std::io::Write as _;

use crate::columns::Value;
use crate::{LineEnd, Quoting};

/// Writes CSV lines.
#[derive(Clone)]
pub(crate) struct Csv {
    pub(crate) separator: u8,
    pub(crate) line_end: LineEnd,
    pub(crate) quoting: Quoting,
    /// A separator behind the last cell.
    pub(crate) trailing: bool,
    /// `true` and `false` instead of `1` and `0`.
    pub(crate) words: bool,
}

impl Csv {
    /// The separator a `separator` parameter asks for.
    pub(crate) fn separator(parameter: Option<&str>) -> u8 {
        match parameter {
            Some("1") => b'\t',
            Some("2") => b' ',
            Some("3") => b',',
            _ => b';',
        }
    }

    pub(crate) const fn end(&self) -> &'static [u8] {
        match self.line_end {
            LineEnd::CrLf => b"\r\n",
            LineEnd::Lf => b"\n",
            LineEnd::Cr => b"\r",
        }
    }

    /// Writes a line without its end.
    pub(crate) fn line<'a>(&self, values: impl Iterator<Item = Value<'a>>, out: &mut Vec<u8>) {
        for (place, value) in values.enumerate() {
            if place > 0 {
                out.push(self.separator);
            }
            match value {
                Value::Missing => {}
                Value::Text(text) => self.text(text, out),
                // Writing to a Vec cannot fail.
                Value::Number(number) => _ = write!(out, "{number}"),
                Value::Position(position) => self.text(&position.to_string(), out),
                Value::Flag(flag) if self.words => _ = write!(out, "{flag}"),
                Value::Flag(flag) => out.push(b'0' + u8::from(flag)),
            }
        }
        if self.trailing {
            out.push(self.separator);
        }
    }

    fn text(&self, text: &str, out: &mut Vec<u8>) {
        let special = |byte| matches!(byte, b'"' | b'\r' | b'\n') || byte == self.separator;
        if self.quoting == Quoting::WhereNeeded && !text.bytes().any(special) {
            return out.extend_from_slice(text.as_bytes());
        }
        out.push(b'"');
        for byte in text.bytes() {
            if byte == b'"' {
                out.push(b'"');
            }
            out.push(byte);
        }
        out.push(b'"');
    }
}
