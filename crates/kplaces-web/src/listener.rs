use std::net::SocketAddr;
use std::time::Duration;

use axum::serve::Listener;
use tokio::net::{TcpListener, TcpStream};

use crate::peer;

/// Accepts connections of this user only; others are closed before a byte of them is read.
pub(crate) struct OwnConnections(pub(crate) TcpListener);

/// After a connection that could not be had, such as when there are too many open files.
const PAUSE: Duration = Duration::from_millis(200);

impl Listener for OwnConnections {
    type Io = TcpStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (TcpStream, SocketAddr) {
        loop {
            let Ok((stream, peer)) = self.0.accept().await else {
                tokio::time::sleep(PAUSE).await;
                continue;
            };
            let Ok(here) = stream.local_addr() else {
                continue;
            };
            let look = move || peer::may_be_another_user(peer, here);
            if tokio::task::spawn_blocking(look).await.is_ok_and(|it| !it) {
                return (stream, peer);
            }
            tracing::warn!("a connection of another user was closed");
        }
    }

    fn local_addr(&self) -> std::io::Result<SocketAddr> {
        self.0.local_addr()
    }
}
