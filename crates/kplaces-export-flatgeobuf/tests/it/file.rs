//! A file, byte by byte.

use kplaces_export::ExportContext;
use kplaces_export_testsuite::{depot, place};

use crate::exported;

#[test]
fn a_file_is_what_the_readme_says() {
    let context = ExportContext {
        title: "Acme".into(),
        group_order: vec!["depot".into(), "fuel".into()],
        ..ExportContext::default()
    };
    let nowhere = place("k2", "", None);
    let (written, ..) = exported(&context, &[depot(), nowhere]);
    assert_eq!(written.losses(), "place 1");
    let bytes = &written.bytes;
    assert_eq!(bytes[..8], *b"fgb\x03fgb\x00");
    let header = 8 + 4 + u32::from_le_bytes(*bytes[8..].first_chunk().unwrap()) as usize;
    assert_eq!(header % 8, 0);
    let text = String::from_utf8_lossy(&bytes[8..header]);
    for name in [
        "places",
        "EPSG",
        "Acme",
        "key",
        "radius_m",
        "rgb",
        "group_name",
        "groups",
    ] {
        assert!(text.contains(&format!("{name}\0")), "{name}");
    }

    // A box and the place in it.
    let (longitude, latitude) = (
        (-11.576_124_f64).to_le_bytes(),
        48.137_154_f64.to_le_bytes(),
    );
    let point = [longitude, latitude].concat();
    let box_of = |offset: u64| [&point[..], &point, &offset.to_le_bytes()].concat();
    let index = header + 80;
    assert_eq!(bytes[header..index], [box_of(1), box_of(0)].concat());

    let feature = &bytes[index..];
    assert_eq!(feature[..4], (feature.len() as u32 - 4).to_le_bytes());
    assert_eq!(feature[48..64], point);
    let values: &[&[u8]] = &[
        b"\x00\x00\x02\x00\x00\x00k1",
        b"\x01\x00\x13\x00\x00\x00Depot \"S\xc3\xbcd\", <A&B>",
        b"\x02\x00\xfa\x00\x00\x00",
        b"\x03\x00\x07\x00\x00\x00darkred",
        b"\x04\x00\x07\x00\x00\x00#9b111e",
        b"\x05\x00\x04\x00\x00\x00fuel",
        b"\x06\x00\x14\x00\x00\x00[\"customers\",\"fuel\"]",
    ];
    let values = values.concat();
    assert_eq!(feature[64..68], (values.len() as u32).to_le_bytes());
    assert_eq!(feature[68..68 + values.len()], values);
    assert!(feature[68 + values.len()..].iter().all(|byte| *byte == 0));
    assert_eq!(feature.len(), (68 + values.len()).next_multiple_of(8));
}

#[test]
fn a_name_has_no_nul_and_nothing_else_is_taken_away() {
    let mut depot = depot();
    depot.name = "a\u{0}b\r\n\u{202e}".into();
    let (written, ..) = exported(&ExportContext::default(), &[depot]);
    assert_eq!(written.losses(), "characters 1");
    assert_eq!(written.entries[0].name, "ab\r\n\u{202e}");
}
