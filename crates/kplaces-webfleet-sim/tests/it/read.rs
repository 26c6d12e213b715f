//! Reports, read back with parsers that are not ours.

use std::collections::BTreeMap;

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

/// All records of a CSV text, the header among them.
pub(crate) fn csv(bytes: &[u8], separator: u8) -> Vec<Vec<String>> {
    let mut reader: Reader = ReaderBuilder::new().delimiter(separator).build();
    let (mut text, mut ends) = (vec![0; 65_536], vec![0; 64]);
    let (mut at, mut records) = (0, Vec::new());
    loop {
        let (result, read, _, fields) = reader.read_record(&bytes[at..], &mut text, &mut ends);
        at += read;
        match result {
            ReadRecordResult::Record => {
                let starts = std::iter::once(0).chain(ends.iter().copied());
                let field = |(from, to): (usize, usize)| {
                    String::from_utf8(text[from..to].to_vec()).unwrap()
                };
                records.push(
                    starts
                        .zip(ends.iter().copied())
                        .take(fields)
                        .map(field)
                        .collect(),
                );
            }
            ReadRecordResult::InputEmpty => {}
            ReadRecordResult::End => return records,
            full => panic!("a record of the sample is too long: {full:?}"),
        }
    }
}

/// The rows of a CSV text by column name.
pub(crate) fn rows(bytes: &[u8]) -> Vec<BTreeMap<String, String>> {
    let mut records = csv(bytes, b';').into_iter();
    let names = records.next().unwrap();
    records
        .map(|record| names.iter().cloned().zip(record).collect())
        .collect()
}

/// One column of a CSV text.
pub(crate) fn column(bytes: &[u8], name: &str) -> Vec<String> {
    rows(bytes)
        .into_iter()
        .map(|row| row[name].clone())
        .collect()
}
