//! A network of its own: nobody is there but this program and what it starts.

use std::fs;
use std::net::UdpSocket;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use anyhow::{Context as _, bail, ensure};
use serde_json::{Value, json};

use super::outcome::Outcome;
use super::process::is_root;
use super::subject::Subject;

/// Runs a proof in a network of its own, as another process of this tool.
pub(super) fn run(proof: &str, subject: &Subject) -> anyhow::Result<Outcome> {
    let mut unshare = Command::new("unshare");
    unshare.args(["--net", "--mount"]);
    if !is_root() {
        unshare.arg("--map-root-user");
    }
    let mut probe = Command::new("unshare");
    probe
        .args(unshare.get_args())
        .arg("true")
        .stderr(Stdio::null());
    if !probe.status().is_ok_and(|status| status.success()) {
        let what = "no network of one's own can be had here: neither root nor user namespaces";
        return Ok(Outcome::NotRun(what.to_owned()));
    }
    let output = unshare
        .arg(this_tool()?)
        .args(["prove-inside", proof, subject.edition.into()])
        .args([
            &subject.program,
            &subject.stand_in,
            &subject.scratch.join(proof),
        ])
        .stderr(Stdio::inherit())
        .output()?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let last = said.lines().last().unwrap_or_default();
    let value: Value = serde_json::from_str(last)
        .with_context(|| format!("{proof} ended with {} inside", output.status))?;
    from_json(&value)
}

#[cfg(not(test))]
fn this_tool() -> anyhow::Result<std::path::PathBuf> {
    Ok(std::env::current_exe()?)
}

/// A test is a program of its own, without the commands of this tool.
#[cfg(test)]
fn this_tool() -> anyhow::Result<std::path::PathBuf> {
    use kplaces_tools::cargo::{build_of, executable};
    executable(build_of("xtask", false))
}

/// Tells the outcome to the process outside.
pub(super) fn to_json(outcome: &Outcome) -> Value {
    match outcome {
        Outcome::Shown(what) => json!({ "shown": what }),
        Outcome::Violated(what) => json!({ "violated": what }),
        Outcome::NotRun(what) => json!({ "not_run": what }),
        Outcome::Broken(what) => json!({ "error": what }),
        Outcome::NotHere => json!({ "not_here": true }),
    }
}

fn from_json(value: &Value) -> anyhow::Result<Outcome> {
    let text = |name: &str| value[name].as_str().map(str::to_owned);
    let violated = value["violated"].as_array().map(|list| {
        let list = list.iter().filter_map(Value::as_str);
        list.map(str::to_owned).collect()
    });
    if let Some(error) = text("error") {
        bail!(error);
    }
    text("shown")
        .map(Outcome::Shown)
        .or_else(|| text("not_run").map(Outcome::NotRun))
        .or_else(|| violated.map(Outcome::Violated))
        .or_else(|| value["not_here"].is_boolean().then_some(Outcome::NotHere))
        .context("nothing came of it")
}

/// Loopback, a device that swallows and counts everything else, and a name service that knows every
/// name and writes down which were asked for.
pub(super) struct Network {
    names: Arc<Mutex<Vec<String>>>,
}

/// Where packets go that are for somebody else.
const SWALLOWER: &str = "elsewhere";
/// The other end of it, where nobody takes them.
const END: &str = "nobody";
/// Every name leads here, where nobody listens.
const ANSWER: [u8; 4] = [127, 0, 0, 2];

impl Network {
    pub(super) fn closed(scratch: &Path) -> anyhow::Result<Self> {
        ip("link set lo up")?;
        ip(&format!("link add {SWALLOWER} type veth peer name {END}"))?;
        for side in [SWALLOWER, END] {
            // The kernel itself has nothing to say on it, and asks for nobody's hardware address.
            ip(&format!("link set {side} addrgenmode none arp off"))?;
            ip(&format!("link set {side} up"))?;
        }
        ip(&format!("addr add 198.51.100.1/32 dev {SWALLOWER}"))?;
        ip(&format!("route add default dev {SWALLOWER}"))?;
        // Not every kernel has IPv6.
        let six = ip("-6 addr add fd00::1/128 dev lo nodad");
        if six.is_ok() {
            ip(&format!("-6 route add default dev {SWALLOWER}"))?;
        }
        for (path, text) in [
            (
                "/etc/resolv.conf",
                "nameserver 127.0.0.1\noptions attempts:1 timeout:2\n",
            ),
            ("/etc/hosts", "127.0.0.1 localhost\n"),
            (
                "/etc/nsswitch.conf",
                "hosts: files dns\npasswd: files\ngroup: files\n",
            ),
        ] {
            let own = scratch.join(path.rsplit('/').next().unwrap_or_default());
            fs::write(&own, text)?;
            if Path::new(path).exists() {
                let mount = Command::new("mount")
                    .arg("--bind")
                    .arg(&own)
                    .arg(path)
                    .status()?;
                ensure!(mount.success(), "{path} cannot be replaced");
            }
        }
        let network = Self {
            names: Arc::default(),
        };
        let names = Arc::clone(&network.names);
        let socket = UdpSocket::bind(("127.0.0.1", 53)).context("no name service")?;
        thread::spawn(move || {
            let mut question = [0; 1500];
            while let Ok((length, from)) = socket.recv_from(&mut question) {
                if let Some((name, answer)) = answered(&question[..length]) {
                    names
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .push(name);
                    // Who asks again is written down again.
                    let _ = socket.send_to(&answer, from);
                }
            }
        });
        Ok(network)
    }

    /// Packets for somebody else so far.
    #[expect(
        clippy::unused_self,
        reason = "there is nothing to count before it is there"
    )]
    pub(super) fn sent(&self) -> anyhow::Result<u64> {
        let table = fs::read_to_string("/proc/self/net/dev")?;
        let line = table
            .lines()
            .find_map(|line| line.trim().strip_prefix(&format!("{SWALLOWER}:")));
        let packets = line.and_then(|line| line.split_whitespace().nth(9)?.parse().ok());
        packets.context("the packets are not counted")
    }

    /// Names that were asked for so far.
    pub(super) fn names(&self) -> Vec<String> {
        self.names
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Begins anew.
    pub(super) fn forget(&self) {
        self.names
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }
}

fn ip(arguments: &str) -> anyhow::Result<()> {
    let mut ip = Command::new("ip");
    let output = ip.args(arguments.split(' ')).output()?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    ensure!(output.status.success(), "ip {arguments}: {said}");
    Ok(())
}

/// The name in a question, and an answer: an address for IPv4, nothing for anything else.
fn answered(question: &[u8]) -> Option<(String, Vec<u8>)> {
    const HEAD: usize = 12;
    let mut at = HEAD;
    let mut labels = Vec::new();
    loop {
        let length = usize::from(*question.get(at)?);
        at += 1;
        if length == 0 {
            break;
        }
        labels.push(String::from_utf8_lossy(question.get(at..at + length)?).into_owned());
        at += length;
    }
    let end = at + 4;
    let wants_address = question.get(at..end)? == [0, 1, 0, 1];
    let mut answer = question.get(..2)?.to_vec();
    // A response without error; one question, none or one answer.
    answer.extend([0x81, 0x80, 0, 1, 0, u8::from(wants_address), 0, 0, 0, 0]);
    answer.extend(&question[HEAD..end]);
    if wants_address {
        answer.extend([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4]);
        answer.extend(ANSWER);
    }
    Some((labels.join(".").to_lowercase(), answer))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_written_down_and_answered() {
        let mut question = vec![7, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0];
        question.extend(b"\x03csv\x08Webfleet\x03com\x00\x00\x01\x00\x01");
        let (name, answer) = answered(&question).unwrap();
        assert_eq!(name, "csv.webfleet.com");
        assert_eq!(answer[..2], question[..2]);
        assert_eq!(answer[answer.len() - 4..], ANSWER);
        assert!(answered(&question[..20]).is_none());
    }

    #[test]
    fn an_outcome_comes_out_as_it_was() {
        for outcome in [
            Outcome::Shown("x".to_owned()),
            Outcome::Violated(vec!["y".to_owned()]),
            Outcome::NotRun("z".to_owned()),
            Outcome::NotHere,
        ] {
            assert_eq!(from_json(&to_json(&outcome)).unwrap(), outcome);
        }
    }
}
