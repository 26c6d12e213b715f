use kplaces_app::doctor::{Flaw, Kind, Seen, Weight};
use kplaces_text::{Language, Text, text};

use crate::doctor::facts::Facts;
use crate::{Finding, State};

const ID: &str = "files";

/// So many are named; the rest is counted.
const NAMED: usize = 12;

pub(super) fn findings(facts: &Facts) -> Vec<Finding> {
    let seen = &facts.seen;
    if seen.is_empty() {
        let text = text!(
            "there are no files of 3Kplaces on this device yet",
            "auf diesem Gerät gibt es noch keine Dateien von 3Kplaces"
        );
        return vec![Finding::ok(ID, "none", text)];
    }
    let weighed: Vec<(&Seen, Weight)> = seen
        .iter()
        .filter_map(|it| Some((it, it.weight()?)))
        .collect();
    if weighed.is_empty() {
        let (text, code) = if seen.iter().all(|it| it.mode.is_some()) {
            let text = text!(l =>
                "{all}, all for this user only",
                "{all}, alle nur für diesen Benutzer",
                all = FILES_AND_FOLDERS.count(seen.len(), l)
            );
            (text, "private")
        } else {
            let text = text!(
                "they are below this user's own folder, whose access list counts",
                "sie liegen im Ordner dieses Benutzers, dessen Zugriffsliste gilt"
            );
            (text, "by-access-list")
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
    let counted = |language| kinds(&these).count(these.len(), language);
    let (state, code, text) = match weight {
        Weight::Problem => (
            State::Problem,
            "exposed",
            text!(l =>
                "{all} that others can open or change",
                "für andere zugänglich oder änderbar: {all}",
                all = counted(l)
            ),
        ),
        Weight::Warning => (
            State::Warning,
            "not-private",
            text!(l =>
                "{all} that should be for this user only",
                "sollte nur diesem Benutzer zugänglich sein: {all}",
                all = counted(l)
            ),
        ),
        Weight::Note => (
            State::Note,
            "unusual",
            text!(l => "{all} worth a look", "einen Blick wert: {all}", all = counted(l)),
        ),
    };
    if these.is_empty() {
        return None;
    }
    let lines = these.iter().take(NAMED).map(|seen| line(seen));
    let mut found = Finding::ok(ID, code, text).state(state).details(lines);
    if these.len() > NAMED {
        let rest = (these.len() - NAMED) as u64;
        found = found.details([text!(l =>
            "… and {rest} more",
            "… und {rest} weitere",
            rest = l.number(rest)
        )]);
    }
    for mode in [0o600, 0o700] {
        let paths: Vec<String> = these
            .iter()
            .take(NAMED)
            .filter(|seen| seen.right_mode() == mode && is_mode(seen))
            .map(|seen| quoted(&seen.path.to_string_lossy()))
            .collect();
        if !paths.is_empty() {
            found = found.hint(Text::same(format!("chmod {mode:o} {}", paths.join(" "))));
        }
    }
    if these.iter().any(|seen| seen.flaw() == Some(Flaw::Foreign)) {
        found = found.hint(text!(
            "choose folders of your own, or ask their owner to give them to you",
            "eigene Ordner wählen oder sie sich vom Eigentümer übertragen lassen"
        ));
    }
    Some(found)
}

/// One and many of a kind, in English and in German.
struct Noun([&'static str; 2], [&'static str; 2]);

impl Noun {
    fn count(&self, n: usize, language: Language) -> String {
        language.count(n as u64, self.0, self.1)
    }
}

const FILES: Noun = Noun(["file", "files"], ["Datei", "Dateien"]);
const FOLDERS: Noun = Noun(["folder", "folders"], ["Ordner", "Ordner"]);
const FILES_AND_FOLDERS: Noun = Noun(
    ["file or folder", "files and folders"],
    ["Datei oder Ordner", "Dateien und Ordner"],
);

/// `1 file`, `2 folders`, `3 files and folders`
fn kinds(these: &[&Seen]) -> Noun {
    let folders = these.iter().filter(|it| it.kind == Kind::Folder).count();
    match folders {
        0 => FILES,
        n if n == these.len() => FOLDERS,
        _ => FILES_AND_FOLDERS,
    }
}

/// Whether other permissions are all it takes.
fn is_mode(seen: &Seen) -> bool {
    matches!(seen.flaw(), Some(Flaw::Readable | Flaw::Writable))
}

fn line(seen: &Seen) -> Text {
    let mode = seen.mode.unwrap_or_default();
    let what = match seen.flaw() {
        Some(Flaw::Foreign) => text!("belongs to another user", "gehört einem anderen Benutzer"),
        Some(Flaw::Link) => text!(
            "is a link; what it leads to counts",
            "ist ein Verweis; es gilt, wohin er führt"
        ),
        Some(Flaw::Special) => text!("is no file and no folder", "ist weder Datei noch Ordner"),
        Some(Flaw::Writable) => text!(
            "others may change it ({mode:04o})",
            "andere dürfen das ändern ({mode:04o})"
        ),
        Some(Flaw::Readable) | None => text!(
            "others may read it ({mode:04o})",
            "andere dürfen das lesen ({mode:04o})"
        ),
    };
    let slash = if seen.kind == Kind::Folder { "/" } else { "" };
    let path = seen.path.display();
    if seen.shielded && is_mode(seen) {
        return text!(l =>
            "{path}{slash}: {what}, but a folder above keeps them out",
            "{path}{slash}: {what}, doch ein Ordner darüber hält sie fern",
            what = what.in_language(l)
        );
    }
    Text::made(|l| format!("{path}{slash}: {}", what.in_language(l)))
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
