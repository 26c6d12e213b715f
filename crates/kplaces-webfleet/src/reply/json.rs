//! JSON rows out of bytes as they arrive: an array of flat objects, one in memory at a time.

mod mend;
mod object;

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use super::{MAX_ROW, Rest, RowSink, error_line};
use crate::columns::MAX_CELLS;
use crate::rows::Cells;
use crate::{Action, ApiError, Error, RowFault, RowMark};
use object::Wanted;

/// Rows of a report that arrives piece by piece.
pub(super) struct Rows {
    /// What was not handed over yet.
    text: Vec<u8>,
    /// Where the object or what is between objects begins in `text`.
    at: usize,
    place: Place,
    scan: Scan,
    /// The array is the one member of an object.
    wrapped: bool,
    /// Column names that some row had, for the message when one is missing.
    names: BTreeSet<String>,
    /// Rows that have no column of ours.
    foreign: u64,
}

#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// Before the first object, where the array may end.
    First,
    /// At an object.
    Object,
    /// At an object that cannot be read; the next one is being looked for.
    Lost,
    /// Behind the array.
    End,
}

/// How far an object has been looked at.
#[derive(Clone, Copy, Default)]
struct Scan {
    /// Bytes of it.
    seen: usize,
    depth: u32,
    in_text: bool,
    escaped: bool,
    /// It is closed.
    closed: bool,
}

/// What stands behind an object.
enum Behind {
    /// Not to be seen yet.
    More,
    /// Another one, which begins there.
    Object(usize),
    /// The end of the array; behind it there.
    End(usize),
    /// Something that cannot stand there.
    Nothing,
}

/// So many rows without a column of ours show that there will be none.
const FOREIGN: u64 = 20;

const UNREADABLE: RowFault = RowFault::NotFlat;

/// Where the array begins in `{"name":[…`, which some clients have guarded against.
pub(super) fn wrapped(text: &[u8]) -> Option<usize> {
    let after = |at: usize, byte: u8| -> Option<usize> {
        let at = skip_blanks(text, at);
        (text.get(at) == Some(&byte)).then_some(at + 1)
    };
    let name = after(after(0, b'{')?, b'"')?;
    let length = text[name..].iter().position(|byte| *byte == b'"')?;
    after(after(name + length + 1, b':')?, b'[')
}

impl Rows {
    /// Starts behind the opening bracket.
    pub(super) fn new(wrapped: bool) -> Self {
        Self {
            text: Vec::new(),
            at: 0,
            place: Place::First,
            scan: Scan::default(),
            wrapped,
            names: BTreeSet::new(),
            foreign: 0,
        }
    }

    /// Breaks with what is left when the consumer has had enough.
    pub(super) fn feed(
        &mut self,
        bytes: &[u8],
        sink: &mut RowSink<'_, '_>,
    ) -> Result<ControlFlow<Rest>, Error> {
        self.text.extend_from_slice(bytes);
        let flow = self.read(sink)?;
        if flow.is_break() {
            // The rest stays unread, so these rows must do to tell.
            self.check_columns(sink)?;
        }
        self.text.drain(..self.at);
        self.at = 0;
        Ok(flow)
    }

    /// Ends the report.
    pub(super) fn finish(mut self, sink: &mut RowSink<'_, '_>) -> Result<ControlFlow<Rest>, Error> {
        while self.place == Place::Object && self.ends_as_an_array() {
            // Its quotes are not where they belong, so it has swallowed all that follows.
            self.lose(sink)?;
            if let ControlFlow::Break(rest) = self.read(sink)? {
                self.check_columns(sink)?;
                return Ok(ControlFlow::Break(rest));
            }
        }
        if self.place != Place::End {
            self.end_lost(sink)?;
        }
        if sink.counts.rows > 0 || self.foreign > 0 {
            self.check_columns(sink)?;
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Whether what is left ends with an object and the brackets behind it.
    fn ends_as_an_array(&self) -> bool {
        let rest = self.text[self.at..].trim_ascii_end();
        let array = if self.wrapped {
            rest.strip_suffix(b"}").map(<[u8]>::trim_ascii_end)
        } else {
            Some(rest)
        };
        let objects = array.and_then(|array| array.strip_suffix(b"]"));
        objects.is_some_and(|objects| objects.trim_ascii_end().ends_with(b"}"))
    }

    /// The report ends while an object is open: the last one is the one that cannot be read, or there
    /// is an error in the place of the rest, or it is cut.
    fn end_lost(&self, sink: &mut RowSink<'_, '_>) -> Result<(), Error> {
        if self.place == Place::Lost && self.ends_as_an_array() {
            // It was counted when it was lost.
            return Ok(());
        }
        let rest = self.text[self.at..].trim_ascii_end();
        let line = rest.rsplit(|byte| matches!(byte, b'\n' | b'\r')).next();
        let error = line.and_then(|line| error_line(sink.report.action, line, b','));
        if let Some(error) = error.filter(ApiError::is_known) {
            return Err(error.into());
        }
        if self.place == Place::Lost && rest.ends_with(b"]") {
            return Err(sink.malformed(UNREADABLE));
        }
        Err(sink.cut())
    }

    /// A key is left out where its value is null, so only all rows together tell.
    fn check_columns(&self, sink: &RowSink<'_, '_>) -> Result<(), Error> {
        sink.check_columns(
            |cell| sink.counts.came[cell],
            self.names.iter().map(String::as_str),
        )
    }

    fn read(&mut self, sink: &mut RowSink<'_, '_>) -> Result<ControlFlow<Rest>, Error> {
        loop {
            match self.place {
                Place::First => {
                    self.at = skip_blanks(&self.text, self.at);
                    match self.text.get(self.at) {
                        None => return Ok(ControlFlow::Continue(())),
                        Some(b'{') => self.go_to(Place::Object, self.at),
                        Some(b']') => self.go_to(Place::End, self.at + 1),
                        Some(_) => {
                            return Err(sink.malformed(RowFault::NotInArray));
                        }
                    }
                }
                Place::Object => {
                    let end = match self.end_of_object() {
                        Some(end) => end,
                        None if self.text.len() - self.at <= MAX_ROW => {
                            return Ok(ControlFlow::Continue(()));
                        }
                        None => {
                            self.lose(sink)?;
                            continue;
                        }
                    };
                    let (next, place) = match self.behind(end) {
                        Behind::More if self.text.len() - self.at <= MAX_ROW => {
                            return Ok(ControlFlow::Continue(()));
                        }
                        Behind::Object(next) => (next, Place::Object),
                        Behind::End(next) => (next, Place::End),
                        Behind::More | Behind::Nothing => {
                            self.lose(sink)?;
                            continue;
                        }
                    };
                    let flow = self.row(end, sink)?;
                    self.go_to(place, next);
                    if flow.is_break() {
                        let mut rest = Rest::of(&self.text[end..], true);
                        rest.open = place != Place::End && rest.open;
                        return Ok(ControlFlow::Break(rest));
                    }
                }
                Place::Lost => match self.next_object() {
                    Some(next) => self.go_to(Place::Object, next),
                    None if self.text.len() - self.at > MAX_ROW => return Err(sink.too_long()),
                    None => return Ok(ControlFlow::Continue(())),
                },
                Place::End => {
                    if self.wrapped {
                        let at = skip_blanks(&self.text, self.at);
                        if self.text.get(at) == Some(&b'}') {
                            self.wrapped = false;
                            self.at = at + 1;
                        }
                    }
                    self.at = skip_blanks(&self.text, self.at);
                    if self.at < self.text.len() {
                        return Err(sink.malformed(RowFault::BehindTheEnd));
                    }
                    return Ok(ControlFlow::Continue(()));
                }
            }
        }
    }

    fn go_to(&mut self, place: Place, at: usize) {
        self.place = place;
        self.at = at;
        self.scan = Scan::default();
    }

    /// Leaves the object out whose end cannot be found.
    fn lose(&mut self, sink: &mut RowSink<'_, '_>) -> Result<(), Error> {
        let row = sink.counts.rows + sink.counts.unreadable.rows + 1;
        sink.leave_out(row, Some(UNREADABLE), &[""; MAX_CELLS]);
        self.go_to(Place::Lost, self.at);
        let damaged = sink.counts.unreadable.damaged;
        sink.give_up_where_hopeless(UNREADABLE, damaged, row)
    }

    /// Where the object at `at` ends.
    fn end_of_object(&mut self) -> Option<usize> {
        let scan = &mut self.scan;
        let object = &self.text[self.at..];
        while !scan.closed {
            let byte = *object.get(scan.seen)?;
            scan.seen += 1;
            if scan.in_text {
                match byte {
                    _ if scan.escaped => scan.escaped = false,
                    b'\\' => scan.escaped = true,
                    b'"' => scan.in_text = false,
                    _ => {}
                }
                continue;
            }
            match byte {
                b'"' => scan.in_text = true,
                b'{' | b'[' => scan.depth += 1,
                b'}' | b']' => scan.depth = scan.depth.saturating_sub(1),
                _ => {}
            }
            scan.closed = scan.depth == 0;
        }
        Some(self.at + scan.seen)
    }

    /// What stands behind an object that ends there. Only where another one or the end does, the
    /// quotes of it were where they belong.
    fn behind(&self, end: usize) -> Behind {
        let at = skip_blanks(&self.text, end);
        match self.text.get(at) {
            None => Behind::More,
            Some(b']') => Behind::End(at + 1),
            Some(b',') => {
                let next = skip_blanks(&self.text, at + 1);
                match self.text.get(next) {
                    None => Behind::More,
                    Some(b'{') => match begins_with_a_name(&self.text[next + 1..]) {
                        None => Behind::More,
                        Some(true) => Behind::Object(next),
                        Some(false) => Behind::Nothing,
                    },
                    Some(_) => Behind::Nothing,
                }
            }
            Some(_) => Behind::Nothing,
        }
    }

    /// The object behind one that cannot be read: `},{"`. In a sound text a quote has a backslash in
    /// front of it, so this stands between objects only.
    fn next_object(&self) -> Option<usize> {
        let text = &self.text;
        let ends = memchr::memchr_iter(b'}', &text[self.at..]).map(|n| self.at + n + 1);
        ends.into_iter().find_map(|end| {
            let Behind::Object(next) = self.behind(end) else {
                return None;
            };
            (text.get(skip_blanks(text, next + 1)) == Some(&b'"')).then_some(next)
        })
    }

    fn row(&mut self, end: usize, sink: &mut RowSink<'_, '_>) -> Result<ControlFlow<()>, Error> {
        let object = &self.text[self.at..end];
        let number = sink.counts.rows + sink.counts.unreadable.rows + 1;
        let (shape, action) = (sink.report.shape, sink.report.action);
        let mut wanted = Wanted::new(shape, &mut self.names);
        let mut repaired = 0;
        let mended;
        let sound = std::str::from_utf8(object).ok();
        let mut cells = sound.and_then(|text| wanted.read(text));
        if cells.is_none() {
            (mended, repaired) = mend::mended(object);
            cells = wanted.read(&mended);
        }
        let came = wanted.came;
        let Some(cells) = cells else {
            sink.leave_out(number, Some(UNREADABLE), &[""; MAX_CELLS]);
            return Ok(ControlFlow::Continue(()));
        };
        let cells: Cells<'_> = std::array::from_fn(|cell| cells[cell].as_ref());
        if !came.contains(&true) {
            // No column of ours: an error in the place of a row, as two public clients know it.
            if let Some(error) = error_object(action, object) {
                return Err(error.into());
            }
            sink.leave_out(number, Some(RowFault::NoColumn), &cells);
            self.foreign += 1;
            if self.foreign > FOREIGN {
                self.check_columns(sink)?;
            }
            return Ok(ControlFlow::Continue(()));
        }
        for (all, row) in sink.counts.came.iter_mut().zip(came) {
            *all |= row;
        }
        sink.counts.repaired_cells += repaired;
        let texts = cells.iter().map(|cell| cell.len() as u64).sum();
        Ok(sink.take(&cells, RowMark::default(), texts))
    }
}

/// Whether behind the bracket of an object stands a name and its colon, or nothing; `None` if that is not
/// to be seen yet. Text that looks like a bracket does not look like this.
fn begins_with_a_name(inside: &[u8]) -> Option<bool> {
    let at = skip_blanks(inside, 0);
    if inside.get(at)? != &b'"' {
        return Some(inside[at] == b'}');
    }
    let mut escaped = false;
    let end = inside[at + 1..].iter().position(|byte| {
        let ends = *byte == b'"' && !escaped;
        escaped = *byte == b'\\' && !escaped;
        ends
    });
    let behind = skip_blanks(inside, at + 1 + end? + 1);
    inside.get(behind).map(|byte| *byte == b':')
}

fn skip_blanks(text: &[u8], from: usize) -> usize {
    let blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
    let rest = text.get(from..).unwrap_or_default();
    from + rest
        .iter()
        .position(|byte| !blank(byte))
        .unwrap_or(rest.len())
}

/// `{"errorCode":63,"errorMsg":"…"}` as an error; the code may be a digit string, and one public
/// client knows the text as `errMsg`. Code 0 is none.
pub(super) fn error_object(action: Action, text: &[u8]) -> Option<ApiError> {
    #[derive(serde::Deserialize)]
    struct ErrorObject {
        #[serde(rename = "errorCode", alias = "errorcode", alias = "error_code")]
        code: serde_json::Value,
        #[serde(rename = "errorMsg", alias = "errMsg", alias = "errormsg", default)]
        message: Option<String>,
    }
    let object: ErrorObject = serde_json::from_str(&mend::mended(text).0).ok()?;
    let code = match &object.code {
        serde_json::Value::String(digits) => super::error_code(digits.as_bytes())?,
        number => u32::try_from(number.as_u64()?)
            .ok()
            .filter(|code| *code != 0)?,
    };
    Some(ApiError::new(
        action,
        code,
        &object.message.unwrap_or_default(),
    ))
}
