use kplaces_app::{OddPlace, text as words};
use kplaces_domain::one_line;
use kplaces_export::write::{cell, formula};
use kplaces_text::Language;

use super::table::{Column, table as lay_out};
use crate::Terminal;

/// What is odd about a place, in one line.
fn what(place: &OddPlace, language: Language) -> String {
    let oddities = place.oddities.iter();
    let said = oddities.map(|it| words::oddity(*it).in_language(language).to_owned());
    said.collect::<Vec<_>>().join(", ")
}

fn headings(language: Language) -> [&'static str; 3] {
    language.pick(
        ["key", "name", "what is odd"],
        ["Schlüssel", "Name", "Auffälligkeit"],
    )
}

pub(crate) fn table(places: &[OddPlace], terminal: Terminal, language: Language) -> String {
    if places.is_empty() {
        return language
            .pick(
                "Nothing is odd about any place.\n",
                "An keinem Ort ist etwas auffällig.\n",
            )
            .to_owned();
    }
    let [key, name, odd] = headings(language);
    let columns = [Column::text(name), Column::text(odd), Column::fixed(key)];
    let row = |place: &OddPlace| {
        let cells = vec![
            one_line(&place.place.name, usize::MAX),
            what(place, language),
            one_line(place.place.key.as_str(), usize::MAX),
        ];
        (String::new(), cells)
    };
    let rows: Vec<_> = places.iter().map(row).collect();
    lay_out(&columns, &rows, 0, terminal.width)
}

/// A file for a spreadsheet of the reader's country, in which no text becomes a formula.
pub(crate) fn csv(places: &[OddPlace], language: Language) -> String {
    let separator = language.pick(b',', b';');
    let mut out = "\u{feff}".as_bytes().to_vec();
    let mut line = |cells: [&str; 3]| {
        for (n, text) in cells.into_iter().enumerate() {
            if n > 0 {
                out.push(separator);
            }
            let guarded = formula::on(text, formula::Start::Guarded);
            // Memory takes everything.
            let _ = cell(&mut out, &guarded, separator);
        }
        out.extend_from_slice(b"\r\n");
    };
    line(headings(language));
    for place in places {
        let key = place.place.key.as_str();
        line([key, &place.place.name, &what(place, language)]);
    }
    String::from_utf8_lossy(&out).into_owned()
}
