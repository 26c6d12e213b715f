//! Says whether what was read of a damaged report is allowed. It knows what was in the report, and
//! nothing of how reports are read.

use std::ops::Range;

use kplaces_webfleet_sim::damage::{Damaged, Format, Kind};

use super::report::{CELLS, KEYS, LATITUDE, LONGITUDE, NAME, OPTIONAL, Place, Report};

/// What a reader made of a reply that it did not refuse.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    pub(crate) places: Vec<Place>,
    /// Cells whose text is not what stood there.
    pub(crate) repaired: u64,
    /// Rows that could not be read.
    pub(crate) unreadable: u64,
}

impl Seen {
    fn counted(&self) -> bool {
        self.repaired + self.unreadable > 0
    }
}

/// What a kind of damage asks of a reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Demand {
    /// It is sound: all places.
    Same,
    /// All places, or a refusal.
    SameOrRefused,
    /// A refusal.
    Refused,
    /// A refusal, or something is counted.
    Noticed,
    /// What `judge` says.
    Allowed,
}

fn demand(report: &Report, damaged: &Damaged) -> Demand {
    match (damaged.kind, report.format) {
        (Kind::GzipMembers | Kind::Wrapped, _) => Demand::Same,
        (Kind::GzipByte, _) => Demand::SameOrRefused,
        (Kind::GzipGarbage | Kind::GzipCut | Kind::AllUtf16, _)
        | (Kind::ErrorLine, Format::Csv)
        | (Kind::ErrorObject, Format::Json) => Demand::Refused,
        (Kind::ErrorLine | Kind::ErrorObject, _) => Demand::Noticed,
        // Behind the closing bracket stands nothing that matters.
        (Kind::Cut, Format::Json) if !damaged.body.trim_ascii_end().ends_with(b"]") => {
            Demand::Refused
        }
        _ => Demand::Allowed,
    }
}

/// What is wrong with what was read; `Ok` if nothing is. `None` is a refusal.
pub(crate) fn judge(report: &Report, damaged: &Damaged, seen: Option<&Seen>) -> Result<(), String> {
    let demand = demand(report, damaged);
    let Some(seen) = seen else {
        return match demand {
            Demand::Same => Err("a report that is sound was refused".to_owned()),
            _ => Ok(()),
        };
    };
    match demand {
        Demand::Refused => return Err("it should have been refused".to_owned()),
        Demand::Noticed if !seen.counted() => return Err("nothing was noticed".to_owned()),
        Demand::Same | Demand::SameOrRefused => {
            return if seen.places == report.places && !seen.counted() {
                Ok(())
            } else {
                Err("it is sound, and was read otherwise".to_owned())
            };
        }
        Demand::Noticed | Demand::Allowed => {}
    }
    if nothing_came(&damaged.body) {
        // An empty reply is a report without rows; the sync has a guard for that.
        return Ok(());
    }
    if report.longer_rows && damaged.at.start <= report.lines[0].end {
        // Nobody can tell a separator more in such a header from a column more.
        return Ok(());
    }
    let found = find_all(report, damaged, seen)?;
    nothing_is_missing_in_silence(report, damaged, seen, &found)?;
    at_most_one_cell_differs(report, damaged, seen, &found)
}

fn nothing_came(body: &[u8]) -> bool {
    let mark: &[u8] = b"\xef\xbb\xbf";
    mark.starts_with(body)
        || body
            .strip_prefix(mark)
            .unwrap_or(body)
            .trim_ascii()
            .is_empty()
}

/// Whether two texts are the same, as far as cell `cell` goes.
fn same(cell: usize, seen: &Seen, place: &Place, truth: &Place) -> bool {
    place[cell] == truth[cell] || is_absent(cell, seen)
}

/// Whether no place has anything in a column that a report can lack. The reader says so elsewhere.
fn is_absent(cell: usize, seen: &Seen) -> bool {
    (OPTIONAL.contains(&cell) || KEYS.contains(&cell))
        && seen.places.iter().all(|place| place[cell].is_empty())
}

/// For each place that was read the one it is: the place of the report of which it differs least.
fn find_all(report: &Report, damaged: &Damaged, seen: &Seen) -> Result<Vec<usize>, String> {
    let mut found: Vec<usize> = Vec::new();
    for place in &seen.places {
        let differences = |truth: &Place| {
            (0..CELLS.len())
                .filter(|cell| !same(*cell, seen, place, truth))
                .count()
        };
        // Of two that are as near the one that was not there yet.
        let distance = |n: &usize| (differences(&report.places[*n]), found.contains(n));
        let nearest = (0..report.places.len()).min_by_key(distance);
        let nearest = nearest.ok_or("there was no place")?;
        let truth = &report.places[nearest];
        let most = if damaged.kind == Kind::AllWindows1252 {
            CELLS.len() - 1
        } else {
            1
        };
        if differences(truth) > most {
            return Err(format!(
                "no such place is there: {place:?}\n  the nearest is {truth:?}"
            ));
        }
        let twice = found.contains(&nearest);
        if twice && (damaged.kind != Kind::LineDoubled || place != truth) {
            return Err(format!("a place was read twice: {place:?}"));
        }
        found.push(nearest);
    }
    Ok(found)
}

fn nothing_is_missing_in_silence(
    report: &Report,
    damaged: &Damaged,
    seen: &Seen,
    found: &[usize],
) -> Result<(), String> {
    let missing = (0..report.places.len()).find(|n| !found.contains(n));
    let Some(missing) = missing else {
        return Ok(());
    };
    if seen.unreadable > 0
        || ends_with_a_row(report, damaged) && found.iter().copied().eq(0..missing)
    {
        return Ok(());
    }
    Err(format!(
        "missing, and nothing said: {:?}",
        report.places[missing]
    ))
}

/// Whether the reply was cut where only HTTP knows that more was to come: in CSV behind a row, or
/// in the last cell of it.
fn ends_with_a_row(report: &Report, damaged: &Damaged) -> bool {
    let cut = damaged.at.start;
    let within = |line: &Range<usize>| line.start < cut && cut < line.end;
    damaged.kind == Kind::Cut && report.format == Format::Csv && !report.lines.iter().any(within)
}

fn at_most_one_cell_differs(
    report: &Report,
    damaged: &Damaged,
    seen: &Seen,
    found: &[usize],
) -> Result<(), String> {
    let mut differing = Vec::new();
    for (place, nearest) in seen.places.iter().zip(found) {
        let truth = &report.places[*nearest];
        let cells = (0..CELLS.len()).filter(|cell| !same(*cell, seen, place, truth));
        differing.extend(cells.map(|cell| (*nearest, cell, &place[cell])));
    }
    if damaged.kind == Kind::AllWindows1252 {
        return match differing
            .iter()
            .find(|(row, cell, _)| is_western(&report.places[*row][*cell]))
        {
            Some(it) => Err(format!("windows-1252 was read otherwise: {it:?}")),
            None => Ok(()),
        };
    }
    match differing.as_slice() {
        [] => Ok(()),
        [(row, cell, text)] => one_cell(report, damaged, seen, *row, *cell, text),
        many => Err(format!("more than one cell is another one: {many:?}")),
    }
}

/// Whether the one cell that differs may be as it is.
fn one_cell(
    report: &Report,
    damaged: &Damaged,
    seen: &Seen,
    row: usize,
    cell: usize,
    text: &str,
) -> Result<(), String> {
    let what = format!(
        "{} of {:?} became {text:?}",
        CELLS[cell], report.places[row]
    );
    let is_telling = KEYS.contains(&cell) || [NAME, LONGITUDE, LATITUDE].contains(&cell);
    let of_another = |n: usize| n != row && report.places[n][cell] == text;
    if is_telling && !text.is_empty() && (0..report.places.len()).any(of_another) {
        return Err(format!("that of another place: {what}"));
    }
    let bad_bytes = std::str::from_utf8(&damaged.body).is_err() || text.contains('\u{fffd}');
    if bad_bytes && !seen.counted() {
        return Err(format!("bad bytes, and nothing counted: {what}"));
    }
    let quotes = [
        Kind::QuoteInserted,
        Kind::QuoteDropped,
        Kind::QuoteUndoubled,
        Kind::QuoteBackslashed,
    ];
    // In JSON a quote behind a backslash is a sound text.
    if report.format == Format::Csv && quotes.contains(&damaged.kind) && !seen.counted() {
        return Err(format!(
            "a quote where none can be, and nothing counted: {what}"
        ));
    }
    Ok(())
}

/// Whether windows-1252 has all letters of a text: then nothing of it is lost. A letter of two
/// signs, of which it has one, does not count.
fn is_western(text: &str) -> bool {
    text.chars()
        .all(|letter| letter.is_ascii() || "äöüÄÖÜßéèëÆøØ«»".contains(letter))
}
