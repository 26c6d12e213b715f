//! Writes one of two languages that stand side by side.

use kplaces_domain::printable;
use kplaces_text::Language;

use crate::{Block, Date, Document, Entry, Evidence, Item, Section, Sentence};

/// Writes in one language. Each method takes both texts, English first.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pen(pub(crate) Language);

impl Pen {
    /// The text in the language of this pen.
    fn of(self, english: impl Into<String>, german: impl Into<String>) -> String {
        self.0.pick(english.into(), german.into())
    }

    /// A sentence that promises nothing: it explains, limits or names a fact of this device.
    pub(crate) fn say(self, english: impl Into<String>, german: impl Into<String>) -> Sentence {
        self.claim(&[], english, german)
    }

    /// A sentence that makes these claims.
    pub(crate) fn claim(
        self,
        claims: &[&'static str],
        english: impl Into<String>,
        german: impl Into<String>,
    ) -> Sentence {
        Sentence {
            text: self.of(english, german),
            claims: claims.to_vec(),
        }
    }

    /// An entry with sentences.
    pub(crate) fn entry(
        self,
        id: &'static str,
        english: &str,
        german: &str,
        sentences: Vec<Sentence>,
    ) -> Entry {
        Entry {
            id,
            label: self.of(english, german),
            sentences,
            blank: false,
        }
    }

    /// An entry that somebody fills in, with a hint.
    pub(crate) fn blank(self, id: &'static str, labels: [&str; 2], hints: [&str; 2]) -> Entry {
        let [english, german] = labels;
        let [hint, hint_in_german] = hints;
        Entry {
            blank: true,
            ..self.entry(id, english, german, vec![self.say(hint, hint_in_german)])
        }
    }

    /// An entry with what is set, or a blank one with a hint.
    pub(crate) fn filled(
        self,
        id: &'static str,
        labels: [&str; 2],
        set: Option<&str>,
        hints: [&str; 2],
    ) -> Entry {
        let [english, german] = labels;
        match set {
            Some(text) => self.entry(id, english, german, vec![value(text)]),
            None => self.blank(id, labels, hints),
        }
    }

    pub(crate) fn section(
        self,
        id: &'static str,
        english: &str,
        german: &str,
        blocks: Vec<Block>,
    ) -> Section {
        Section {
            id,
            title: self.of(english, german),
            blocks,
        }
    }

    /// `2 January 2026`, `2. Januar 2026`
    pub(crate) fn date(self, date: Date) -> String {
        let month = usize::from(date.month.clamp(1, 12)) - 1;
        self.of(
            format!("{} {} {}", date.day, ENGLISH_MONTHS[month], date.year),
            format!("{}. {} {}", date.day, GERMAN_MONTHS[month], date.year),
        )
    }

    /// `1,840`, `1.840`
    pub(crate) fn number(self, number: u64) -> String {
        self.0.number(number)
    }

    /// A whole text, before its evidence.
    pub(crate) fn document(self, id: &'static str, english: &str, german: &str) -> Document {
        Document {
            id,
            language: self.0.code(),
            title: self.of(english, german),
            about: Vec::new(),
            sections: Vec::new(),
            evidence: Evidence {
                title: String::new(),
                introduction: String::new(),
                claims: Vec::new(),
                proofs: Vec::new(),
            },
        }
    }
}

/// A value on its own, the same in all languages.
pub(crate) fn value(text: &str) -> Sentence {
    Sentence {
        text: printable(text).trim().to_owned(),
        claims: Vec::new(),
    }
}

pub(crate) fn paragraph(sentences: Vec<Sentence>) -> Block {
    Block::Paragraph { sentences }
}

pub(crate) fn list(items: Vec<Vec<Sentence>>) -> Block {
    let items = items.into_iter().map(|sentences| Item { sentences });
    Block::List {
        items: items.collect(),
    }
}

pub(crate) fn entries(entries: Vec<Entry>) -> Block {
    Block::Entries { entries }
}

const ENGLISH_MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const GERMAN_MONTHS: [&str; 12] = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
];
