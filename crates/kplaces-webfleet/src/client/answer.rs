//! An answer before and while its body is read: what its head says, its packing, its end.

use std::error::Error as StdError;
use std::sync::atomic::Ordering;
use std::time::Duration;

use reqwest::header::{CONTENT_ENCODING, CONTENT_LENGTH, RETRY_AFTER, TRANSFER_ENCODING};
use reqwest::{Response, StatusCode};

use super::Client;
use crate::egress::{self, OnRecord};
use crate::reply::unpack::Unpacker;
use crate::reply::{Framing, MAX_ERROR, error_code, error_of};
use crate::{Action, ApiError, Error};

/// Takes the next bytes of a body, unpacked.
pub(super) type Take<'t> = &'t mut (dyn FnMut(&[u8]) -> Result<(), Error> + Send);

/// The body of an answer.
pub(super) struct Body<'b, 'e> {
    client: &'b Client,
    response: Response,
    unpacker: Unpacker,
    on_record: &'b mut OnRecord<'e>,
    /// Bytes so far, unpacked.
    pub(super) bytes: u64,
}

impl<'b, 'e> Body<'b, 'e> {
    pub(super) fn new(
        client: &'b Client,
        response: Response,
        on_record: &'b mut OnRecord<'e>,
    ) -> Result<Self, Error> {
        let declared = header(&response, CONTENT_ENCODING.as_str());
        let unpacker = Unpacker::new(declared, client.host())?;
        Ok(Self {
            client,
            response,
            unpacker,
            on_record,
            bytes: 0,
        })
    }

    /// Hands the next bytes over; false at the end.
    pub(super) async fn next(&mut self, take: Take<'_>) -> Result<bool, Error> {
        let chunk = self.response.chunk().await;
        let Some(chunk) = chunk.map_err(|error| self.client.transport(error))? else {
            return Ok(false);
        };
        let (bytes, on_record, client) = (&mut self.bytes, &mut *self.on_record, self.client);
        self.unpacker.feed(&chunk, &mut |unpacked| {
            client.count(bytes, on_record, unpacked)?;
            take(unpacked)
        })?;
        Ok(true)
    }

    /// Hands over what the packing has held back. True if it vouches for the end.
    pub(super) fn finish(&mut self, take: Take<'_>) -> Result<bool, Error> {
        let (bytes, on_record, client) = (&mut self.bytes, &mut *self.on_record, self.client);
        self.unpacker.finish(&mut |unpacked| {
            client.count(bytes, on_record, unpacked)?;
            take(unpacked)
        })
    }

    /// What the body says where the head has an error: WEBFLEET's own one counts more than a status.
    pub(super) async fn error_instead_of(mut self, action: Action, error: Error) -> Error {
        if !matches!(error, Error::Status { .. }) {
            return error;
        }
        let mut text = Vec::new();
        while text.len() < MAX_ERROR {
            let keep = &mut |bytes: &[u8]| {
                text.extend_from_slice(bytes);
                Ok(())
            };
            match self.next(keep).await {
                Ok(true) => {}
                Ok(false) if self.finish(keep).is_ok() => break,
                // What is wrong with the body matters less than what the head says.
                _ => return error,
            }
        }
        error_of(action, &text).map_or(error, Error::from)
    }
}

impl Client {
    fn count(
        &self,
        bytes: &mut u64,
        on_record: &mut OnRecord<'_>,
        unpacked: &[u8],
    ) -> Result<(), Error> {
        let more = unpacked.len() as u64;
        *bytes += more;
        on_record.received = *bytes;
        self.spent.bytes.fetch_add(more, Ordering::Relaxed);
        if *bytes > self.options.max_reply {
            return Err(Error::TooLarge {
                host: self.host().to_owned(),
                what: "the limit is `webfleet.max_reply_mib`",
            });
        }
        Ok(())
    }

    /// Turns errors that show before the body away. WEBFLEET's own error header comes first: it
    /// counts whatever the status and the body. A header that says 0 says that there is none.
    pub(super) fn judge_head(&self, action: Action, response: &Response) -> Result<(), Error> {
        if let Some(code) = error_code(header(response, "x-webfleet-errorcode")) {
            let message = percent_decoded(header(response, "x-webfleet-errormessage"));
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

    pub(super) fn transport(&self, error: reqwest::Error) -> Error {
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

fn header<'r>(response: &'r Response, name: &str) -> &'r [u8] {
    let value = response.headers().get(name);
    value
        .map(|value| value.as_bytes().trim_ascii())
        .unwrap_or_default()
}

/// `Retry-After` in seconds. As a date it would need a clock that both sides share, so that counts as
/// nothing said.
pub(super) fn again_in(response: &Response) -> Option<Duration> {
    let value = header(response, RETRY_AFTER.as_str());
    let seconds = std::str::from_utf8(value).ok()?.parse::<u32>().ok()?;
    Some(Duration::from_secs(seconds.into()))
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
pub(super) fn framing_of(response: &Response) -> Framing {
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
