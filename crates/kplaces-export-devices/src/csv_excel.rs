mod groups;

use std::io::{self, BufRead, Write};

use kplaces_domain::{Colour, Position};
use kplaces_export::read::rows;
use kplaces_export::write::formula::{self as guard, Start};
use kplaces_export::write::{cell, degrees};
use kplaces_export::{
    Carries, Colours, Entry, ExportContext, Exporter, Grouping, NameRule, Out, Point, PointWriter,
    Positions, Radii, ReadError, Reader, Visit,
};
use kplaces_text::{Language, text};

/// What separates columns, and what decimals, where the spreadsheet was bought.
struct Locale {
    separator: u8,
    decimal: u8,
    /// The only language of its headers; `None` where the reader's counts.
    language: Option<Language>,
}

static DECIMAL_COMMA: Locale = Locale {
    separator: b';',
    decimal: b',',
    language: None,
};

static DECIMAL_POINT: Locale = Locale {
    separator: b',',
    decimal: b'.',
    language: Some(Language::English),
};

const COLUMNS: [&str; 7] = [
    "key",
    "name",
    "latitude",
    "longitude",
    "radius_m",
    "colour",
    "groups",
];

const GERMAN_COLUMNS: [&str; 7] = [
    "Schlüssel",
    "Name",
    "Breite",
    "Länge",
    "Radius (m)",
    "Farbe",
    "Gruppen",
];

/// The headers that are read, whatever the language.
const HEADERS: [[&str; 7]; 2] = [COLUMNS, GERMAN_COLUMNS];

/// Without it Excel takes UTF-8 for the code page of the machine.
const MARK: &str = "\u{feff}";

const CARRIES: Carries = Carries {
    key: true,
    position: Positions::Any,
    radius: Radii::ALL,
    colour: Colours::All,
    groups: Grouping::All,
};

pub(crate) const GERMAN: Exporter = Exporter {
    id: "csv-excel",
    title: || {
        text!(
            "CSV for spreadsheets with decimal comma (German and most of Europe)",
            "CSV für Tabellenkalkulationen mit Dezimalkomma (Deutschland und die meisten Länder Europas)"
        )
    },
    extension: "csv",
    carries: CARRIES,
    names: NameRule::ANY.plain().guarded(),
    most_places: None,
    notice: None,
    hint: Some(|| {
        text!(
            "Open it in a spreadsheet that writes a half as 0,5; where keys have leading zeros, \
             import that column as text.",
            "Die Datei ist für Tabellenkalkulationen, die ein Halb als 0,5 schreiben; haben \
             Schlüssel führende Nullen, ist deren Spalte als Text zu importieren."
        )
    }),
    start: |out, context| start(out, context, &DECIMAL_COMMA),
    reader: Some(Reader {
        recognises: |beginning| recognises(beginning, &DECIMAL_COMMA),
        read,
        logs: None,
    }),
};

pub(crate) const ENGLISH: Exporter = Exporter {
    id: "csv-excel-en",
    title: || {
        text!(
            "CSV for spreadsheets with decimal point (English)",
            "CSV für Tabellenkalkulationen mit Dezimalpunkt (englisch)"
        )
    },
    hint: Some(|| {
        text!(
            "Open it in a spreadsheet that writes a half as 0.5; where keys have leading zeros, \
             import that column as text.",
            "Die Datei ist für Tabellenkalkulationen, die ein Halb als 0.5 schreiben; haben \
             Schlüssel führende Nullen, ist deren Spalte als Text zu importieren."
        )
    }),
    start: |out, context| start(out, context, &DECIMAL_POINT),
    reader: Some(Reader {
        recognises: |beginning| recognises(beginning, &DECIMAL_POINT),
        read,
        logs: None,
    }),
    ..GERMAN
};

struct Sheet {
    out: Out,
    locale: &'static Locale,
    /// The cell of the groups, written into again for each place.
    groups: String,
}

fn start(
    mut out: Out,
    context: &ExportContext,
    locale: &'static Locale,
) -> io::Result<Box<dyn PointWriter + Send>> {
    let language = locale.language.unwrap_or(context.language);
    let columns = language.pick(COLUMNS, GERMAN_COLUMNS);
    let separator = char::from(locale.separator).to_string();
    write!(out, "{MARK}{}\r\n", columns.join(&separator))?;
    Ok(Box::new(Sheet {
        out,
        locale,
        groups: String::new(),
    }))
}

impl Sheet {
    fn row(&mut self, at: Option<Position>, point: &Point<'_>) -> io::Result<()> {
        let (out, separator) = (&mut self.out, self.locale.separator);
        let next = &[separator][..];
        cell(out, &guard::on(point.key, Start::Guarded), separator)?;
        out.write_all(next)?;
        // The pipeline has guarded the beginnings of names and groups; the rest it only reported.
        cell(out, &guard::on(&point.name, Start::AsItIs), separator)?;
        out.write_all(next)?;
        if let Some(at) = at {
            decimal(out, at.latitude_micro(), self.locale)?;
            out.write_all(next)?;
            decimal(out, at.longitude_micro(), self.locale)?;
        } else {
            out.write_all(next)?;
        }
        out.write_all(next)?;
        if point.radius_m > 0 {
            write!(out, "{}", point.radius_m)?;
        }
        out.write_all(next)?;
        let colour = point.colour.map_or("", Colour::name);
        cell(out, &guard::on(colour, Start::Guarded), separator)?;
        out.write_all(next)?;
        groups::join(&point.groups, &mut self.groups);
        cell(out, &guard::on(&self.groups, Start::AsItIs), separator)?;
        out.write_all(b"\r\n")
    }
}

impl PointWriter for Sheet {
    fn point(&mut self, at: Position, point: &Point<'_>) -> io::Result<()> {
        self.row(Some(at), point)
    }

    fn unlocated(&mut self, point: &Point<'_>) -> io::Result<()> {
        self.row(None, point)
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.out.flush()
    }
}

/// A number, not a text that looks like one: without quotes, with the point of the locale.
fn decimal(out: &mut dyn Write, micro: i32, locale: &Locale) -> io::Result<()> {
    let mut text = [0; 12];
    let mut rest = &mut text[..];
    degrees(&mut rest, micro)?;
    let left = rest.len();
    let text = &mut text[..12 - left];
    for byte in text.iter_mut().filter(|byte| **byte == b'.') {
        *byte = locale.decimal;
    }
    out.write_all(text)
}

/// Whether a file is one of ours that was written for this locale, or saved in it since. In the
/// exchange dialect, which has the same columns, groups are a JSON array.
fn recognises(beginning: &[u8], locale: &Locale) -> bool {
    let Some((separator, rows)) = rows::preview(beginning, &HEADERS) else {
        return false;
    };
    if rows.is_empty() {
        return beginning.starts_with(MARK.as_bytes()) && separator == locale.separator
            || separator != b',' && locale.separator == b';';
    }
    if rows.iter().all(|row| is_array(&row[6])) {
        return false;
    }
    let has = |point| rows.iter().any(|row| row[2].contains(point));
    let decimal = match (has(','), has('.')) {
        (true, _) => b',',
        (_, true) => b'.',
        _ if separator == DECIMAL_POINT.separator => b'.',
        _ => b',',
    };
    decimal == locale.decimal
}

fn is_array(cell: &str) -> bool {
    serde_json::from_str::<Vec<String>>(cell).is_ok()
}

fn read(input: &mut dyn BufRead, visit: Visit<'_>) -> Result<(), ReadError> {
    rows::table(input, &HEADERS, rows::utf8, &mut |row| visit(entry(row)?))
}

fn entry(row: Vec<String>) -> Result<Entry, ReadError> {
    let [key, name, latitude, longitude, radius, colour, groups] = <[String; 7]>::try_from(row)
        .map_err(|_| {
            ReadError::malformed(text!(
                "a row has not seven cells",
                "eine Zeile hat nicht sieben Zellen"
            ))
        })?;
    Ok(Entry {
        key: Some(guard::off(&key, Start::Guarded)),
        name: guard::off(&name, Start::AsItIs),
        position: rows::position(&latitude, &longitude)?,
        radius_m: rows::metres(&radius)?,
        colour: Some(guard::off(&colour, Start::Guarded)).filter(|colour| !colour.is_empty()),
        groups: groups::split(&guard::off(&groups, Start::AsItIs)),
        ..Entry::default()
    })
}
