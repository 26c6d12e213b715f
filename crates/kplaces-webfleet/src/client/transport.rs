//! What went wrong on the way to an answer or within it, told by the types of errors.

use std::error::Error as StdError;
use std::io;

use super::Client;
use crate::Error;
use crate::egress;
use crate::error::Trouble;

impl Client {
    /// What an error of the HTTP client means.
    pub(super) fn transport(&self, error: reqwest::Error) -> Error {
        if let Some(host) = egress::refused_name(&error) {
            return Error::NotAllowed { host };
        }
        let host = self.host().to_owned();
        if error.is_timeout() {
            return Error::Timeout { host };
        }
        let is_cut = error.is_body() || error.is_decode() || is_early_end(&error);
        if is_cut && !error.is_connect() {
            return Error::Cut { host };
        }
        Error::Connect {
            host,
            trouble: trouble(&error),
            // The URL holds account and API key.
            source: error.without_url().into(),
        }
    }
}

/// An error and its causes, those inside of an `io::Error` too, which itself skips them.
pub(crate) fn causes<'e>(
    error: &'e (dyn StdError + 'static),
) -> impl Iterator<Item = &'e (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |&error| {
        let inner = error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref);
        inner.map_or_else(|| error.source(), |inner| Some(inner as _))
    })
}

/// Whether the connection ended before the reply did.
fn is_early_end(error: &reqwest::Error) -> bool {
    causes(error).any(|cause| {
        let http = cause.downcast_ref::<hyper::Error>();
        let stream = cause.downcast_ref::<io::Error>();
        http.is_some_and(hyper::Error::is_incomplete_message)
            || stream.is_some_and(|it| it.kind() == io::ErrorKind::UnexpectedEof)
    })
}

/// At which step a connection failed.
fn trouble(error: &reqwest::Error) -> Trouble {
    if error.is_dns() {
        return Trouble::Name;
    }
    let tls = causes(error).find_map(|cause| cause.downcast_ref::<rustls::Error>());
    match tls {
        Some(
            rustls::Error::InvalidCertificate(_)
            | rustls::Error::InvalidCertRevocationList(_)
            | rustls::Error::NoCertificatesPresented
            // What judges certificates on this system could not.
            | rustls::Error::General(_)
            | rustls::Error::Other(_),
        ) => Trouble::Certificate,
        Some(_) => Trouble::Handshake,
        // A host that hangs up instead of shaking hands.
        None if error.is_connect() && is_early_end(error) => Trouble::Handshake,
        None => Trouble::Connection,
    }
}
