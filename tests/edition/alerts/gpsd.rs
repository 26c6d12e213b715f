//! A real gpsd, fed by gpsfake: where it is not installed nothing is tried, and the test says so; with
//! `KPLACES_FOREIGN=required` in the environment of the build, as in CI, it fails instead.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::{Child, ChildStderr, ChildStdout, Command, Stdio};

use kplaces_tests::Sandbox;

use super::{Point, lines, nmea, on_the_way, way};
use crate::is_basic;

/// Whether gpsd and gpsfake are here.
#[expect(clippy::print_stderr, reason = "a test that cannot be tried says so")]
fn is_installed() -> bool {
    for (tool, question) in [("/usr/sbin/gpsd", "-V"), ("gpsfake", "--help")] {
        if let Err(error) = Command::new(tool).arg(question).output() {
            assert!(option_env!("KPLACES_FOREIGN").is_none(), "{tool}: {error}");
            eprintln!("NOT CHECKED: {tool} is not installed");
            return false;
        }
    }
    true
}

/// gpsd at a port of loopback, which says what is in a file once somebody listens.
struct Gpsd(Child);

impl Gpsd {
    fn start(port: u16, file: &Path) -> Self {
        let port = port.to_string();
        let child = Command::new("gpsfake")
            .args(["-q", "-1", "-c", "0.05", "-P", &port])
            .arg(file)
            .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Self(child)
    }

    /// gpsd itself, which is a child of gpsfake.
    fn daemons(&self) -> Vec<String> {
        let id = self.0.id();
        let all = fs::read_to_string(format!("/proc/{id}/task/{id}/children"));
        let all = all.unwrap_or_default();
        all.split_whitespace().map(str::to_owned).collect()
    }
}

impl Drop for Gpsd {
    /// Both are ended by their numbers: gpsfake does not hear a request, and would leave gpsd behind.
    fn drop(&mut self) {
        let daemons = self.daemons();
        let _ = self.0.kill();
        let _ = self.0.wait();
        for daemon in daemons {
            let _ = Command::new("kill").args(["-KILL", &daemon]).status();
            // It is a child of nobody who waits for it here.
            while is_running(&daemon) {
                std::thread::yield_now();
            }
        }
    }
}

/// Whether a process is there that is no remainder.
fn is_running(id: &str) -> bool {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    stat.rsplit_once(") ")
        .is_some_and(|(_, rest)| !rest.starts_with(['Z', 'X']))
}

/// A watch that runs.
struct Watch {
    child: Child,
    stdout: BufReader<ChildStdout>,
    stderr: BufReader<ChildStderr>,
}

impl Watch {
    /// Starts it; it ends by itself where it has nothing to say for long.
    fn start(device: &Sandbox, words: &[&str]) -> Self {
        let inner = device.command(words);
        let envs = inner.get_envs();
        let mut child = Command::new("timeout")
            .args(["--signal=INT", "--preserve-status", "120"])
            .arg(inner.get_program())
            .args(inner.get_args())
            .current_dir(device.path(""))
            .env_clear()
            .envs(envs.filter_map(|(name, value)| Some((name, value?))))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        Self {
            stdout: BufReader::new(child.stdout.take().unwrap()),
            stderr: BufReader::new(child.stderr.take().unwrap()),
            child,
        }
    }

    /// What it says, up to a line with these words.
    fn until(&mut self, words: &str) -> Vec<String> {
        let mut said = Vec::new();
        loop {
            let mut line = String::new();
            let some = self.stdout.read_line(&mut line).unwrap();
            assert!(some > 0, "it ended before it said `{words}`: {said:?}");
            said.push(line);
            if said.last().unwrap().contains(words) {
                return said;
            }
        }
    }

    /// Its next line for people.
    fn complaint(&mut self) -> String {
        let mut line = String::new();
        self.stderr.read_line(&mut line).unwrap();
        line
    }

    /// Ends it as Ctrl-C does: exit code, and what it says at last.
    fn end(&mut self) -> (Option<i32>, String) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args(["-INT", &id]).status().unwrap();
        assert!(sent.success());
        let mut rest = String::new();
        self.stdout.read_to_string(&mut rest).unwrap();
        (self.child.wait().unwrap().code(), rest)
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_real_gpsd_is_heard_and_its_restart_is_got_over() {
    if is_basic() || !is_installed() {
        return;
    }
    let (_webfleet, device) = on_the_way();
    let port = {
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        free.local_addr().unwrap().port()
    };
    // gpsd passes over what comes while it finds out what it hears, so each way begins well before a place: the gate, and
    // two hours later, a hundred kilometres to the west, the bakery in Ulm.
    let sentences = |way: &[Point], hour| {
        let all = nmea(way, hour);
        let some: Vec<&str> = all
            .split_inclusive('\n')
            .filter(|it| it.starts_with("$GPRMC"))
            .collect();
        some.concat()
    };
    let first = device.write("first.nmea", sentences(&way(48.108, 11.575, 210), 6));
    let second = device.write("second.nmea", sentences(&way(48.372, 9.987, 220), 8));
    let gpsd = Gpsd::start(port, &first);
    let source = format!("gpsd:{port}");
    let mut watch = Watch::start(&device, &["watch", "--json", "--source", &source]);
    let said = watch.until("\"left\"").concat();
    let events: Vec<(String, String)> = lines(&said)
        .iter()
        .map(|it| ["event", "name"].map(|field| it[field].as_str().unwrap().to_owned()))
        .map(|[event, name]| (event, name))
        .collect();
    let gate = |event: &str| (event.to_owned(), "Rampe 3 Tor B".to_owned());
    assert_eq!(events, ["approaching", "arrived", "left"].map(gate));
    drop(gpsd);
    let mut complaint = watch.complaint();
    while !complaint.contains("does not answer; it is tried again") || complaint.is_empty() {
        assert!(!complaint.is_empty(), "nobody says that gpsd is gone");
        complaint = watch.complaint();
    }
    let _gpsd = Gpsd::start(port, &second);
    let said = watch.until("\"left\"").concat();
    assert!(
        said.contains("\"arrived\"") && said.contains("Ulm"),
        "{said}"
    );
    assert!(watch.complaint().contains("answers again"));
    let (code, rest) = watch.end();
    assert_eq!(code, Some(0));
    assert!(
        lines(&rest).last().unwrap()["alerts"].as_u64() > Some(4),
        "{rest}"
    );
}
