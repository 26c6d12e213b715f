use std::fmt;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use reqwest::header::{ACCEPT_ENCODING, AUTHORIZATION, CONTENT_TYPE, DATE, HeaderValue};
use reqwest::{Request, Response, Url, redirect, tls};
use secrecy::{ExposeSecret, SecretString};

use crate::columns::{self, Shape};
use crate::egress::{Egress, OnRecord};
use crate::options::{ClientOptions, Method, Pause, ReplyFormat};
use crate::reply::Reply;
use crate::retry;
use crate::rows::Cells;
use crate::{
    Action, AddressRow, Answer, CodeKind, Error, GateError, GroupRow, Login, MembershipRow,
    Transfer,
};
use answer::{Body, again_in, framing_of};

mod answer;

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

/// A request: which action, with which parameters of its own, for which columns.
struct Ask<'a> {
    action: Action,
    shape: Shape,
    parameters: Vec<(&'static str, &'a str)>,
    /// Ask for all columns, to learn their names.
    all_columns: bool,
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
            all_columns: false,
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
            all_columns: false,
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
            all_columns: false,
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
                let again_in = outcome.as_ref().err().and_then(Error::again_in);
                self.tell_gate(ask.action, Answer::QuotaUsedUp { again_in });
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
                Err(error @ Error::MissingColumns { .. }) => {
                    return Err(self.with_all_names(ask, error).await);
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

    /// The same error with the names that the filter of columns has hidden: a service that honours it
    /// sends none but those that were asked for. One request more, if the quota has it; it is read to
    /// the names and no further.
    async fn with_all_names(&self, ask: &Ask<'_>, error: Error) -> Error {
        let Error::MissingColumns { columns, seen, .. } = &error else {
            return error;
        };
        if seen.len() < *columns || !seen.iter().all(|name| columns::is_known(name)) {
            // There are others already, so nothing was hidden.
            return error;
        }
        let gate = self.options.gate.as_ref();
        let free = gate.map_or(usize::MAX, |gate| gate.free(ask.action));
        if free == 0 || self.admit(ask.action, None).await.is_err() {
            return error;
        }
        let ask = Ask {
            shape: ask.shape.of_names_only(),
            parameters: ask.parameters.clone(),
            all_columns: true,
            ..*ask
        };
        let asked = self.once(&ask, &mut |_| ControlFlow::Break(())).await;
        match (error, asked) {
            (
                Error::MissingColumns {
                    action,
                    missing,
                    columns: few,
                    ..
                },
                Err(Error::MissingColumns { columns, seen, .. }),
            ) if columns > few => Error::MissingColumns {
                action,
                missing,
                columns,
                seen,
            },
            (error, _) => error,
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
        let response = sent.map_err(|error| {
            on_record.left = !error.is_connect();
            self.transport(error)
        })?;
        if let Some(date) = response.headers().get(DATE).and_then(|it| it.to_str().ok()) {
            self.spent.date.get_or_init(|| date.to_owned());
        }
        let again_in = again_in(&response);
        let taken = self.take(ask, response, on_record, row).await;
        taken.map_err(|error| error.coming_again(again_in))
    }

    /// Takes the reply of an answer in.
    async fn take(
        &self,
        ask: &Ask<'_>,
        response: Response,
        on_record: &mut OnRecord<'_>,
        row: &mut (dyn FnMut(&Cells<'_>) -> ControlFlow<()> + Send),
    ) -> Result<Transfer, Error> {
        let framing = framing_of(&response);
        let refused = self.judge_head(ask.action, &response).err();
        let mut body = Body::new(self, response, on_record)?;
        if let Some(error) = refused {
            return Err(body.error_instead_of(ask.action, error).await);
        }
        let mut reply = Reply::new(ask.action, ask.shape, self.host());
        while body.next(&mut |bytes| reply.feed(bytes, row)).await? {
            if reply.goes_on() {
                // Dropping the response closes the connection: the rest is never read.
                return Ok(Transfer::of(ask.shape, reply.counts, body.bytes));
            }
        }
        let vouched = body.finish(&mut |bytes| reply.feed(bytes, row))?;
        let bytes = body.bytes;
        let counts = reply.finish(framing.or_if(vouched), row)?;
        Ok(Transfer::of(ask.shape, counts, bytes))
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
            if !ask.all_columns {
                pairs.append_pair("columnfilter", &ask.shape.filter());
            }
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
        let request = request.header(ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
        // `basic_auth` marks the header as sensitive.
        let request =
            request.basic_auth(&self.login.user, Some(self.login.password.expose_secret()));
        let request = request.build().map_err(|error| self.transport(error))?;
        self.egress.check(request.url())?;
        Ok(request)
    }
}

/// How much of a request is what we have to say: the address with its parameters, and the form.
fn size_of(request: &Request) -> u64 {
    let form = request.body().and_then(reqwest::Body::as_bytes);
    (request.url().as_str().len() + form.map_or(0, <[u8]>::len)) as u64
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
