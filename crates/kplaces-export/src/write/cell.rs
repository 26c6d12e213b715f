use std::io::{self, Write};

/// Writes a cell as in RFC 4180: in quotes if it must, with inner quotes doubled.
pub fn cell(out: &mut (impl Write + ?Sized), text: &str, separator: u8) -> io::Result<()> {
    let quoted = |byte: u8| byte == b'"' || byte == b'\r' || byte == b'\n' || byte == separator;
    // To the end in any case: then the processor compares many at once.
    let bytes = text.as_bytes().iter();
    if !bytes.fold(false, |found, byte| found | quoted(*byte)) {
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
