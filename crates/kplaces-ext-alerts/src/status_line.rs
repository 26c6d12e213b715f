//! The last line of a terminal, which says how things are.

use std::io::Write as _;

/// Columns of a terminal that does not say how many it has.
const USUAL: usize = 80;

/// The last line of a terminal; nothing where nobody wants it.
#[derive(Debug)]
pub(crate) struct StatusLine {
    is_wanted: bool,
    width: usize,
    wanted: String,
    /// Columns that it takes now.
    drawn: usize,
}

impl StatusLine {
    pub(crate) fn of(is_wanted: bool, width: Option<usize>) -> Self {
        Self {
            is_wanted,
            // One is left free: some terminals begin a new line behind the last.
            width: width.unwrap_or(USUAL).saturating_sub(1),
            wanted: String::new(),
            drawn: 0,
        }
    }

    /// Shows another line, if it is another.
    pub(crate) fn show(&mut self, status: &str) {
        if self.is_wanted && status != self.wanted {
            let change = self.changed(status);
            raw(&change);
        }
    }

    /// Says something above it.
    pub(crate) fn say(&mut self, words: &str) {
        let blank = self.blanked();
        let line = self.redrawn();
        raw(&format!("{blank}{words}\n{line}"));
    }

    /// Shows it again.
    pub(crate) fn draw(&mut self) {
        let line = self.redrawn();
        raw(&line);
    }

    /// Takes it away until it is drawn again.
    pub(crate) fn clear(&mut self) {
        let blank = self.blanked();
        raw(&blank);
    }

    fn changed(&mut self, status: &str) -> String {
        let blank = self.blanked();
        status.clone_into(&mut self.wanted);
        blank + &self.redrawn()
    }

    /// Blanks instead of an escape, which not every console knows.
    fn blanked(&mut self) -> String {
        match std::mem::take(&mut self.drawn) {
            0 => String::new(),
            columns => format!("\r{:columns$}\r", ""),
        }
    }

    fn redrawn(&mut self) -> String {
        if !self.is_wanted || self.drawn > 0 {
            return String::new();
        }
        // A line that wraps could not be taken away. It holds letters of one column only, and no names.
        let line: String = self.wanted.chars().take(self.width).collect();
        self.drawn = line.chars().count();
        line
    }
}

/// Writes to standard error. Nothing can be done where that fails.
fn raw(text: &str) {
    let mut stderr = std::io::stderr().lock();
    let _ = stderr
        .write_all(text.as_bytes())
        .and_then(|()| stderr.flush());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_drawn_is_blanked_before_anything_else_is_written() {
        let mut line = StatusLine::of(true, Some(10));
        assert_eq!(line.changed("five!"), "five!");
        assert_eq!(line.redrawn(), "");
        assert_eq!(line.changed("no"), "\r     \rno");
        assert_eq!(line.blanked(), "\r  \r");
        assert_eq!(line.blanked(), "");
        assert_eq!(line.redrawn(), "no");
    }

    #[test]
    fn a_line_never_wraps() {
        let mut line = StatusLine::of(true, Some(10));
        assert_eq!(line.changed("für zehn Spalten"), "für zehn ");
        assert_eq!(line.blanked(), "\r         \r");
    }

    #[test]
    fn nothing_is_drawn_where_nobody_wants_it() {
        let mut line = StatusLine::of(false, Some(10));
        line.show("five!");
        assert_eq!(line.redrawn() + &line.blanked(), "");
    }
}
