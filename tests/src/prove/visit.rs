//! The map as a visitor sees it.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpStream};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use kplaces_webfleet_sim::{MARKED_PLACE, Options};
use serde_json::Value;

use super::hunt::{Hunt, holds};
use super::{Seen, Stage, Why, broken, stage};
use crate::Sandbox;

/// Longer than anything here takes on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// A map that runs, with somebody let in.
pub(crate) struct Visit {
    child: Child,
    port: u16,
    cookie: String,
    /// The link as it was said; it is spent.
    pub(crate) url: String,
}

impl Visit {
    /// Starts the map and goes in.
    pub(crate) fn start(device: &Sandbox) -> Result<Self, Why> {
        Self::start_in(device, &[])
    }

    /// Starts the map by another program, and goes in.
    pub(crate) fn start_in(device: &Sandbox, program: &[&str]) -> Result<Self, Why> {
        let mut visit = Self::start_outside(device, program)?;
        let (_, target) = visit
            .url
            .split_at(visit.url.rfind("/?").unwrap_or_default());
        let answer = visit.get(target)?;
        let head = String::from_utf8_lossy(&answer).into_owned();
        let cookie = head.split("set-cookie: ").nth(1);
        match cookie.and_then(|rest| rest.split(';').next()) {
            Some(cookie) => cookie.clone_into(&mut visit.cookie),
            None => return broken(format!("the map lets nobody in: {head}")),
        }
        Ok(visit)
    }

    /// Starts the map; its link is not used.
    pub(crate) fn start_outside(device: &Sandbox, program: &[&str]) -> Result<Self, Why> {
        let arguments = ["map", "--no-open", "--json"];
        let mut command = if program.is_empty() {
            device.command(&arguments)
        } else {
            device.command_in(program, &arguments)
        };
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn();
        let mut child =
            child.map_err(|error| Why::NotRun(format!("the map cannot be started: {error}")))?;
        let mut line = String::new();
        if let Some(stdout) = child.stdout.as_mut() {
            let _ = BufReader::new(stdout).read_line(&mut line);
        }
        let said: Value = serde_json::from_str(&line).unwrap_or_default();
        let (Some(url), Some(port)) = (said["url"].as_str(), said["port"].as_u64()) else {
            let mut stderr = String::new();
            if let Some(mut errors) = child.stderr.take() {
                let _ = errors.read_to_string(&mut stderr);
            }
            let _ = child.kill();
            let _ = child.wait();
            if stderr.contains("the map is not in this build") {
                return Err(Why::NotRun(
                    "the page of the map is not in this build".to_owned(),
                ));
            }
            return broken(format!("the map does not start: {}", stderr.trim()));
        };
        Ok(Self {
            port: u16::try_from(port).unwrap_or_default(),
            url: url.to_owned(),
            cookie: String::new(),
            child,
        })
    }

    /// The number of the process.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn child(&self) -> &Child {
        &self.child
    }

    fn ask(&self, method: &str, target: &str, more: &str, body: &str) -> Result<Vec<u8>, Why> {
        let failed =
            |error: std::io::Error| Why::Broken(format!("the map does not answer: {error}"));
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).map_err(failed)?;
        stream.set_read_timeout(Some(PATIENCE)).map_err(failed)?;
        let request = format!(
            "{method} {target} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nCookie: {}\r\n\
             Content-Length: {}\r\nConnection: close\r\n{more}\r\n{body}",
            self.port,
            self.cookie,
            body.len()
        );
        stream.write_all(request.as_bytes()).map_err(failed)?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).map_err(failed)?;
        Ok(answer)
    }

    /// The whole answer to a request, head and body.
    pub(crate) fn get(&self, target: &str) -> Result<Vec<u8>, Why> {
        self.ask("GET", target, "", "")
    }

    /// Asks for the page, every list, every place of the first list, and the tiles of the world.
    pub(crate) fn crawl(&self) -> Result<Vec<(String, Vec<u8>)>, Why> {
        let mut targets: Vec<String> = [
            "/",
            "/api/facts",
            "/api/list",
            "/api/list?limit=1000",
            "/api/search?q=a",
            "/api/search?text=a",
            "/api/place?key=10001",
            "/api/privacy",
            "/api/privacy?lang=de",
        ]
        .map(str::to_owned)
        .into();
        targets.extend((0..200).map(|id| format!("/api/place/{id}")));
        let facts = self.get("/api/facts")?;
        let text = String::from_utf8_lossy(&facts).into_owned();
        let json = text.split_once("\r\n\r\n").map_or("", |(_, body)| body);
        let facts: Value = serde_json::from_str(json).unwrap_or_default();
        let revision = facts["revision"].as_u64().unwrap_or(1);
        for zoom in 0..5_u32 {
            for x in 0..2_u32.pow(zoom) {
                for y in 0..2_u32.pow(zoom) {
                    targets.push(format!("/tiles/{revision}/{zoom}/{x}/{y}"));
                }
            }
        }
        let mut answers = Vec::new();
        for target in targets {
            let answer = self.get(&target)?;
            answers.push((target, answer));
        }
        Ok(answers)
    }

    /// Has the map do a sync, and waits for its end.
    pub(crate) fn sync(&self) -> Result<(), Why> {
        let asked = self.ask(
            "POST",
            "/api/sync",
            "Content-Type: application/json\r\nX-Kplaces: 1\r\nSec-Fetch-Site: same-origin\r\n",
            "{}",
        )?;
        if !asked.starts_with(b"HTTP/1.1 202") {
            return broken(format!(
                "the map does not sync: {}",
                String::from_utf8_lossy(&asked)
            ));
        }
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            let facts = self.get("/api/facts")?;
            if !String::from_utf8_lossy(&facts).contains("\"running\"") {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        broken("a sync of the map does not end")
    }

    /// Waits for an end that came from outside, and says which.
    pub(crate) fn outlast(mut self) -> String {
        self.child
            .wait()
            .map_or_else(|error| error.to_string(), |status| status.to_string())
    }

    /// Ends the map as Ctrl-C does.
    pub(crate) fn end(mut self) -> Result<(), Why> {
        stage::signal("-INT", &self.child);
        match self.child.wait() {
            Ok(status) if status.code() == Some(0) => Ok(()),
            ended => broken(format!("the map ended with {ended:?}")),
        }
    }
}

impl Drop for Visit {
    fn drop(&mut self) {
        // Nothing may be left behind where a proof broke off.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// No personal column in anything that the map answers.
pub(crate) fn canary_map(stage: &Stage) -> Seen {
    stage.needs("map")?;
    let hunt = Hunt::personal();
    let (_webfleet, device) = stage.synced()?;
    let visit = Visit::start(&device)?;
    let answers = visit.crawl()?;
    visit.end()?;
    let mut bytes = 0;
    for (target, answer) in &answers {
        bytes += answer.len();
        if let Some(what) = hunt.find(answer) {
            return broken(format!("{what} is in the answer to {target}"));
        }
    }
    let found = |(_, answer): &(String, Vec<u8>)| holds(answer, MARKED_PLACE.as_bytes());
    if !answers.iter().any(found) {
        return broken(format!(
            "{MARKED_PLACE} is in no answer: nothing was looked at"
        ));
    }
    Ok(format!("{} answers, {} KiB", answers.len(), bytes / 1024))
}

/// While the map runs, it can be reached from this device only.
pub(crate) fn loopback_only(stage: &Stage) -> Seen {
    stage.needs("map")?;
    let device = stage.marked(Options::default()).1;
    let visit = Visit::start_outside(&device, &[])?;
    let sockets = listening(visit.pid())?;
    visit.end()?;
    if sockets.is_empty() {
        return broken("the map listens on nothing: nothing was looked at");
    }
    for (address, port) in &sockets {
        if !address.is_loopback() {
            return broken(format!("it listens on {address} port {port}"));
        }
    }
    let places: Vec<String> = sockets
        .iter()
        .map(|(address, _)| address.to_string())
        .collect();
    Ok(format!("listens on {}", places.join(" and ")))
}

/// The addresses that a process listens on, as the kernel tells.
fn listening(pid: u32) -> Result<Vec<(std::net::IpAddr, u16)>, Why> {
    let failed = |error: std::io::Error| Why::NotRun(format!("/proc cannot be read: {error}"));
    let mut own = Vec::new();
    for entry in std::fs::read_dir(format!("/proc/{pid}/fd")).map_err(failed)? {
        let target = entry.and_then(|entry| std::fs::read_link(entry.path()));
        let Ok(target) = target else { continue };
        let target = target.display().to_string();
        if let Some(inode) = target
            .strip_prefix("socket:[")
            .and_then(|rest| rest.strip_suffix(']'))
        {
            own.push(inode.to_owned());
        }
    }
    let mut found = Vec::new();
    for table in ["tcp", "tcp6", "udp", "udp6"] {
        let text = std::fs::read_to_string(format!("/proc/{pid}/net/{table}")).unwrap_or_default();
        for line in text.lines().skip(1) {
            let words: Vec<&str> = line.split_whitespace().collect();
            // State 0A is LISTEN; a UDP socket that is bound is in 07.
            let (Some(local), Some(state), Some(inode)) =
                (words.get(1), words.get(3), words.get(9))
            else {
                continue;
            };
            if matches!(*state, "0A" | "07") && own.iter().any(|own| own == inode) {
                found.extend(place(local));
            }
        }
    }
    Ok(found)
}

/// `0100007F:1F90`: words of the kernel's own byte order, then the port.
fn place(text: &str) -> Option<(std::net::IpAddr, u16)> {
    let (address, port) = text.split_once(':')?;
    let words: Vec<[u8; 4]> = (0..address.len() / 8)
        .filter_map(|n| {
            Some(
                u32::from_str_radix(address.get(n * 8..n * 8 + 8)?, 16)
                    .ok()?
                    .to_ne_bytes(),
            )
        })
        .collect();
    let bytes = words.concat();
    let address = match <[u8; 4]>::try_from(bytes.as_slice()) {
        Ok(four) => std::net::IpAddr::from(four),
        Err(_) => std::net::IpAddr::from(<[u8; 16]>::try_from(bytes.as_slice()).ok()?),
    };
    Some((address, u16::from_str_radix(port, 16).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_of_the_kernel_are_read() {
        if cfg!(target_endian = "little") {
            let four = place("0100007F:1F90").unwrap();
            assert_eq!((four.0.to_string().as_str(), four.1), ("127.0.0.1", 8080));
            let six = place("00000000000000000000000001000000:0050").unwrap();
            assert_eq!((six.0.to_string().as_str(), six.1), ("::1", 80));
        }
    }
}
