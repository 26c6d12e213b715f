//! gpsd, played by a test.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::num::NonZeroU16;
use std::thread::JoinHandle;

use kplaces_ext_alerts::Source;
use kplaces_ext_alerts::feed::{Heard, listen};
use kplaces_fixes::{Pace, Signal};

use super::{MORNING_MS, until, words};

const VERSION: &str = "{\"class\":\"VERSION\",\"release\":\"3.22\",\"rev\":\"3.22\",\"proto_major\":3,\"proto_minor\":14}\r\n";

fn tpv(second: u32) -> String {
    format!(
        "{{\"class\":\"TPV\",\"device\":\"/dev/ttyUSB0\",\"mode\":3,\"time\":\"2026-11-30T06:00:{second:02}.000Z\",\
         \"lat\":48.1,\"lon\":11.5,\"eph\":7.5,\"speed\":13.9,\"track\":90.0}}\r\n"
    )
}

/// Somebody who answers at a port: takes a connection for each of the scripts, reads the greeting where one is
/// expected, says the script and hangs up. What it heard comes back.
fn answering(
    listener: TcpListener,
    greeted: bool,
    scripts: Vec<String>,
) -> JoinHandle<Vec<String>> {
    std::thread::spawn(move || {
        let mut greetings = Vec::new();
        for script in scripts {
            let (stream, _) = listener.accept().unwrap();
            greetings.push(if greeted {
                first_line(&stream)
            } else {
                String::new()
            });
            let _ = (&stream).write_all(script.as_bytes());
        }
        greetings
    })
}

fn first_line(stream: &TcpStream) -> String {
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line).unwrap();
    line
}

fn loopback() -> (TcpListener, NonZeroU16) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    (listener, NonZeroU16::new(port).unwrap())
}

#[tokio::test]
async fn a_restart_of_gpsd_is_got_over_and_each_connection_is_greeted() {
    let (listener, port) = loopback();
    let scripts = vec![
        // The last report is cut off in its middle.
        format!("{VERSION}{}{}", tpv(1), &tpv(2)[..70]),
        format!("{VERSION}{}", tpv(9)),
    ];
    let gpsd = answering(listener, true, scripts);
    let mut heard = listen(Source::Gpsd(port), Pace::Max, MORNING_MS).unwrap();
    let mut gone = 0;
    let all = until(&mut heard, |it| {
        gone += u32::from(matches!(it, Heard::Gone));
        gone == 2
    })
    .await;
    assert_eq!(
        words(&all),
        ["there", "fix 1", "gone", "there", "fix 9", "gone"]
    );
    let greeting = "?WATCH={\"enable\":true,\"json\":true};\n";
    assert_eq!(gpsd.join().unwrap(), [greeting, greeting]);
}

#[tokio::test]
async fn a_gpsd_that_starts_later_is_found() {
    let (listener, port) = loopback();
    drop(listener);
    let mut heard = listen(Source::Gpsd(port), Pace::Max, MORNING_MS).unwrap();
    until(&mut heard, |it| matches!(it, Heard::Gone)).await;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port.get())).unwrap();
    let gpsd = answering(listener, true, vec![format!("{VERSION}{}", tpv(3))]);
    let all = until(&mut heard, |it| matches!(it, Heard::Fix(_))).await;
    assert_eq!(words(&all).last().unwrap(), "fix 3");
    gpsd.join().unwrap();
}

#[tokio::test]
async fn damaged_lines_are_counted_and_the_next_is_read() {
    let (listener, port) = loopback();
    let script = [
        VERSION,
        "{\"class\":\"TPV\",\"mode\":3,\"lat\":48.1,\r\n",
        "{\"class\":\"TPV\",\"mode\":3,\"lat\":948.1,\"lon\":11.5,\"time\":\"2026-11-30T06:00:04.000Z\"}\r\n",
        "\u{0}\u{fffd}\r\n",
        &tpv(5),
    ]
    .concat();
    let gpsd = answering(listener, true, vec![script]);
    let mut heard = listen(Source::Gpsd(port), Pace::Max, MORNING_MS).unwrap();
    let all = until(&mut heard, |it| matches!(it, Heard::Gone)).await;
    assert_eq!(words(&all), ["there", "fix 5", "gone"]);
    let health = all.iter().rev().find_map(|it| match it {
        Heard::Health(health) => Some(health.clone()),
        _ => None,
    });
    let health = health.unwrap();
    assert_eq!((health.understood, health.damaged, health.fixes), (2, 2, 1));
    assert_eq!(health.signal, Signal::Fix);
    gpsd.join().unwrap();
}

#[tokio::test]
async fn a_source_of_nonsense_is_found_out_and_never_called_there() {
    let (listener, port) = loopback();
    let web = "HTTP/1.1 400 Bad Request\r\nServer: x\r\n\r\nnothing\r\n".repeat(5);
    let server = answering(listener, true, vec![web.clone(), web]);
    let mut heard = listen(Source::Gpsd(port), Pace::Max, MORNING_MS).unwrap();
    let all = until(
        &mut heard,
        |it| matches!(it, Heard::Health(health) if health.is_nonsense()),
    )
    .await;
    assert_eq!(words(&all), ["gone"]);
    server.join().unwrap();
}

#[tokio::test]
async fn a_source_that_never_ends_a_line_is_nonsense_too() {
    let (listener, port) = loopback();
    let endless = answering(listener, false, vec!["z".repeat(2 << 20)]);
    let mut heard = listen(Source::NmeaTcp(port), Pace::Max, MORNING_MS).unwrap();
    let all = until(&mut heard, |it| matches!(it, Heard::Gone)).await;
    assert_eq!(words(&all), ["gone"]);
    let overlong = all.iter().rev().find_map(|it| match it {
        Heard::Health(health) => Some(health.overlong),
        _ => None,
    });
    assert!(overlong > Some(0));
    endless.join().unwrap();
}

#[tokio::test]
async fn sentences_over_loopback_are_read_and_the_last_moment_is_whole() {
    let (listener, port) = loopback();
    let sentences = [1, 2, 3].map(super::rmc).concat();
    let sender = answering(listener, false, vec![sentences]);
    let mut heard = listen(Source::NmeaTcp(port), Pace::Max, MORNING_MS).unwrap();
    let all = until(&mut heard, |it| matches!(it, Heard::Gone)).await;
    assert_eq!(words(&all), ["there", "fix 1", "fix 2", "fix 3", "gone"]);
    sender.join().unwrap();
}

#[tokio::test]
async fn who_is_not_listened_to_any_more_is_hung_up_on() {
    let (listener, port) = loopback();
    let mut heard = listen(Source::Gpsd(port), Pace::Max, MORNING_MS).unwrap();
    let gpsd = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream.write_all(VERSION.as_bytes()).unwrap();
        let mut left = BufReader::new(stream);
        let mut lines = 0;
        let mut line = String::new();
        while left.read_line(&mut line).is_ok_and(|some| some > 0) {
            lines += 1;
        }
        lines
    });
    until(&mut heard, |it| matches!(it, Heard::There)).await;
    drop(heard);
    let lines = tokio::task::spawn_blocking(|| gpsd.join().unwrap());
    let lines = tokio::time::timeout(super::PATIENCE, lines).await;
    assert_eq!(lines.unwrap().unwrap(), 1);
}

#[tokio::test]
async fn nothing_that_is_heard_prints_a_position() {
    let (listener, port) = loopback();
    let gpsd = answering(listener, true, vec![format!("{VERSION}{}", tpv(1))]);
    let mut heard = listen(Source::Gpsd(port), Pace::Max, MORNING_MS).unwrap();
    let all = until(&mut heard, |it| matches!(it, Heard::Gone)).await;
    let printed = format!("{all:?}");
    assert!(printed.contains("Fix(Fix { .. })"), "{printed}");
    for number in ["48", "11.5", "13.9", "7.5", "90"] {
        assert!(!printed.contains(number), "{printed}");
    }
    gpsd.join().unwrap();
}
