//! What is said in German, held against the same in English: word by word, so that an English word
//! inside a German line is found as well as a line that nobody translated.

use std::collections::{BTreeMap, BTreeSet};

use super::same::SAME;

/// Words without which there is hardly an English sentence, and which are not German.
const ENGLISH: [&str; 20] = [
    "the", "is", "are", "of", "and", "not", "no", "with", "from", "to", "be", "it", "this", "that",
    "has", "have", "for", "or", "cannot", "by",
];

/// What was found so far: the word, and where it was first seen.
#[derive(Debug, Default)]
pub(super) struct Findings(BTreeMap<String, String>);

impl Findings {
    /// Holds what was said in German against what was said in English; `data` are words that both take from
    /// the device.
    pub(super) fn compare(
        &mut self,
        of: &str,
        english: &str,
        german: &str,
        data: &BTreeSet<String>,
    ) {
        let may_say =
            |at: &str| at.is_empty() || at.split(' ').any(|command| of.starts_with(command));
        let is_same = |word: &str| {
            let mut here = SAME.iter().filter(|(_, at, _)| may_say(at));
            here.any(|(words, ..)| words.split_whitespace().any(|same| same == word))
        };
        let known = |word: &String| data.contains(word) || is_same(word);
        let english: BTreeSet<String> = words(english).into_iter().map(|(word, _)| word).collect();
        for (word, line) in words(german) {
            let is_english = english.contains(&word) || ENGLISH.contains(&&*word);
            if is_english && !known(&word) {
                self.0
                    .entry(word)
                    .or_insert_with(|| format!("{of}: {}", line.trim()));
            }
        }
    }

    /// Fails with all that was found.
    pub(super) fn assert_none(&self) {
        let found = self.0.iter();
        let found: Vec<String> = found.map(|(word, at)| format!("{word}  ({at})")).collect();
        assert!(
            found.is_empty(),
            "not translated, or missing from the list of what is the same:\n{}",
            found.join("\n")
        );
    }
}

/// The words of a text in small letters, each with its line. What stands in quotes or tags is typed, came
/// from outside or is read by programs, and what has digits or signs in it is a name, a path, a number or an option.
fn words(text: &str) -> Vec<(String, &str)> {
    let lines = text.lines().filter(|line| !is_code(line));
    let in_line = |line| {
        let spoken = without_tags(&without_quoted(line)).replace("\\fB", " ");
        let spoken = spoken.replace("\\fR", " ").replace("\\fI", " ");
        let words =
            spoken.split(|c: char| c.is_whitespace() || "()[]<>{}\"'„“”‚‘’,;|!?×".contains(c));
        words
            .filter_map(word)
            .map(|word| (word, line))
            .collect::<Vec<_>>()
    };
    lines.flat_map(in_line).collect()
}

/// Whether a line is no text: a request of roff, a style, a section of a unit of systemd.
fn is_code(line: &str) -> bool {
    let line = line.trim();
    line.starts_with(".ie ")
        || line.starts_with(".el ")
        || line.starts_with("<style>")
        || (line.starts_with('[') && line.ends_with(']') && !line.contains(' '))
}

fn word(chunk: &str) -> Option<String> {
    if chunk.starts_with(['-', '.', '\\', '$', '#', '&', '_'])
        || chunk.starts_with('…')
        || chunk.ends_with('…')
    {
        return None;
    }
    let word = chunk.trim_matches(|c: char| !c.is_alphanumeric());
    let is_word = word.chars().count() > 1 && word.chars().all(|c| c.is_alphabetic() || c == '-');
    is_word.then(|| word.to_lowercase())
}

fn without_quoted(line: &str) -> String {
    let mut spoken: String = line.split('`').step_by(2).collect::<Vec<_>>().join(" ");
    while let Some((before, rest)) = spoken.split_once('„')
        && let Some((_, after)) = rest.split_once('“')
    {
        spoken = format!("{before} {after}");
    }
    spoken
}

/// Without the tags of HTML and XML and without what programs read between them; a word in capitals in
/// angle brackets is the name of a value.
fn without_tags(line: &str) -> String {
    let mut spoken = String::new();
    let mut is_read_by_programs = false;
    for part in line.split_inclusive(['<', '>']) {
        let Some(tag) = part.strip_suffix('>') else {
            let text = part.trim_end_matches('<');
            if !is_read_by_programs {
                spoken.push_str(text);
                spoken.push(' ');
            }
            continue;
        };
        if tag.chars().any(char::is_lowercase) || tag.starts_with('!') {
            is_read_by_programs = ["key", "code"].contains(&tag);
        } else {
            spoken.push_str(tag);
            spoken.push(' ');
        }
    }
    spoken
}

#[test]
fn an_english_word_in_a_german_line_is_found() {
    let found = |english, german| {
        let mut findings = Findings::default();
        findings.compare("x", english, german, &BTreeSet::new());
        findings.0.into_keys().collect::<Vec<_>>()
    };
    assert_eq!(
        found(
            "error (login): run `sync`",
            "Fehler (login): `sync` ausführen"
        ),
        ["login"]
    );
    assert_eq!(found("(none)", "(none)"), ["none"]);
    assert_eq!(found("no", "the Ort"), ["the"]);
    assert_eq!(
        found("error 7: wrong", "Fehler 7: „wrong“"),
        [""; 0],
        "quoted as it came"
    );
    assert_eq!(
        found(
            "10 places in /home/anna/places.db --all",
            "10 Orte /home/anna/places.db --all"
        ),
        [""; 0]
    );
}
