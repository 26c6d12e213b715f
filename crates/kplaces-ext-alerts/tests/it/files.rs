//! Recorded tracks.

use std::path::PathBuf;

use kplaces_ext_alerts::Source;
use kplaces_ext_alerts::feed::{Deaf, Heard, listen, track};
use kplaces_fixes::Pace;
use tempfile::TempDir;

use super::{MORNING_MS, until, words};

fn gpx(segments: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tour.gpx");
    let head = "\u{feff}<?xml version=\"1.0\"?>\n<gpx version=\"1.1\" xmlns=\"http://www.topografix.com/GPX/1/1\"><trk>";
    std::fs::write(&path, format!("{head}{segments}</trk></gpx>\n")).unwrap();
    (folder, path)
}

fn point(second: u32) -> String {
    format!("<trkpt lat=\"48.1\" lon=\"11.5\"><time>2026-11-30T06:00:{second:02}Z</time></trkpt>")
}

#[tokio::test]
async fn a_track_is_replayed_with_a_break_between_its_segments() {
    let (one, other) = (point(1) + &point(2), point(7));
    let (_folder, path) = gpx(&format!("<trkseg>{one}</trkseg><trkseg>{other}</trkseg>"));
    for source in [Source::Track(path.clone()), Source::Nmea(path)] {
        let mut heard = listen(source, Pace::Max, MORNING_MS).unwrap();
        let all = until(&mut heard, |it| matches!(it, Heard::End)).await;
        assert_eq!(words(&all), ["fix 1", "fix 2", "break", "fix 7", "end"]);
    }
}

#[test]
fn a_track_whose_points_have_no_time_is_told_apart_from_other_files() {
    let (_folder, path) = gpx("<trkseg><trkpt lat=\"48.1\" lon=\"11.5\"/></trkseg>");
    assert!(matches!(track(&path, 0), Err(Deaf::NoTimes(_))));
    let (_folder, path) = gpx("<trkseg/>");
    assert!(matches!(track(&path, 0), Err(Deaf::NoTrack(_))));
}

#[test]
fn an_error_of_a_file_prints_its_name_and_nothing_in_it() {
    let (_folder, path) = gpx("<trkseg><trkpt lat=\"48.13579\" lon=\"11.5\">");
    let printed = format!("{:?}", track(&path, 0).unwrap_err());
    assert!(printed.contains("tour.gpx"), "{printed}");
    assert!(!printed.contains("48.13579"), "{printed}");
}
