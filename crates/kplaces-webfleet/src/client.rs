use std::error::Error as StdError;
use std::fmt;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use reqwest::header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, DATE, TRANSFER_ENCODING};
use reqwest::{Request, Response, StatusCode, Url, redirect, tls};
use secrecy::{ExposeSecret, SecretString};

use crate::columns::{self, Shape};
use crate::egress::{self, Egress, OnRecord};
use crate::options::{ClientOptions, Method, Pause, ReplyFormat};
use crate::reply::{Counts, Framing, Reply};
use crate::retry;
use crate::rows::Cells;
use crate::{
    Action, AddressRow, Answer, ApiError, CodeKind, Error, GateError, GroupRow, Login,
    MembershipRow,
};

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "a service that is silent")]
mod bent;

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

/// A report, taken in by the caller's collector.
#[derive(Debug)]
pub struct Received<S> {
    /// What the caller's row function collected, of the one try that succeeded.
    pub collected: S,
    /// What it took.
    pub transfer: Transfer,
}

/// What a report took to get.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Transfer {
    /// Requests sent, failed tries included.
    pub requests: u32,
    /// Bytes of the reply after decompression, as far as it was read.
    pub bytes: u64,
    /// Rows handed over.
    pub rows: u64,
    /// The consumer stopped, and the report goes on behind.
    pub goes_on: bool,
    /// Cells that were not UTF-8 and were read as Latin-1.
    pub latin1_cells: u64,
}

impl Transfer {
    /// Adds another report's figures.
    pub fn add(&mut self, other: &Self) {
        self.requests += other.requests;
        self.bytes += other.bytes;
        self.rows += other.rows;
        self.goes_on |= other.goes_on;
        self.latin1_cells += other.latin1_cells;
    }
}

/// A request: which action, with which parameters of its own, for which columns.
struct Ask<'a> {
    action: Action,
    shape: Shape,
    parameters: Vec<(&'static str, &'a str)>,
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
        let mut by_way_of = None;
        if let Some(proxy) = &options.proxy {
            // One of another kind would be passed over in silence, and the request go out directly.
            let scheme = proxy.split_once("://").map(|(scheme, _)| scheme);
            let known = |it: &str| ["http", "https"].iter().any(|k| it.eq_ignore_ascii_case(k));
            if !scheme.is_some_and(known) {
                return Err(Error::Setup(
                    "the proxy does not start with http:// or https://".into(),
                ));
            }
            let url = Url::parse(proxy)
                .map_err(|_| Error::Setup("the proxy is not a web address".into()))?;
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

    /// The address report: all addresses, or those of one group.
    ///
    /// Every try starts with a `fresh` collector; `row` takes one row and may break to stop
    /// reading: the connection is closed, the rest is never parsed. A report without rows
    /// (WEBFLEET's error 63) is an empty one.
    pub async fn addresses<S: Send>(
        &self,
        group: Option<&str>,
        fresh: impl Fn() -> S,
        mut row: impl FnMut(&mut S, AddressRow<'_>) -> ControlFlow<()> + Send,
    ) -> Result<Received<S>, Error> {
        let ask = Ask {
            action: Action::ADDRESS_REPORT,
            shape: columns::ADDRESSES,
            parameters: group
                .map(|group| ("addressgroupname", group))
                .into_iter()
                .collect(),
        };
        self.report(&ask, fresh, |to, cells| row(to, AddressRow::read(cells)))
            .await
    }

    /// The membership report: which address is in which group. As [`Client::addresses`] otherwise.
    pub async fn memberships<S: Send>(
        &self,
        fresh: impl Fn() -> S,
        mut row: impl FnMut(&mut S, MembershipRow<'_>) -> ControlFlow<()> + Send,
    ) -> Result<Received<S>, Error> {
        let ask = Ask {
            action: Action::MEMBERSHIP_REPORT,
            shape: columns::MEMBERSHIPS,
            parameters: Vec::new(),
        };
        self.report(&ask, fresh, |to, cells| row(to, MembershipRow::read(cells)))
            .await
    }

    /// The group report: all groups of the account, empty ones too. As [`Client::addresses`] otherwise.
    ///
    /// Only editions with the group list call this; where nothing does, neither it nor the name of
    /// its action is in the binary.
    pub async fn groups<S: Send>(
        &self,
        fresh: impl Fn() -> S,
        mut row: impl FnMut(&mut S, GroupRow<'_>) -> ControlFlow<()> + Send,
    ) -> Result<Received<S>, Error> {
        let action = Action::named("showAddressGroupReportExtern");
        let ask = Ask {
            action,
            shape: columns::GROUPS,
            parameters: Vec::new(),
        };
        self.report(&ask, fresh, |to, cells| row(to, GroupRow::read(cells)))
            .await
    }

    async fn report<S: Send>(
        &self,
        ask: &Ask<'_>,
        fresh: impl Fn() -> S,
        mut row: impl FnMut(&mut S, &Cells<'_>) -> ControlFlow<()> + Send,
    ) -> Result<Received<S>, Error> {
        let mut failed = 0;
        let mut refused = None;
        loop {
            self.admit(ask.action, refused.take()).await?;
            let mut collected = fresh();
            let outcome = self
                .once(ask, &mut |cells| row(&mut collected, cells))
                .await;
            let used_up = outcome.as_ref().is_err_and(Error::is_quota);
            if used_up {
                self.tell_gate(ask.action, Answer::QuotaUsedUp);
            }
            let error = match outcome {
                Ok(mut transfer) => {
                    transfer.requests += failed;
                    tracing::debug!(
                        action = ask.action.name(),
                        rows = transfer.rows,
                        bytes = transfer.bytes,
                        "report received"
                    );
                    return Ok(Received {
                        collected,
                        transfer,
                    });
                }
                // A service may quote what it was sent.
                Err(Error::Api(api)) if api.kind() != CodeKind::Empty => {
                    Error::Api(api.without(&self.quotable))
                }
                Err(Error::Api(_)) => {
                    let transfer = Transfer {
                        requests: failed + 1,
                        ..Transfer::default()
                    };
                    return Ok(Received {
                        collected: fresh(),
                        transfer,
                    });
                }
                Err(error) => error,
            };
            failed += 1;
            if used_up && self.options.gate.is_some() && failed < self.options.tries {
                // The gate knows for how long, and whether anybody wants to wait.
                refused = Some(Box::new(error));
                continue;
            }
            let wait = retry::wait_after(
                &error,
                failed,
                self.options.tries,
                self.options.pause,
                fastrand::f64(),
            );
            let Some(wait) = wait else { return Err(error) };
            tracing::debug!(action = ask.action.name(), failed, ?wait, "trying again");
            if let Some(hook) = &self.options.on_pause {
                hook(&Pause {
                    because: &error,
                    wait,
                    next_try: failed + 1,
                });
            }
            tokio::time::sleep(wait).await;
        }
    }

    /// Waits until the gate lets a request through.
    async fn admit(&self, action: Action, refused: Option<Box<Error>>) -> Result<(), Error> {
        let Some(gate) = &self.options.gate else {
            return Ok(());
        };
        gate.admit(action).await.map_err(|error| match error {
            GateError::Closed { wait } => Error::Held {
                action,
                wait,
                refused,
            },
            GateError::Broken(source) => Error::Uncounted(source),
        })
    }

    fn tell_gate(&self, action: Action, answer: Answer) {
        if let Some(gate) = &self.options.gate {
            gate.answered(action, answer);
        }
    }

    /// One try.
    async fn once(
        &self,
        ask: &Ask<'_>,
        row: &mut (dyn FnMut(&Cells<'_>) -> ControlFlow<()> + Send),
    ) -> Result<Transfer, Error> {
        let request = self.request(ask)?;
        let mut on_record = self.egress.asks(size_of(&request))?;
        let outcome = self.exchange(ask, request, &mut on_record, row).await;
        // WEBFLEET says so where a report has no rows.
        let is_empty =
            |error: &Error| matches!(error, Error::Api(api) if api.kind() == CodeKind::Empty);
        on_record.failed = !outcome.as_ref().map_or_else(is_empty, |_| true);
        outcome
    }

    /// Sends a request that is on record, and takes its reply in.
    async fn exchange(
        &self,
        ask: &Ask<'_>,
        request: Request,
        on_record: &mut OnRecord<'_>,
        row: &mut (dyn FnMut(&Cells<'_>) -> ControlFlow<()> + Send),
    ) -> Result<Transfer, Error> {
        tracing::debug!(action = ask.action.name(), host = self.host(), "request");
        self.spent.requests.fetch_add(1, Ordering::Relaxed);
        let sent = self.http.execute(request).await;
        self.tell_gate(ask.action, Answer::Counted);
        let mut response = sent.map_err(|error| self.transport(error))?;
        if let Some(date) = response.headers().get(DATE).and_then(|it| it.to_str().ok()) {
            self.spent.date.get_or_init(|| date.to_owned());
        }
        self.judge_head(ask.action, &response)?;
        let framing = framing_of(&response);
        let mut reply = Reply::new(ask.action, ask.shape, self.host());
        let mut bytes: u64 = 0;
        while let Some(chunk) = response
            .chunk()
            .await
            .map_err(|error| self.transport(error))?
        {
            bytes += chunk.len() as u64;
            on_record.received = bytes;
            self.spent
                .bytes
                .fetch_add(chunk.len() as u64, Ordering::Relaxed);
            if bytes > self.options.max_reply {
                return Err(Error::TooLarge {
                    host: self.host().to_owned(),
                    what: "the limit is `webfleet.max_reply_mib`",
                });
            }
            reply.feed(&chunk, row)?;
            if reply.goes_on() {
                // Dropping the response closes the connection: the rest is never read.
                return Ok(Transfer {
                    requests: 1,
                    bytes,
                    rows: reply.counts.rows,
                    goes_on: true,
                    latin1_cells: reply.counts.latin1_cells,
                });
            }
        }
        let Counts { rows, latin1_cells } = reply.finish(framing, row)?;
        Ok(Transfer {
            requests: 1,
            bytes,
            rows,
            goes_on: false,
            latin1_cells,
        })
    }

    /// The request for a report, past the allow-list: nothing else is ever sent.
    fn request(&self, ask: &Ask<'_>) -> Result<Request, Error> {
        let mut url = self.options.endpoint.url();
        let mut encoded = url.clone();
        {
            let mut pairs = encoded.query_pairs_mut();
            pairs.append_pair("account", &self.login.account);
            pairs.append_pair("apikey", self.login.apikey.expose_secret());
            pairs.append_pair("action", ask.action.name());
            pairs.append_pair("lang", "en");
            pairs.append_pair(
                "outputformat",
                match self.options.format {
                    ReplyFormat::Csv => "csv",
                    ReplyFormat::Json => "json",
                },
            );
            // Without it parameters are read as ISO-8859-1, and umlauts of group names break.
            pairs.append_pair("useUTF8", "true");
            pairs.append_pair("useISO8601", "true");
            pairs.append_pair("columnfilter", &ask.shape.filter());
            for (name, value) in &ask.parameters {
                pairs.append_pair(name, value);
            }
        }
        let query = encoded.query().unwrap_or_default();
        let request = match self.options.method {
            Method::Get => {
                url.set_query(Some(query));
                self.http.get(url)
            }
            Method::Post => self
                .http
                .post(url)
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(query.to_owned()),
        };
        // `basic_auth` marks the header as sensitive.
        let request =
            request.basic_auth(&self.login.user, Some(self.login.password.expose_secret()));
        let request = request.build().map_err(|error| self.transport(error))?;
        self.egress.check(request.url())?;
        Ok(request)
    }

    /// Turns errors that show before the body away. WEBFLEET's own error header comes first: it
    /// counts whatever the status and the body.
    fn judge_head(&self, action: Action, response: &Response) -> Result<(), Error> {
        let header = |name: &str| {
            response
                .headers()
                .get(name)
                .map(|value| value.as_bytes().trim_ascii())
                .unwrap_or_default()
        };
        let code = header("x-webfleet-errorcode");
        if let Some(code) = std::str::from_utf8(code)
            .ok()
            .and_then(|it| it.parse().ok())
        {
            let message = percent_decoded(header("x-webfleet-errormessage"));
            return Err(ApiError::new(action, code, &message).into());
        }
        let host = || self.host().to_owned();
        let status = response.status();
        if status.is_redirection() {
            return Err(Error::Redirect {
                host: host(),
                status: status.as_u16(),
            });
        }
        if status == StatusCode::NO_CONTENT || status.is_success() {
            return Ok(());
        }
        Err(Error::Status {
            host: host(),
            status: status.as_u16(),
        })
    }

    fn transport(&self, error: reqwest::Error) -> Error {
        if let Some(host) = egress::refused_name(&error) {
            return Error::NotAllowed { host };
        }
        let host = self.host().to_owned();
        if error.is_timeout() {
            return Error::Timeout { host };
        }
        if error.is_connect() {
            // The URL holds account and API key.
            return Error::Connect {
                host,
                source: error.without_url().into(),
            };
        }
        if error.is_body() || error.is_decode() || is_early_end(&error) {
            return Error::Cut { host };
        }
        Error::Connect {
            host,
            source: error.without_url().into(),
        }
    }
}

/// How much of a request is what we have to say: the address with its parameters, and the form.
fn size_of(request: &Request) -> u64 {
    let form = request.body().and_then(reqwest::Body::as_bytes);
    (request.url().as_str().len() + form.map_or(0, <[u8]>::len)) as u64
}

/// Whether the connection ended before the reply did.
fn is_early_end(error: &reqwest::Error) -> bool {
    let mut next = error.source();
    while let Some(error) = next {
        let text = error.to_string();
        if text.contains("connection closed before message completed")
            || text.contains("end of file before message length reached")
        {
            return true;
        }
        next = error.source();
    }
    false
}

/// Whether HTTP itself says where the body ends.
///
/// Unpacking `gzip` drops the length header, so a packed reply counts as announced only when it
/// comes in chunks. That is the safe side: gzip's own end is checked while unpacking, and all that
/// is lost is a last row without a line end, which is then taken for cut.
fn framing_of(response: &Response) -> Framing {
    let headers = response.headers();
    let announced = response.content_length().is_some()
        || headers.contains_key(CONTENT_LENGTH)
        || headers
            .get(TRANSFER_ENCODING)
            .is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"chunked"));
    if announced {
        Framing::Announced
    } else {
        Framing::Closed
    }
}

/// One public client percent-decodes the message header; a text without `%` stays as it is.
fn percent_decoded(text: &[u8]) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&first, after)) = rest.split_first() {
        let hex = |b: u8| char::from(b).to_digit(16);
        match (first, after) {
            (b'%', [high, low, tail @ ..]) if hex(*high).is_some() && hex(*low).is_some() => {
                let value = hex(*high).unwrap_or_default() * 16 + hex(*low).unwrap_or_default();
                out.push(value as u8);
                rest = tail;
            }
            _ => {
                out.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Takes a whole address report apart without a connection: for benches, fuzzing and tests.
///
/// `chunks` are the pieces in which the body arrives. Returns the number of rows.
pub fn parse_addresses<'b>(
    chunks: impl IntoIterator<Item = &'b [u8]>,
    mut row: impl FnMut(AddressRow<'_>) -> ControlFlow<()> + Send,
) -> Result<u64, Error> {
    let mut reply = Reply::new(Action::ADDRESS_REPORT, columns::ADDRESSES, "(no host)");
    let mut take = |cells: &Cells<'_>| row(AddressRow::read(cells));
    for chunk in chunks {
        reply.feed(chunk, &mut take)?;
        if reply.goes_on() {
            return Ok(reply.counts.rows);
        }
    }
    Ok(reply.finish(Framing::Announced, &mut take)?.rows)
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "a trap that nobody may come to")]
mod tests {
    use std::net::TcpListener;

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
