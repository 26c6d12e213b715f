use std::sync::Arc;

use crate::columns::{Column, Field};
use crate::csv::Csv;
use crate::damage::windows_1252;
use crate::form::Parameters;
use crate::json::Json;
use crate::refusal::Refusal;
use crate::report::Report;
use crate::{Action, ColumnFilter, ErrorTextKey, Options, Positions, Spelling};

/// Large enough that a chunk costs little, small enough that memory stays flat.
const CHUNK: usize = 32 * 1024;

/// The text of a report, made in chunks while it is read. Chunks end with a row.
#[derive(Clone)]
#[expect(clippy::struct_excessive_bools, reason = "switches, each on its own")]
pub struct RowStream {
    report: Report,
    columns: Vec<(Field, String)>,
    writer: Writer,
    byte_order_mark: bool,
    last_line_end: bool,
    wrapped: bool,
    pub(crate) positions: Positions,
    pub(crate) encoding: Encoding,
    /// Whether CSV has a first line with the names of the columns.
    pub(crate) has_header: bool,
    /// The code of an error of the service behind the last row.
    pub(crate) late_error: Option<u32>,
    /// The next step of the report; `None` when all is written.
    next: Option<usize>,
    rows: u64,
    /// Held while the report is being read; lets the user's next call in when it goes.
    turn: Option<Arc<()>>,
}

#[derive(Clone)]
enum Writer {
    Csv(Csv),
    Json(Json),
}

impl RowStream {
    /// `None` when the report has no row.
    pub(crate) fn new(
        report: Report,
        parameters: &Parameters,
        options: &Options,
        turn: Option<Arc<()>>,
    ) -> Option<Self> {
        let words = options.spelling == Spelling::Second;
        let writer = if wants_json(parameters) {
            Writer::Json(Json {
                missing: options.missing,
                words,
            })
        } else {
            Writer::Csv(Csv {
                separator: options
                    .separator
                    .unwrap_or_else(|| Csv::separator(parameters.get("separator"))),
                line_end: options.line_end,
                trailing: options.trailing_separator,
                quoting: options.quoting,
                words,
            })
        };
        let next = Some(report.first_step()?);
        let columns = columns(report.action, parameters, options);
        Some(Self {
            report,
            columns,
            writer,
            byte_order_mark: options.byte_order_mark,
            last_line_end: options.last_line_end,
            wrapped: options.wrapped,
            positions: options.positions,
            encoding: Encoding::Utf8,
            has_header: true,
            late_error: None,
            next,
            rows: 0,
            turn,
        })
    }

    /// What tells its text from that of other reports over the same world, as long as no quirk
    /// or fault touches it.
    pub(crate) fn identity(&self) -> String {
        let columns: Vec<_> = self.columns.iter().map(|(_, name)| name).collect();
        let form = match &self.writer {
            Writer::Csv(csv) => char::from(csv.separator),
            Writer::Json(_) => '[',
        };
        format!("{} {columns:?} {form}", self.report.identity())
    }

    /// How many rows have been written so far.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Whether there is no last row.
    pub(crate) fn is_endless(&self) -> bool {
        self.report.endless
    }

    /// Lets the rows come again and again, with other numbers.
    pub(crate) fn never_end(&mut self) {
        self.report.endless = true;
    }

    pub(crate) fn is_json(&self) -> bool {
        matches!(self.writer, Writer::Json(_))
    }

    /// Calls the columns `unheard1`, `unheard2` and so on.
    pub(crate) fn rename_columns(&mut self) {
        for (place, (_, name)) in self.columns.iter_mut().enumerate() {
            *name = format!("unheard{}", place + 1);
        }
    }

    /// Leaves out the columns of these names.
    pub(crate) fn leave_out(&mut self, names: &str) {
        let is_out = |name: &str| names.split(',').any(|it| it == name);
        self.columns.retain(|(_, name)| !is_out(name));
    }

    fn write_head(&self, out: &mut Vec<u8>) {
        if self.byte_order_mark {
            out.extend_from_slice("\u{feff}".as_bytes());
        }
        match &self.writer {
            Writer::Csv(csv) if self.has_header => {
                csv.line(self.columns.iter().map(|(_, name)| name.into()), out);
                if self.last_line_end {
                    out.extend_from_slice(csv.end());
                }
            }
            Writer::Csv(_) => {}
            Writer::Json(_) if self.wrapped => out.extend_from_slice(b"{\"report\":["),
            Writer::Json(_) => out.push(b'['),
        }
    }

    fn write_tail(&self, out: &mut Vec<u8>) {
        let error = self.late_error.map(Refusal::from);
        match &self.writer {
            Writer::Csv(csv) => {
                if let Some(error) = error {
                    let line = error.line().into_bytes();
                    let (before, behind): (&[u8], &[u8]) = if self.last_line_end {
                        (b"", csv.end())
                    } else {
                        (csv.end(), b"")
                    };
                    out.extend_from_slice(&[before, &line, behind].concat());
                }
            }
            Writer::Json(_) => {
                if let Some(error) = error {
                    out.push(b',');
                    out.extend(error.object(ErrorTextKey::ErrorMsg).into_bytes());
                }
                out.extend_from_slice(if self.wrapped { b"]}" } else { b"]" });
            }
        }
    }

    /// Writes the rows of a step; `None` behind the last.
    fn write_step(&mut self, step: usize, out: &mut Vec<u8>) -> Option<()> {
        let Self {
            report,
            columns,
            writer,
            rows,
            last_line_end,
            has_header,
            positions,
            ..
        } = self;
        report.step(step, |row| {
            let pairs = columns.iter().map(|(field, name)| {
                let value = row.value(*field).in_form(*field, *positions);
                (name.as_str(), value)
            });
            match writer {
                Writer::Csv(csv) => {
                    if !*last_line_end && (*has_header || *rows > 0) {
                        out.extend_from_slice(csv.end());
                    }
                    csv.line(pairs.map(|(_, value)| value), out);
                    if *last_line_end {
                        out.extend_from_slice(csv.end());
                    }
                }
                Writer::Json(json) => {
                    if *rows > 0 {
                        out.push(b',');
                    }
                    json.object(pairs, out);
                }
            }
            *rows += 1;
        })
    }
}

impl Iterator for RowStream {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        let mut step = self.next?;
        let mut out = Vec::with_capacity(CHUNK + CHUNK / 8);
        let first = self.rows == 0;
        if first {
            self.write_head(&mut out);
        }
        while out.len() < CHUNK {
            if self.write_step(step, &mut out).is_none() {
                self.write_tail(&mut out);
                self.next = None;
                // Before the reader can see the end, so that its next call is never too early.
                self.turn = None;
                break;
            }
            step += 1;
            self.next = Some(step);
        }
        Some(self.encoding.encoded(out, first))
    }
}

pub(crate) fn wants_json(parameters: &Parameters) -> bool {
    parameters.get("outputformat") == Some("json")
}

/// All columns of the report, or those `columnfilter` names if it names any that exist.
fn columns(action: Action, parameters: &Parameters, options: &Options) -> Vec<(Field, String)> {
    let all = || Column::of(action).map(|it| (it.field, it.name(options.spelling).to_owned()));
    let wanted = match options.column_filter {
        ColumnFilter::Honoured => parameters.get("columnfilter"),
        ColumnFilter::Ignored => None,
    };
    let named = |name: &str| wanted.is_some_and(|list| list.split(',').any(|it| it == name));
    let chosen: Vec<_> = all().filter(|(_, name)| named(name)).collect();
    if chosen.is_empty() {
        all().collect()
    } else {
        chosen
    }
}

/// How the text becomes bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    Utf8,
    /// What is not in it becomes a question mark.
    Latin1,
    /// What is not in it becomes a question mark.
    Windows1252,
    /// Little end first, with a byte order mark.
    Utf16,
}

impl Encoding {
    fn encoded(self, utf8: Vec<u8>, first: bool) -> Vec<u8> {
        if self == Self::Utf8 {
            return utf8;
        }
        let text = String::from_utf8_lossy(&utf8);
        match self {
            Self::Utf8 => utf8,
            Self::Latin1 => {
                let byte = |letter: char| u8::try_from(letter).unwrap_or(b'?');
                text.chars().map(byte).collect()
            }
            Self::Windows1252 => windows_1252(&text),
            Self::Utf16 => {
                let mark = first.then_some(0xFEFF);
                let units = mark.into_iter().chain(text.encode_utf16());
                units.flat_map(u16::to_le_bytes).collect()
            }
        }
    }
}
