//! Answers connections, not too many and none for ever.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::{Extension, Router};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::task::{AbortHandle, JoinSet};

/// How long the head of a request may take, and a connection may wait for the next one.
const HEAD: Duration = Duration::from_secs(15);

/// So many connections are open at a time; a browser has six for each page.
const MOST: usize = 128;

/// Whether somebody with a session has been on a connection.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known(Arc<AtomicBool>);

impl Known {
    pub(crate) fn is_now(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Connections that are open, the oldest first.
#[derive(Default)]
struct Open(VecDeque<(Known, AbortHandle)>);

impl Open {
    /// Makes room for one more: where there are too many, that of a stranger goes which is open longest. Says whether
    /// there is room.
    fn make_room(&mut self) -> bool {
        self.0.retain(|(_, task)| !task.is_finished());
        if self.0.len() < MOST {
            return true;
        }
        let is_stranger = |(known, _): &(Known, AbortHandle)| !known.0.load(Ordering::Relaxed);
        let Some(oldest) = self.0.iter().position(is_stranger) else {
            return false;
        };
        if let Some((_, task)) = self.0.remove(oldest) {
            task.abort();
        }
        true
    }
}

/// Answers what comes in.
pub(crate) async fn serve(mut connections: mpsc::Receiver<TcpStream>, router: Router) {
    // Dropped at the end, and with it whatever is still open.
    let mut serving = JoinSet::new();
    let mut open = Open::default();
    while let Some(stream) = connections.recv().await {
        while serving.try_join_next().is_some() {}
        if !open.make_room() {
            tracing::warn!("a connection was closed: too many are open");
            continue;
        }
        let known = Known::default();
        let task = serving.spawn(answer(stream, router.clone(), known.clone()));
        open.0.push_back((known, task));
    }
}

async fn answer(stream: TcpStream, router: Router, known: Known) {
    let service = TowerToHyperService::new(router.layer(Extension(known)));
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .serve_connection(TokioIo::new(stream), service)
        .await;
    if let Err(error) = served {
        tracing::debug!(%error, "a connection ended");
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests connect to themselves")]
mod tests {
    use std::net::Ipv4Addr;

    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;

    /// A server at which `/in` is for who has a session.
    struct Running {
        listener: TcpListener,
        connections: mpsc::Sender<TcpStream>,
    }

    impl Running {
        async fn start() -> Self {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
            let (connections, incoming) = mpsc::channel(1);
            let enter = async |Extension(known): Extension<Known>| known.is_now();
            let router = Router::new().route("/in", get(enter));
            tokio::spawn(serve(incoming, router));
            Self {
                listener,
                connections,
            }
        }

        async fn connect(&self) -> TcpStream {
            let here = self.listener.local_addr().unwrap();
            let (ours, theirs) = tokio::join!(TcpStream::connect(here), self.listener.accept());
            self.connections.send(theirs.unwrap().0).await.unwrap();
            ours.unwrap()
        }
    }

    /// Asks, and says whether it was answered.
    async fn is_answered(stream: &mut TcpStream) -> bool {
        let sent = stream
            .write_all(b"GET /in HTTP/1.1\r\nHost: x\r\n\r\n")
            .await;
        let mut answer = [0; 12];
        sent.is_ok() && stream.read_exact(&mut answer).await.is_ok() && &answer == b"HTTP/1.1 200"
    }

    #[tokio::test]
    async fn a_thousand_silent_connections_keep_nobody_out() {
        let server = Running::start().await;
        let mut owner = server.connect().await;
        assert!(is_answered(&mut owner).await);
        let mut silent = Vec::new();
        for _ in 0..1_000 {
            silent.push(server.connect().await);
        }
        let mut page = server.connect().await;
        assert!(
            is_answered(&mut page).await,
            "a new connection of the owner"
        );
        let mut closed = 0;
        for stream in &mut silent[..1_000 - MOST] {
            closed += u32::from(stream.read_u8().await.is_err());
        }
        assert_eq!(closed as usize, 1_000 - MOST, "the oldest went first");
        let mut rest = Vec::new();
        owner
            .write_all(b"GET /in HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            .await
            .unwrap();
        owner.read_to_end(&mut rest).await.unwrap();
        assert!(
            rest.windows(12).any(|it| it == b"HTTP/1.1 200"),
            "who is known stays"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_head_that_does_not_come_to_its_end_is_not_waited_for() {
        let server = Running::start().await;
        for beginning in ["", "GET /in HTTP/1.1\r\nHost: x\r\n"] {
            let mut slow = server.connect().await;
            slow.write_all(beginning.as_bytes()).await.unwrap();
            let before = tokio::time::Instant::now();
            let mut answer = Vec::new();
            let _ = slow.read_to_end(&mut answer).await;
            assert!(!answer.starts_with(b"HTTP/1.1 200"));
            assert!(before.elapsed() >= HEAD, "{beginning}");
        }
    }
}
