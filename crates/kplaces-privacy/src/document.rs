//! A text for people, in parts that a program can lay out.

use kplaces_text::Language;
use schemars::JsonSchema;
use serde::Serialize;

use crate::{Claim, Proof, claims, proofs};

/// A whole text in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(rename = "Paper"))]
pub struct Document {
    /// `statement` or `record`.
    pub id: &'static str,
    /// `en` or `de`.
    pub language: &'static str,
    /// The title.
    pub title: String,
    /// What stands below the title.
    pub about: Vec<Entry>,
    /// The parts.
    pub sections: Vec<Section>,
    /// The claims that its sentences name, and their proofs.
    pub evidence: Evidence,
}

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Section {
    /// Its name for programs; the same in all languages.
    pub id: &'static str,
    /// Its heading.
    pub title: String,
    /// What stands in it.
    pub blocks: Vec<Block>,
}

/// A piece of a section.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Block {
    /// Running text.
    Paragraph {
        /// Its sentences.
        sentences: Vec<Sentence>,
    },
    /// Points, one below the other.
    List {
        /// The points.
        items: Vec<Item>,
    },
    /// Words and what is said to each.
    Entries {
        /// The words.
        entries: Vec<Entry>,
    },
}

/// A point of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Item {
    /// What it says.
    pub sentences: Vec<Sentence>,
}

/// A word, and what is said to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Entry {
    /// Its name for programs; the same in all languages.
    pub id: &'static str,
    /// The word.
    pub label: String,
    /// What is said to it; where it is blank, a hint what to fill in.
    pub sentences: Vec<Sentence>,
    /// Whether somebody has to fill it in.
    pub blank: bool,
}

/// A sentence, or a value on its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Sentence {
    /// The words. What came from outside is on one line and steers nothing.
    pub text: String,
    /// The ids of the claims that it makes.
    pub claims: Vec<&'static str>,
}

/// The claims that a text makes, and how to see that they hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Evidence {
    /// The heading.
    pub title: String,
    /// How to read it.
    pub introduction: String,
    /// The claims, in the order of the text; their numbers are their places, from 1.
    pub claims: Vec<Note>,
    /// The proofs that they name, but for tests, which have no words of their own.
    pub proofs: Vec<Note>,
}

/// A claim or a proof in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Note {
    /// Its id.
    pub id: &'static str,
    /// The words.
    pub text: &'static str,
    /// What proves it; empty for a proof.
    pub proofs: &'static [&'static str],
}

impl Document {
    /// Every sentence, in the order of the text.
    pub fn sentences(&self) -> impl Iterator<Item = &Sentence> {
        let blocks = self.sections.iter().flat_map(|section| &section.blocks);
        self.about
            .iter()
            .flat_map(|entry| &entry.sentences)
            .chain(blocks.flat_map(Block::sentences))
    }

    /// The numbers of the claims of a sentence, from 1.
    pub fn numbers(&self, sentence: &Sentence) -> Vec<usize> {
        let claims = self.evidence.claims.iter().enumerate();
        let named = claims.filter(|(_, claim)| sentence.claims.contains(&claim.id));
        named.map(|(n, _)| n + 1).collect()
    }

    /// Puts together what the sentences name.
    pub(crate) fn with_evidence(mut self, language: Language, words: [&str; 2]) -> Self {
        let mut made: Vec<&'static Claim> = Vec::new();
        for id in self.sentences().flat_map(|sentence| &sentence.claims) {
            let claim = claims().iter().find(|claim| claim.id == *id);
            made.extend(claim.filter(|claim| !made.contains(claim)));
        }
        let named = |proof: &&Proof| made.iter().any(|claim| claim.proofs.contains(&proof.id));
        let [title, introduction] = words.map(str::to_owned);
        self.evidence = Evidence {
            title,
            introduction,
            proofs: proofs()
                .iter()
                .filter(named)
                .map(|proof| Note {
                    id: proof.id,
                    text: proof.text(language),
                    proofs: &[],
                })
                .collect(),
            claims: made
                .iter()
                .map(|claim| Note {
                    id: claim.id,
                    text: claim.text(language),
                    proofs: claim.proofs,
                })
                .collect(),
        };
        self
    }
}

impl Block {
    /// Its sentences.
    pub fn sentences(&self) -> Box<dyn Iterator<Item = &Sentence> + '_> {
        match self {
            Self::Paragraph { sentences } => Box::new(sentences.iter()),
            Self::List { items } => Box::new(items.iter().flat_map(|item| &item.sentences)),
            Self::Entries { entries } => {
                Box::new(entries.iter().flat_map(|entry| &entry.sentences))
            }
        }
    }
}
