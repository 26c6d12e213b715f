//! The first row of a CSV report: how fields are separated, and which column is where.

use super::row::{self, Between, Span, Step};
use super::unquoted;
use crate::columns::{self, MAX_CELLS};
use crate::reply::RowSink;
use crate::rows::Cells;
use crate::{Error, RowFault};

/// The most columns that a report may have.
const MAX_COLUMNS: usize = 4096;

/// Where the cells of a row are.
pub(super) struct Plan {
    /// What stands between the fields of a row.
    pub(super) between: Between,
    /// Which cell each field fills; fields behind have none.
    pub(super) cells: Vec<Option<u8>>,
    /// How many fields the header has.
    pub(super) width: usize,
    /// The names of the columns, as they stand there.
    names: Vec<String>,
    /// Whether every column is one that is taken.
    only_ours: bool,
}

/// Bytes of a text that are not in quotes.
fn outside_quotes(text: &[u8]) -> impl Iterator<Item = (usize, u8)> {
    let mut inside = false;
    text.iter().copied().enumerate().filter(move |(_, byte)| {
        inside ^= *byte == b'"';
        !inside
    })
}

/// Where the first line of a report ends, if it does. Line ends in quotes do not count.
pub(in crate::reply) fn end_of_line(text: &[u8]) -> Option<usize> {
    outside_quotes(text).find_map(|(at, byte)| matches!(byte, b'\n' | b'\r').then_some(at))
}

/// WEBFLEET's separators: `;` by default, tab, comma or blank on request.
pub(in crate::reply) fn separator_of(header: &[u8]) -> u8 {
    let count = |separator| {
        outside_quotes(header)
            .filter(|(_, byte)| *byte == separator)
            .count()
    };
    let best = [b';', b'\t', b',']
        .into_iter()
        .max_by_key(|separator| (count(*separator), *separator == b';'));
    best.filter(|separator| count(*separator) > 0)
        .unwrap_or(b';')
}

/// Whether a blank stands behind each separator of a header.
fn has_blanks(header: &[u8], separator: u8) -> bool {
    let line = &header[..end_of_line(header).unwrap_or(header.len())];
    let mut separators = outside_quotes(line).filter(|(_, byte)| *byte == separator);
    let blank = |(at, _): (usize, u8)| line.get(at + 1) == Some(&b' ');
    separators.next().is_some_and(blank) && separators.all(blank)
}

impl Plan {
    /// Reads the header that `text` begins with, and says where it ends; `None` if that is not to be
    /// seen yet.
    pub(super) fn read(
        text: &[u8],
        separator: u8,
        last: bool,
        sink: &mut RowSink<'_, '_>,
    ) -> Result<Option<(Self, usize)>, Error> {
        let between = Between {
            separator,
            blank: has_blanks(text, separator),
        };
        let mut spans: Vec<Span> = Vec::new();
        let step = row::read(text, between, last, |_, span| spans.push(span));
        let (end, cut) = match step {
            Step::More => return Ok(None),
            Step::Row { end, open_end, .. } => (end, open_end),
            Step::Open => return Err(sink.cut()),
            Step::Stray => {
                return Err(sink.malformed_header(RowFault::Quote));
            }
        };
        if spans.len() > MAX_COLUMNS {
            return Err(sink.malformed_header(RowFault::Columns));
        }
        let names: Vec<String> = spans
            .iter()
            .map(|span| {
                String::from_utf8_lossy(&unquoted(text, *span))
                    .trim()
                    .to_owned()
            })
            .collect();
        if cut && names.iter().any(|name| columns::is_known(name)) {
            // The last name may be a part of one.
            return Err(sink.cut());
        }
        // Names of columns are told when some are missing; values of a first row must not be.
        let is_value = |name: &String| name.starts_with(|c: char| c == '-' || c.is_ascii_digit());
        if names.iter().any(is_value) {
            return Err(sink.malformed_header(RowFault::Values));
        }
        let mut cells = vec![None; names.len()];
        let mut best: [Option<(usize, usize)>; MAX_CELLS] = [None; MAX_CELLS];
        for (n, name) in names.iter().enumerate() {
            let Some((cell, grade)) = sink.report.shape.cell(name) else {
                continue;
            };
            match best[cell] {
                Some((before, _)) if before == grade => {
                    return Err(sink.malformed_header(RowFault::SameName));
                }
                Some((before, at)) if before > grade => cells[at] = None,
                Some(_) => continue,
                None => {}
            }
            best[cell] = Some((grade, n));
            cells[n] = Some(cell as u8);
        }
        sink.check_columns(
            |cell| best[cell].is_some(),
            names.iter().map(String::as_str),
        )?;
        sink.counts.came = std::array::from_fn(|cell| best[cell].is_some());
        let plan = Self {
            between,
            only_ours: cells.iter().all(Option::is_some),
            cells,
            width: names.len(),
            names,
        };
        Ok(Some((plan, end)))
    }

    /// Whether the header may have swallowed the row behind it: a name has a quote in it, as where the
    /// line end between two quotes is lost.
    pub(super) fn may_hold_a_row(&self) -> bool {
        self.names.iter().any(|name| name.contains('"'))
    }

    /// Whether rows hold nothing but columns that are taken.
    pub(super) fn holds_only_ours(&self) -> bool {
        self.only_ours
    }

    /// Where the cells of the row are that `text` begins with.
    pub(super) fn spans(&self, text: &[u8]) -> [Span; MAX_CELLS] {
        let mut spans = [Span::default(); MAX_CELLS];
        row::read(text, self.between, true, |n, span| {
            if let Some(Some(cell)) = self.cells.get(n) {
                spans[usize::from(*cell)] = span;
            }
        });
        spans
    }

    /// Whether the last column has no name: rows end with a separator, and the header does so too.
    pub(super) fn ends_with_separator(&self) -> bool {
        self.names.last().is_some_and(String::is_empty)
    }

    /// Whether these cells are the names of their columns: the header once more.
    pub(super) fn is_header(&self, cells: &Cells<'_>) -> bool {
        let mut named = self.cells.iter().zip(&self.names);
        named.all(|(cell, name)| {
            cell.is_none_or(|cell| {
                let text = cells[usize::from(cell)].trim();
                text.trim_start_matches('\u{feff}').trim_matches('"') == name
            })
        })
    }
}
