use unicode_width::UnicodeWidthStr;

/// A column of a table.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its heading.
    pub heading: &'static str,
    /// Aligned to the right, as numbers are.
    pub right: bool,
    /// May be cut where the terminal is too narrow.
    pub shrinks: bool,
    /// May be left out where the terminal is narrower than that. The last one goes first.
    pub goes: bool,
}

impl Column {
    /// One that is left out where there is too little room.
    #[must_use]
    pub const fn if_room(self) -> Self {
        Self { goes: true, ..self }
    }

    /// One of texts, which gives way where there is too little room.
    pub const fn text(heading: &'static str) -> Self {
        Self {
            heading,
            right: false,
            shrinks: true,
            goes: false,
        }
    }

    /// One of numbers.
    pub const fn number(heading: &'static str) -> Self {
        Self {
            heading,
            right: true,
            shrinks: false,
            goes: false,
        }
    }

    /// One of texts that are never cut.
    pub const fn fixed(heading: &'static str) -> Self {
        Self {
            heading,
            right: false,
            shrinks: false,
            goes: false,
        }
    }
}

/// What a narrow terminal leaves of a text at least: enough to tell names apart.
const READABLE: usize = 16;

const GAP: &str = "  ";

/// Lays rows out in columns. Each row starts with a mark that takes no part in the layout (it may
/// hold escapes) and is `mark_width` wide. Cells must be printable, one line each.
pub fn table(
    columns: &[Column],
    rows: &[(String, Vec<String>)],
    mark_width: usize,
    width: Option<usize>,
) -> String {
    let widest = |n: usize| {
        let cells = rows
            .iter()
            .map(|(_, cells)| cells[n].width())
            .max()
            .unwrap_or(0);
        cells.max(columns[n].heading.width())
    };
    let mut widths: Vec<usize> = (0..columns.len()).map(widest).collect();
    if let Some(width) = width
        && let Some(goes) = columns.iter().rposition(|column| column.goes)
    {
        let least = columns.iter().zip(&widths).map(|(column, width)| {
            let readable = if column.shrinks { READABLE } else { usize::MAX };
            GAP.len() + readable.min(*width)
        });
        if mark_width + least.sum::<usize>() > width + GAP.len() {
            let without = |cells: &[String]| -> Vec<String> {
                let kept = cells.iter().enumerate().filter(|(n, _)| *n != goes);
                kept.map(|(_, cell)| cell.clone()).collect()
            };
            let mut columns = columns.to_vec();
            columns.remove(goes);
            let rows: Vec<_> = rows
                .iter()
                .map(|(mark, cells)| (mark.clone(), without(cells)))
                .collect();
            return table(&columns, &rows, mark_width, Some(width));
        }
    }
    if let Some(width) = width {
        let mut excess =
            (widths.iter().sum::<usize>() + GAP.len() * (columns.len() - 1) + mark_width)
                .saturating_sub(width);
        while excess > 0 {
            // The widest gives first, down to what still tells names apart.
            let widest = (0..columns.len())
                .filter(|n| columns[*n].shrinks && widths[*n] > 8)
                .max_by_key(|n| widths[*n]);
            let Some(widest) = widest else { break };
            widths[widest] -= 1;
            excess -= 1;
        }
    }
    let mut out = String::new();
    let headings: Vec<String> = columns
        .iter()
        .map(|column| column.heading.to_owned())
        .collect();
    if !columns.iter().all(|column| column.heading.is_empty()) {
        line(
            &mut out,
            columns,
            &widths,
            &" ".repeat(mark_width),
            &headings,
        );
    }
    for (mark, cells) in rows {
        line(&mut out, columns, &widths, mark, cells);
    }
    out
}

fn line(out: &mut String, columns: &[Column], widths: &[usize], mark: &str, cells: &[String]) {
    out.push_str(mark);
    for (n, ((column, width), cell)) in columns.iter().zip(widths).zip(cells).enumerate() {
        if n > 0 {
            out.push_str(GAP);
        }
        let cell = fit(cell, *width);
        let pad = " ".repeat(width.saturating_sub(cell.width()));
        if column.right {
            out.push_str(&pad);
        }
        out.push_str(&cell);
        if !column.right {
            out.push_str(&pad);
        }
    }
    out.truncate(out.trim_end_matches(' ').len());
    out.push('\n');
}

fn fit(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut out = String::new();
    for c in text.chars() {
        // The width of a text is not the sum of its letters': a selector behind `⚠` makes it wide.
        let end = out.len();
        out.push(c);
        if out.width() + 1 > width {
            out.truncate(end);
            break;
        }
    }
    if width > 0 {
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_narrow_terminal_keeps_names_and_loses_columns_from_the_right() {
        let columns = [
            Column::text("name"),
            Column::text("groups").if_room(),
            Column::number("radius").if_room(),
            Column::fixed("position").if_room(),
        ];
        let cells = [
            "Bäckerei Müller am Marktplatz",
            "Kunden",
            "250 m",
            "48.401000,9.987000",
        ];
        let rows = [(String::new(), cells.map(str::to_owned).to_vec())];
        let row = |width| {
            let out = table(&columns, &rows, 0, Some(width));
            assert!(out.lines().all(|line| line.width() <= width), "{out}");
            out.lines().nth(1).unwrap_or_default().to_owned()
        };
        let all = "Bäckerei Müller am Marktplatz  Kunden   250 m  48.401000,9.987000";
        assert_eq!(row(80), all);
        assert_eq!(
            row(60),
            "Bäckerei Müller am Mark…  Kunden   250 m  48.401000,9.987000"
        );
        assert_eq!(row(40), "Bäckerei Müller am Mark…  Kunden   250 m");
        assert_eq!(row(25), "Bäckerei Müller …  Kunden");
        assert_eq!(row(16), "Bäckerei Müller…");
    }

    #[test]
    fn a_cut_emoji_with_a_selector_stays_in_its_column() {
        let name = "⚠\u{fe0f} Achtung Hund, Großhandel Weißenburger und Söhne";
        for width in 0..60 {
            assert!(fit(name, width).width() <= width, "{width}");
        }
    }

    proptest! {
        #[test]
        fn no_text_is_wider_than_its_column(text in "\\PC{0,30}", marks in "[⚠☎1\u{fe0f}\u{20e3}\u{200d}👩東é]{0,30}", width in 0_usize..40) {
            prop_assert!(fit(&text, width).width() <= width);
            prop_assert!(fit(&marks, width).width() <= width);
        }
    }

    #[test]
    fn wide_letters_stay_in_their_column_and_narrow_terminals_cut_names() {
        let columns = [
            Column::number("m"),
            Column::text("name"),
            Column::text("group"),
        ];
        let rows = [
            ("5", "東京駅", "a"),
            ("1200", "Gasthof zur alten Post", "Kunden"),
        ]
        .map(|(a, b, c)| {
            (
                String::new(),
                vec![a.to_owned(), b.to_owned(), c.to_owned()],
            )
        });
        let full = table(&columns, &rows, 0, None);
        assert_eq!(
            full,
            "   m  name                    group\n   5  東京駅                  a\n1200  Gasthof zur alten Post  Kunden\n"
        );
        let narrow = table(&columns, &rows, 0, Some(24));
        assert_eq!(
            narrow,
            "   m  name        group\n   5  東京駅      a\n1200  Gasthof z…  Kunden\n"
        );
        assert!(narrow.lines().all(|line| line.width() <= 24));
    }
}
