//! Sentences in files, pipes and devices.

use std::path::PathBuf;

use kplaces_ext_alerts::Source;
use kplaces_ext_alerts::feed::{Deaf, Heard, listen, track};
use kplaces_fixes::Pace;
use tempfile::TempDir;

use super::{MORNING_MS, rmc, until, words};

fn file(text: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("way.nmea");
    std::fs::write(&path, text).unwrap();
    (folder, path)
}

#[tokio::test]
async fn a_file_is_replayed_and_ends() {
    let text = [
        "noise\r\n",
        &rmc(1),
        "$GPRMC,broken*00\r\n",
        &rmc(2),
        &rmc(4),
    ]
    .concat();
    let (_folder, path) = file(&text);
    let mut heard = listen(Source::Nmea(path), Pace::Max, MORNING_MS).unwrap();
    let all = until(&mut heard, |it| matches!(it, Heard::End)).await;
    assert_eq!(words(&all), ["fix 1", "fix 2", "fix 4", "end"]);
}

#[tokio::test]
async fn a_file_is_replayed_at_its_pace() {
    let (_folder, path) = file(&[rmc(0), rmc(50)].concat());
    let began = std::time::Instant::now();
    let mut heard = listen(Source::Nmea(path), Pace::Times(500.0), MORNING_MS).unwrap();
    let all = until(&mut heard, |it| matches!(it, Heard::End)).await;
    assert_eq!(words(&all), ["fix 0", "fix 50", "end"]);
    assert!(began.elapsed() >= std::time::Duration::from_millis(100));
}

#[test]
fn sentences_without_a_date_are_of_today() {
    let body = "GPGGA,060007,0000.000,N,01100.000,E,1,08,0.9,545.4,M,46.9,M,,";
    let sum = body.bytes().fold(0, |sum, byte| sum ^ byte);
    let (_folder, path) = file(&format!("${body}*{sum:02X}\r\n"));
    let parts = track(&path, MORNING_MS).unwrap();
    assert_eq!(parts[0][0].time_ms, MORNING_MS + 7_000);
}

#[test]
fn what_holds_no_positions_or_cannot_be_read_is_told_apart() {
    for text in ["", "hello\n", "<gpx", "\u{0}\u{1}"] {
        let (_folder, path) = file(text);
        assert!(matches!(track(&path, 0), Err(Deaf::NoTrack(_))), "{text}");
    }
    let (folder, path) = file("");
    for wrong in [folder.path().to_owned(), path.with_file_name("nowhere")] {
        let heard = listen(Source::Nmea(wrong), Pace::Max, 0);
        assert!(matches!(heard, Err(Deaf::File(..))));
    }
}

#[cfg(target_os = "linux")]
mod lines {
    use std::io::Write as _;

    use super::*;

    #[tokio::test]
    async fn a_pipe_is_heard_to_its_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pipe");
        let mode = rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR;
        rustix::fs::mknodat(rustix::fs::CWD, &path, rustix::fs::FileType::Fifo, mode, 0).unwrap();
        let mut heard = listen(Source::Nmea(path.clone()), Pace::Max, MORNING_MS).unwrap();
        let writer = std::thread::spawn(move || {
            let mut pipe = std::fs::OpenOptions::new().write(true).open(path).unwrap();
            pipe.write_all(rmc(1).as_bytes()).unwrap();
            pipe.write_all(rmc(2).as_bytes()).unwrap();
        });
        let all = until(&mut heard, |it| matches!(it, Heard::End)).await;
        assert_eq!(words(&all), ["there", "fix 1", "fix 2", "end"]);
        writer.join().unwrap();
    }

    #[tokio::test]
    async fn a_device_that_ends_is_opened_again() {
        let mut heard = listen(Source::Nmea("/dev/null".into()), Pace::Max, MORNING_MS).unwrap();
        let mut gone = 0;
        let all = until(&mut heard, |it| {
            gone += u32::from(matches!(it, Heard::Gone));
            gone == 2
        })
        .await;
        assert_eq!(words(&all), ["gone", "gone"]);
    }
}
