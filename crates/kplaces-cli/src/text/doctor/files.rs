use kplaces_app::doctor::{Flaw, Kind, Seen, Weight};

use super::super::format::{count, number};
use crate::commands::doctor::Facts;
use crate::{Finding, State};

const ID: &str = "files";

/// So many are named; the rest is counted.
const NAMED: usize = 12;

pub(super) fn findings(facts: &Facts) -> Vec<Finding> {
    let seen = &facts.seen;
    if seen.is_empty() {
        let text = "there are no files of 3Kplaces on this device yet";
        return vec![Finding::ok(ID, "none", text)];
    }
    let weighed: Vec<(&Seen, Weight)> = seen
        .iter()
        .filter_map(|it| Some((it, it.weight()?)))
        .collect();
    if weighed.is_empty() {
        let (text, code) = if seen.iter().all(|it| it.mode.is_some()) {
            let all = count(seen.len() as u64, "file or folder", "files and folders");
            (format!("{all}, all for this user only"), "private")
        } else {
            let text = "they are below this user's own folder, whose access list counts";
            (text.to_owned(), "by-access-list")
        };
        return vec![Finding::ok(ID, code, text)];
    }
    [Weight::Problem, Weight::Warning, Weight::Note]
        .into_iter()
        .filter_map(|weight| of_weight(&weighed, weight))
        .collect()
}

fn of_weight(weighed: &[(&Seen, Weight)], weight: Weight) -> Option<Finding> {
    let these: Vec<&Seen> = weighed
        .iter()
        .filter(|(_, it)| *it == weight)
        .map(|(seen, _)| *seen)
        .collect();
    let all = counted(&these);
    let (state, code, text) = match weight {
        Weight::Problem => (
            State::Problem,
            "exposed",
            format!("{all} that others can open or change"),
        ),
        Weight::Warning => (
            State::Warning,
            "not-private",
            format!("{all} that should be for this user only"),
        ),
        Weight::Note => (State::Note, "unusual", format!("{all} worth a look")),
    };
    if these.is_empty() {
        return None;
    }
    let lines = these.iter().take(NAMED).map(|seen| line(seen));
    let mut found = Finding::ok(ID, code, text).state(state).details(lines);
    if these.len() > NAMED {
        let rest = (these.len() - NAMED) as u64;
        found = found.details([format!("… and {} more", number(rest))]);
    }
    for mode in [0o600, 0o700] {
        let paths: Vec<String> = these
            .iter()
            .take(NAMED)
            .filter(|seen| seen.right_mode() == mode && is_mode(seen))
            .map(|seen| quoted(&seen.path.to_string_lossy()))
            .collect();
        if !paths.is_empty() {
            found = found.hint(format!("chmod {mode:o} {}", paths.join(" ")));
        }
    }
    if these.iter().any(|seen| seen.flaw() == Some(Flaw::Foreign)) {
        found = found.hint("choose folders of your own, or ask their owner to give them to you");
    }
    Some(found)
}

/// `1 file`, `2 folders`, `3 files and folders`
fn counted(these: &[&Seen]) -> String {
    let folders = these.iter().filter(|it| it.kind == Kind::Folder).count();
    let (one, many) = match folders {
        0 => ("file", "files"),
        n if n == these.len() => ("folder", "folders"),
        _ => ("file or folder", "files and folders"),
    };
    count(these.len() as u64, one, many)
}

/// Whether other permissions are all it takes.
fn is_mode(seen: &Seen) -> bool {
    matches!(seen.flaw(), Some(Flaw::Readable | Flaw::Writable))
}

fn line(seen: &Seen) -> String {
    let what = match seen.flaw() {
        Some(Flaw::Foreign) => "belongs to another user".to_owned(),
        Some(Flaw::Link) => "is a link; what it leads to counts".to_owned(),
        Some(Flaw::Special) => "is no file and no folder".to_owned(),
        Some(Flaw::Writable) => format!("others may change it ({:04o})", mode(seen)),
        Some(Flaw::Readable) | None => format!("others may read it ({:04o})", mode(seen)),
    };
    let slash = if seen.kind == Kind::Folder { "/" } else { "" };
    let shield = if seen.shielded && is_mode(seen) {
        ", but a folder above keeps them out"
    } else {
        ""
    };
    format!("{}{slash}: {what}{shield}", seen.path.display())
}

fn mode(seen: &Seen) -> u32 {
    seen.mode.unwrap_or_default()
}

/// A path as a word for a shell.
fn quoted(path: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+@,:".contains(c);
    if !path.is_empty() && path.chars().all(plain) {
        path.to_owned()
    } else {
        format!("'{}'", path.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_one_word_of_a_shell() {
        assert_eq!(quoted("/home/a/places.db-wal"), "/home/a/places.db-wal");
        assert_eq!(quoted("/a b/$(x)"), "'/a b/$(x)'");
        assert_eq!(quoted("/it's"), "'/it'\\''s'");
        assert_eq!(quoted(""), "''");
    }
}
