//! Whose program is at the other end of a connection.

use std::net::SocketAddr;

/// Whether the other end may belong to another user, who has to stay outside.
///
/// Loopback is open to all users of a machine. A link is printed, and a browser sends the cookie to every port of
/// this host: both can come into other hands. So whose connection it is decides, and not only what is said on it.
///
/// The Linux kernel tells, in `/proc/net/tcp` and `tcp6`: a line for each socket, with its addresses
/// and its owner. Root is let in: it could read the places anyway, and some systems pass the user's
/// own connections on under its name. Where nothing of the kind can be read nobody is known to be
/// another user.
#[cfg(target_os = "linux")]
pub(crate) fn may_be_another_user(peer: SocketAddr, here: SocketAddr) -> bool {
    // Not the owner of /proc/self: that is root for a process that keeps its memory to itself.
    let own = rustix::process::geteuid().as_raw();
    let tables: Vec<String> = ["/proc/net/tcp", "/proc/net/tcp6"]
        .iter()
        .filter_map(|table| std::fs::read_to_string(table).ok())
        .collect();
    if tables.is_empty() {
        return false;
    }
    let owner = tables.iter().find_map(|table| owner(table, peer, here));
    // A connection that is not there any more has nobody to be answered.
    owner.is_none_or(|owner| owner != own && owner != 0)
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn may_be_another_user(_peer: SocketAddr, _here: SocketAddr) -> bool {
    false
}

/// The owner of the socket that is bound to `peer` and connected to `here`, whatever its state: who
/// has closed one direction can still read the other.
#[cfg(target_os = "linux")]
fn owner(table: &str, peer: SocketAddr, here: SocketAddr) -> Option<u32> {
    // "sl local_address rem_address st tx:rx tr:tm retrnsmt uid …"
    let (peer, here) = (written(peer), written(here));
    table.lines().skip(1).find_map(|line| {
        let columns: Vec<&str> = line.split_whitespace().collect();
        let is_it = peer
            .iter()
            .any(|peer| columns.get(1) == Some(&peer.as_str()))
            && here
                .iter()
                .any(|here| columns.get(2) == Some(&here.as_str()));
        is_it.then(|| columns.get(7)?.parse().ok())?
    })
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
";
        let four = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let six = |port| SocketAddr::from((Ipv6Addr::LOCALHOST, port));
        assert_eq!(owner(TABLE, four(0x9c40), four(0x1f90)), Some(1001));
        assert_eq!(owner(TABLE, four(0x1f90), four(0x9c40)), Some(1000));
        // The same ports of another family are another connection, half closed or not.
        assert_eq!(owner(TABLE, six(0x9c40), six(0x1f90)), Some(1002));
        assert_eq!(owner(TABLE, six(0x1f90), six(0x9c40)), None);
        assert_eq!(owner("", four(1), four(2)), None);
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
            assert!(!may_be_another_user(peer, here));
            stream.shutdown(Shutdown::Write).unwrap();
            assert!(!may_be_another_user(peer, here));
            let nobody = SocketAddr::new(peer.ip(), peer.port() ^ 1);
            assert!(may_be_another_user(nobody, here));
        }
    }
}
