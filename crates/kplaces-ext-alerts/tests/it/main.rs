//! Where positions come from: programs on loopback, pipes, files.
#![expect(
    clippy::disallowed_methods,
    reason = "tests are the programs that are listened to"
)]
#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "test code: a failed expectation is a failed test"
)]

mod files;
mod gpsd;
mod nmea;

use std::time::Duration;

use kplaces_ext_alerts::feed::Heard;
use tokio::sync::mpsc::Receiver;
use tokio::time::timeout;

/// Nothing that is waited for takes longer, or it does not come.
const PATIENCE: Duration = Duration::from_secs(30);

/// 2026-11-30T06:00:00Z, in milliseconds.
const MORNING_MS: i64 = 1_796_018_400_000;

/// What is heard, until there is what is looked for.
async fn until(heard: &mut Receiver<Heard>, mut is_it: impl FnMut(&Heard) -> bool) -> Vec<Heard> {
    let all = async {
        let mut all = Vec::new();
        loop {
            let next = heard.recv().await.expect("the source has ended");
            let is_last = is_it(&next);
            all.push(next);
            if is_last {
                return all;
            }
        }
    };
    let all = timeout(PATIENCE, all).await;
    all.expect("what is waited for is not heard")
}

/// What was heard, in words; of a fix its moment, in seconds since that morning.
fn words(all: &[Heard]) -> Vec<String> {
    let word = |heard: &Heard| match heard {
        Heard::Fix(fix) => Some(format!("fix {}", (fix.time_ms - MORNING_MS) / 1_000)),
        Heard::Break => Some("break".to_owned()),
        Heard::Health(_) => None,
        Heard::Gone => Some("gone".to_owned()),
        Heard::There => Some("there".to_owned()),
        Heard::Deaf(_) => Some("deaf".to_owned()),
        Heard::End => Some("end".to_owned()),
    };
    all.iter().filter_map(word).collect()
}

/// A sentence of NMEA with its checksum: that at a second of the morning somebody is on the equator.
fn rmc(second: u32) -> String {
    let body = format!("GPRMC,0600{second:02},A,0000.000,N,01100.000,E,10.0,90.0,301126,,,A");
    let sum = body.bytes().fold(0, |sum, byte| sum ^ byte);
    format!("${body}*{sum:02X}\r\n")
}
