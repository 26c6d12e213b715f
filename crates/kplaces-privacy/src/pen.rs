//! Writes one language of texts.

use kplaces_domain::printable;
use kplaces_text::{Language, Text};

use crate::{Block, Date, Document, Entry, Evidence, Item, Section, Sentence};

/// Writes in one language.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pen(pub(crate) Language);

impl Pen {
    /// A sentence that promises nothing: it explains, limits or names a fact of this device.
    pub(crate) fn say(self, text: &Text) -> Sentence {
        self.claim(&[], text)
    }

    /// A sentence that makes these claims.
    pub(crate) fn claim(self, claims: &[&'static str], text: &Text) -> Sentence {
        Sentence {
            text: self.of(text),
            claims: claims.to_vec(),
        }
    }

    /// An entry with sentences.
    pub(crate) fn entry(self, id: &'static str, label: &Text, sentences: Vec<Sentence>) -> Entry {
        Entry {
            id,
            label: self.of(label),
            sentences,
            blank: false,
        }
    }

    /// An entry that somebody fills in, with a hint.
    pub(crate) fn blank(self, id: &'static str, label: &Text, hint: &Text) -> Entry {
        Entry {
            blank: true,
            ..self.entry(id, label, vec![self.say(hint)])
        }
    }

    /// An entry with what is set, or a blank one with a hint.
    pub(crate) fn filled(
        self,
        id: &'static str,
        label: &Text,
        set: Option<&str>,
        hint: &Text,
    ) -> Entry {
        match set {
            Some(text) => self.entry(id, label, vec![value(text)]),
            None => self.blank(id, label, hint),
        }
    }

    pub(crate) fn section(self, id: &'static str, title: &Text, blocks: Vec<Block>) -> Section {
        Section {
            id,
            title: self.of(title),
            blocks,
        }
    }

    /// `2 January 2026`, `2. Januar 2026`
    pub(crate) fn date(self, date: Date) -> String {
        let month = usize::from(date.month.clamp(1, 12)) - 1;
        let Date { year, day, .. } = date;
        let [english, german] = [ENGLISH_MONTHS[month], GERMAN_MONTHS[month]];
        match self.0 {
            Language::English => format!("{day} {english} {year}"),
            Language::German => format!("{day}. {german} {year}"),
        }
    }

    /// `1,840`, `1.840`
    pub(crate) fn number(self, number: u64) -> String {
        self.0.number(number)
    }

    fn of(self, text: &Text) -> String {
        text.in_language(self.0).to_owned()
    }

    /// A whole text, before its evidence.
    pub(crate) fn document(self, id: &'static str, title: &Text) -> Document {
        Document {
            id,
            language: self.0.code(),
            title: self.of(title),
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
