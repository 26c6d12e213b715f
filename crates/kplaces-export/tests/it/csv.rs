//! CSV, as another reader sees it.

use csv_core::{ReadRecordResult, Reader};
use kplaces_domain::Groups;
use kplaces_export::ExportContext;
use kplaces_export_testsuite::{Hostile, Written, depot, place, write};
use proptest::prelude::*;

use crate::profile;

#[test]
fn a_file_is_what_the_readme_says() {
    let places = [depot(), place("007", "=1+1", None)];
    let Written { bytes, tally, .. } = write(&profile("csv"), &ExportContext::default(), &places);
    assert_eq!(
        String::from_utf8(bytes).unwrap(),
        "key,name,latitude,longitude,radius_m,colour,groups\r\n\
         k1,\"Depot \"\"Süd\"\", <A&B>\",48.137154,-11.576124,250,darkred,\"[\"\"customers\"\",\"\"fuel\"\"]\"\r\n\
         007,=1+1,,,0,,[]\r\n"
    );
    assert_eq!((tally.written, tally.without_position), (2, 1));
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
        let Written { bytes, .. } = write(&profile("csv"), &ExportContext::default(), &places);
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

#[test]
fn more_than_a_file_of_its_length_can_hold_is_refused() {
    let reader = profile("csv").reader.unwrap();
    let file = b"key,name,latitude,longitude,radius_m,colour,groups\r\n".to_vec();
    let row = format!(",{},,,0,,[]\r\n", "x".repeat(1_000_000));
    let bytes = [file, row.repeat(20).into_bytes()].concat();
    // As if it were packed, as in a KMZ.
    let packed = reader.read_all(&mut &*bytes, &mut [], 2_000, 100);
    assert!(matches!(packed, Err(kplaces_export::ReadError::TooMuch(_))));
    let length = bytes.len() as u64;
    assert_eq!(
        reader
            .read_all(&mut &*bytes, &mut [], length, 20)
            .unwrap()
            .len(),
        20
    );
    let fewer = reader.read_all(&mut &*bytes, &mut [], length, 19);
    assert!(matches!(fewer, Err(kplaces_export::ReadError::TooMuch(_))));
}
