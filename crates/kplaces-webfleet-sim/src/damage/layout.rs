//! Where the parts of a sound report are.

use std::ops::Range;

use super::Format;

/// The parts of a sound report, as places in its bytes.
#[derive(Default)]
pub(super) struct Layout {
    /// What stands in cells, without quotes around it; in JSON the values that are texts. Header
    /// and keys are not among them.
    pub(super) texts: Vec<Range<usize>>,
    /// Separators; in JSON commas, colons, brackets and braces.
    pub(super) marks: Vec<usize>,
    /// What stands between a row and the next one: line ends; in JSON commas.
    pub(super) ends: Vec<Range<usize>>,
    /// Where another row could stand: in front of each row, and behind the last.
    pub(super) gaps: Vec<usize>,
    /// All quotes but those within texts.
    pub(super) quotes: Vec<usize>,
    /// Quotes within texts, with what marks them as such.
    pub(super) inner_quotes: Vec<Range<usize>>,
}

impl Layout {
    pub(super) fn of(body: &[u8], format: Format) -> Self {
        match format {
            Format::Csv => csv(body),
            Format::Json => json(body),
        }
    }
}

/// The separator there is most of in the first line, outside of quotes.
pub(super) fn separator_of(body: &[u8]) -> u8 {
    let mut counts = [(b';', 0), (b'\t', 0), (b',', 0)];
    let mut quoted = false;
    for &byte in body {
        match byte {
            b'"' => quoted = !quoted,
            b'\r' | b'\n' if !quoted => break,
            _ if quoted => {}
            _ => {
                for (separator, count) in &mut counts {
                    *count += usize::from(*separator == byte);
                }
            }
        }
    }
    let most = counts.into_iter().rev().max_by_key(|(_, count)| *count);
    most.map_or(b';', |(separator, _)| separator)
}

const MARK: &[u8] = b"\xef\xbb\xbf";

fn csv(body: &[u8]) -> Layout {
    let separator = separator_of(body);
    let mut layout = Layout::default();
    let mut at = if body.starts_with(MARK) { 3 } else { 0 };
    layout.gaps.push(at);
    let mut in_header = true;
    while at < body.len() {
        let cell = csv_cell(body, at, separator, &mut layout);
        if !in_header {
            layout.texts.push(cell.clone());
        }
        at = cell.end + usize::from(body.get(cell.end) == Some(&b'"'));
        let end = match &body[at..] {
            [b'\r', b'\n', ..] => 2,
            [b'\r' | b'\n', ..] => 1,
            [] => break,
            _ => {
                layout.marks.push(at);
                at += 1;
                continue;
            }
        };
        layout.ends.push(at..at + end);
        at += end;
        layout.gaps.push(at);
        in_header = false;
    }
    if layout.gaps.last() != Some(&body.len()) {
        layout.gaps.push(body.len());
    }
    layout
}

/// The cell that starts here, without its quotes.
fn csv_cell(body: &[u8], start: usize, separator: u8, layout: &mut Layout) -> Range<usize> {
    let ends = |byte: u8| byte == separator || matches!(byte, b'\r' | b'\n');
    if body[start] != b'"' {
        let length = body[start..].iter().position(|byte| ends(*byte));
        return start..length.map_or(body.len(), |length| start + length);
    }
    layout.quotes.push(start);
    let mut at = start + 1;
    while at < body.len() {
        match (body[at], body.get(at + 1)) {
            (b'"', Some(b'"')) => {
                layout.inner_quotes.push(at..at + 2);
                at += 2;
            }
            (b'"', _) => {
                layout.quotes.push(at);
                break;
            }
            _ => at += 1,
        }
    }
    start + 1..at
}

fn json(body: &[u8]) -> Layout {
    let mut layout = Layout::default();
    let mut depth = 0_usize;
    let mut at = 0;
    while at < body.len() {
        match body[at] {
            b'"' => {
                let text = json_text(body, at, &mut layout);
                at = text.end;
                let rest = body[(at + 1).min(body.len())..].trim_ascii_start();
                if !rest.starts_with(b":") {
                    layout.texts.push(text);
                }
            }
            mark @ (b'{' | b'[' | b'}' | b']' | b',' | b':') => {
                layout.marks.push(at);
                match mark {
                    b'{' | b'[' => depth += 1,
                    b'}' | b']' => depth = depth.saturating_sub(1),
                    b',' if depth == 1 => layout.ends.push(at..at + 1),
                    _ => {}
                }
                // Behind the opening bracket, and behind each object.
                if depth == 1 && matches!(mark, b'[' | b'}') {
                    layout.gaps.push(at + 1);
                }
            }
            _ => {}
        }
        at += 1;
    }
    layout
}

/// The text whose quote is here, without its quotes.
fn json_text(body: &[u8], quote: usize, layout: &mut Layout) -> Range<usize> {
    layout.quotes.push(quote);
    let mut at = quote + 1;
    while at < body.len() && body[at] != b'"' {
        if body[at] == b'\\' {
            if body.get(at + 1) == Some(&b'"') {
                layout.inner_quotes.push(at..at + 2);
            }
            at += 1;
        }
        at += 1;
    }
    let end = at.min(body.len());
    if end < body.len() {
        layout.quotes.push(end);
    }
    quote + 1..end
}
