//! A way that a device went, as a track and as a receiver says it.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// A position for each second, from seven in the morning on: degrees to the north and to the east.
pub(super) struct Tour(pub(super) Vec<[f64; 2]>);

impl Tour {
    /// Past a position, to the north at 20 m/s, a little to the side.
    pub(super) fn past([north, east]: [f64; 2]) -> Self {
        let seconds = (0..120).map(|second| f64::from(second) * 20.0 - 1_213.7);
        let points = seconds.map(|metres| [north + metres / 111_195.0, east + 0.000_293_7]);
        Self(points.collect())
    }

    /// Past a place of the stand-in's account.
    pub(super) fn usual() -> Self {
        Self::past([48.137_43, 11.575_49])
    }

    /// It as a track.
    pub(super) fn gpx(&self) -> String {
        let head =
            "<gpx version=\"1.1\" xmlns=\"http://www.topografix.com/GPX/1/1\"><trk><trkseg>\n";
        let mut text = head.to_owned();
        for ([north, east], second) in self.0.iter().zip(0..) {
            let _ = writeln!(
                text,
                "<trkpt lat=\"{north:.7}\" lon=\"{east:.7}\"><time>2026-11-30T07:{:02}:{:02}Z</time></trkpt>",
                second / 60,
                second % 60
            );
        }
        text + "</trkseg></trk></gpx>\n"
    }

    /// It as sentences of a receiver.
    pub(super) fn nmea(&self) -> String {
        let mut text = String::new();
        for ([north, east], second) in self.0.iter().zip(0..) {
            let body = format!(
                "GPRMC,07{:02}{:02}.00,A,{},N,0{},E,38.9,0.0,301126,,,A",
                second / 60,
                second % 60,
                minutes(*north),
                minutes(*east),
            );
            let sum = body.bytes().fold(0, |sum, byte| sum ^ byte);
            let _ = write!(text, "${body}*{sum:02X}\r\n");
        }
        text
    }

    /// Puts both into a folder: `tour.gpx` and `tour.nmea`.
    pub(super) fn write(&self, folder: &Path) -> std::io::Result<()> {
        fs::write(folder.join("tour.gpx"), self.gpx())?;
        fs::write(folder.join("tour.nmea"), self.nmea())
    }
}

/// Degrees of two digits, and minutes: `4808.24580`.
pub(super) fn minutes(degrees: f64) -> String {
    format!("{:02}{:08.5}", degrees.trunc(), degrees.fract() * 60.0)
}
