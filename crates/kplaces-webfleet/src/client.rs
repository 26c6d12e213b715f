use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use reqwest::header::AUTHORIZATION;
use reqwest::{Url, redirect, tls};
use secrecy::{ExposeSecret, SecretString};

use crate::egress::Egress;
use crate::options::ClientOptions;
use crate::{Action, Error, Login, ProxyFault};

pub use report::Received;
pub(crate) use transport::causes;

mod body;
mod exchange;
mod report;
mod transport;

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "a service that is silent")]
mod egress_tests;

/// Speaks to one WEBFLEET endpoint with one login.
///
/// Requests go out one at a time: WEBFLEET answers a second one at once with 8015.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    options: ClientOptions,
    login: Login,
    /// What no error may hold.
    quotable: Vec<SecretString>,
    egress: Egress,
    spent: Arc<Spent>,
}

/// What a client has sent and received since it was made, whatever came of it.
#[derive(Debug, Default)]
struct Spent {
    requests: AtomicU64,
    bytes: AtomicU64,
    /// The `Date` of the first answer.
    date: OnceLock<String>,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("endpoint", &self.options.endpoint)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// Prepares a client; nothing is sent yet.
    pub fn new(options: ClientOptions, login: Login) -> Result<Self, Error> {
        let setup = |error: reqwest::Error| Error::Setup(error.without_url().into());
        #[expect(
            clippy::disallowed_methods,
            reason = "the one place where a client is built, with all guards"
        )]
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("3Kplaces/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::none())
            .referer(false)
            .https_only(options.endpoint.is_encrypted())
            .tls_version_min(tls::Version::TLS_1_2)
            .connect_timeout(options.connect_timeout)
            .read_timeout(options.idle_timeout)
            .timeout(options.total_timeout)
            .pool_max_idle_per_host(1)
            .no_proxy();
        if !options.endpoint.is_encrypted() {
            // No certificate will be looked at: those of the system are a hundred files.
            builder = builder.tls_certs_only([]);
        }
        let mut by_way_of = None;
        if let Some(proxy) = &options.proxy {
            // One of another kind would be passed over in silence, and the request go out directly.
            let scheme = proxy.split_once("://").map(|(scheme, _)| scheme);
            let known = |it: &str| ["http", "https"].iter().any(|k| it.eq_ignore_ascii_case(k));
            if !scheme.is_some_and(known) {
                return Err(Error::Setup(ProxyFault::NotHttp.into()));
            }
            let url = Url::parse(proxy).map_err(|_| Error::Setup(ProxyFault::NoAddress.into()))?;
            let proxy = reqwest::Proxy::all(proxy).map_err(setup)?;
            // A proxy would carry a plain request off this device, login and all.
            if options.endpoint.is_encrypted() {
                builder = builder.proxy(proxy);
                by_way_of = Some(url);
            }
        }
        let egress = Egress::new(
            &options.endpoint,
            by_way_of.as_ref(),
            options.witness.clone(),
        );
        let builder = builder.dns_resolver(Arc::new(egress.clone()));
        let http = builder.build().map_err(setup)?;
        let sample = http
            .get(options.endpoint.url())
            .basic_auth(&login.user, Some(login.password.expose_secret()))
            .build()
            .map_err(setup)?;
        let basic = sample
            .headers()
            .get(AUTHORIZATION)
            .and_then(|value| value.to_str().ok());
        let quotable = login.quotable(basic.unwrap_or_default());
        Ok(Self {
            http,
            options,
            login,
            quotable,
            egress,
            spent: Arc::default(),
        })
    }

    /// Requests sent and bytes of replies read since this client was made, those of failed reports
    /// too.
    pub fn spent(&self) -> (u64, u64) {
        (
            self.spent.requests.load(Ordering::Relaxed),
            self.spent.bytes.load(Ordering::Relaxed),
        )
    }

    /// When the first answer was sent, by the clock of who answered: the text of its `Date` header,
    /// such as `Fri, 02 Jan 2026 03:04:05 GMT`. It comes from outside; nobody has looked at it.
    pub fn date_of_answer(&self) -> Option<&str> {
        self.spent.date.get().map(String::as_str)
    }

    /// The host that is asked, and no other.
    pub fn host(&self) -> &str {
        self.options.endpoint.host()
    }

    /// How many address reports could be asked for now without a wait.
    pub fn free_address_reports(&self) -> usize {
        let gate = self.options.gate.as_ref();
        gate.map_or(usize::MAX, |gate| gate.free(Action::ADDRESS_REPORT))
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "a trap that nobody may come to")]
mod tests {
    use std::net::TcpListener;
    use std::ops::ControlFlow;

    use super::*;

    /// A client that was led astray by a mistake elsewhere: it builds requests for one place while
    /// another one is allowed.
    #[tokio::test]
    async fn a_request_for_another_place_than_the_allowed_one_makes_no_connection() {
        let trap = TcpListener::bind("127.0.0.1:0").unwrap();
        trap.set_nonblocking(true).unwrap();
        let elsewhere = format!("http://{}/extern", trap.local_addr().unwrap());
        let login = Login {
            account: "a".to_owned(),
            user: "u".to_owned(),
            password: "p".into(),
            apikey: "k".into(),
        };
        let options = ClientOptions::new("https://csv.webfleet.example/extern".parse().unwrap());
        let mut client = Client::new(options, login).unwrap();
        client.options.endpoint = elsewhere.parse().unwrap();
        let asked = client
            .addresses(None, || (), |(), _| ControlFlow::Continue(()))
            .await;
        let error = asked.unwrap_err();
        assert!(
            matches!(&error, Error::NotAllowed { host } if host == "127.0.0.1"),
            "{error}"
        );
        assert_eq!(client.spent(), (0, 0));
        assert!(trap.accept().is_err(), "nobody came");
    }
}
