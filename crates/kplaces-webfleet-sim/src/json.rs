use std::io::Write as _;

use crate::Missing;
use crate::columns::Value;

/// Writes flat JSON objects.
#[derive(Clone)]
pub(crate) struct Json {
    pub(crate) missing: Missing,
    /// `true` and `false` instead of `1` and `0`.
    pub(crate) words: bool,
}

impl Json {
    pub(crate) fn object<'a>(
        &self,
        pairs: impl Iterator<Item = (&'a str, Value<'a>)>,
        out: &mut Vec<u8>,
    ) {
        out.push(b'{');
        let start = out.len();
        for (name, value) in pairs {
            if value == Value::Missing && self.missing == Missing::LeftOut {
                continue;
            }
            if out.len() > start {
                out.push(b',');
            }
            string(name, out);
            out.push(b':');
            match value {
                Value::Missing if self.missing == Missing::Null => out.extend_from_slice(b"null"),
                Value::Missing => out.extend_from_slice(b"\"\""),
                Value::Text(text) => string(text, out),
                // Writing to a Vec cannot fail.
                Value::Number(number) => _ = write!(out, "{number}"),
                Value::Position(position) if position.is_number() => _ = write!(out, "{position}"),
                Value::Position(position) => string(&position.to_string(), out),
                Value::Flag(flag) if self.words => _ = write!(out, "{flag}"),
                Value::Flag(flag) => out.push(b'0' + u8::from(flag)),
            }
        }
        out.push(b'}');
    }
}

fn string(text: &str, out: &mut Vec<u8>) {
    // A string into a Vec: neither side can fail.
    _ = serde_json::to_writer(out, text);
}
