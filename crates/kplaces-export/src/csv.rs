use std::io::{self, BufWriter, Write};

use kplaces_domain::{GroupName, Groups, Place};

use crate::{Carries, ExportContext, Exporter, PlaceWriter, Support, Tally};

pub(crate) const EXPORTER: Exporter = Exporter {
    id: "csv",
    title: "CSV for exchange between programs",
    extension: "csv",
    carries: Carries {
        name: Support::Full,
        position: Support::Full,
        radius: Support::Full,
        colour: Support::Full,
        groups: Support::Full,
    },
    start,
};

struct Csv {
    out: BufWriter<Box<dyn Write + Send>>,
    tally: Tally,
}

fn start(out: Box<dyn Write + Send>, _: &ExportContext) -> io::Result<Box<dyn PlaceWriter + Send>> {
    let mut out = BufWriter::new(out);
    out.write_all(b"key,name,latitude,longitude,radius_m,colour,groups\r\n")?;
    Ok(Box::new(Csv {
        out,
        tally: Tally::default(),
    }))
}

impl PlaceWriter for Csv {
    fn place(&mut self, place: &Place) -> io::Result<()> {
        let out = &mut self.out;
        cell(out, place.key.as_str())?;
        out.write_all(b",")?;
        cell(out, &place.name)?;
        match place.position {
            Some(at) => write!(out, ",{},{},", at.latitude_text(), at.longitude_text())?,
            None => out.write_all(b",,,")?,
        }
        write!(out, "{},", place.radius.metres())?;
        if let Some(colour) = &place.colour {
            cell(out, colour.name())?;
        }
        out.write_all(b",")?;
        cell(out, &groups(&place.groups)?)?;
        out.write_all(b"\r\n")?;
        self.tally.wrote(place);
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> io::Result<Tally> {
        self.out.flush()?;
        Ok(self.tally)
    }
}

/// A JSON array: a group's name may hold any separator there is.
fn groups(groups: &Groups) -> io::Result<String> {
    let names: Vec<&str> = groups.iter().map(GroupName::as_str).collect();
    Ok(serde_json::to_string(&names)?)
}

/// A cell as in RFC 4180: in quotes if it must, with inner quotes doubled.
fn cell(out: &mut impl Write, text: &str) -> io::Result<()> {
    if !text.contains([',', '"', '\r', '\n']) {
        return out.write_all(text.as_bytes());
    }
    out.write_all(b"\"")?;
    let mut parts = text.split('"');
    if let Some(first) = parts.next() {
        out.write_all(first.as_bytes())?;
    }
    for part in parts {
        out.write_all(b"\"\"")?;
        out.write_all(part.as_bytes())?;
    }
    out.write_all(b"\"")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{Hostile, depot, place, write};
    use csv_core::{ReadRecordResult, Reader};
    use proptest::prelude::*;

    #[test]
    fn a_file_is_what_the_readme_says() {
        let places = [depot(), place("007", "=1+1", None)];
        let (bytes, tally) = write(&EXPORTER, &ExportContext::default(), &places);
        assert_eq!(
            String::from_utf8(bytes).unwrap(),
            "key,name,latitude,longitude,radius_m,colour,groups\r\n\
             k1,\"Depot \"\"Süd\"\", <A&B>\",48.137154,-11.576124,250,darkred,\"[\"\"customers\"\",\"\"fuel\"\"]\"\r\n\
             007,=1+1,,,0,,[]\r\n"
        );
        assert_eq!((tally.written, tally.without_position.places), (2, 1));
        assert!(tally.is_lossless());
    }

    /// Reads with csv-core, a reader that is not ours.
    fn rows(mut bytes: &[u8]) -> Vec<Vec<String>> {
        let mut reader = Reader::new();
        let mut rows = Vec::new();
        let (mut text, mut ends) = (vec![0; 1 << 16], vec![0; 64]);
        loop {
            let (result, read, _, fields) = reader.read_record(bytes, &mut text, &mut ends);
            bytes = &bytes[read..];
            match result {
                ReadRecordResult::Record => {
                    let mut start = 0;
                    let row = ends[..fields].iter().map(|end| {
                        let cell = text[start..*end].to_vec();
                        start = *end;
                        String::from_utf8(cell).unwrap()
                    });
                    rows.push(row.collect());
                }
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::End => return rows,
                full => panic!("{full:?}"),
            }
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back_byte_for_byte(places in proptest::collection::vec(Hostile::place(), 0..6)) {
            let (bytes, _) = write(&EXPORTER, &ExportContext::default(), &places);
            let rows = rows(&bytes);
            prop_assert_eq!(rows.len(), places.len() + 1);
            for (row, place) in rows[1..].iter().zip(&places) {
                prop_assert_eq!(row.len(), 7);
                prop_assert_eq!(&row[0], place.key.as_str());
                prop_assert_eq!(&row[1], &*place.name);
                let at = place.position.map_or(",".to_owned(), |at| at.to_string());
                prop_assert_eq!(format!("{},{}", row[2], row[3]), at);
                prop_assert_eq!(&row[4], &place.radius.metres().to_string());
                prop_assert_eq!(&row[5], place.colour.as_ref().map_or("", |c| c.name()));
                let groups: Vec<String> = serde_json::from_str(&row[6]).unwrap();
                let groups = groups.iter().map(|name| name.as_str().into()).collect::<Groups>();
                prop_assert_eq!(&groups, &place.groups);
            }
        }
    }
}
