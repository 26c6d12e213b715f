//! What sources say, whole and damaged.

mod damage;
mod gpsd;
mod gpx;
mod nmea;

use kplaces_domain::Fix;

/// A fix as numbers that can be compared: time, position in micro-degrees, accuracy, speed and course in hundredths.
type Numbers = (i64, i32, i32, [Option<i64>; 3]);

fn numbers(fix: &Fix) -> Numbers {
    let hundredths = |it: Option<f64>| it.map(|it| (it * 100.0).round() as i64);
    (
        fix.time_ms,
        fix.position.latitude_micro(),
        fix.position.longitude_micro(),
        [fix.accuracy_m, fix.speed_mps, fix.course_deg].map(hundredths),
    )
}

/// A sentence of NMEA with its checksum.
fn sealed(body: &str) -> String {
    let sum = body.bytes().fold(0, |sum, byte| sum ^ byte);
    format!("${body}*{sum:02X}\r\n")
}
