//! A watch that runs, with a receiver that this program is.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, anyhow, ensure};
use kplaces_tools::environment;

use super::super::super::device::Device;
use super::super::super::figures::{Figure, percentile};
use super::super::super::line::{Bar, Line, Lines, Result};
use super::super::super::stage::Stage;

/// Between two sentences, each of a second later than the one before.
const PACE: Duration = Duration::from_millis(50);

/// How often the place is driven through.
const PASSES: usize = 12;

/// Seconds of a pass: a kilometre to the place and one behind it, at 30 m/s.
const PASS_S: usize = 80;

/// The size of an account that has nothing else near by.
const PLACES: usize = 10;

/// Positions of gpsd, from the sentence that was sent to the line of the alert.
pub(super) fn through_gpsd(stage: &Stage, lines: &mut Lines) -> anyhow::Result<()> {
    let Some(gpsd) = environment::program("gpsd") else {
        lines.remark("Alerts through gpsd: gpsd is missing".to_owned());
        return Ok(());
    };
    let device = stage.stocked(PLACES)?;
    let [latitude, longitude] = a_place(&device)?;
    let receiver = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
        .local_addr()?
        .port();
    let mut gpsd = Command::new(gpsd);
    gpsd.args(["-N", "-n", "-S", &port.to_string()]);
    gpsd.arg(format!("tcp://{}", receiver.local_addr()?));
    let _gpsd = Running(quiet(&mut gpsd).spawn().context("cannot start gpsd")?);
    let (stream, _) = receiver.accept()?;
    let source = format!("gpsd:{port}");
    let (watch, told) = watch(&device, &source)?;
    let seconds = latencies(stream, watch, told, [latitude, longitude])?;
    ensure!(
        seconds.len() > PASSES,
        "only {} alerts came through gpsd",
        seconds.len()
    );
    let at = |percent| percentile(seconds.iter().copied(), percent);
    lines.push(Line {
        work: format!("from a sentence to its alert, of {}", seconds.len()),
        places: PLACES,
        ours: Figure {
            wall: at(99),
            ..Figure::default()
        },
        peer: None,
        result: Result::Seconds(at(50)),
        bar: Some(Bar::only(0.02)),
    });
    Ok(())
}

/// The memory of a watch that has begun, in MiB.
pub(super) fn held(device: &Device) -> anyhow::Result<f64> {
    let receiver = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let source = format!("nmea-tcp:{}", receiver.local_addr()?.port());
    let (watch, _told) = watch(device, &source)?;
    // It listens when it has all places.
    let (mut stream, _) = receiver.accept()?;
    stream.write_all(sentence(0, 52.0, 13.0).as_bytes())?;
    std::thread::sleep(Duration::from_secs(1));
    let status = fs::read_to_string(format!("/proc/{}/status", watch.0.id()))?;
    let held = status.lines().find_map(|it| it.strip_prefix("VmRSS:"));
    let kilobytes = held.and_then(|it| it.split_whitespace().next()?.parse::<f64>().ok());
    Ok(kilobytes.context("nothing is said of its memory")? / 1_024.0)
}

/// A program that ends with this.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn quiet(command: &mut Command) -> &mut Command {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
}

fn watch(device: &Device, source: &str) -> anyhow::Result<(Running, BufReader<ChildStdout>)> {
    let mut command = device.command(&["watch", "--json", "--source", source]);
    let mut child = quiet(&mut command).stdout(Stdio::piped()).spawn()?;
    let told = child.stdout.take().context("it has no output")?;
    Ok((Running(child), BufReader::new(told)))
}

fn a_place(device: &Device) -> anyhow::Result<[f64; 2]> {
    let listed = device.run(&["list", "--json"])?.stdout;
    let listed: serde_json::Value = serde_json::from_slice(&listed)?;
    let places = listed["places"].as_array().into_iter().flatten();
    let mut found = places.filter_map(|place| {
        let [latitude, longitude] = ["latitude", "longitude"].map(|it| place[it].as_f64());
        Some([latitude?, longitude?])
    });
    found
        .find(|[latitude, longitude]| *latitude > 10.0 && *longitude > 1.0)
        .context("no place has a position")
}

/// Drives through the place again and again; the seconds from the sentence that an alert is of to the alert.
fn latencies(
    mut receiver: TcpStream,
    watch: Running,
    mut told: BufReader<ChildStdout>,
    [latitude, longitude]: [f64; 2],
) -> anyhow::Result<Vec<f64>> {
    let reader = std::thread::spawn(move || {
        let mut alerts = Vec::new();
        let mut line = String::new();
        while told.read_line(&mut line).is_ok_and(|some| some > 0) {
            alerts.push((Instant::now(), std::mem::take(&mut line)));
        }
        alerts
    });
    let mut sent = Vec::new();
    for pass in 0..PASSES {
        for second in 0..PASS_S {
            let metres = (second as f64 - PASS_S as f64 / 2.0) * 30.0;
            // Every other one is the way back.
            let metres = if pass.is_multiple_of(2) {
                metres
            } else {
                -metres
            };
            let text = sentence(sent.len(), latitude + metres / 111_195.0, longitude);
            sent.push(Instant::now());
            receiver.write_all(text.as_bytes())?;
            std::thread::sleep(PACE);
        }
    }
    std::thread::sleep(Duration::from_secs(1));
    drop(watch);
    let alerts = reader.join().map_err(|_| anyhow!("nobody reads"))?;
    let alerts = alerts.iter().filter_map(|(told, line)| {
        let alert: serde_json::Value = serde_json::from_str(line).ok()?;
        let second = second_of(alert["at"].as_str()?)?;
        Some(told.duration_since(*sent.get(second)?).as_secs_f64())
    });
    Ok(alerts.collect())
}

/// The second of the way that a moment is, such as `2026-11-30T06:01:10Z`.
fn second_of(moment: &str) -> Option<usize> {
    let time = moment.get(11..19)?;
    let mut parts = time.split(':').map(str::parse::<usize>);
    let mut next = || parts.next()?.ok();
    (next()? * 3_600 + next()? * 60 + next()?).checked_sub(FIRST_S)
}

/// The ways begin at six in the morning.
const FIRST_S: usize = 6 * 3_600;

/// What a receiver says in a second of a way.
fn sentence(second: usize, latitude: f64, longitude: f64) -> String {
    let time = FIRST_S + second;
    let minutes = |degrees: f64| (degrees.trunc(), degrees.fract() * 60.0);
    let ((north, north_minutes), (east, east_minutes)) = (minutes(latitude), minutes(longitude));
    let body = format!(
        "GPRMC,{:02}{:02}{:02}.00,A,{north:02}{north_minutes:08.5},N,{east:03}{east_minutes:08.5},E,58.3,,301126,,,A",
        time / 3_600,
        time / 60 % 60,
        time % 60
    );
    let sum = body.bytes().fold(0, |sum, byte| sum ^ byte);
    format!("${body}*{sum:02X}\r\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_found_again_by_its_moment() {
        assert_eq!(
            sentence(70, 48.25, 9.5),
            "$GPRMC,060110.00,A,4815.00000,N,00930.00000,E,58.3,,301126,,,A*66\r\n"
        );
        assert_eq!(second_of("2026-11-30T06:01:10Z"), Some(70));
        assert_eq!(second_of("nothing"), None);
    }
}
