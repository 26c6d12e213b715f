//! The texts of `privacy`. The sentences of documents are those of `kplaces-privacy`.

pub(crate) mod erase;
pub(crate) mod extract;
mod html;
mod markdown;
pub(crate) mod network;
mod plain;
pub(crate) mod report;

use kplaces_privacy::{Document, Sentence};
use kplaces_text::{Language, say};

pub(crate) use html::html;
pub(crate) use markdown::markdown;
pub(crate) use plain::plain;

/// Where somebody fills something in by hand.
const LINE: &str = "______________________________";

pub(crate) fn written(path: &str, language: Language) -> String {
    say!(language, "written: {path}\n", "geschrieben: {path}\n")
}

/// What a proof is called before its name.
fn proof_word(document: &Document) -> &'static str {
    let language = Language::of_locale(document.language).unwrap_or_default();
    language.pick("Proof", "Nachweis")
}

/// ` [1, 2]` behind a sentence that makes these claims.
fn mark(document: &Document, sentence: &Sentence) -> String {
    let numbers = document.numbers(sentence);
    if numbers.is_empty() {
        return String::new();
    }
    let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    format!(" [{}]", numbers.join(", "))
}

/// Sentences as one text, each with its marks.
fn running(document: &Document, sentences: &[Sentence], word: fn(&str) -> String) -> String {
    let sentences: Vec<String> = sentences
        .iter()
        .map(|sentence| format!("{}{}", word(&sentence.text), mark(document, sentence)))
        .collect();
    sentences.join(" ")
}
