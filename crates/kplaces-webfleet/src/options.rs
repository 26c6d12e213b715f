use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::{ContactLog, Endpoint, Error, RateLimit};

/// The format to ask for. Whatever comes is recognised by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReplyFormat {
    /// Half the bytes and far less work than JSON.
    #[default]
    Csv,
    /// An array of flat objects.
    Json,
}

/// How the parameters travel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Method {
    /// In the query, as all public clients do.
    #[default]
    Get,
    /// As a form in the body: kept out of proxies' and servers' access logs.
    Post,
}

/// A wait before another try.
#[derive(Debug)]
pub struct Pause<'a> {
    /// Why the last try failed.
    pub because: &'a Error,
    /// How long the wait is.
    pub wait: Duration,
    /// Which try comes next, from 2.
    pub next_try: u32,
}

impl Pause<'_> {
    /// The wait in whole seconds, rounded up.
    pub fn seconds(&self) -> u64 {
        (self.wait + Duration::from_millis(999)).as_secs()
    }
}

/// Told of every [`Pause`].
pub type PauseHook = Arc<dyn Fn(&Pause<'_>) + Send + Sync>;

/// What a [`Client`](crate::Client) keeps to.
#[derive(Clone)]
pub struct ClientOptions {
    /// Where WEBFLEET answers.
    pub endpoint: Endpoint,
    /// The format to ask for.
    pub format: ReplyFormat,
    /// How parameters travel.
    pub method: Method,
    /// A proxy, such as `http://proxy.example:3128`; `http` or `https` only. Environment variables
    /// never set one. An endpoint on this device itself is asked directly.
    pub proxy: Option<String>,
    /// The longest wait for a connection.
    pub connect_timeout: Duration,
    /// The longest silence within a reply.
    pub idle_timeout: Duration,
    /// The longest time for one whole reply.
    pub total_timeout: Duration,
    /// The largest reply, in bytes after decompression.
    pub max_reply: u64,
    /// The most tries of one request, the first included.
    pub tries: u32,
    /// The unit of the waits between tries; one second outside of tests.
    pub pause: Duration,
    /// Told of every wait.
    pub on_pause: Option<PauseHook>,
    /// Asked before every request; without one nothing counts them.
    pub gate: Option<Arc<dyn RateLimit>>,
    /// Told of every request; without one nobody writes them down.
    pub witness: Option<Arc<dyn ContactLog>>,
}

impl ClientOptions {
    /// The usual limits for `endpoint`.
    pub fn new(endpoint: Endpoint) -> Self {
        Self {
            endpoint,
            format: ReplyFormat::default(),
            method: Method::default(),
            proxy: None,
            connect_timeout: Duration::from_secs(10),
            idle_timeout: Duration::from_mins(1),
            total_timeout: Duration::from_mins(10),
            max_reply: 1 << 30,
            tries: 4,
            pause: Duration::from_secs(1),
            on_pause: None,
            gate: None,
            witness: None,
        }
    }
}

impl fmt::Debug for ClientOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A proxy's address may hold a password.
        f.debug_struct("ClientOptions")
            .field("endpoint", &self.endpoint)
            .finish_non_exhaustive()
    }
}
