//! Rows of comma-separated files.

use std::io::{BufRead, Read};

use csv_core::{ReadRecordResult, ReaderBuilder};

use kplaces_text::text;

use super::text::Text;
use crate::{ReadError, Reader};

/// A row has no more bytes than this.
const ROW: usize = 1 << 20;
/// Nor more cells.
const CELLS: usize = 256;

/// Makes text of the bytes of a cell.
pub type Decode = fn(&[u8]) -> Result<String, ReadError>;

/// What spreadsheets put between columns.
pub const SEPARATORS: [u8; 3] = *b",;\t";

/// Reads rows without a header and hands over their cells, where the first row `fits`. Bytes are made
/// text by `decode`, a row at a time; where the file says that it is Unicode, it is that.
pub fn without_header(
    input: &mut dyn BufRead,
    fits: fn(&[String]) -> bool,
    decode: Decode,
    visit: &mut dyn FnMut(Vec<String>) -> Result<(), ReadError>,
) -> Result<(), ReadError> {
    let mut text = Text::plain(input)?;
    let decode = if text.is_told() { utf8 } else { decode };
    let mut beginning = Vec::new();
    Read::take(&mut text, Reader::BEGINNING as u64).read_to_end(&mut beginning)?;
    let separator = first(&beginning, fits).unwrap_or(SEPARATORS[0]);
    let mut input = beginning.as_slice().chain(text);
    rows(&mut input, separator, decode, &mut |mut row| {
        trim(&mut row, 0);
        if row.is_empty() { Ok(()) } else { visit(row) }
    })
}

/// The separator with which the first row of a file fits.
pub fn first(beginning: &[u8], fits: fn(&[String]) -> bool) -> Option<u8> {
    let beginning = super::text::beginning(beginning);
    SEPARATORS.into_iter().find(|separator| {
        let row = complete(&beginning, *separator, true).into_iter().next();
        row.is_some_and(|mut row| {
            trim(&mut row, 0);
            fits(&row)
        })
    })
}

/// Reads the rows of a table that begins with one of these headers, which say the same, as it was
/// written or as a spreadsheet saved it: with another separator, all cells quoted, columns without anything behind the last one, rows in
/// which nothing is. Each row has as many cells as the header.
pub fn table<const N: usize>(
    input: &mut dyn BufRead,
    headers: &[[&str; N]],
    decode: Decode,
    visit: &mut dyn FnMut(Vec<String>) -> Result<(), ReadError>,
) -> Result<(), ReadError> {
    let mut text = Text::plain(input)?;
    let decode = if text.is_told() { utf8 } else { decode };
    let mut beginning = Vec::new();
    Read::take(&mut text, Reader::BEGINNING as u64).read_to_end(&mut beginning)?;
    let Some((separator, before)) = separator(&beginning, headers) else {
        let header = headers
            .first()
            .map(|header| header.join(","))
            .unwrap_or_default();
        return Err(ReadError::malformed(text!(
            "the first row is not {header}",
            "die erste Zeile ist nicht {header}"
        )));
    };
    let mut left = before;
    let mut input = beginning.as_slice().chain(text);
    rows(&mut input, separator, decode, &mut |mut row| {
        if left > 0 {
            left -= 1;
            return Ok(());
        }
        trim(&mut row, N);
        if row.iter().all(String::is_empty) {
            return Ok(());
        }
        if row.len() > N {
            return Err(ReadError::malformed(text!(
                "a row has more cells than the first one",
                "eine Zeile hat mehr Zellen als die erste"
            )));
        }
        row.resize(N, String::new());
        visit(row)
    })
}

/// The rows below one of these headers, as far as they are in the beginning of a file, and what
/// separates their cells; `None` if it begins with none of them.
pub fn preview<const N: usize>(
    beginning: &[u8],
    headers: &[[&str; N]],
) -> Option<(u8, Vec<Vec<String>>)> {
    let is_whole = beginning.len() < Reader::BEGINNING;
    let beginning = super::text::beginning(beginning);
    let (separator, before) = separator(&beginning, headers)?;
    let mut rows = complete(&beginning, separator, is_whole);
    rows.drain(..before.min(rows.len()));
    for row in &mut rows {
        trim(row, N);
        row.resize(N, String::new());
    }
    rows.retain(|row| row.iter().any(|cell| !cell.is_empty()));
    Some((separator, rows))
}

/// The separator with which the first row is one of the headers, and the rows up to it: spreadsheets may say
/// their separator in one before.
fn separator<const N: usize>(beginning: &[u8], headers: &[[&str; N]]) -> Option<(u8, usize)> {
    SEPARATORS.into_iter().find_map(|separator| {
        let rows = complete(beginning, separator, true);
        let told = [b"sep=", &[separator][..]].concat();
        let before = usize::from(beginning.starts_with(&told));
        let mut first = rows.into_iter().nth(before)?;
        trim(&mut first, N);
        let names = || first.iter().map(|name| name.trim());
        let fits = headers
            .iter()
            .any(|header| names().eq(header.iter().copied()));
        fits.then_some((separator, before + 1))
    })
}

/// The rows of a beginning. Unless it is all of the file, one that is cut at its end is left out.
fn complete(beginning: &[u8], separator: u8, is_whole: bool) -> Vec<Vec<String>> {
    let mut all = Vec::new();
    let lossy: Decode = |bytes| Ok(String::from_utf8_lossy(bytes).into_owned());
    let mut input = beginning;
    // Rows that are too long end the search; what was found before counts.
    let _ = rows(&mut input, separator, lossy, &mut |row| {
        all.push(row);
        Ok(())
    });
    if !is_whole && !beginning.ends_with(b"\n") && !beginning.ends_with(b"\r") {
        all.pop();
    }
    all
}

/// Takes cells in which nothing is off the end, but none of the first `keep`.
fn trim(row: &mut Vec<String>, keep: usize) {
    while row.len() > keep && row.last().is_some_and(String::is_empty) {
        row.pop();
    }
}

/// A coordinate as a spreadsheet writes it, where it writes halves as 0,5.
pub fn degrees(text: &str, most: i32) -> Result<i32, ReadError> {
    super::degrees(&with_point(text), most)
}

/// A radius as a spreadsheet writes it; nothing is none.
pub fn metres(text: &str) -> Result<u32, ReadError> {
    match text.trim() {
        "" => Ok(0),
        // Thousands in one language are decimals in another.
        text if text.len() > 4 && matches!(text.as_bytes()[text.len() - 4], b',' | b'.') => {
            Err(ReadError::malformed(text!(
                "a radius can be read in two ways",
                "ein Radius ist auf zwei Weisen lesbar"
            )))
        }
        text => super::metres(&with_point(text)),
    }
}

/// A position in two cells; nothing in both is none.
pub fn position(latitude: &str, longitude: &str) -> Result<Option<(i32, i32)>, ReadError> {
    match (latitude.trim(), longitude.trim()) {
        ("", "") => Ok(None),
        (latitude, longitude) => Ok(Some((degrees(latitude, 90)?, degrees(longitude, 180)?))),
    }
}

fn with_point(text: &str) -> String {
    if text.contains('.') {
        return text.to_owned();
    }
    text.replacen(',', ".", 1)
}

fn rows(
    input: &mut dyn BufRead,
    separator: u8,
    decode: Decode,
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
            ReadRecordResult::OutputFull => {
                return Err(ReadError::TooMuch(text!(
                    "a very long row",
                    "eine sehr lange Zeile"
                )));
            }
            ReadRecordResult::OutputEndsFull => {
                return Err(ReadError::TooMuch(text!(
                    "too many columns",
                    "zu viele Spalten"
                )));
            }
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
    let text = text.map_err(|_| {
        ReadError::malformed(text!("the file is not UTF-8, and does not say what it is; save it as UTF-8", "die Datei ist kein UTF-8 und nennt keine andere Kodierung; sie muss als UTF-8 gespeichert werden"))
    })?;
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all_of(text: &str) -> Result<Vec<Vec<String>>, ReadError> {
        let mut all = Vec::new();
        // A buffer of three bytes: cells and rows come in pieces.
        let mut input = std::io::BufReader::with_capacity(3, text.as_bytes());
        rows(&mut input, b',', utf8, &mut |row| {
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
            all_of(&text).unwrap(),
            [
                vec!["a", "b \"c\"\r\nd", ""],
                vec![long.as_str(), "", ""],
                vec!["last"]
            ]
        );
        assert_eq!(all_of("").unwrap(), [[""; 0]; 0]);
    }

    const HEADER: [&str; 3] = ["key", "name", "groups"];

    fn table_of(bytes: &[u8]) -> Result<Vec<Vec<String>>, ReadError> {
        let mut all = Vec::new();
        let mut input = std::io::BufReader::with_capacity(3, bytes);
        table(&mut input, &[HEADER], utf8, &mut |row| {
            all.push(row);
            Ok(())
        })?;
        Ok(all)
    }

    #[test]
    fn a_table_is_the_same_however_a_spreadsheet_saved_it() {
        let rows = [
            ["1", "Müller, A; B", "[]"],
            ["2", "", ""],
            ["3", "c\td", "x"],
        ];
        let quoted = |cell: &str| format!("\"{cell}\"");
        for end in ["\n", "\r\n", "\r"] {
            for separator in [",", ";", "\t"] {
                for (behind, last, before) in [
                    ("", "", ""),
                    (separator, end, ""),
                    (";;".replace(';', separator).as_str(), "", ""),
                    ("", "", &*format!("sep={separator}{end}")),
                ] {
                    let line = |cells: &[&str]| {
                        let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
                        cells.join(separator) + behind
                    };
                    let mut lines = vec![line(&HEADER)];
                    lines.extend(rows.iter().map(|row| line(row)));
                    // A row in which nothing is, and no row at all.
                    lines.push(separator.repeat(2));
                    lines.push(String::new());
                    let text = format!("{before}{}{last}", lines.join(end));
                    for mark in ["", "\u{feff}"] {
                        let text = format!("{mark}{text}");
                        assert_eq!(table_of(text.as_bytes()).unwrap(), rows, "{text:?}");
                        let (found, seen) = preview(text.as_bytes(), &[HEADER]).unwrap();
                        assert_eq!([found], separator.as_bytes(), "{text:?}");
                        assert_eq!(seen[..2], rows[..2], "{text:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_table_of_another_kind_is_refused() {
        for text in [
            "",
            "key,name",
            "key,name,groups,more",
            "key name groups",
            "key|name|groups",
            "key,name,groups\n1,2,3,4\n",
        ] {
            assert!(table_of(text.as_bytes()).is_err(), "{text}");
        }
        assert!(table_of(b"key,name,groups\n1,\xfc,\n").is_err());
    }

    #[test]
    fn a_number_is_read_in_both_spellings_and_in_one_way_only() {
        for text in ["48.137", "48,137", " 48,137 "] {
            assert_eq!(degrees(text, 90).unwrap(), 48_137_000, "{text}");
        }
        for text in ["48.137,5", "48,137.5", "48,1,3", "1.234.567", "", "x"] {
            assert!(degrees(text, 90).is_err(), "{text}");
        }
        for (text, wanted) in [("", 0), ("250", 250), ("250,0", 250), ("1000", 1000)] {
            assert_eq!(metres(text).unwrap(), wanted, "{text}");
        }
        for text in ["1.000", "1,000", "12.500"] {
            assert!(metres(text).is_err(), "{text}");
        }
        assert_eq!(position("", " ").unwrap(), None);
        assert!(position("48,1", "").is_err());
    }

    #[test]
    fn a_row_without_end_and_a_row_of_commas_are_refused() {
        for text in ["x".repeat(ROW + 1), ",".repeat(CELLS + 1)] {
            assert!(matches!(all_of(&text), Err(ReadError::TooMuch(_))));
        }
    }
}
