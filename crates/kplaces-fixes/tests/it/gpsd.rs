use kplaces_fixes::{Gpsd, Health, Signal};

use crate::numbers;

fn read(text: &str) -> (Vec<crate::Numbers>, Health) {
    let mut gpsd = Gpsd::new();
    let mut fixes = Vec::new();
    gpsd.take(text.as_bytes(), &mut fixes);
    (fixes.iter().map(numbers).collect(), gpsd.health().clone())
}

/// The beginning of a connection to gpsd 3.22; the first report has a mode and no position yet.
const BEGIN: &str = concat!(
    "{\"class\":\"VERSION\",\"release\":\"3.22\",\"rev\":\"3.22\",\"proto_major\":3,\"proto_minor\":14}\r\n",
    "{\"class\":\"DEVICES\",\"devices\":[{\"class\":\"DEVICE\",\"path\":\"/dev/ttyUSB0\",\"driver\":\"NMEA0183\",",
    "\"activated\":\"2026-11-28T11:59:58.000Z\",\"flags\":1,\"native\":0,\"bps\":9600,\"parity\":\"N\",\"stopbits\":1,",
    "\"cycle\":1.00}]}\r\n",
    "{\"class\":\"WATCH\",\"enable\":true,\"json\":true,\"nmea\":false,\"raw\":0,\"scaled\":false,\"timing\":false,",
    "\"split24\":false,\"pps\":false}\r\n",
    "{\"class\":\"TPV\",\"device\":\"/dev/ttyUSB0\",\"mode\":3}\r\n",
);

/// The examples of `gpsd_json(5)`.
const TPV: &str = "{\"class\":\"TPV\",\"device\":\"/dev/pts/1\",\"time\":\"2005-06-08T10:34:48.283Z\",\"ept\":0.005,\
    \"lat\":46.498293369,\"lon\":7.567411672,\"alt\":1343.127,\"eph\":36.000,\"epv\":32.321,\"track\":10.3788,\
    \"speed\":0.091,\"climb\":-0.085,\"mode\":3}\r\n";
const SKY: &str = "{\"class\":\"SKY\",\"device\":\"/dev/pts/1\",\"time\":\"2005-07-08T11:28:07.114Z\",\"xdop\":1.55,\
    \"hdop\":1.24,\"pdop\":1.99,\"satellites\":[{\"PRN\":23,\"el\":6,\"az\":84,\"ss\":0,\"used\":false}]}\r\n";

#[test]
fn a_report_of_time_position_and_velocity_is_a_fix() {
    let (fixes, health) = read(&format!("{BEGIN}{TPV}{SKY}"));
    let rest = [Some(3_600), Some(9), Some(1_038)];
    assert_eq!(fixes, [(1_118_226_888_283, 46_498_293, 7_567_412, rest)]);
    assert_eq!((health.lines, health.understood, health.no_fix), (6, 6, 1));
    assert_eq!(health.signal, Signal::Fix);
}

#[test]
fn a_report_without_a_fix_says_so() {
    for tpv in [
        "{\"class\":\"TPV\",\"mode\":1,\"time\":\"2026-11-28T12:00:00Z\"}\n",
        "{\"class\":\"TPV\",\"mode\":1,\"lat\":1.0,\"lon\":2.0,\"time\":\"2026-11-28T12:00:00Z\"}\n",
        "{\"class\":\"TPV\"}\n",
        "{\"class\":\"TPV\",\"mode\":2,\"lat\":1.0}\n",
    ] {
        let (fixes, health) = read(&format!("{TPV}{tpv}"));
        assert_eq!((fixes.len(), health.signal), (1, Signal::NoFix), "{tpv}");
    }
}

#[test]
fn a_position_without_a_time_is_undated() {
    for time in ["", ",\"time\":\"yesterday\""] {
        let tpv = format!("{{\"class\":\"TPV\",\"mode\":2,\"lat\":1.0,\"lon\":2.0{time}}}\n");
        let (fixes, health) = read(&tpv);
        assert_eq!((fixes.len(), health.undated), (0, 1));
        assert_eq!(health.signal, Signal::Undated);
    }
}

#[test]
fn errors_of_both_axes_stand_for_that_of_the_plane() {
    let tpv = "{\"class\":\"TPV\",\"mode\":2,\"time\":\"2026-11-28T12:00:00Z\",\"lat\":-1.0,\"lon\":2.0,\"epx\":3.0,\"epy\":4.0}\n";
    let (fixes, _) = read(tpv);
    assert_eq!(fixes[0].3, [Some(500), None, None]);
}

#[test]
fn damaged_lines_are_counted_and_the_next_one_is_read() {
    let cut = &TPV[..60];
    let beyond = TPV.replace("46.498", "96.498");
    let text = TPV.replace("46.498293369", "\"46.5\"");
    let unknown = "{\"class\":\"NEW\",\"mode\":[1],\"lat\":{}}\n";
    let overlong = "x".repeat(40_000);
    let (fixes, health) = read(&format!(
        "{cut}\n{beyond}{text}noise\n{unknown}{overlong}\n{TPV}"
    ));
    assert_eq!(fixes.len(), 1);
    assert_eq!((health.damaged, health.overlong), (3, 2));
    assert_eq!((health.understood, health.lines), (2, 8));
    assert_eq!(health.nothing_for, 0);
}

#[test]
fn another_protocol_is_nonsense_after_twenty_lines() {
    let line = crate::sealed("GPGLL,4807.5,N,01131.0,E,120000,A");
    assert!(!read(&line.repeat(19)).1.is_nonsense());
    let (fixes, health) = read(&line.repeat(20));
    assert!(fixes.is_empty() && health.is_nonsense());
    assert_eq!(health.nothing_for, 20);
    assert!(!read(&format!("{}{TPV}", line.repeat(20))).1.is_nonsense());
}
