use kplaces_fixes::{GpxError, GpxTrack, read_gpx};

use crate::numbers;

fn read(text: &str) -> Result<GpxTrack, GpxError> {
    read_gpx(&mut text.as_bytes())
}

fn gpx(inside: &str) -> String {
    format!(
        "<?xml version='1.0'?><gpx version='1.1' xmlns='http://www.topografix.com/GPX/1/1'>{inside}</gpx>"
    )
}

#[test]
fn a_track_comes_in_its_segments() {
    let track = read(&gpx(
        "<wpt lat='1' lon='2'><time>2026-11-28T12:00:00Z</time></wpt>\
         <trk><name>t &amp; u</name><trkseg>\
         <trkpt lat='48.125' lon='11.5'><ele>545</ele><time>2026-11-28T12:00:00Z</time><hdop>0.9</hdop>\
         <extensions><x:speed xmlns:x='x'>10</x:speed><x:course xmlns:x='x'>84.4</x:course></extensions></trkpt>\
         <trkpt lat='-48.125' lon='-11.5'><time>2026-11-28T13:00:01.500+01:00</time></trkpt>\
         </trkseg><trkseg/><trkseg>\
         <trkpt lat='1' lon='2'><time>2026-11-28T12:00:02</time></trkpt>\
         </trkseg></trk>",
    ))
    .unwrap();
    let noon_ms = 1_795_867_200_000;
    let segments: Vec<Vec<_>> = track
        .segments
        .iter()
        .map(|segment| segment.iter().map(numbers).collect())
        .collect();
    let rest = [Some(450), Some(1_000), Some(8_440)];
    assert_eq!(
        segments,
        [
            vec![
                (noon_ms, 48_125_000, 11_500_000, rest),
                (noon_ms + 1_500, -48_125_000, -11_500_000, [None; 3]),
            ],
            vec![(noon_ms + 2_000, 1_000_000, 2_000_000, [None; 3])],
        ]
    );
    assert_eq!((track.untimed, track.damaged), (0, 0));
}

#[test]
fn points_that_are_no_fixes_are_counted() {
    let time = "<time>2026-11-28T12:00:00Z</time>";
    let track = read(&gpx(&format!(
        "<trk><trkseg><trkpt lat='1' lon='2'/><trkpt lat='1' lon='2'><ele>1</ele></trkpt>\
         <trkpt lat='91' lon='2'>{time}</trkpt><trkpt lat='NaN' lon='2'>{time}</trkpt>\
         <trkpt lon='2'>{time}</trkpt><trkpt lat='1' lon='2'><time>noon</time></trkpt>\
         <trkpt lat='1' lon='2'>{time}<speed>fast</speed></trkpt>\
         <trkpt lat='1' lon='2'><time>2026-11-28T12:00:00Z{}</time></trkpt>\
         </trkseg></trk>",
        " ".repeat(200)
    )))
    .unwrap();
    assert_eq!((track.untimed, track.damaged), (2, 6));
    assert!(track.segments.is_empty());
}

#[test]
fn what_was_made_to_hurt_is_refused() {
    let point = "<trkpt lat='1' lon='2'>";
    let attributes: Vec<String> = (0..100_000).map(|n| format!(" a{n}='1'")).collect();
    let attributes = attributes.concat();
    for (document, is_too_much) in [
        (gpx(&"<a>".repeat(1_000_000)), true),
        (gpx(&format!("<trkpt{attributes}/>")), true),
        (gpx(&format!("{point}{}", "<a/>".repeat(10_000))), true),
        (gpx(&format!("{point}{}", "x".repeat(1 << 20))), true),
        (gpx(&format!("<!--{}-->", "x".repeat(1 << 20))), true),
        (
            "<!DOCTYPE gpx [<!ENTITY a 'ha'>]><gpx>&a;</gpx>".to_owned(),
            false,
        ),
        (gpx("<trk>"), false),
        ("<gpx><trk></gpx>".to_owned(), false),
        ("<gpx".to_owned(), false),
        (String::new(), false),
        ("lat,lon".to_owned(), false),
        (gpx("<trkpt lat='1' lat='2'/>"), false),
        ("</gpx>".to_owned(), false),
    ] {
        let error = read(&document).unwrap_err();
        let beginning: String = document.chars().take(150).collect();
        assert_eq!(
            matches!(error, GpxError::TooMuch),
            is_too_much,
            "{error:?} {beginning}"
        );
    }
    assert!(matches!(read("<kml><trk/></kml>"), Err(GpxError::NotGpx)));
}

#[test]
fn no_message_holds_a_position() {
    let text = gpx(
        "<trk><trkseg><trkpt lat='48.123456' lon='11.654321'><time>2026-11-28T12:00:00Z</time></trkpt></trkseg></trk>",
    );
    let track = read(&text).unwrap();
    assert_eq!(
        format!("{track:?}"),
        "GpxTrack { segments: 1, untimed: 0, damaged: 0, .. }"
    );
    for end in 0..text.len() {
        if let Err(error) = read(&text[..end]) {
            let message = format!("{error} {error:?}");
            assert!(
                !message.contains("123456") && !message.contains("654321"),
                "{message}"
            );
        }
    }
}
