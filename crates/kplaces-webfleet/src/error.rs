use std::error::Error as StdError;
use std::time::Duration;

use crate::{Action, ApiError, CodeKind};

/// Why a report could not be had. No variant holds a URL, a login or an address.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The configured endpoint is not usable.
    #[error("the WEBFLEET address cannot be used: {why}")]
    Endpoint {
        /// What is wrong with it.
        why: &'static str,
    },
    /// The configured proxy is not usable, or TLS could not be set up.
    #[error("the connection could not be prepared")]
    Setup(#[source] Box<dyn StdError + Send + Sync>),
    /// WEBFLEET reported an error of its own.
    #[error(transparent)]
    Api(#[from] ApiError),
    /// A request more would be one too many; it was not sent.
    #[error("no request for {action} may go out for another {} s", seconds(wait))]
    Held {
        /// Which report.
        action: Action,
        /// How long from now.
        wait: Duration,
        /// That WEBFLEET said so, and not only our own count.
        #[source]
        refused: Option<Box<Error>>,
    },
    /// Requests cannot be counted, so none was sent.
    #[error("requests cannot be counted on this device")]
    Uncounted(#[source] Box<dyn StdError + Send + Sync>),
    /// A request was about to go to another host than the configured one; it was not sent. A defect
    /// of this program.
    #[error("a request to {host} was stopped: only the configured host may be asked")]
    NotAllowed {
        /// Where it would have gone.
        host: String,
    },
    /// An HTTP status that is not a success.
    #[error("{host} answered with HTTP status {status}")]
    Status {
        /// Who answered.
        host: String,
        /// The status.
        status: u16,
    },
    /// A redirect. It is never followed: the login would go to another place.
    #[error("{host} wants to send us elsewhere (HTTP status {status}), which is not followed")]
    Redirect {
        /// Who answered.
        host: String,
        /// The status.
        status: u16,
    },
    /// A web page or other text instead of a report, as firewalls send.
    #[error("{host} answered with a page instead of a report")]
    Intercepted {
        /// Who answered.
        host: String,
    },
    /// No connection.
    #[error("no connection to {host}")]
    Connect {
        /// Whom we tried to reach.
        host: String,
        /// The cause, without the URL.
        #[source]
        source: Box<dyn StdError + Send + Sync>,
    },
    /// A time limit ran out.
    #[error("{host} did not answer in time")]
    Timeout {
        /// Whom we waited for.
        host: String,
    },
    /// The reply ended early.
    #[error("the reply of {host} was cut short")]
    Cut {
        /// Who answered.
        host: String,
    },
    /// The reply is larger than allowed.
    #[error("the reply of {host} is too large ({what})")]
    TooLarge {
        /// Who answered.
        host: String,
        /// Which limit.
        what: &'static str,
    },
    /// The reply is a report, but not a well-formed one.
    #[error("the {action} report is garbled in row {row}: {what}")]
    Malformed {
        /// Which report.
        action: Action,
        /// Which row, counted from 1 without the header; 0 is the header.
        row: u64,
        /// What is wrong with it.
        what: &'static str,
    },
    /// Columns that 3Kplaces needs are not there; `seen` is how their true names will be learned.
    #[error("the {action} report lacks {}; it has the columns {}", missing.join(", "), shown(seen))]
    MissingColumns {
        /// Which report.
        action: Action,
        /// What is missing.
        missing: Vec<String>,
        /// The column names the reply has; names only, no values.
        seen: Vec<String>,
    },
}

fn shown(seen: &[String]) -> String {
    if seen.is_empty() {
        "(none)".to_owned()
    } else {
        seen.join(", ")
    }
}

impl Error {
    /// Whether the same request may succeed a little later. A login error never is: users can get
    /// locked. A used-up quota is not either: it needs a whole window.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Api(api) => api.kind() == CodeKind::Busy,
            Self::Status { status, .. } => matches!(status, 500 | 502 | 503 | 504),
            Self::Connect { source, .. } => !is_certificate_trouble(source.as_ref()),
            Self::Timeout { .. } | Self::Cut { .. } => true,
            _ => false,
        }
    }

    /// Whether account, user, password or API key are the trouble.
    pub fn is_login(&self) -> bool {
        match self {
            Self::Api(api) => api.kind() == CodeKind::Login,
            Self::Status { status, .. } => matches!(status, 401),
            _ => false,
        }
    }

    /// Whether the request quota is used up.
    pub fn is_quota(&self) -> bool {
        match self {
            Self::Api(api) => api.kind() == CodeKind::Quota,
            Self::Status { status, .. } => *status == 429,
            Self::Held { .. } => true,
            _ => false,
        }
    }
}

/// An untrusted certificate does not get better by trying again.
fn is_certificate_trouble(error: &(dyn StdError + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if error.to_string().contains("certificate") {
            return true;
        }
        next = error.source();
    }
    false
}

/// Whole seconds, rounded up.
fn seconds(wait: &Duration) -> u64 {
    (*wait + Duration::from_millis(999)).as_secs()
}
