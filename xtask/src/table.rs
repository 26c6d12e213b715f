//! A plain table for a terminal.

use kplaces_text::Language::English;

/// Columns as wide as they need to be, two blanks between them.
pub(crate) fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            line.push_str(&format!("{cell:<width$}  "));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// A number as people read it: `1,840`.
pub(crate) fn number(number: u64) -> String {
    English.number(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_and_lines_end_without_blanks() {
        let rows = [vec!["a", "bb", ""], vec!["größe", "b", "c"]]
            .map(|row| row.into_iter().map(String::from).collect());
        assert_eq!(table(&rows), "a      bb\ngröße  b   c\n");
        assert_eq!(table(&[]), "");
    }

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!(
            [0, 500, 1840, 1_000_000].map(number),
            ["0", "500", "1,840", "1,000,000"]
        );
    }
}
