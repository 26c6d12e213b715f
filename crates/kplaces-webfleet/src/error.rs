use std::error::Error as StdError;
use std::time::Duration;

use crate::client::causes;
use crate::{Action, ApiError, CertificateFault, CodeKind, EndpointFault, RowFault, SizeFault};

/// Why a report could not be had. No variant holds a URL, a login or an address.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The configured endpoint is not usable.
    #[error("the WEBFLEET address cannot be used: {why}")]
    Endpoint {
        /// What is wrong with it.
        why: EndpointFault,
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
    /// An HTTP status that is not a success, and no error of WEBFLEET in the body.
    #[error("{host} answered with HTTP status {status}")]
    Status {
        /// Who answered.
        host: String,
        /// The status.
        status: u16,
        /// When to come again, from now, if the answer says so (`Retry-After`).
        again_in: Option<Duration>,
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
        /// At which step it went wrong.
        trouble: Trouble,
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
    /// The reply is packed or spelled in a way that this program does not read.
    #[error("{host} answered in {what}, which this program does not read")]
    Unsupported {
        /// Who answered.
        host: String,
        /// The usual name of the packing or encoding.
        what: &'static str,
    },
    /// The reply is larger than allowed.
    #[error("the reply of {host} is too large ({what})")]
    TooLarge {
        /// Who answered.
        host: String,
        /// Which limit.
        what: SizeFault,
    },
    /// The reply is a report, but not a well-formed one.
    #[error("the {action} report is garbled in row {row}{}: {what}", address(key.as_deref()))]
    Malformed {
        /// Which report.
        action: Action,
        /// Which row, counted from 1 without the header; 0 is the header.
        row: u64,
        /// The address in that row, by uid or number, if that can be read.
        key: Option<String>,
        /// What is wrong with it.
        what: RowFault,
    },
    /// Columns that 3Kplaces needs are not there; `seen` is how their true names will be learned.
    #[error("the {action} report lacks {}; {}", missing.join(", "), shown(seen, *columns))]
    MissingColumns {
        /// Which report.
        action: Action,
        /// What is missing.
        missing: Vec<String>,
        /// How many columns the reply has.
        columns: usize,
        /// The names of those columns that may be told: none at all where no column is known, since
        /// the line may hold values then.
        seen: Vec<String>,
    },
}

fn shown(seen: &[String], columns: usize) -> String {
    match (seen, columns) {
        ([], 1) => "it has one column, of a name that is not known".to_owned(),
        ([], _) => format!("none of its {columns} columns is known"),
        _ => format!("it has the columns {}", seen.join(", ")),
    }
}

fn address(key: Option<&str>) -> String {
    key.map(|key| format!(" (address {key})"))
        .unwrap_or_default()
}

impl Error {
    /// Whether the same request may succeed a little later. A login error never is: users can get
    /// locked. A used-up quota is not either: it needs a whole window.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Api(api) => api.kind() == CodeKind::Busy,
            Self::Status { status, .. } => matches!(status, 408 | 500 | 502 | 503 | 504),
            // An untrusted certificate does not get better by trying again.
            Self::Connect { trouble, .. } => *trouble != Trouble::Certificate,
            Self::Timeout { .. } | Self::Cut { .. } => true,
            _ => false,
        }
    }

    /// Whether account, user, password or API key are the trouble, or how they are sent.
    pub fn is_login(&self) -> bool {
        match self {
            Self::Api(api) => matches!(api.kind(), CodeKind::Login | CodeKind::Outdated),
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

impl Error {
    /// When the answer asks to come again, from now.
    pub fn again_in(&self) -> Option<Duration> {
        match self {
            Self::Status { again_in, .. } => *again_in,
            Self::Api(api) => api.again_in,
            _ => None,
        }
    }

    /// The same, with what the head of the answer says of the next one.
    pub(crate) fn coming_again(mut self, wanted: Option<Duration>) -> Self {
        if let Self::Api(api) = &mut self {
            api.again_in = wanted;
        }
        self
    }

    /// Whether the certificate of the host was not believed.
    pub fn is_certificate(&self) -> bool {
        self.step() == Step::Certificate
    }

    /// What was wrong with the certificate of the host, if that was it.
    pub fn certificate_fault(&self) -> Option<CertificateFault> {
        use rustls::CertificateError as Refused;

        let Self::Connect {
            trouble: Trouble::Certificate,
            source,
            ..
        } = self
        else {
            return None;
        };
        let tls = causes(source.as_ref()).find_map(|cause| cause.downcast_ref::<rustls::Error>());
        let Some(rustls::Error::InvalidCertificate(refused)) = tls else {
            return Some(CertificateFault::Other);
        };
        Some(match refused {
            Refused::Expired | Refused::ExpiredContext { .. } => CertificateFault::Expired,
            Refused::NotValidYet | Refused::NotValidYetContext { .. } => {
                CertificateFault::NotYetValid
            }
            Refused::UnknownIssuer => CertificateFault::UnknownIssuer,
            Refused::NotValidForName | Refused::NotValidForNameContext { .. } => {
                CertificateFault::OtherName
            }
            Refused::Revoked => CertificateFault::Revoked,
            _ => CertificateFault::Other,
        })
    }

    /// Whether something answered that could not agree on TLS: an old version, no TLS at all, or a start that was cut.
    pub fn is_handshake(&self) -> bool {
        matches!(
            self,
            Self::Connect {
                trouble: Trouble::Handshake,
                ..
            }
        )
    }
}

/// Where the way to a host ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Its name has no address.
    Name,
    /// It takes no connection, or a proxy on the way makes none.
    Connection,
    /// It could not agree on TLS: an old version, no TLS at all, or a start that was cut.
    Handshake,
    /// Its certificate is not believed, or could not be judged.
    Certificate,
}

/// The steps on the way to a report, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Everything before a byte is sent: endpoint, proxy, quota.
    Prepare,
    /// The address of the host is found by its name.
    Name,
    /// The host takes a connection.
    Connect,
    /// The host proves who it is.
    Certificate,
    /// The host answers with a report.
    Answer,
    /// The login is accepted.
    Login,
    /// The user may read what is asked for.
    Rights,
}

impl Error {
    /// At which step it went wrong; those before went well.
    pub fn step(&self) -> Step {
        match self {
            Self::Endpoint { .. }
            | Self::Setup(_)
            | Self::Held { .. }
            | Self::NotAllowed { .. }
            | Self::Uncounted(_) => Step::Prepare,
            Self::Connect { trouble, .. } => match trouble {
                Trouble::Name => Step::Name,
                Trouble::Connection | Trouble::Handshake => Step::Connect,
                Trouble::Certificate => Step::Certificate,
            },
            Self::Api(api) if api.kind() == CodeKind::Denied => Step::Rights,
            Self::Status { status: 403, .. } => Step::Rights,
            _ if self.is_login() => Step::Login,
            _ => Step::Answer,
        }
    }
}

/// Whole seconds, rounded up.
fn seconds(wait: &Duration) -> u64 {
    (*wait + Duration::from_millis(999)).as_secs()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_step_is_the_one_that_went_wrong() {
        let status = |status| Error::Status {
            host: "host".to_owned(),
            status,
            again_in: None,
        };
        let connect = |trouble| Error::Connect {
            host: "host".to_owned(),
            trouble,
            source: "x".into(),
        };
        for (error, step) in [
            (
                Error::Endpoint {
                    why: EndpointFault::NotHttps,
                },
                Step::Prepare,
            ),
            (connect(Trouble::Name), Step::Name),
            (connect(Trouble::Connection), Step::Connect),
            (connect(Trouble::Handshake), Step::Connect),
            (connect(Trouble::Certificate), Step::Certificate),
            (status(500), Step::Answer),
            (status(401), Step::Login),
            (status(403), Step::Rights),
        ] {
            assert_eq!(error.step(), step, "{error:?}");
        }
    }
}
