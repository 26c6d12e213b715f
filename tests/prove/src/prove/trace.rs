//! What a program does to the network, as `strace` saw it.

use std::collections::BTreeSet;
use std::fs;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;

use anyhow::Context as _;

use super::device::Device;

/// Calls that open, name or use sockets, or start programs.
const CALLS: &str =
    "trace=socket,connect,bind,sendto,sendmsg,sendmmsg,execve,execveat,io_uring_setup";

/// The device, each of its commands under `strace`, which writes to this file.
pub(super) fn traced(device: &Device, file: &Path) -> Device {
    let options = [
        "strace",
        "-f",
        "-qq",
        "--seccomp-bpf",
        "-s",
        "4096",
        "-e",
        CALLS,
        "-o",
    ];
    let words = options.into_iter().map(std::ffi::OsString::from);
    device.run_by(words.chain([file.as_os_str().to_owned(), "--".into()]))
}

/// One thing a program did.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Act {
    /// Made a socket of this family.
    Socket(String),
    /// Connected to, or sent to.
    Reached(Peer),
    /// Took an address for its own.
    Bound(Peer),
    /// Started a program.
    Started(String),
    /// Something that could hide others from this look.
    Hidden(String),
}

/// The other side of a socket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Peer {
    Internet(SocketAddr),
    /// A socket in the file system.
    File(String),
    /// The kernel: questions about interfaces and routes.
    Kernel,
    Other(String),
}

/// Everything that was seen.
pub(super) fn acts(file: &Path) -> anyhow::Result<Vec<Act>> {
    let text = fs::read_to_string(file).context("strace has written nothing")?;
    Ok(text.lines().filter_map(act).collect())
}

fn act(line: &str) -> Option<Act> {
    // `1234  connect(9, {…}, 16) = 0`, in halves where another thread came between.
    let line = line.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ');
    let (call, rest) = line.split_once('(')?;
    Some(match call {
        "socket" => Act::Socket(rest.split([',', ')']).next()?.to_owned()),
        "connect" | "sendto" | "sendmsg" | "sendmmsg" => Act::Reached(peer(rest)?),
        "bind" => Act::Bound(peer(rest)?),
        "execve" => Act::Started(quoted(rest)?.to_owned()),
        "execveat" | "io_uring_setup" => Act::Hidden(call.to_owned()),
        _ => return None,
    })
}

/// The address in a call, if there is one: what is sent on a connected socket has none.
fn peer(rest: &str) -> Option<Peer> {
    let (_, address) = rest.split_once("sa_family=")?;
    let family = address.split([',', '}']).next()?;
    let between = |from: &str, to: char| {
        let (_, rest) = address.split_once(from)?;
        rest.split(to).next()
    };
    let port = || between("htons(", ')')?.parse::<u16>().ok();
    let other = || Peer::Other(address.split('}').next().unwrap_or_default().to_owned());
    let internet = |ip: Option<IpAddr>| match (ip, port()) {
        (Some(ip), Some(port)) => Peer::Internet(SocketAddr::new(ip, port)),
        _ => other(),
    };
    Some(match family {
        "AF_INET" => internet(between("inet_addr(\"", '"').and_then(|ip| ip.parse().ok())),
        "AF_INET6" => {
            internet(between("inet_pton(AF_INET6, \"", '"').and_then(|ip| ip.parse().ok()))
        }
        "AF_UNIX" => match between("sun_path=\"", '"') {
            Some(path) => Peer::File(path.to_owned()),
            None => other(),
        },
        // The second makes a socket forget its peer.
        "AF_NETLINK" | "AF_UNSPEC" => Peer::Kernel,
        _ => other(),
    })
}

fn quoted(text: &str) -> Option<&str> {
    text.split('"').nth(1)
}

/// Families whose sockets can be judged by their addresses.
const FAMILIES: [&str; 4] = ["AF_INET", "AF_INET6", "AF_NETLINK", "AF_UNIX"];

/// Where a socket of the file system may lead: to the services of the device itself.
const SERVICES: [&str; 5] = [
    "/run/dbus/",
    "/run/systemd/resolve/",
    "/run/user/",
    "/var/run/dbus/",
    "/var/run/nscd/",
];

/// Programs that commands start for their user: the scheduler, the browser, the user's own ones.
const STARTED: [&str; 4] = ["kplaces-", "schtasks", "systemctl", "xdg-open"];

/// What a command did, held against what it may do.
#[derive(Debug, Default)]
pub(super) struct Judged {
    /// Connections and messages to the one address.
    pub(super) reached: usize,
    /// Services of the device that were asked.
    pub(super) services: BTreeSet<String>,
    /// Programs that were started.
    pub(super) started: BTreeSet<String>,
    /// What may not be.
    pub(super) violations: Vec<String>,
}

/// Judges a command. `listens`: it may listen, on loopback.
pub(super) fn judge(command: &str, acts: &[Act], endpoint: SocketAddr, listens: bool) -> Judged {
    let mut judged = Judged::default();
    // The first start is that of the program itself.
    let own = acts.iter().position(|act| matches!(act, Act::Started(_)));
    for (at, act) in acts.iter().enumerate() {
        let wrong = match act {
            Act::Reached(Peer::Internet(address)) if *address == endpoint => {
                judged.reached += 1;
                None
            }
            Act::Reached(Peer::Internet(address)) => Some(format!("reaches {address}")),
            Act::Reached(Peer::File(path)) if SERVICES.iter().any(|it| path.starts_with(it)) => {
                judged.services.insert(path.clone());
                None
            }
            Act::Reached(Peer::File(path)) => Some(format!("reaches the socket {path}")),
            Act::Bound(Peer::Internet(address)) if listens && address.ip().is_loopback() => None,
            Act::Bound(Peer::Internet(address)) => Some(format!("takes the address {address}")),
            Act::Bound(Peer::File(path)) => Some(format!("takes the socket {path}")),
            Act::Reached(Peer::Kernel) | Act::Bound(Peer::Kernel) => None,
            Act::Reached(Peer::Other(what)) => Some(format!("reaches {what}")),
            Act::Bound(Peer::Other(what)) => Some(format!("takes {what}")),
            Act::Socket(family) if FAMILIES.contains(&family.as_str()) => None,
            Act::Socket(family) => Some(format!("makes a socket of the family {family}")),
            Act::Started(path) => {
                let name = path.rsplit('/').next().unwrap_or(path);
                if Some(at) != own && !name.starts_with("kplaces-") {
                    judged.started.insert(name.to_owned());
                }
                let known = Some(at) == own || STARTED.iter().any(|it| name.starts_with(it));
                (!known).then(|| format!("starts {path}"))
            }
            Act::Hidden(call) => Some(format!("calls {call}, behind which sockets cannot be seen")),
        };
        judged
            .violations
            .extend(wrong.map(|wrong| format!("`{command}` {wrong}")));
    }
    judged
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(lines: &[&str], listens: bool) -> Vec<String> {
        let acts: Vec<Act> = lines.iter().filter_map(|line| act(line)).collect();
        let endpoint = "127.0.0.1:8099".parse().unwrap();
        judge("x", &acts, endpoint, listens).violations
    }

    #[test]
    fn the_one_address_and_what_belongs_to_the_device_may_be_reached() {
        let lines = [
            r#"12 execve("/opt/3kplaces", ["3kplaces"], 0x7 /* 9 vars */) = 0"#,
            "12 socket(AF_INET, SOCK_STREAM|SOCK_CLOEXEC, IPPROTO_TCP) = 9",
            r#"12 connect(9, {sa_family=AF_INET, sin_port=htons(8099), sin_addr=inet_addr("127.0.0.1")}, 16) = -1 EINPROGRESS (Operation now in progress)"#,
            r#"12 sendto(9, "x", 1, MSG_NOSIGNAL, NULL, 0) = 1"#,
            "12 bind(7, {sa_family=AF_NETLINK, nl_pid=0, nl_groups=00000000}, 12) = 0",
            r#"12 connect(7, {sa_family=AF_UNIX, sun_path="/var/run/nscd/socket"}, 110 <unfinished ...>"#,
        ];
        assert!(judged(&lines, false).is_empty());
    }

    #[test]
    fn everything_else_is_seen() {
        let table = [
            (
                r#"connect(9, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("127.0.0.1")}, 16) = 0"#,
                "`x` reaches 127.0.0.1:80",
            ),
            (
                r#"sendto(9, "x", 1, 0, {sa_family=AF_INET6, sin6_port=htons(53), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "2001:db8::1", &sin6_addr), sin6_scope_id=0}, 28) = 1"#,
                "`x` reaches [2001:db8::1]:53",
            ),
            (
                r#"sendmsg(9, {msg_name={sa_family=AF_INET, sin_port=htons(9), sin_addr=inet_addr("192.0.2.1")}, msg_namelen=16}, 0) = 1"#,
                "`x` reaches 192.0.2.1:9",
            ),
            (
                r#"connect(9, {sa_family=AF_UNIX, sun_path="/tmp/x"}, 110) = 0"#,
                "`x` reaches the socket /tmp/x",
            ),
            (
                r#"connect(9, {sa_family=AF_UNIX, sun_path=@"x"}, 110) = 0"#,
                "`x` reaches AF_UNIX, sun_path=@\"x\"",
            ),
            (
                r#"bind(9, {sa_family=AF_INET, sin_port=htons(0), sin_addr=inet_addr("0.0.0.0")}, 16) = 0"#,
                "`x` takes the address 0.0.0.0:0",
            ),
            (
                "socket(AF_PACKET, SOCK_RAW, 0) = 9",
                "`x` makes a socket of the family AF_PACKET",
            ),
            (
                "io_uring_setup(8, {}) = 3",
                "`x` calls io_uring_setup, behind which sockets cannot be seen",
            ),
            (
                r#"execve("/usr/bin/curl", ["curl"], 0x1) = 0"#,
                "`x` starts /usr/bin/curl",
            ),
        ];
        let own = r#"12 execve("/opt/3kplaces", ["3kplaces"], 0x7) = 0"#;
        for (line, expected) in table {
            assert_eq!(
                judged(&[own, &format!("13 {line}")], true),
                [expected],
                "{line}"
            );
        }
        let loopback = r#"bind(9, {sa_family=AF_INET, sin_port=htons(0), sin_addr=inet_addr("127.0.0.1")}, 16) = 0"#;
        assert!(judged(&[own, loopback], true).is_empty());
        assert_eq!(
            judged(&[own, loopback], false),
            ["`x` takes the address 127.0.0.1:0"]
        );
    }
}
