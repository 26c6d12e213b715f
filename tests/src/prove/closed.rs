//! A network in which there is nobody.

use std::path::Path;
use std::process::{Command, Stdio};

use kplaces_webfleet_sim::Options;

use super::visit::Visit;
use super::{Seen, Stage, Why, broken, journey};

/// Says to the program inside that it is inside.
const INSIDE: &str = "--inside-closed-network";

/// The way out of the closed network; what goes through it is counted, and comes nowhere.
const WAY_OUT: &str = "out0";

/// Makes the network: loopback, and a way out with a default route that leads to nobody.
const SET_UP: &str = "\
set -e
ip link set lo up
ip link add out0 type veth peer name nobody0
echo 1 > /proc/sys/net/ipv6/conf/out0/disable_ipv6 2>/dev/null || true
echo 1 > /proc/sys/net/ipv6/conf/nobody0/disable_ipv6 2>/dev/null || true
ip addr add 192.0.2.2/24 dev out0
ip link set out0 up
ip link set nobody0 up
ip neigh add 192.0.2.1 lladdr 02:00:00:00:00:01 dev out0
ip route add default via 192.0.2.1
names=$(mktemp)
printf 'nameserver 192.0.2.53\\noptions timeout:1 attempts:1\\n' > \"$names\"
mount --bind \"$names\" /etc/resolv.conf
exec \"$0\" \"$@\"
";

/// Whether this program was started inside a closed network.
pub fn is_closed(arguments: &[String]) -> bool {
    arguments.iter().any(|argument| argument == INSIDE)
}

/// A command that runs a program with these arguments inside a closed network, where this machine
/// lets us make one.
pub fn in_closed_network(program: &Path, arguments: &[String]) -> Option<Command> {
    let with = |flags: &[&str]| {
        let mut command = Command::new("unshare");
        command.args(flags).args(["--", "sh", "-c", SET_UP]);
        command
    };
    for flags in [
        &["--net", "--mount"][..],
        &["--net", "--mount", "--map-root-user"],
    ] {
        let works = with(flags)
            .arg("true")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        if works.is_ok_and(|status| status.success()) {
            let mut command = with(flags);
            command.arg(program).args(arguments).arg(INSIDE);
            return Some(command);
        }
    }
    None
}

/// How many packets went out so far; `None` outside of a closed network.
fn packets() -> Option<u64> {
    let table = std::fs::read_to_string("/proc/self/net/dev").ok()?;
    let line = table
        .lines()
        .find_map(|line| line.trim().strip_prefix(&format!("{WAY_OUT}:")))?;
    // Eight figures of what was received, then bytes and packets that were sent.
    line.split_whitespace().nth(9)?.parse().ok()
}

/// Every command where only the stand-in answers: no packet goes to anybody else.
pub(crate) fn closed_network(stage: &Stage) -> Seen {
    let Some(before) = packets() else {
        return Err(Why::NotRun(
            "a closed network needs unshare, ip, and the right to use them".to_owned(),
        ));
    };
    let (_webfleet, device) = stage.marked(Options::default());
    journey::prepare(&device);
    let steps = journey::steps(stage)?;
    for step in &steps {
        let ran = device.run_with_stdin(&step.words(), &step.stdin);
        journey::counts(step, &ran)?;
        let now = packets().unwrap_or_default();
        if now != before {
            return broken(format!(
                "`{}` sends {} packets to others",
                step.line(),
                now - before
            ));
        }
    }
    let mut commands = steps.len();
    if stage.has("map") {
        let (_webfleet, device) = stage.synced()?;
        let visit = Visit::start(&device)?;
        visit.crawl()?;
        visit.sync()?;
        visit.end()?;
        commands += 1;
    }
    let after = packets().unwrap_or_default();
    if after != before {
        return broken(format!("`map` sends {} packets to others", after - before));
    }
    // A packet that does go out is seen.
    let out = std::net::UdpSocket::bind("0.0.0.0:0")
        .and_then(|socket| socket.send_to(b"seen?", "198.51.100.7:9"));
    if out.is_err() || packets() == Some(after) {
        return broken("a packet that was sent on purpose was not counted");
    }
    Ok(format!(
        "{commands} command lines, 0 packets to others; 1 sent on purpose was counted"
    ))
}
