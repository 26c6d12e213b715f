pub use kplaces_device::text::format::iso;
use kplaces_domain::Colour;
use unicode_width::UnicodeWidthStr as _;

use crate::Terminal;

/// Text whose lines are no wider than a terminal, broken between words; what goes on stands as far
/// in as the text of its line, so that lists stay lists.
pub(super) fn wrapped(text: &str, width: Option<usize>) -> String {
    let Some(width) = width.filter(|width| *width >= 40) else {
        return text.to_owned();
    };
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        if line.trim_end().width() <= width {
            out.push_str(line);
            continue;
        }
        let indent = line.len() - line.trim_start().len();
        // `  1,831  radius left out: …`: the figure stands alone in front.
        let figure = line.trim_start().find("  ");
        let hang = figure
            .filter(|at| *at < 8)
            .map_or(indent, |at| indent + at + 2);
        hanging(&mut out, &line[..indent], line.trim(), hang, width);
    }
    out
}

/// `first`, then words; lines that go on stand `hang` columns in. A word that is wider than a line stays
/// whole, so that a path can be copied.
pub(super) fn hanging(out: &mut String, first: &str, text: &str, hang: usize, width: usize) {
    out.push_str(first);
    let mut at = first.width();
    for (n, word) in text.split(' ').enumerate() {
        if n > 0 && at + 1 + word.width() > width && at > hang {
            out.push('\n');
            out.push_str(&" ".repeat(hang));
            at = hang;
        } else if n > 0 {
            out.push(' ');
            at += 1;
        }
        out.push_str(word);
        at += word.width();
    }
    out.push('\n');
}

/// A dot in the colour itself where the terminal can, else nothing.
pub(super) fn dot(colour: Option<&Colour>, terminal: Terminal) -> String {
    match colour.and_then(Colour::rgb) {
        Some(rgb) if terminal.colour => {
            format!("\x1b[38;2;{};{};{}m●\x1b[0m ", rgb.0, rgb.1, rgb.2)
        }
        _ if terminal.colour => "  ".to_owned(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_broken_between_words_and_stay_lists() {
        let text = "short\n  1,831  radius left out: Großhandel Weiß, Unterhaching; Depot Nord\n\n\
                    A sentence that is much longer than the line it has to stand in.\n";
        assert_eq!(
            wrapped(text, Some(40)),
            "short\n  1,831  radius left out: Großhandel\n         Weiß, Unterhaching; Depot Nord\n\n\
             A sentence that is much longer than the\nline it has to stand in.\n"
        );
        assert_eq!(wrapped(text, None), text);
        let word = format!("{}\n", "x".repeat(100));
        assert_eq!(wrapped(&word, Some(40)), word);
    }
}
