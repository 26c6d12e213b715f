pub use kplaces_device::text::format::iso;
use kplaces_domain::Colour;
use unicode_width::UnicodeWidthStr as _;

use crate::Terminal;

/// Text whose lines are no wider than a terminal, broken between words; what goes on stands as far
/// in as the text of its line, so that lists stay lists.
pub(crate) fn wrapped(text: &str, width: Option<usize>) -> String {
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
        let hang = column(line, width / 2).unwrap_or(indent);
        hanging(&mut out, &line[..indent], line.trim(), hang, width);
        if !line.ends_with('\n') {
            out.pop();
        }
    }
    out
}

/// Where the text of a line begins that has something alone in front, as in `  1,831  radius left out: …`.
fn column(line: &str, most: usize) -> Option<usize> {
    let indent = line.len() - line.trim_start().len();
    let gaps = line[indent..]
        .match_indices("  ")
        .map(|(at, _)| indent + at);
    let columns = gaps.map(|at| {
        let behind = line[at..].trim_start();
        line[..line.len() - behind.len()].width()
    });
    columns.filter(|column| *column <= most).last()
}

/// `first`, then words; lines that go on stand `hang` columns in. A word that is wider than a line stays
/// whole, so that a path can be copied.
pub(super) fn hanging(out: &mut String, first: &str, text: &str, hang: usize, width: usize) {
    out.push_str(first);
    let mut at = first.width();
    for (n, word) in words(text, width - hang.min(width)).into_iter().enumerate() {
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

/// The words of a line. A command between back quotes is one, so that it can be copied, if a line has room for it.
fn words(text: &str, room: usize) -> Vec<&str> {
    let mut words = Vec::new();
    let (mut begin, mut quoted) = (0, None);
    for (at, letter) in text.char_indices() {
        match letter {
            '`' if quoted.is_some() => quoted = None,
            '`' => {
                let end = text[at + 1..].find('`').map(|end| at + 1 + end);
                quoted = end.filter(|end| text[at..=*end].width() <= room);
            }
            ' ' if quoted.is_none() => {
                words.push(&text[begin..at]);
                begin = at + 1;
            }
            _ => {}
        }
    }
    words.push(&text[begin..]);
    words
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
        let columns = "Prüfung  login     a sentence that goes on and on";
        assert_eq!(
            wrapped(columns, Some(40)),
            "Prüfung  login     a sentence that goes\n                   on and on"
        );
        let command = "To have it run: `3kplaces login --keep keyring` does.\n";
        assert_eq!(
            wrapped(command, Some(40)),
            "To have it run:\n`3kplaces login --keep keyring` does.\n"
        );
        let word = format!("{}\n", "x".repeat(100));
        assert_eq!(wrapped(&word, Some(40)), word);
    }
}
