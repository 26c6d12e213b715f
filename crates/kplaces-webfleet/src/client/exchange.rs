//! One exchange: a request goes out, and its answer comes in.

use std::sync::atomic::Ordering;
use std::time::Duration;

use percent_encoding::percent_decode;
use reqwest::header::{
    ACCEPT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, DATE, HeaderValue, RETRY_AFTER,
    TRANSFER_ENCODING,
};
use reqwest::{Request, Response, StatusCode};
use secrecy::ExposeSecret;

use super::Client;
use super::body::Body;
use super::report::Ask;
use crate::egress::OnRecord;
use crate::options::{Method, ReplyFormat};
use crate::reply::{Framing, Reply, RowFn, error_code};
use crate::{Action, Answer, ApiError, CodeKind, Error, Transfer};

impl Client {
    /// One try.
    pub(super) async fn once(&self, ask: &Ask<'_>, row: RowFn<'_>) -> Result<Transfer, Error> {
        let request = self.request(ask)?;
        let mut on_record = self.egress.request(size_of(&request))?;
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
        row: RowFn<'_>,
    ) -> Result<Transfer, Error> {
        tracing::debug!(action = ask.action.name(), host = self.host(), "request");
        self.spent.requests.fetch_add(1, Ordering::Relaxed);
        let sent = self.http.execute(request).await;
        self.tell_rate_limit(ask.action, Answer::Counted);
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
        row: RowFn<'_>,
    ) -> Result<Transfer, Error> {
        let framing = framing_of(&response);
        let refused = self.judge_head(ask.action, &response).err();
        let mut body = Body::new(self, response, on_record)?;
        if let Some(error) = refused {
            return Err(body.error_instead_of(ask.action, error).await);
        }
        let mut reply = Reply::new(ask.action, ask.shape, self.host());
        while body.next(&mut |bytes| reply.feed(bytes, row)).await? {
            get_ready(&mut reply, row).await?;
            if reply.goes_on() {
                // Dropping the response closes the connection: the rest is never read.
                return Ok(Transfer::of(ask.shape, reply.counts, body.bytes));
            }
        }
        let vouched = body.finish(&mut |bytes| reply.feed(bytes, row))?;
        get_ready(&mut reply, row).await?;
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

    /// Turns errors that show before the body away. WEBFLEET's own error header comes first: it
    /// counts whatever the status and the body. A header that says 0 says that there is none.
    fn judge_head(&self, action: Action, response: &Response) -> Result<(), Error> {
        if let Some(code) = error_code(header(response, "x-webfleet-errorcode")) {
            // One public client percent-decodes the text; one without `%` stays as it is.
            let message = percent_decode(header(response, "x-webfleet-errormessage"));
            let message = message.decode_utf8_lossy();
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
            again_in: again_in(response),
        })
    }
}

/// How much of a request is what we have to say: the address with its parameters, and the form.
fn size_of(request: &Request) -> u64 {
    let form = request.body().and_then(reqwest::Body::as_bytes);
    (request.url().as_str().len() + form.map_or(0, <[u8]>::len)) as u64
}

pub(super) fn header<'r>(response: &'r Response, name: &str) -> &'r [u8] {
    let value = response.headers().get(name);
    value
        .map(|value| value.as_bytes().trim_ascii())
        .unwrap_or_default()
}

/// `Retry-After` in seconds. As a date it would need a clock that both sides share, so that counts as
/// nothing said.
fn again_in(response: &Response) -> Option<Duration> {
    let value = header(response, RETRY_AFTER.as_str());
    let seconds = std::str::from_utf8(value).ok()?.parse::<u32>().ok()?;
    Some(Duration::from_secs(seconds.into()))
}

/// Fetches what rows wait for that are there, and reads them.
async fn get_ready(reply: &mut Reply, row: RowFn<'_>) -> Result<(), Error> {
    if reply.is_waiting() {
        if let Some(recall) = row.recall() {
            recall.get_ready().await;
        }
        reply.feed(b"", row)?;
    }
    Ok(())
}

/// Whether HTTP itself says where the body ends.
fn framing_of(response: &Response) -> Framing {
    let headers = response.headers();
    let chunked = headers
        .get(TRANSFER_ENCODING)
        .is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"chunked"));
    if chunked || headers.contains_key(CONTENT_LENGTH) || response.content_length().is_some() {
        Framing::Announced
    } else {
        Framing::Closed
    }
}
