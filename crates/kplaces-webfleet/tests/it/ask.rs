//! Clients for tests, and what they receive as text.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::ops::ControlFlow;
use std::time::Duration;

use kplaces_webfleet::{Client, ClientOptions, Error, Login, Received};
use kplaces_webfleet_sim::{CANARY, SAMPLE_ACCOUNT, SAMPLE_APIKEY, SAMPLE_PASSWORD, SAMPLE_USER};

pub(crate) fn login() -> Login {
    Login {
        account: SAMPLE_ACCOUNT.to_owned(),
        user: SAMPLE_USER.to_owned(),
        password: SAMPLE_PASSWORD.into(),
        apikey: SAMPLE_APIKEY.into(),
    }
}

/// The usual limits, with waits nobody notices.
pub(crate) fn options(address: SocketAddr) -> ClientOptions {
    let endpoint = format!("http://{address}/extern").parse().unwrap();
    ClientOptions {
        pause: Duration::from_millis(1),
        ..ClientOptions::new(endpoint)
    }
}

/// One try only.
pub(crate) fn once(address: SocketAddr) -> ClientOptions {
    ClientOptions {
        tries: 1,
        ..options(address)
    }
}

pub(crate) fn client(options: ClientOptions) -> Client {
    Client::new(options, login()).unwrap()
}

pub(crate) type Outcome = Result<Received<Vec<String>>, Error>;

fn push(to: &mut Vec<String>, row: String) -> ControlFlow<()> {
    assert!(!row.contains(CANARY), "{row}");
    to.push(row);
    ControlFlow::Continue(())
}

pub(crate) async fn addresses(client: &Client, group: Option<&str>) -> Outcome {
    let outcome = client.addresses(group, Vec::new, |to, row| push(to, format!("{row:?}")));
    tame(outcome.await)
}

pub(crate) async fn memberships(client: &Client) -> Outcome {
    let outcome = client.memberships(Vec::new, |to, row| push(to, format!("{row:?}")));
    tame(outcome.await)
}

pub(crate) async fn groups(client: &Client) -> Outcome {
    let outcome = client.groups(Vec::new, |to, row| push(to, format!("{row:?}")));
    tame(outcome.await)
}

/// Just the address report's error.
pub(crate) async fn error(client: &Client) -> Error {
    addresses(client, None).await.unwrap_err()
}

/// No error may tell an address, or the login.
pub(crate) fn tame<T>(outcome: Result<T, Error>) -> Result<T, Error> {
    if let Err(error) = &outcome {
        let text = everything(error);
        for secret in [CANARY, SAMPLE_APIKEY, SAMPLE_PASSWORD] {
            assert!(!text.contains(secret), "{text}");
        }
    }
    outcome
}

/// All that can be printed of an error: both texts, and those of its causes.
pub(crate) fn everything(error: &Error) -> String {
    let mut text = format!("{error} {error:?} {error:#?}");
    let mut next = std::error::Error::source(error);
    while let Some(cause) = next {
        let _ = write!(text, " {cause} {cause:?} {cause:#?}");
        next = cause.source();
    }
    text
}
