//! Other processes, by way of the kernel's own files and `kill`.

use std::fs;
use std::process::{Command, Stdio};

/// The youngest process that stands in the place of this one: behind a tracer or a shell.
pub(super) fn innermost(pid: u32) -> u32 {
    let mut pid = pid;
    while let Some(child) = children(pid).first() {
        pid = *child;
    }
    pid
}

fn children(pid: u32) -> Vec<u32> {
    let listed = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children"));
    let listed = listed.unwrap_or_default();
    listed
        .split_whitespace()
        .filter_map(|word| word.parse().ok())
        .collect()
}

/// Asks a process to end, as Ctrl-C does.
pub(super) fn interrupt(pid: u32) {
    signal("-INT", pid);
}

/// Ends a process by force.
pub(super) fn end(pid: u32) {
    signal("-KILL", pid);
}

pub(super) fn signal(name: &str, pid: u32) {
    // It may be gone already.
    let _ = Command::new("kill")
        .args([name, &pid.to_string()])
        .stderr(Stdio::null())
        .status();
}

/// Whether this program may look into everybody's processes.
pub(super) fn is_root() -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let uid = status.lines().find_map(|line| line.strip_prefix("Uid:"));
    uid.is_some_and(|ids| ids.split_whitespace().nth(1) == Some("0"))
}

/// Addresses on which a process listens, as the kernel lists them.
pub(super) fn listening(pid: u32) -> anyhow::Result<Vec<String>> {
    let mut sockets = Vec::new();
    for entry in fs::read_dir(format!("/proc/{pid}/fd"))? {
        // A descriptor may be closed while they are listed.
        if let Ok(target) = fs::read_link(entry?.path()) {
            let target = target.to_string_lossy().into_owned();
            let inode = target
                .strip_prefix("socket:[")
                .and_then(|rest| rest.strip_suffix(']'));
            sockets.extend(inode.map(str::to_owned));
        }
    }
    let mut found = Vec::new();
    for (table, state) in [("tcp", "0A"), ("tcp6", "0A"), ("udp", "07"), ("udp6", "07")] {
        let lines = fs::read_to_string(format!("/proc/{pid}/net/{table}"))?;
        for line in lines.lines().skip(1) {
            let words: Vec<&str> = line.split_whitespace().collect();
            let (Some(local), Some(is), Some(inode)) = (words.get(1), words.get(3), words.get(9))
            else {
                continue;
            };
            if *is == state && sockets.iter().any(|own| own == inode) {
                found.push(format!("{table} {}", address(local)));
            }
        }
    }
    found.sort();
    Ok(found)
}

/// `0100007F:1F90` as `127.0.0.1:8080`; the kernel writes words in the machine's own order.
fn address(hexadecimal: &str) -> String {
    let Some((host, port)) = hexadecimal.split_once(':') else {
        return hexadecimal.to_owned();
    };
    let port = u16::from_str_radix(port, 16).unwrap_or_default();
    let words = host.as_bytes().chunks(8).filter_map(|word| {
        let word = std::str::from_utf8(word).ok()?;
        Some(u32::from_str_radix(word, 16).ok()?.to_ne_bytes())
    });
    let bytes: Vec<u8> = words.flatten().collect();
    match (
        <[u8; 4]>::try_from(&bytes[..]),
        <[u8; 16]>::try_from(&bytes[..]),
    ) {
        (Ok(four), _) => std::net::SocketAddr::from((four, port)).to_string(),
        (_, Ok(six)) => std::net::SocketAddr::from((six, port)).to_string(),
        _ => hexadecimal.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_the_kernel_is_read() {
        if cfg!(target_endian = "little") {
            assert_eq!(address("0100007F:1F90"), "127.0.0.1:8080");
            assert_eq!(address("00000000:0050"), "0.0.0.0:80");
            assert_eq!(address("00000000000000000000000001000000:0050"), "[::1]:80");
        }
    }
}
