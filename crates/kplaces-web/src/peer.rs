//! Whose program is at the other end of a connection.

use std::net::SocketAddr;

/// Whether the other end is known to belong to another user. Links stand in the arguments of the
/// program that opens the browser, where everybody on the machine can read them; so whoever comes
/// with one must be the user who was given it.
///
/// The Linux kernel tells, in `/proc/net/tcp` and `tcp6`: a line for each socket, with its addresses
/// and its owner. Elsewhere nobody is known to be another user.
#[cfg(target_os = "linux")]
pub(crate) fn is_another_user(peer: SocketAddr, here: SocketAddr) -> bool {
    use std::os::unix::fs::MetadataExt;

    let Ok(own) = std::fs::metadata("/proc/self").map(|process| process.uid()) else {
        return false;
    };
    let owner = ["/proc/net/tcp", "/proc/net/tcp6"]
        .iter()
        .filter_map(|table| std::fs::read_to_string(table).ok())
        .find_map(|table| owner(&table, peer.port(), here.port()));
    owner.is_some_and(|owner| owner != own)
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn is_another_user(_peer: SocketAddr, _here: SocketAddr) -> bool {
    false
}

/// The owner of the socket with this port that is connected to that one.
#[cfg(target_os = "linux")]
fn owner(table: &str, port: u16, connected_to: u16) -> Option<u32> {
    const ESTABLISHED: &str = "01";
    // "sl local_address rem_address st tx:rx tr:tm retrnsmt uid …", addresses as HEX:PORT.
    let port_of = |address: &str| u16::from_str_radix(address.rsplit_once(':')?.1, 16).ok();
    table.lines().skip(1).find_map(|line| {
        let columns: Vec<&str> = line.split_whitespace().collect();
        let is_it = columns.get(3) == Some(&ESTABLISHED)
            && port_of(columns.get(1)?) == Some(port)
            && port_of(columns.get(2)?) == Some(connected_to);
        is_it.then(|| columns.get(7)?.parse().ok())?
    })
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::net::{TcpListener, TcpStream};

    use super::*;

    const TABLE: &str = "\
  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:9C40 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1001        0 1 1
   1: 0100007F:1F90 0100007F:9C40 01 00000000:00000000 00:00000000 00000000  1000        0 2 1
";

    #[test]
    fn the_owner_of_the_other_end_is_found() {
        assert_eq!(owner(TABLE, 0x9c40, 0x1f90), Some(1001));
        assert_eq!(owner(TABLE, 0x1f90, 0x9c40), Some(1000));
        assert_eq!(owner(TABLE, 1, 2), None);
        assert_eq!(owner("", 1, 2), None);
    }

    #[test]
    fn a_connection_of_our_own_is_not_another_users() {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let stream = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let peer = stream.local_addr().unwrap();
        let here = stream.peer_addr().unwrap();
        assert!(!is_another_user(peer, here));
        let tables = ["/proc/net/tcp", "/proc/net/tcp6"].map(std::fs::read_to_string);
        let found = tables
            .into_iter()
            .flatten()
            .find_map(|table| owner(&table, peer.port(), here.port()));
        assert!(found.is_some(), "this very connection is not in the table");
    }
}
