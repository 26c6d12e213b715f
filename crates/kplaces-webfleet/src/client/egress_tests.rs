//! What is on record of requests that go wrong, and of names that get past the first question.

use std::error::Error as StdError;
use std::net::{SocketAddr, TcpListener};
use std::ops::ControlFlow;
use std::sync::Mutex;

use super::*;
use crate::{ContactLog, Peer};

#[derive(Debug, Default)]
struct Notes(Mutex<Vec<String>>);

impl ContactLog for Notes {
    fn request(&self, peer: &Peer, _: u64) -> Result<(), Box<dyn StdError + Send + Sync>> {
        self.0.lock().unwrap().push(format!("asks {}", peer.host));
        Ok(())
    }

    fn response(&self, peer: &Peer, bytes: u64, failed: bool) {
        let note = format!("heard {bytes} from {}, failed: {failed}", peer.host);
        self.0.lock().unwrap().push(note);
    }

    fn not_sent(&self, peer: &Peer, _: u64) {
        self.0
            .lock()
            .unwrap()
            .push(format!("nothing to {}", peer.host));
    }

    fn refused(&self, host: &str) {
        self.0.lock().unwrap().push(format!("refused {host}"));
    }
}

/// A listener that answers nobody.
fn silent() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

/// A client whose witness takes notes.
fn client(url: &str) -> (Client, Arc<Notes>) {
    let notes = Arc::new(Notes::default());
    let options = ClientOptions {
        witness: Some(notes.clone()),
        tries: 1,
        ..ClientOptions::new(url.parse().unwrap())
    };
    let login = Login {
        account: "account".to_owned(),
        user: "user".to_owned(),
        password: "canary-password".into(),
        apikey: "canary-apikey".into(),
    };
    (Client::new(options, login).unwrap(), notes)
}

async fn error(client: &Client) -> Error {
    let nothing = client.addresses(None, || (), |(), _| ControlFlow::Continue(()));
    nothing.await.map(|_| ()).unwrap_err()
}

#[tokio::test]
async fn a_name_that_gets_past_the_first_question_finds_no_address() {
    let (client, notes) = client("https://127.0.0.1:1/extern");
    let past = client.http.get("https://localhost:1/?apikey=canary").send();
    let error = client.transport(past.await.unwrap_err());
    assert!(
        matches!(&error, Error::NotAllowed { host } if host == "localhost"),
        "{error}"
    );
    assert!(!format!("{error:?}").contains("canary"));
    assert_eq!(*notes.0.lock().unwrap(), ["refused localhost"]);
}

#[tokio::test]
async fn a_wait_that_is_given_up_is_on_record_as_failed() {
    let (_listener, address) = silent();
    let url = format!("http://{address}/extern");
    let (client, notes) = client(&url);
    tokio::select! {
        biased;
        error = error(&client) => panic!("{error}"),
        () = std::future::ready(()) => {}
    }
    let expected = ["asks 127.0.0.1", "heard 0 from 127.0.0.1, failed: true"];
    assert_eq!(*notes.0.lock().unwrap(), expected);
}
