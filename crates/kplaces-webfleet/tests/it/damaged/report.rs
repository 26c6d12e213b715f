//! Sound reports that are hard to read, together with what is in them.

use std::ops::Range;

use fastrand::Rng;
use kplaces_webfleet_sim::damage::Format;

use super::hostile;

/// What is read of a place, in this order everywhere.
pub(crate) const CELLS: [&str; 7] = [
    "uid",
    "number",
    "name",
    "longitude",
    "latitude",
    "radius",
    "colour",
];
pub(crate) const KEYS: [usize; 2] = [0, 1];
pub(crate) const NAME: usize = 2;
pub(crate) const LONGITUDE: usize = 3;
pub(crate) const LATITUDE: usize = 4;
pub(crate) const OPTIONAL: [usize; 2] = [5, 6];

/// The names of the columns: the first spelling and the second.
const SPELLINGS: [[&str; 2]; 7] = [
    ["addruid", "addressuid"],
    ["addrno", "addrnr"],
    ["addrname1", "addrname1"],
    ["positionx", "longitude"],
    ["positiony", "latitude"],
    ["radius", "radius"],
    ["color", "colour"],
];

/// Columns nobody asked for. Some of their names hold what separates columns.
const UNASKED: [&str; 4] = ["addrname2", "addrinfo", "tel; \"office\", 2", "location"];

/// Which report it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// One row per address.
    Addresses,
    /// One row per address and group: what is the name elsewhere is that of the group, each another
    /// one, and there is no more.
    Memberships,
}

impl Shape {
    fn cells(self) -> usize {
        match self {
            Self::Addresses => CELLS.len(),
            Self::Memberships => NAME + 1,
        }
    }

    fn column(self, cell: usize, spelling: usize) -> &'static str {
        match (self, cell) {
            (Self::Memberships, NAME) => ["addrgrpname", "addressgroupname"][spelling],
            _ => SPELLINGS[cell][spelling],
        }
    }
}

/// A place as it is: its cells as texts, positions in micro-degrees.
pub(crate) type Place = [String; 7];

/// A sound report.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) format: Format,
    pub(crate) places: Vec<Place>,
    pub(crate) body: Vec<u8>,
    /// CSV: rows end with a separator, and the header does not.
    pub(crate) longer_rows: bool,
    /// CSV: from where each line starts, that of the header too, to where its last cell starts.
    pub(crate) lines: Vec<Range<usize>>,
}

/// A column of the report: one of `CELLS`, or one that nobody asked for.
#[derive(Clone, Copy)]
enum Column {
    Cell(usize),
    Unasked(usize),
}

impl Report {
    /// One of this many places, the same for the same seed.
    pub(crate) fn of(shape: Shape, format: Format, places: usize, random: &mut Rng) -> Self {
        let mut places = places_of(places, random);
        for place in &mut places {
            place[shape.cells()..].fill(String::new());
        }
        let mut columns: Vec<Column> = (0..shape.cells()).map(Column::Cell).collect();
        for unasked in 0..UNASKED.len() {
            if random.u8(..4) == 0 {
                columns.push(Column::Unasked(unasked));
            }
        }
        random.shuffle(&mut columns);
        match format {
            Format::Csv => csv(shape, places, &columns, random),
            Format::Json => json(shape, places, columns, random),
        }
    }
}

/// Places of which no two have a key or a coordinate that one wrong byte could make the other's.
fn places_of(count: usize, random: &mut Rng) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::new();
    while places.len() < count {
        let mut place = Place::default();
        let digits = "0".repeat(random.usize(..3)) + &random.u32(..100_000).to_string();
        place[0] = format!("1-44063-{:011X}", random.u64(..1 << 44));
        place[1] = if random.u8(..4) == 0 {
            format!("A{digits}")
        } else {
            digits
        };
        // A place has one key at least. The first one has all, since JSON can leave out what is
        // empty, and a report needs these columns.
        let is_first = places.is_empty();
        match random.u8(..10) {
            _ if is_first => {}
            0 => place[0].clear(),
            1 => place[1].clear(),
            _ => {}
        }
        if is_first || random.u8(..8) > 0 {
            place[LONGITUDE] = random.i32(-17_999_999..179_999_999).to_string();
            place[LATITUDE] = random.i32(-55_000_000..71_000_000).to_string();
        }
        place[5] = ["", "0", "50", "250", "12000"][random.usize(..5)].into();
        place[6] = ["", "red", "darkgreen", "#00ff00"][random.usize(..4)].into();
        let unlike = |other: &Place| {
            (0..CELLS.len())
                .filter(|cell| !OPTIONAL.contains(cell))
                .all(|cell| place[cell].is_empty() || !one_edit_apart(&place[cell], &other[cell]))
        };
        if places.iter().all(unlike) {
            places.push(place);
        }
    }
    places
}

/// Whether one byte that is changed, dropped or inserted makes one text the other.
fn one_edit_apart(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let shorter = one.len().min(other.len());
    let front = (0..shorter).take_while(|n| one[*n] == other[*n]).count();
    let back = (1..=shorter - front)
        .take_while(|n| one[one.len() - n] == other[other.len() - n])
        .count();
    one.len() - front - back <= 1 && other.len() - front - back <= 1
}

/// Micro-degrees as degrees.
fn degrees(micro: &str, point: char) -> String {
    match micro.parse::<i64>() {
        Ok(micro) => {
            let (sign, size) = (if micro < 0 { "-" } else { "" }, micro.unsigned_abs());
            format!("{sign}{}{point}{:06}", size / 1_000_000, size % 1_000_000)
        }
        Err(_) => String::new(),
    }
}

/// The texts of a row, column by column.
fn texts(
    place: &Place,
    columns: &[Column],
    point: Option<char>,
    mut unasked: impl FnMut() -> String,
) -> Vec<String> {
    let text = |column: &Column| match *column {
        Column::Cell(cell @ (LONGITUDE | LATITUDE)) if let Some(point) = point => {
            degrees(&place[cell], point)
        }
        Column::Cell(cell) => place[cell].clone(),
        Column::Unasked(_) => unasked(),
    };
    columns.iter().map(text).collect()
}

fn csv(shape: Shape, mut places: Vec<Place>, columns: &[Column], random: &mut Rng) -> Report {
    let separator = [';', ';', '\t', ','][random.usize(..4)];
    let end = ["\r\n", "\r\n", "\n", "\r"][random.usize(..4)];
    let spelling = random.usize(..2);
    let (head_quoted, all_quoted, few_quoted) = (random.bool(), random.bool(), random.bool());
    // Some writers end each row with a separator, some the header too.
    let tail = if random.u8(..10) == 0 {
        separator.to_string()
    } else {
        String::new()
    };
    let point = match random.u8(..10) {
        0 => Some('.'),
        1 => Some(','),
        _ => None,
    };
    let row_of = |other: &Place| {
        let row = texts(other, columns, point, || "x".to_owned()).join(&separator.to_string());
        format!("x{end}{row}{tail}{end}y")
    };
    hostile::name_all(&mut places, row_of, random);
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let needs_quotes = |text: &str| text.contains([separator, '"', '\r', '\n']);
    let mut body = if random.u8(..5) == 0 {
        "\u{feff}".to_owned()
    } else {
        String::new()
    };
    let names = columns.iter().map(|column| match *column {
        Column::Cell(cell) => shape.column(cell, spelling),
        Column::Unasked(unasked) => UNASKED[unasked],
    });
    let names: Vec<String> = names
        .map(|name| {
            if head_quoted || needs_quotes(name) {
                quoted(name)
            } else {
                name.to_owned()
            }
        })
        .collect();
    let mut lines = Vec::new();
    let mut line = |body: &mut String, cells: &[String], has_tail: bool| {
        let start = body.len();
        *body += &cells.join(&separator.to_string());
        lines.push(start..body.len() - cells.last().map_or(0, String::len));
        if has_tail {
            *body += &tail;
        }
    };
    // Nobody can tell one such row from one with a separator more.
    let header_has_tail = random.bool() || places.len() == 1;
    line(&mut body, &names, header_has_tail);
    for place in &places {
        body += end;
        let texts = texts(place, columns, point, || hostile::text(random));
        let quoted = columns.iter().zip(texts).map(|(column, text)| {
            let is_text = matches!(column, Column::Unasked(_) | Column::Cell(0..=2));
            if needs_quotes(&text) || all_quoted || (is_text && !few_quoted) {
                quoted(&text)
            } else {
                text
            }
        });
        line(&mut body, &quoted.collect::<Vec<_>>(), true);
    }
    if random.u8(..4) > 0 {
        body += end;
    }
    Report {
        format: Format::Csv,
        places,
        body: body.into_bytes(),
        longer_rows: !header_has_tail && !tail.is_empty(),
        lines,
    }
}

fn json(
    shape: Shape,
    mut places: Vec<Place>,
    mut columns: Vec<Column>,
    random: &mut Rng,
) -> Report {
    let (spelling, ascii, numbers) = (random.usize(..2), random.bool(), random.bool());
    let missing = [None, Some("null"), Some("\"\"")][random.usize(..3)];
    let blank = ["", "", " ", "\n  "][random.usize(..4)];
    let point = (random.u8(..10) == 0).then_some('.');
    hostile::name_all(&mut places, hostile::json_objects, random);
    let mut objects = Vec::new();
    for place in &places {
        let mut members = Vec::new();
        for (column, text) in columns
            .iter()
            .zip(texts(place, &columns, point, || hostile::text(random)))
        {
            let (name, is_number) = match *column {
                Column::Cell(cell) => (shape.column(cell, spelling), (3..=5).contains(&cell)),
                Column::Unasked(unasked) => (UNASKED[unasked], false),
            };
            let value = match missing {
                None if text.is_empty() => continue,
                Some(missing) if text.is_empty() => missing.to_owned(),
                _ if is_number && numbers => text,
                _ => json_text(&text, ascii),
            };
            members.push(format!("{}:{blank}{value}", json_text(name, ascii)));
        }
        objects.push(format!(
            "{{{blank}{}{blank}}}",
            members.join(&format!(",{blank}"))
        ));
        if random.u8(..3) == 0 {
            random.shuffle(&mut columns);
        }
    }
    let body = format!(
        "[{blank}{}{blank}]{blank}",
        objects.join(&format!(",{blank}"))
    );
    Report {
        format: Format::Json,
        places,
        body: body.into_bytes(),
        longer_rows: false,
        lines: Vec::new(),
    }
}

/// A text of JSON, if wanted without a letter that is not ASCII.
fn json_text(text: &str, ascii: bool) -> String {
    let mut out = String::from('"');
    let mut room = [0; 2];
    for letter in text.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            '\n' => out += "\\n",
            '\r' => out += "\\r",
            '\t' => out += "\\t",
            _ if ascii && !letter.is_ascii() => {
                for unit in letter.encode_utf16(&mut room) {
                    out += &format!("\\u{unit:04x}");
                }
            }
            _ => out.push(letter),
        }
    }
    out.push('"');
    out
}
