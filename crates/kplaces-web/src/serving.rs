//! Answers connections, not too many and none for ever.

mod known;

use std::collections::VecDeque;
use std::time::Duration;

use axum::middleware::from_fn_with_state;
use axum::{Extension, Router};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::task::{AbortHandle, JoinSet};

pub(crate) use known::Known;

/// How long the head of a request may take, and a connection may wait for the next one.
const HEAD: Duration = Duration::from_secs(15);

/// So many connections are open at a time; a browser has six for each page.
const MOST: usize = 128;

/// Connections that are open, the oldest first.
#[derive(Default)]
struct Open(VecDeque<(Known, AbortHandle)>);

impl Open {
    /// Makes room for one more, as whoever comes now is who waits: where there are too many, that of a stranger goes which
    /// is open longest, else the one that has asked for nothing for the longest time. One that is just being answered goes
    /// only where all are.
    fn make_room(&mut self) {
        self.0.retain(|(_, task)| !task.is_finished());
        if self.0.len() < MOST {
            return;
        }
        let is_stranger = |(known, _): &(Known, AbortHandle)| !known.is_known();
        let of_a_stranger = self.0.iter().position(is_stranger);
        let idle_longest = || {
            let known = self.0.iter().enumerate();
            let longest = known.min_by_key(|(_, (known, _))| known.last_use());
            longest.map_or(0, |(at, _)| at)
        };
        let goes = of_a_stranger.unwrap_or_else(idle_longest);
        if let Some((_, task)) = self.0.remove(goes) {
            task.abort();
        }
    }
}

/// Answers what comes in.
pub(crate) async fn serve(mut connections: mpsc::Receiver<TcpStream>, router: Router) {
    // Dropped at the end, and with it whatever is still open.
    let mut serving = JoinSet::new();
    let mut open = Open::default();
    while let Some(stream) = connections.recv().await {
        while serving.try_join_next().is_some() {}
        open.make_room();
        let known = Known::default();
        let task = serving.spawn(answer(stream, router.clone(), known.clone()));
        open.0.push_back((known, task));
    }
}

async fn answer(stream: TcpStream, router: Router, known: Known) {
    let in_use = from_fn_with_state(known.clone(), known::in_use);
    let service = TowerToHyperService::new(router.layer(in_use).layer(Extension(known)));
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
    use std::convert::Infallible;
    use std::net::Ipv4Addr;

    use axum::body::Body;
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
            let for_ever = async |Extension(known): Extension<Known>| {
                known.is_now();
                Body::from_stream(futures_util::stream::pending::<Result<String, Infallible>>())
            };
            let router = Router::new()
                .route("/in", get(enter))
                .route("/for-ever", get(for_ever));
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
        is_answered_at(stream, "/in").await
    }

    async fn is_answered_at(stream: &mut TcpStream, path: &str) -> bool {
        let head = format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n");
        let sent = stream.write_all(head.as_bytes()).await;
        let mut head = Vec::new();
        while sent.is_ok() && !head.ends_with(b"\r\n\r\n") {
            let Ok(byte) = stream.read_u8().await else {
                return false;
            };
            head.push(byte);
        }
        head.starts_with(b"HTTP/1.1 200")
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

    /// Whether the other end has closed it.
    fn is_closed(stream: &TcpStream) -> bool {
        let mut rest = [0; 4_096];
        loop {
            match stream.try_read(&mut rest) {
                Ok(0) => return true,
                Ok(_) => {}
                Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => return false,
                Err(_) => return true,
            }
        }
    }

    #[tokio::test]
    async fn of_connections_that_are_kept_open_on_purpose_the_idlest_makes_room() {
        let server = Running::start().await;
        let mut kept = Vec::new();
        for at in 0..MOST {
            let mut stream = server.connect().await;
            // The first is answered all the time, and is no idle one though it asked first.
            let path = if at == 0 { "/for-ever" } else { "/in" };
            assert!(is_answered_at(&mut stream, path).await);
            kept.push(stream);
        }
        assert!(is_answered(&mut kept[1]).await, "asked again meanwhile");
        for goes in [2, 3] {
            let mut newest = server.connect().await;
            assert!(is_answered(&mut newest).await, "the newest has its place");
            let mut one = [0; 64];
            while matches!(kept[goes].read(&mut one).await, Ok(1..)) {}
            kept.push(newest);
        }
        for stays in [0, 1, 4, MOST, MOST + 1] {
            assert!(!is_closed(&kept[stays]), "{stays} stays");
        }
    }

    #[tokio::test]
    async fn where_all_are_answered_for_ever_the_newest_has_its_place_all_the_same() {
        let server = Running::start().await;
        let mut kept = Vec::new();
        for _ in 0..MOST {
            let mut stream = server.connect().await;
            assert!(is_answered_at(&mut stream, "/for-ever").await);
            kept.push(stream);
        }
        let mut newest = server.connect().await;
        assert!(is_answered(&mut newest).await);
        let mut one = [0; 64];
        while matches!(kept[0].read(&mut one).await, Ok(1..)) {}
        assert!(!is_closed(&kept[1]));
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
