//! Takes connections, and sorts out those of other users.
//!
//! Another user may open any number of them. So they are taken without being looked at, and the kernel is asked whose
//! they are for all that wait at a time: what the owner waits for does not grow with what others do.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

/// The two ends of a connection: the other one, and this one.
pub(crate) type Ends = (SocketAddr, SocketAddr);

/// After a connection that could not be had, such as when there are too many open files.
const PAUSE: Duration = Duration::from_millis(200);

/// So many connections wait at a time until it is known whose they are. More wait in the kernel.
const WAITING: usize = 512;

/// Passes the connections of this user on; others are closed before a byte of them is read. `others` says of each
/// whether it may be of somebody else.
pub(crate) async fn own_connections(
    listener: TcpListener,
    own: mpsc::Sender<TcpStream>,
    others: impl Fn(&[Ends]) -> Vec<bool> + Clone + Send + 'static,
) {
    let (waiting, mut to_be_sorted) = mpsc::channel(WAITING);
    tokio::join!(take(listener, waiting), async {
        let mut all = Vec::with_capacity(WAITING);
        while to_be_sorted.recv_many(&mut all, WAITING).await > 0 {
            let ends: Vec<Ends> = all.iter().map(|(_, ends)| *ends).collect();
            let look = others.clone();
            let looked = tokio::task::spawn_blocking(move || look(&ends)).await;
            let looked = looked.unwrap_or_default();
            let mut closed = 0_usize;
            for (at, (stream, _)) in all.drain(..).enumerate() {
                if looked.get(at) != Some(&false) {
                    closed += 1;
                } else if own.send(stream).await.is_err() {
                    return;
                }
            }
            if closed > 0 {
                tracing::warn!(closed, "connections of another user were closed");
            }
        }
    });
}

async fn take(listener: TcpListener, waiting: mpsc::Sender<(TcpStream, Ends)>) {
    loop {
        // Room first: what is not taken yet holds no open file of ours.
        let Ok(room) = waiting.reserve().await else {
            return;
        };
        match listener.accept().await {
            Ok((stream, peer)) => {
                if let Ok(here) = stream.local_addr() {
                    room.send((stream, (peer, here)));
                }
            }
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests connect to themselves")]
mod tests {
    use std::collections::BTreeSet;
    use std::net::Ipv4Addr;
    use std::sync::{Arc, Mutex};

    use super::*;

    #[tokio::test]
    async fn who_is_looked_for_is_asked_once_for_all_that_wait() {
        const STRANGERS: usize = 300;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let here = listener.local_addr().unwrap();
        let strangers = Arc::new(Mutex::new(BTreeSet::new()));
        let (asked, mut questions) = mpsc::unbounded_channel();
        let (go_on, answers) = std::sync::mpsc::channel::<()>();
        let answers = Arc::new(Mutex::new(answers));
        let others = {
            let strangers = Arc::clone(&strangers);
            move |ends: &[Ends]| {
                asked.send(ends.len()).unwrap();
                answers.lock().unwrap().recv().unwrap();
                let strangers = strangers.lock().unwrap();
                ends.iter()
                    .map(|(peer, _)| strangers.contains(peer))
                    .collect()
            }
        };
        let (own, mut passed_on) = mpsc::channel(1);
        let sorting = tokio::spawn(own_connections(listener, own, others));

        let connect = || async { TcpStream::connect(here).await.unwrap() };
        let stranger = || async {
            let stream = connect().await;
            strangers
                .lock()
                .unwrap()
                .insert(stream.local_addr().unwrap());
            stream
        };
        let first = stranger().await;
        // The kernel is slow with the first answer; meanwhile others come, and at last the owner.
        assert_eq!(questions.recv().await, Some(1));
        let mut held = vec![first];
        for _ in 1..STRANGERS {
            held.push(stranger().await);
        }
        let owner = connect().await;
        go_on.send(()).unwrap();
        let mut asked_for = 0;
        let mut asked = 1;
        while asked_for < STRANGERS {
            asked_for += questions.recv().await.unwrap();
            asked += 1;
            go_on.send(()).unwrap();
        }
        let stream = passed_on.recv().await.unwrap();
        assert_eq!(stream.peer_addr().unwrap(), owner.local_addr().unwrap());
        assert!(asked < STRANGERS / 4, "the kernel was asked {asked} times");
        for stream in held {
            let mut one = [0];
            let read = stream
                .readable()
                .await
                .and_then(|()| stream.try_read(&mut one));
            assert!(matches!(read, Ok(0) | Err(_)), "it was closed unread");
        }
        sorting.abort();
    }
}
