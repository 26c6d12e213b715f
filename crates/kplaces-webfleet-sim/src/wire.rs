use bytes::Bytes;

use crate::{RowStream, Transport};

/// What a transport hands in. Borrowed, so that nothing of it is kept.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// `GET` or `POST`.
    pub method: &'a str,
    /// The path alone.
    pub path: &'a str,
    /// What follows the `?`, still encoded; empty without one.
    pub query: &'a str,
    /// The `Authorization` header.
    pub authorization: Option<&'a str>,
    /// The `Content-Type` header.
    pub content_type: Option<&'a str>,
    /// The body, still encoded.
    pub body: &'a [u8],
}

/// What a transport hands back. It adds framing (`Content-Length` or chunks) itself.
pub struct Response {
    /// The HTTP status; 200 for most refusals too.
    pub status: u16,
    /// Names and values, all of them printable ASCII.
    pub headers: Vec<(String, String)>,
    /// What follows.
    pub body: Body,
    /// What shall go wrong on the way. A transport that cannot do it must not send the response
    /// as if it were sound.
    pub transport: Option<Transport>,
}

impl Response {
    pub(crate) fn new(status: u16, content_type: &str, body: impl Into<Body>) -> Self {
        let headers = vec![("Content-Type".to_owned(), content_type.to_owned())];
        Self {
            status,
            headers,
            body: body.into(),
            transport: None,
        }
    }

    pub(crate) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// Whether it is to break on the way, which only [`serve`](crate::serve) can do.
    pub fn needs_a_socket(&self) -> bool {
        self.transport.is_some()
    }

    /// The value of this header; case does not matter.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self
            .headers
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

/// The body of a response.
pub enum Body {
    /// All of it.
    Whole(Bytes),
    /// A report, written while it is read.
    Rows(Box<RowStream>),
}

impl Body {
    /// All bytes at once, for a transport that cannot stream.
    pub fn into_bytes(self) -> Vec<u8> {
        match self {
            Self::Whole(bytes) => bytes.into(),
            Self::Rows(rows) => rows.fold(Vec::new(), joined),
        }
    }

    /// At most the first `limit` bytes; rows behind them are not made.
    pub(crate) fn first_bytes(self, limit: usize) -> Vec<u8> {
        let mut bytes = match self {
            Self::Whole(bytes) => bytes.into(),
            Self::Rows(mut rows) => {
                let mut bytes = Vec::new();
                while bytes.len() < limit
                    && let Some(chunk) = rows.next()
                {
                    bytes = joined(bytes, chunk);
                }
                bytes
            }
        };
        bytes.truncate(limit);
        bytes
    }
}

fn joined(mut all: Vec<u8>, chunk: Vec<u8>) -> Vec<u8> {
    if all.is_empty() {
        return chunk;
    }
    all.extend(chunk);
    all
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self::Whole(bytes)
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Whole(bytes.into())
    }
}

impl From<String> for Body {
    fn from(text: String) -> Self {
        Self::Whole(text.into())
    }
}
