//! What the system is asked for: whom a program connects to, and what it listens on.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use kplaces_webfleet_sim::Options;

use super::visit::Visit;
use super::{Seen, Stage, Why, broken, journey, stage};
use crate::Sandbox;

/// Sockets of this device that a program may use: the name service, the system's log, the session's
/// bus with the keyring, the system's scheduler.
const LOCAL: [&str; 9] = [
    "/var/run/nscd/",
    "/run/nscd/",
    "/run/systemd/",
    "/run/dbus/",
    "/var/run/dbus/",
    "/run/user/",
    "/tmp/dbus-",
    "/run/avahi-daemon/",
    "/var/lib/sss/",
];

/// An address that was asked for, and how.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Use {
    Connect(IpAddr, u16),
    Listen(IpAddr, u16),
    Local(String),
}

/// Runs a command under strace; what it did, and what strace wrote.
fn traced(device: &Sandbox, step: &journey::Step) -> Result<(crate::Ran, String), Why> {
    let log = device.outside("trace");
    let log_text = log.display().to_string();
    let words = step.words();
    let program = [
        "strace",
        "-f",
        "-qq",
        "-s",
        "512",
        "-e",
        "trace=%network",
        "-o",
        &log_text,
    ];
    let ran = device.run_in_with_stdin(&program, &words, &step.stdin);
    let trace = std::fs::read(&log)
        .map_err(|error| Why::NotRun(format!("strace wrote nothing: {error}")))?;
    Ok((ran, String::from_utf8_lossy(&trace).into_owned()))
}

/// What a trace says was used.
pub(crate) fn uses(trace: &str) -> BTreeSet<Use> {
    let mut found = BTreeSet::new();
    for line in trace.lines() {
        let call = line.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ');
        let listens = call.starts_with("bind(");
        let sends = ["connect(", "sendto(", "sendmsg(", "sendmmsg("];
        if !listens && !sends.iter().any(|name| call.starts_with(name)) {
            continue;
        }
        if let Some(path) = between(call, "sa_family=AF_UNIX, sun_path=", "}") {
            found.insert(Use::Local(path.trim_matches('"').to_owned()));
        }
        let port = between(call, "sin_port=htons(", ")").or(between(call, "sin6_port=htons(", ")"));
        let four = between(call, "sin_addr=inet_addr(\"", "\")");
        let six = between(call, "inet_pton(AF_INET6, \"", "\"");
        if let (Some(port), Some(address)) = (port, four.or(six)) {
            let (port, address) = (port.parse().unwrap_or(0), address.parse());
            let Ok(address) = address else { continue };
            found.insert(if listens {
                Use::Listen(address, port)
            } else {
                Use::Connect(address, port)
            });
        }
    }
    found
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(before)?;
    Some(rest.split_once(after)?.0)
}

/// What is not allowed, in words.
fn stray(used: &Use, webfleet: (IpAddr, u16)) -> Option<String> {
    match used {
        Use::Connect(address, port) if (*address, *port) != webfleet => {
            Some(format!("connects to {address} port {port}"))
        }
        Use::Listen(address, port) if !address.is_loopback() => {
            Some(format!("listens on {address} port {port}"))
        }
        Use::Local(path) if !LOCAL.iter().any(|known| path.starts_with(known)) => {
            Some(format!("connects to the local socket {path}"))
        }
        _ => None,
    }
}

/// Every command under strace: the only address is that of the stand-in.
pub(crate) fn one_host(stage: &Stage) -> Seen {
    stage::tool("strace", &["-V"])?;
    let (webfleet, mut device) = stage.marked(Options::default());
    // Where a program listened to the environment, it would go there.
    for name in [
        "http_proxy",
        "https_proxy",
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
    ] {
        device.env(name, "http://192.0.2.7:3128");
    }
    journey::prepare(&device);
    let place = address_of(&webfleet.url())?;
    let mut connects = 0;
    let steps = journey::steps(stage)?;
    for step in &steps {
        let (ran, trace) = traced(&device, step)?;
        journey::counts(step, &ran)?;
        let used = uses(&trace);
        if let Some(stray) = used.iter().find_map(|used| stray(used, place)) {
            return broken(format!("`{}` {stray}", step.line()));
        }
        connects += trace
            .lines()
            .filter(|line| line.contains(" connect("))
            .filter(|line| line.contains("sa_family=AF_INET"))
            .count();
    }
    if connects == 0 {
        return broken("no command connected to WEBFLEET: nothing was looked at");
    }
    let mut commands = steps.len();
    if stage.has("map") {
        let (_webfleet, device) = stage.synced()?;
        let log = device.outside("map-trace");
        let log_text = log.display().to_string();
        let program = [
            "strace",
            "-D",
            "-f",
            "-qq",
            "-s",
            "512",
            "-e",
            "trace=%network",
            "-o",
            &log_text,
        ];
        let visit = Visit::start_in(&device, &program)?;
        visit.crawl()?;
        visit.end()?;
        let trace = std::fs::read_to_string(&log).unwrap_or_default();
        let used = uses(&trace);
        if !used.iter().any(|used| matches!(used, Use::Listen(..))) {
            return broken("the map listens on nothing: nothing was looked at");
        }
        for used in &used {
            if let Some(stray) = stray(used, place) {
                return broken(format!("`map` {stray}"));
            }
        }
        commands += 1;
    }
    Ok(format!(
        "{commands} command lines, {connects} connections, all to {} port {}",
        place.0, place.1
    ))
}

/// Address and port of an endpoint in numbers.
pub(crate) fn address_of(url: &str) -> Result<(IpAddr, u16), Why> {
    let place =
        between(url, "http://", "/").and_then(|place| place.parse::<std::net::SocketAddr>().ok());
    match place {
        Some(place) => Ok((place.ip(), place.port())),
        None => broken(format!("the stand-in has no address in numbers: {url}")),
    }
}

/// The configured host by name: no other name is asked for.
pub(crate) fn names(stage: &Stage) -> Seen {
    const HOST: &str = "webfleet.example";
    stage::tool("strace", &["-V"])?;
    let (_webfleet, mut device) = stage.marked(Options::default());
    device.env("KPLACES_WEBFLEET__URL", format!("https://{HOST}/extern"));
    device.env("KPLACES_WEBFLEET__TRIES", "1");
    device.env("KPLACES_WEBFLEET__CONNECT_TIMEOUT_S", "3");
    let log = device.outside("trace");
    let log_text = log.display().to_string();
    let program = [
        "strace",
        "-f",
        "-qq",
        "-s",
        "512",
        "-xx",
        "-e",
        "trace=%network",
        "-o",
        &log_text,
    ];
    let mut asked: BTreeMap<String, usize> = BTreeMap::new();
    for arguments in [&["sync"][..], &["status"], &["list"]] {
        device.run_in(&program, arguments);
        let trace = std::fs::read_to_string(&log).unwrap_or_default();
        for name in questions(&trace) {
            *asked.entry(name).or_default() += 1;
        }
    }
    if !asked.contains_key(HOST) {
        return Err(Why::NotRun(
            "no name service is set up here (or it is asked in a way that cannot be read)"
                .to_owned(),
        ));
    }
    // The system may add the domain of the device behind a name it does not find.
    if let Some(other) = asked
        .keys()
        .find(|name| *name != HOST && !name.starts_with(&format!("{HOST}.")))
    {
        return broken(format!("the name {other} is asked for"));
    }
    Ok(format!(
        "only {HOST} is asked for, {} times",
        asked.values().sum::<usize>()
    ))
}

/// The names that DNS questions of a trace ask for; its texts are in `\x` form.
fn questions(trace: &str) -> Vec<String> {
    let mut names = Vec::new();
    for line in trace.lines().filter(|line| line.contains("send")) {
        for text in line.split('"').skip(1).step_by(2) {
            let bytes: Vec<u8> = text
                .split("\\x")
                .skip(1)
                .filter_map(|hex| u8::from_str_radix(hex.get(..2)?, 16).ok())
                .collect();
            names.extend(question(&bytes));
        }
    }
    names
}

/// The first name of a DNS question (RFC 1035, section 4.1): twelve bytes of header, then labels.
fn question(packet: &[u8]) -> Option<String> {
    // A question of one name: not an answer, one entry.
    if packet.len() < 17 || packet[2] & 0x80 != 0 || packet[4..6] != [0, 1] {
        return None;
    }
    let mut labels = Vec::new();
    let mut rest = &packet[12..];
    loop {
        let (&length, tail) = rest.split_first()?;
        if length == 0 {
            break;
        }
        let label = tail.get(..usize::from(length))?;
        labels.push(String::from_utf8_lossy(label).into_owned());
        rest = &tail[usize::from(length)..];
    }
    (!labels.is_empty()).then(|| labels.join("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trace_says_what_was_used() {
        let trace = "\
            7 socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 9\n\
            7 connect(9, {sa_family=AF_INET, sin_port=htons(443), sin_addr=inet_addr(\"192.0.2.1\")}, 16) = 0\n\
            7 bind(9, {sa_family=AF_INET6, sin6_port=htons(80), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, \"::1\", &sin6_addr), sin6_scope_id=0}, 28) = 0\n\
            7 connect(9, {sa_family=AF_UNIX, sun_path=\"/tmp/x\"}, 110) = 0\n\
            7 sendto(9, \"x\", 1, MSG_NOSIGNAL, NULL, 0) = 1\n";
        let used = uses(trace);
        let here: IpAddr = "192.0.2.1".parse().unwrap();
        assert_eq!(used.len(), 3);
        assert!(used.contains(&Use::Connect(here, 443)));
        assert!(used.contains(&Use::Listen("::1".parse().unwrap(), 80)));
        assert!(
            used.iter()
                .any(|used| stray(used, (here, 443)).is_some_and(|it| it.contains("/tmp/x")))
        );
        assert!(stray(&Use::Connect(here, 443), (here, 443)).is_none());
        assert!(stray(&Use::Connect(here, 80), (here, 443)).is_some());
        assert!(stray(&Use::Listen("0.0.0.0".parse().unwrap(), 80), (here, 443)).is_some());
    }

    #[test]
    fn the_name_of_a_question_is_read() {
        let mut packet = vec![1, 2, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0];
        packet.extend(b"\x08webfleet\x07example\0\0\x01\0\x01");
        assert_eq!(question(&packet).as_deref(), Some("webfleet.example"));
        assert_eq!(question(b"GET / HTTP/1.1\r\n\r\n"), None);
        let hex: Vec<String> = packet.iter().map(|byte| format!("\\x{byte:02x}")).collect();
        let hex = hex.concat();
        let line = format!("7 sendto(9, \"{hex}\", 34, MSG_NOSIGNAL, NULL, 0) = 34");
        assert_eq!(questions(&line), ["webfleet.example"]);
    }
}
