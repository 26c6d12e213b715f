//! Whose program is at the other end of a connection.

#[cfg(target_os = "linux")]
use std::collections::HashMap;
#[cfg(target_os = "linux")]
use std::net::SocketAddr;

use crate::listener::Ends;

/// Of each connection whether its other end may belong to another user, who has to stay outside.
///
/// Loopback is open to all users of a machine. A link is printed, and a browser sends the cookie to every port of
/// this host: both can come into other hands. So whose connection it is decides, and not only what is said on it.
///
/// The Linux kernel tells, in `/proc/net/tcp` and `tcp6`: a line for each socket, with its addresses
/// and its owner. Root is let in: it could read the places anyway, and some systems pass the user's
/// own connections on under its name. A socket that its program has closed is nobody's: the kernel shows it with inode 0
/// and as root's, whoever had it. Where nothing of the kind can be read nobody is known to be another user.
#[cfg(target_os = "linux")]
pub(crate) fn may_be_of_others(connections: &[Ends]) -> Vec<bool> {
    // Not the owner of /proc/self: that is root for a process that keeps its memory to itself.
    let own = rustix::process::geteuid().as_raw();
    let tables: Vec<String> = ["/proc/net/tcp", "/proc/net/tcp6"]
        .iter()
        .filter_map(|table| std::fs::read_to_string(table).ok())
        .collect();
    if tables.is_empty() {
        return vec![false; connections.len()];
    }
    let owners = owners(&tables, connections);
    // A connection that is not there any more has nobody to be answered.
    let is_of_others = |owner: Option<u32>| owner.is_none_or(|owner| owner != own && owner != 0);
    owners.into_iter().map(is_of_others).collect()
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn may_be_of_others(connections: &[Ends]) -> Vec<bool> {
    vec![false; connections.len()]
}

/// The owners of the sockets that are bound to the other ends and connected to these, whatever their state: who has
/// closed one direction can still read the other. Each table is gone through once.
#[cfg(target_os = "linux")]
fn owners(tables: &[String], connections: &[Ends]) -> Vec<Option<u32>> {
    let mut wanted = HashMap::new();
    for (at, (peer, here)) in connections.iter().enumerate() {
        for peer in written(*peer) {
            for here in written(*here) {
                wanted.insert((peer.clone(), here), at);
            }
        }
    }
    let mut owners = vec![None; connections.len()];
    for line in tables.iter().flat_map(|table| table.lines().skip(1)) {
        // "sl local_address rem_address st tx:rx tr:tm retrnsmt uid timeout inode …"
        let mut columns = line.split_whitespace().skip(1);
        let (Some(local), Some(remote)) = (columns.next(), columns.next()) else {
            continue;
        };
        if let Some(&at) = wanted.get(&(local.to_owned(), remote.to_owned()))
            && owners[at].is_none()
        {
            let owner = columns.nth(4).and_then(|uid| uid.parse().ok());
            let is_somebodys = columns.nth(1).is_some_and(|inode| inode != "0");
            owners[at] = owner.filter(|_| is_somebodys);
        }
    }
    owners
}

/// An address as the tables have it: words of 32 bits as the machine reads them, in hexadecimal. One
/// of version 4 also as a socket of version 6 shows it.
#[cfg(target_os = "linux")]
fn written(address: SocketAddr) -> Vec<String> {
    let words = |octets: &[u8], port: u16| {
        let words = octets.chunks_exact(4);
        let text = words.fold(String::new(), |text, word| {
            let word = word.try_into().map(u32::from_ne_bytes);
            text + &format!("{:08X}", word.unwrap_or_default())
        });
        format!("{text}:{port:04X}")
    };
    match address {
        SocketAddr::V4(it) => vec![
            words(&it.ip().octets(), it.port()),
            words(&it.ip().to_ipv6_mapped().octets(), it.port()),
        ],
        SocketAddr::V6(it) => vec![words(&it.ip().octets(), it.port())],
    }
}

#[cfg(all(test, target_os = "linux"))]
#[expect(clippy::disallowed_methods, reason = "tests connect to themselves")]
mod tests {
    use std::net::{Ipv4Addr, Ipv6Addr, Shutdown, TcpListener, TcpStream};

    use super::*;

    #[test]
    #[cfg(target_endian = "little")]
    fn the_owner_of_exactly_this_connection_is_found() {
        const TABLE: &str = "\
  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:9C40 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1001        0 1 1
   1: 0100007F:1F90 0100007F:9C40 01 00000000:00000000 00:00000000 00000000  1000        0 2 1
   2: 00000000000000000000000001000000:9C40 00000000000000000000000001000000:1F90 05 0:0 00:0 0 1002 0 3 1
   3: 0100007F:9C41 0100007F:1F90 05 00000000:00000000 03:00001000 00000000     0        0 0 3 1
";
        let four = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let six = |port| SocketAddr::from((Ipv6Addr::LOCALHOST, port));
        let asked = [
            (four(0x9c40), four(0x1f90)),
            (four(0x1f90), four(0x9c40)),
            // The same ports of another family are another connection, half closed or not.
            (six(0x9c40), six(0x1f90)),
            (six(0x1f90), six(0x9c40)),
            // Closed by whoever had it.
            (four(0x9c41), four(0x1f90)),
        ];
        let found = owners(&[TABLE.to_owned()], &asked);
        assert_eq!(found, [Some(1001), Some(1000), Some(1002), None, None]);
        assert_eq!(owners(&[String::new()], &asked[..1]), [None]);
    }

    #[test]
    fn our_own_connections_are_let_in_half_closed_ones_too() {
        for listener in [
            Some(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap()),
            // Some machines have no IPv6.
            TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).ok(),
        ]
        .into_iter()
        .flatten()
        {
            let stream = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
            let (peer, here) = (stream.local_addr().unwrap(), stream.peer_addr().unwrap());
            assert_eq!(may_be_of_others(&[(peer, here)]), [false]);
            stream.shutdown(Shutdown::Write).unwrap();
            let nobody = SocketAddr::new(peer.ip(), peer.port() ^ 1);
            let asked = [(nobody, here), (peer, here)];
            assert_eq!(may_be_of_others(&asked), [true, false]);
            // The kernel would say that it is root's now.
            drop(stream);
            assert_eq!(may_be_of_others(&[(peer, here)]), [true]);
        }
    }
}
