use std::io::{self, Write};

/// Writes a cell as in RFC 4180: in quotes if it must, with inner quotes doubled.
pub fn cell(out: &mut (impl Write + ?Sized), text: &str, separator: u8) -> io::Result<()> {
    let quoted = |byte: &u8| matches!(byte, b'"' | b'\r' | b'\n') || *byte == separator;
    if !text.as_bytes().iter().any(quoted) {
        return out.write_all(text.as_bytes());
    }
    out.write_all(b"\"")?;
    for (n, part) in text.as_bytes().split(|byte| *byte == b'"').enumerate() {
        if n > 0 {
            out.write_all(b"\"\"")?;
        }
        out.write_all(part)?;
    }
    out.write_all(b"\"")
}
