//! CSV files of one's own, as tables of texts.

use csv_core::{ReadRecordResult, ReaderBuilder};

/// A CSV file: its header, and rows as long as it.
pub(crate) struct Table {
    pub(crate) names: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
}

impl Table {
    /// Reads a file in UTF-8, with `;`, tab or comma, whichever its header has most of.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, String> {
        let text = std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())?;
        let text = text.trim_start_matches('\u{feff}');
        let header = text.lines().next().unwrap_or_default();
        let count = |separator: &u8| header.bytes().filter(|byte| byte == separator).count();
        let separator = [b',', b'\t', b';'].into_iter().max_by_key(count);
        // An empty line is no row, so one may be put behind a last line without an end.
        let ended = format!("{text}\n");
        let mut records = records(ended.as_bytes(), separator.unwrap_or(b';')).into_iter();
        let names = records.next().ok_or("it has no header line")?;
        let rows: Vec<Vec<String>> = records.collect();
        for (n, row) in rows.iter().enumerate() {
            if row.len() != names.len() {
                let (cells, columns) = (row.len(), names.len());
                return Err(format!(
                    "row {} has {cells} cells for {columns} columns",
                    n + 1
                ));
            }
        }
        Ok(Self { names, rows })
    }
}

fn records(text: &[u8], separator: u8) -> Vec<Vec<String>> {
    let mut reader = ReaderBuilder::new().delimiter(separator).build();
    // No cell is longer than the file, and no row has more cells.
    let (mut cells, mut ends) = (vec![0; text.len() + 1], vec![0; text.len() + 2]);
    let (mut at, mut records) = (0, Vec::new());
    loop {
        let (result, read, _, fields) = reader.read_record(&text[at..], &mut cells, &mut ends);
        at += read;
        match result {
            ReadRecordResult::Record => {
                let mut start = 0;
                let texts = ends[..fields].iter().map(|end| {
                    let cell = String::from_utf8_lossy(&cells[start..*end]).into_owned();
                    start = *end;
                    cell
                });
                records.push(texts.collect());
            }
            ReadRecordResult::InputEmpty => {}
            _ => return records,
        }
    }
}
