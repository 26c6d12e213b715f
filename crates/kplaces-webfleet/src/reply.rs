//! Bytes in, rows out, without IO: tells reports from errors and firewall pages, whatever format
//! was asked for.

mod csv;
mod json;
mod row_sink;
mod text;
pub(crate) mod unpack;

use std::ops::ControlFlow;

use crate::columns::Shape;
use crate::rows::Cells;
use crate::{Action, ApiError, Error, Recall, RowMark, SizeFault};
pub(crate) use row_sink::Counts;
use row_sink::{Report, RowSink};

/// The longest row, in bytes; WEBFLEET's own limits add up to about 2 000 characters.
pub(crate) const MAX_ROW: usize = 256 * 1024;

/// The longest header row; far more than the names of all columns.
const MAX_HEADER: usize = 32 * 1024;

/// The longest error line or error object.
pub(crate) const MAX_ERROR: usize = 4096;

/// The most memory that the rows of a report may fill, in bytes: some 2.7 million addresses.
const MAX_MEMORY: u64 = 512 << 20;

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
    Json(Box<json::Rows>),
    /// The consumer has had enough.
    Stopped(Rest),
}

/// What is behind the last row that a consumer wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rest {
    /// Anything but the end was seen.
    more: bool,
    /// The end must still be seen: JSON has one of its own.
    open: bool,
}

impl Rest {
    fn of(bytes: &[u8], json: bool) -> Self {
        Self {
            more: has_content(bytes),
            open: json && !bytes.contains(&b']'),
        }
    }
}

/// Where rows go.
pub(crate) trait TakeRows: Send {
    /// Takes a row; breaks where no more are wanted.
    fn take(&mut self, cells: &Cells<'_>, mark: RowMark) -> ControlFlow<()>;

    /// Who knows the rows of the last report, if anybody does.
    fn recall(&mut self) -> Option<&mut dyn Recall> {
        None
    }
}

impl<F: FnMut(&Cells<'_>) -> ControlFlow<()> + Send> TakeRows for F {
    fn take(&mut self, cells: &Cells<'_>, _: RowMark) -> ControlFlow<()> {
        self(cells)
    }
}

/// A row consumer.
pub(crate) type RowFn<'f> = &'f mut dyn TakeRows;

impl Framing {
    /// The packing may vouch for the end too.
    pub(crate) fn or_if(self, vouched: bool) -> Self {
        if vouched { Self::Announced } else { self }
    }
}

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
        matches!(self.state, State::Stopped(Rest { more: true, .. }))
    }

    /// Whether rows are there that wait until single ones can be looked for; they are read with the next bytes.
    pub(crate) fn is_waiting(&self) -> bool {
        matches!(&self.state, State::Csv(rows) if rows.is_waiting())
    }

    /// Takes the next bytes.
    pub(crate) fn feed(&mut self, bytes: &[u8], row: RowFn<'_>) -> Result<(), Error> {
        if self.counts.memory > MAX_MEMORY {
            return Err(Error::TooLarge {
                host: self.report.host.clone(),
                what: SizeFault::Rows,
            });
        }
        if let State::Start(seen) = &mut self.state {
            seen.extend_from_slice(bytes);
            let seen = std::mem::take(seen);
            return self.begin(seen, row);
        }
        let mut sink = RowSink {
            report: &self.report,
            counts: &mut self.counts,
            row,
        };
        match &mut self.state {
            State::Start(_) => Ok(()),
            State::Csv(rows) => {
                let flow = rows.feed(bytes, &mut sink)?;
                self.after(flow)
            }
            State::Json(rows) => {
                let flow = rows.feed(bytes, &mut sink)?;
                self.after(flow)
            }
            State::Stopped(rest) => {
                rest.more |= has_content(bytes);
                rest.open &= !bytes.contains(&b']');
                self.counts.goes_on = rest.more;
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
        let mut sink = RowSink {
            report: &self.report,
            counts: &mut self.counts,
            row,
        };
        let flow = match self.state {
            State::Csv(rows) => rows.finish(framing, &mut sink)?,
            State::Json(rows) => rows.finish(&mut sink)?,
            State::Stopped(rest) => ControlFlow::Break(rest),
            State::Start(_) => ControlFlow::Continue(()),
        };
        if let ControlFlow::Break(rest) = flow {
            sink.counts.goes_on = rest.more;
            if rest.open && !rest.more {
                return Err(sink.cut());
            }
        }
        sink.judge()?;
        Ok(self.counts)
    }

    /// Notes whether the consumer stopped; what it has must be worth having then.
    fn after(&mut self, taken: ControlFlow<Rest>) -> Result<(), Error> {
        if let ControlFlow::Break(rest) = taken {
            self.state = State::Stopped(rest);
            self.counts.goes_on = rest.more;
            let row = &mut |_: &Cells<'_>| ControlFlow::Break(());
            let (report, counts) = (&self.report, &mut self.counts);
            return RowSink {
                report,
                counts,
                row,
            }
            .judge();
        }
        Ok(())
    }

    /// Decides what the reply is, if enough has been seen.
    fn begin(&mut self, seen: Vec<u8>, row: RowFn<'_>) -> Result<(), Error> {
        if let Some(encoding) = text::wide(&seen) {
            return Err(self.unsupported(encoding));
        }
        let text = trimmed(&seen);
        let start = seen.len() - text.len();
        match text.first() {
            Some(b'[') => self.begin_json(&seen[start + 1..], false, row),
            Some(b'<') => Err(self.intercepted()),
            Some(b'{') => match json::wrapped(text) {
                Some(inside) => self.begin_json(&text[inside..], true, row),
                None if seen.len() > MAX_ERROR => Err(self.intercepted()),
                None => self.wait_for_more(seen),
            },
            None => self.wait_for_more(seen),
            // An error line or a CSV header: both are known at the end of the first line.
            Some(_) => match csv::end_of_line(text) {
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
                what: SizeFault::FirstLine,
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
            self.counts.unsaid = true;
            return Ok(());
        }
        if let Some(error) = error_of(self.report.action, text) {
            return Err(error.into());
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

    fn begin_json(&mut self, seen: &[u8], wrapped: bool, row: RowFn<'_>) -> Result<(), Error> {
        self.state = State::Json(Box::new(json::Rows::new(wrapped)));
        self.feed(seen, row)
    }

    fn begin_csv(&mut self, seen: &[u8], row: RowFn<'_>) -> Result<(), Error> {
        let text = trimmed(seen);
        let header = &text[..csv::end_of_line(text).unwrap_or(text.len())];
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

    fn unsupported(&self, what: &'static str) -> Error {
        Error::Unsupported {
            host: self.report.host.clone(),
            what,
        }
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

/// The error that a whole body is, in either format. Code 0 is no error.
pub(crate) fn error_of(action: Action, body: &[u8]) -> Option<ApiError> {
    let text = trimmed(body);
    error_line(action, text, b',')
        .or_else(|| error_line(action, text, b';').filter(ApiError::is_known))
        .or_else(|| json::error_object(action, text))
}

/// `code,message` on a line of its own, in either format.
fn error_line(action: Action, text: &[u8], separator: u8) -> Option<ApiError> {
    let text = text.trim_ascii();
    if text.contains(&b'\n') {
        return None;
    }
    let end = text.iter().position(|byte| *byte == separator)?;
    let (code, message) = (text[..end].trim_ascii(), &text[end + 1..]);
    let code = error_code(code)?;
    Some(ApiError::new(
        action,
        code,
        &String::from_utf8_lossy(message),
    ))
}

/// The number of an error. 0 is none.
pub(crate) fn error_code(digits: &[u8]) -> Option<u32> {
    let digits = digits.trim_ascii();
    if digits.len() > 6 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let code = std::str::from_utf8(digits).ok()?.parse().ok()?;
    (code != 0).then_some(code)
}

#[cfg(test)]
mod tests;
