//! Bytes in, rows out, without IO: tells reports from errors and firewall pages, whatever format
//! was asked for.

mod csv;
mod json;
mod taker;

use std::ops::ControlFlow;

use crate::columns::Shape;
use crate::rows::Cells;
use crate::{Action, ApiError, Error};
pub(crate) use taker::Counts;
use taker::{Report, Taker};

/// The longest row, in bytes; WEBFLEET's own limits add up to about 2 000 characters.
pub(crate) const MAX_ROW: usize = 256 * 1024;

/// The longest header row; far more than the names of all columns.
const MAX_HEADER: usize = 32 * 1024;

/// The longest error line or error object.
const MAX_ERROR: usize = 4096;

/// Whether the transport vouches for the end of the body: a length or chunks, not just a closed
/// connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Framing {
    /// The end was announced, and reached.
    Announced,
    /// The connection was closed, for whatever reason.
    Closed,
}

/// A reply being taken apart.
pub(crate) struct Reply {
    report: Report,
    state: State,
    pub(crate) counts: Counts,
}

enum State {
    /// Not enough seen to know what it is.
    Start(Vec<u8>),
    Csv(Box<csv::Rows>),
    Json(json::Rows),
    /// The consumer has had enough.
    Stopped {
        /// Anything but the end was seen behind.
        more: bool,
        /// The end must still be seen: JSON has one of its own.
        open: bool,
    },
}

/// What a row consumer says.
pub(crate) type RowFn<'f> = &'f mut (dyn FnMut(&Cells<'_>) -> ControlFlow<()> + Send);

impl Reply {
    pub(crate) fn new(action: Action, shape: Shape, host: &str) -> Self {
        Self {
            report: Report {
                action,
                shape,
                host: host.to_owned(),
            },
            state: State::Start(Vec::new()),
            counts: Counts::default(),
        }
    }

    /// Whether the consumer stopped and the reply goes on behind the last row it took.
    pub(crate) fn goes_on(&self) -> bool {
        matches!(self.state, State::Stopped { more: true, .. })
    }

    /// Takes the next bytes.
    pub(crate) fn feed(&mut self, bytes: &[u8], row: RowFn<'_>) -> Result<(), Error> {
        if let State::Start(seen) = &mut self.state {
            seen.extend_from_slice(bytes);
            let seen = std::mem::take(seen);
            return self.begin(seen, row);
        }
        let mut taker = Taker {
            report: &self.report,
            counts: &mut self.counts,
            row,
        };
        match &mut self.state {
            State::Start(_) => Ok(()),
            State::Csv(rows) => {
                let flow = rows.feed(bytes, &mut taker)?;
                self.after(flow, bytes, false);
                Ok(())
            }
            State::Json(rows) => {
                let flow = rows.feed(bytes, &mut taker)?;
                self.after(flow, bytes, true);
                Ok(())
            }
            State::Stopped { more, open } => {
                *more |= has_content(bytes);
                *open &= !bytes.contains(&b']');
                Ok(())
            }
        }
    }

    /// Ends the reply.
    pub(crate) fn finish(mut self, framing: Framing, row: RowFn<'_>) -> Result<Counts, Error> {
        if let State::Start(seen) = &mut self.state {
            let seen = std::mem::take(seen);
            self.begin_at_end(&seen, row)?;
        }
        let mut taker = Taker {
            report: &self.report,
            counts: &mut self.counts,
            row,
        };
        match self.state {
            State::Csv(rows) => rows.finish(framing, &mut taker)?,
            State::Json(rows) => rows.finish(&mut taker)?,
            State::Stopped { open: true, .. } => return Err(taker.cut()),
            State::Start(_) | State::Stopped { .. } => {}
        }
        Ok(self.counts)
    }

    /// Notes that the consumer stopped, and looks at what is behind the row.
    fn after(&mut self, taken: ControlFlow<usize>, bytes: &[u8], json: bool) {
        if let ControlFlow::Break(used) = taken {
            let rest = &bytes[used..];
            self.state = State::Stopped {
                more: has_content(rest),
                open: json && !rest.contains(&b']'),
            };
        }
    }

    /// Decides what the reply is, if enough has been seen.
    fn begin(&mut self, seen: Vec<u8>, row: RowFn<'_>) -> Result<(), Error> {
        let text = trimmed(&seen);
        match text.first() {
            Some(b'[') => {
                let start = seen.len() - text.len();
                self.state = State::Json(json::Rows::new());
                self.feed(&seen[start + 1..], row)
            }
            Some(b'<') => Err(self.intercepted()),
            Some(b'{') if seen.len() > MAX_ERROR => Err(self.intercepted()),
            Some(b'{') | None => self.wait_for_more(seen),
            // An error line or a CSV header: both are known at the end of the first line.
            Some(_) => match text.iter().position(|b| *b == b'\n') {
                Some(_) if text[0].is_ascii_digit() && seen.len() <= MAX_ERROR => {
                    self.wait_for_more(seen)
                }
                Some(_) => self.begin_csv(&seen, row),
                None => self.wait_for_more(seen),
            },
        }
    }

    fn wait_for_more(&mut self, seen: Vec<u8>) -> Result<(), Error> {
        if seen.len() > MAX_HEADER {
            return Err(Error::TooLarge {
                host: self.report.host.clone(),
                what: "it starts with an endless line",
            });
        }
        self.state = State::Start(seen);
        Ok(())
    }

    /// The whole body is here, and it was not recognised before.
    fn begin_at_end(&mut self, seen: &[u8], row: RowFn<'_>) -> Result<(), Error> {
        let text = trimmed(seen);
        if text.is_empty() {
            // An empty body on success means no rows.
            return Ok(());
        }
        if let Some((code, message)) = error_line(text).or_else(|| json::error_object(text)) {
            return Err(ApiError::new(self.report.action, code, &message).into());
        }
        if text[0] == b'{' {
            return if serde_json::from_slice::<serde::de::IgnoredAny>(text).is_ok() {
                Err(self.intercepted())
            } else {
                Err(Error::Cut {
                    host: self.report.host.clone(),
                })
            };
        }
        self.begin_csv(seen, row)
    }

    fn begin_csv(&mut self, seen: &[u8], row: RowFn<'_>) -> Result<(), Error> {
        let text = trimmed(seen);
        let header = text.split(|b| *b == b'\n').next().unwrap_or_default();
        // A page's text has no separator and blanks; a header with one column has no blanks.
        let separator = csv::separator_of(header);
        if text[0].is_ascii_digit()
            || (!header.contains(&separator) && header.trim_ascii().contains(&b' '))
        {
            return Err(self.intercepted());
        }
        self.state = State::Csv(Box::new(csv::Rows::new(separator)));
        let start = seen.len() - text.len();
        self.feed(&seen[start..], row)
    }

    fn intercepted(&self) -> Error {
        Error::Intercepted {
            host: self.report.host.clone(),
        }
    }
}

/// Without a byte order mark and white space in front.
fn trimmed(bytes: &[u8]) -> &[u8] {
    bytes
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(bytes)
        .trim_ascii_start()
}

/// Whether anything follows but the end of a report.
fn has_content(bytes: &[u8]) -> bool {
    bytes
        .iter()
        .any(|b| !matches!(b, b' ' | b'\t' | b'\r' | b'\n' | b']'))
}

/// `code,message` on a line of its own, in either format.
fn error_line(text: &[u8]) -> Option<(u32, String)> {
    let text = text.trim_ascii();
    if text.contains(&b'\n') {
        return None;
    }
    let comma = text.iter().position(|b| *b == b',')?;
    let (code, message) = (text[..comma].trim_ascii(), &text[comma + 1..]);
    if code.is_empty() || code.len() > 6 || !code.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let code = std::str::from_utf8(code).ok()?.parse().ok()?;
    Some((code, String::from_utf8_lossy(message).into_owned()))
}

#[cfg(test)]
mod tests;
