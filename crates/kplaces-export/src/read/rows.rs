//! Rows of comma-separated files.

use std::io::BufRead;

use csv_core::{ReadRecordResult, ReaderBuilder};

use crate::ReadError;

/// A row has no more bytes than this.
const ROW: usize = 1 << 20;
/// Nor more cells.
const CELLS: usize = 256;

/// Reads rows and hands over their cells. Bytes are made text by `decode`, a row at a time.
pub fn read(
    input: &mut dyn BufRead,
    separator: u8,
    decode: fn(&[u8]) -> Result<String, ReadError>,
    visit: &mut dyn FnMut(Vec<String>) -> Result<(), ReadError>,
) -> Result<(), ReadError> {
    let mut reader = ReaderBuilder::new().delimiter(separator).build();
    let (mut bytes, mut ends) = (vec![0; 4096], vec![0; CELLS]);
    let (mut written, mut cells) = (0, 0);
    loop {
        let chunk = input.fill_buf()?;
        let (result, read, wrote, ended) =
            reader.read_record(chunk, &mut bytes[written..], &mut ends[cells..]);
        input.consume(read);
        written += wrote;
        cells += ended;
        match result {
            ReadRecordResult::InputEmpty => {}
            ReadRecordResult::OutputFull if bytes.len() < ROW => bytes.resize(bytes.len() * 2, 0),
            ReadRecordResult::OutputFull => return Err(ReadError::TooMuch("a very long row")),
            ReadRecordResult::OutputEndsFull => return Err(ReadError::TooMuch("too many columns")),
            ReadRecordResult::Record => {
                let mut start = 0;
                let row = ends[..cells].iter().map(|end| {
                    let cell = decode(&bytes[start..*end]);
                    start = *end;
                    cell
                });
                visit(row.collect::<Result<_, _>>()?)?;
                (written, cells) = (0, 0);
            }
            ReadRecordResult::End => return Ok(()),
        }
    }
}

/// Bytes as UTF-8.
pub fn utf8(bytes: &[u8]) -> Result<String, ReadError> {
    let text = std::str::from_utf8(bytes);
    let text = text.map_err(|_| ReadError::malformed("the file is not UTF-8"))?;
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Result<Vec<Vec<String>>, ReadError> {
        let mut all = Vec::new();
        // A buffer of three bytes: cells and rows come in pieces.
        let mut input = std::io::BufReader::with_capacity(3, text.as_bytes());
        read(&mut input, b',', utf8, &mut |row| {
            all.push(row);
            Ok(())
        })?;
        Ok(all)
    }

    #[test]
    fn cells_come_whole_whatever_pieces_they_come_in() {
        let long = "x".repeat(20_000);
        let text = format!("a,\"b \"\"c\"\"\r\nd\",\r\n{long},,\r\nlast");
        assert_eq!(
            rows(&text).unwrap(),
            [
                vec!["a", "b \"c\"\r\nd", ""],
                vec![long.as_str(), "", ""],
                vec!["last"]
            ]
        );
        assert_eq!(rows("").unwrap(), [[""; 0]; 0]);
    }

    #[test]
    fn a_row_without_end_and_a_row_of_commas_are_refused() {
        for text in ["x".repeat(ROW + 1), ",".repeat(CELLS + 1)] {
            assert!(matches!(rows(&text), Err(ReadError::TooMuch(_))));
        }
    }
}
