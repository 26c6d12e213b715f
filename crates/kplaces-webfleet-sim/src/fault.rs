//! Faults on demand: what goes wrong, in the words of the command line.

mod transport;

use std::fmt;
use std::io::{self, Read as _};
use std::str::FromStr;
use std::sync::LazyLock;

use fastrand::Rng;
use flate2::Compression;
use flate2::read::GzEncoder;
use strum::EnumCount;

pub use transport::Transport;

use crate::damage::{Format, Kind, damage};
use crate::refusal;
use crate::rows::Encoding;
use crate::{Body, Positions, Response, RowStream};

/// Something that goes wrong with a response.
///
/// An answer can have one fault of each [`Layer`].
#[derive(Clone, Debug, PartialEq, Eq, EnumCount)]
pub enum Fault {
    /// `error:8015` or `error:8015:text`: an error of the service, where the report would come.
    Error(u32, String),
    /// `html-page`: a firewall's page with status 200, whatever was asked.
    HtmlPage,
    /// `cut:1000`: the body ends after this many bytes, as if it were whole.
    Cut {
        /// Bytes left of the body.
        at: usize,
    },
    /// `gzip-bomb`: some 300 kB that unpack to [`Fault::BOMB_SIZE`] bytes of blank rows.
    GzipBomb,
    /// `foreign-columns`: the rows, under names nobody has heard of.
    ForeignColumns,
    /// `empty`: status 200 and no body.
    Empty,
    /// `status:503`: this status, whatever was asked.
    Status(u16),
    /// `redirect:https://…`: sends the caller elsewhere, whatever was asked.
    Redirect(String),
    /// `not-utf8`: the report in Latin-1, while the head says UTF-8.
    NotUtf8,
    /// `utf-16`: the report in UTF-16, little end first, while the head says UTF-8.
    Utf16,
    /// `endless`: the rows come again and again with other numbers. Only
    /// [`serve`](crate::serve) can do it.
    Endless,
    /// `windows-1252`: the report in windows-1252, while the head says UTF-8.
    Windows1252,
    /// `dms`: positions in degrees, minutes and seconds.
    Dms,
    /// `no-header`: CSV without the line that names the columns.
    NoHeader,
    /// `without:radius,color`: the report without these columns.
    Without(String),
    /// `late-error:9199`: an error of the service behind the last row.
    LateError(u32),
    /// `error-status:429:8011`: an error of the service with this HTTP status.
    ErrorStatus(u16, u32),
    /// `retry-after:30`: whatever error comes says that one may come back in so many seconds.
    RetryAfter(u32),
    /// `damage:byte-changed:7`: the report with one damage, which depends on the seed. It comes
    /// as it is where nothing of it can be damaged in this way.
    Damage(Kind, u64),
    /// Something goes wrong with the connection.
    Transport(Transport),
}

/// Where a fault sits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    /// In front of the service, where nothing is checked.
    Front,
    /// In the service, behind its checks.
    Report,
    /// In the head of an error, whoever tells it.
    Head,
    /// Behind the service: it spoils how any answer is sent, one of another layer too.
    Transport,
}

impl Fault {
    /// What a gzip bomb unpacks to, in bytes.
    pub const BOMB_SIZE: u64 = 300_000_000;

    /// Where it sits.
    pub const fn layer(&self) -> Layer {
        match self {
            Self::HtmlPage | Self::Status(_) | Self::Redirect(_) => Layer::Front,
            Self::RetryAfter(_) => Layer::Head,
            Self::Transport(_) => Layer::Transport,
            _ => Layer::Report,
        }
    }

    /// Whether only a real connection can have it. [`Sim::respond`](crate::Sim::respond) never
    /// ends such a body, or leaves the fault to whoever sends the response.
    pub const fn needs_socket(&self) -> bool {
        matches!(self, Self::Endless | Self::Transport(_))
    }

    /// Spoils a response.
    pub(crate) fn apply(&self, mut response: Response) -> Response {
        match self {
            // The caller sees to these: it knows the form errors have, and who sends the response.
            Self::Error(..) | Self::ErrorStatus(..) | Self::Transport(_) => {}
            Self::RetryAfter(seconds) => return response.with("Retry-After", seconds.to_string()),
            Self::Damage(kind, seed) => return damaged(response, *kind, *seed),
            Self::HtmlPage => return Response::new(200, HTML, FIREWALL_PAGE.to_owned()),
            Self::Status(status) => return Response::new(*status, HTML, Vec::new()),
            Self::Redirect(to) => {
                return Response::new(302, HTML, Vec::new())
                    .with("Location", refusal::header_safe(to));
            }
            Self::Cut { at } => response.body = response.body.first_bytes(*at).into(),
            Self::Empty => response.body = Vec::new().into(),
            Self::GzipBomb => {
                response.body = BOMB.clone().into();
                response = response.with("Content-Encoding", "gzip");
            }
            _ => {
                if let Body::Rows(rows) = &mut response.body {
                    self.spoil(rows);
                }
            }
        }
        response
    }

    fn spoil(&self, rows: &mut RowStream) {
        match self {
            Self::ForeignColumns => rows.rename_columns(),
            Self::NotUtf8 => rows.encoding = Encoding::Latin1,
            Self::Utf16 => rows.encoding = Encoding::Utf16,
            Self::Endless => rows.never_end(),
            Self::Windows1252 => rows.encoding = Encoding::Windows1252,
            Self::Dms => rows.positions = Positions::Sexagesimal,
            Self::NoHeader => rows.has_header = false,
            Self::Without(names) => rows.leave_out(names),
            Self::LateError(code) => rows.late_error = Some(*code),
            _ => {}
        }
    }
}

/// A report with one damage.
fn damaged(mut response: Response, kind: Kind, seed: u64) -> Response {
    let body = std::mem::replace(&mut response.body, Vec::new().into()).into_bytes();
    let text = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&body);
    let format = match text.trim_ascii_start().first() {
        Some(b'[' | b'{') => Format::Json,
        _ => Format::Csv,
    };
    let Some(damaged) = damage(&body, format, kind, &mut Rng::with_seed(seed)) else {
        response.body = body.into();
        return response;
    };
    response.body = damaged.body.into();
    match damaged.content_encoding {
        Some(packing) => response.with("Content-Encoding", packing),
        None => response,
    }
}

const HTML: &str = "text/html;charset=UTF-8";

const FIREWALL_PAGE: &str = "<!DOCTYPE html>\n<html><head><title>Request Rejected</title></head>\
    <body>Request intercepted and blocked by application security manager \
    (request id = 1234567890123456789)</body></html>\n";

static BOMB: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let blank_rows = io::repeat(b'\n').take(Fault::BOMB_SIZE);
    let mut packed = Vec::new();
    // Memory to memory: nothing here can fail.
    _ = GzEncoder::new(blank_rows, Compression::fast()).read_to_end(&mut packed);
    packed
});

/// The text is not the name of a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownFault;

impl fmt::Display for UnknownFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no fault has this name; `--fault list` shows all of them")
    }
}

impl std::error::Error for UnknownFault {}

impl FromStr for Fault {
    type Err = UnknownFault;

    fn from_str(text: &str) -> Result<Self, UnknownFault> {
        let (kind, argument) = match text.split_once(':') {
            Some((kind, argument)) => (kind, Some(argument)),
            None => (text, None),
        };
        Ok(match (kind, argument) {
            ("error", Some(argument)) => {
                let (code, words) = argument.split_once(':').unwrap_or((argument, ""));
                let code = number(code)?;
                let words = if words.is_empty() {
                    refusal::text(code)
                } else {
                    words
                };
                Self::Error(code, words.to_owned())
            }
            ("html-page", None) => Self::HtmlPage,
            ("cut", Some(at)) => Self::Cut { at: number(at)? },
            ("gzip-bomb", None) => Self::GzipBomb,
            ("foreign-columns", None) => Self::ForeignColumns,
            ("empty", None) => Self::Empty,
            ("status", Some(code)) => match number(code)? {
                status @ 200..=599 => Self::Status(status),
                _ => return Err(UnknownFault),
            },
            ("redirect", Some(to)) => Self::Redirect(to.to_owned()),
            ("not-utf8", None) => Self::NotUtf8,
            ("utf-16", None) => Self::Utf16,
            ("endless", None) => Self::Endless,
            ("windows-1252", None) => Self::Windows1252,
            ("dms", None) => Self::Dms,
            ("no-header", None) => Self::NoHeader,
            ("without", Some(names)) if !names.is_empty() => Self::Without(names.to_owned()),
            ("late-error", Some(code)) => Self::LateError(number(code)?),
            ("error-status", Some(argument)) => {
                let (status, code) = argument.split_once(':').ok_or(UnknownFault)?;
                match number(status)? {
                    status @ 400..=599 => Self::ErrorStatus(status, number(code)?),
                    _ => return Err(UnknownFault),
                }
            }
            ("retry-after", Some(seconds)) => Self::RetryAfter(number(seconds)?),
            ("damage", Some(argument)) => {
                let (kind, seed) = argument.split_once(':').unwrap_or((argument, "0"));
                let kind = kind.parse().map_err(|_| UnknownFault)?;
                Self::Damage(kind, number(seed)?)
            }
            _ => Self::Transport(text.parse()?),
        })
    }
}

fn number<T: FromStr>(text: &str) -> Result<T, UnknownFault> {
    text.parse().map_err(|_| UnknownFault)
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Error(code, text) if text == refusal::text(*code) => write!(f, "error:{code}"),
            Self::Error(code, text) => write!(f, "error:{code}:{text}"),
            Self::HtmlPage => f.write_str("html-page"),
            Self::Cut { at } => write!(f, "cut:{at}"),
            Self::GzipBomb => f.write_str("gzip-bomb"),
            Self::ForeignColumns => f.write_str("foreign-columns"),
            Self::Empty => f.write_str("empty"),
            Self::Status(status) => write!(f, "status:{status}"),
            Self::Redirect(to) => write!(f, "redirect:{to}"),
            Self::NotUtf8 => f.write_str("not-utf8"),
            Self::Utf16 => f.write_str("utf-16"),
            Self::Endless => f.write_str("endless"),
            Self::Windows1252 => f.write_str("windows-1252"),
            Self::Dms => f.write_str("dms"),
            Self::NoHeader => f.write_str("no-header"),
            Self::Without(names) => write!(f, "without:{names}"),
            Self::LateError(code) => write!(f, "late-error:{code}"),
            Self::ErrorStatus(status, code) => write!(f, "error-status:{status}:{code}"),
            Self::RetryAfter(seconds) => write!(f, "retry-after:{seconds}"),
            Self::Damage(kind, 0) => write!(f, "damage:{kind}"),
            Self::Damage(kind, seed) => write!(f, "damage:{kind}:{seed}"),
            Self::Transport(transport) => transport.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_without_its_argument_or_with_a_wrong_one_is_refused() {
        for name in [
            "",
            "error",
            "error:x",
            "cut",
            "cut:-1",
            "status:99",
            "status:70000",
            "empty:1",
            "slow:0",
            "stall",
            "silent:1",
            "list",
            "without:",
            "error-status:200:60",
            "error-status:503",
            "damage",
            "damage:byte-eaten",
            "damage:cut:x",
        ] {
            assert_eq!(name.parse::<Fault>(), Err(UnknownFault), "{name}");
        }
    }
}
