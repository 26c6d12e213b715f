use kplaces_privacy::{Block, Document, Entry};
use unicode_width::UnicodeWidthStr as _;

use super::{LINE, proof_word, running};
use crate::text::format::hanging;

/// Where the output is no terminal.
const USUAL: usize = 80;
/// Longer lines are hard to read.
const MOST: usize = 100;

/// A document as text, with lines no wider than the terminal.
pub(crate) fn plain(document: &Document, width: Option<usize>) -> String {
    let width = width.unwrap_or(USUAL).min(MOST);
    let mut out = Lines {
        out: String::new(),
        width,
    };
    out.heading(&document.title, '=');
    let widest = document.about.iter().map(|it| it.label.width()).max();
    let column = widest.unwrap_or_default() + 2;
    for entry in &document.about {
        let pad = " ".repeat(column - entry.label.width());
        let text = said(document, entry);
        out.hanging(&format!("{}{pad}", entry.label), &text, column);
    }
    for (n, section) in document.sections.iter().enumerate() {
        out.blank_line();
        out.heading(&format!("{}. {}", n + 1, section.title), '-');
        for (n, block) in section.blocks.iter().enumerate() {
            if n > 0 {
                out.blank_line();
            }
            put(&mut out, document, block);
        }
    }
    evidence(&mut out, document);
    out.out
}

fn put(out: &mut Lines, document: &Document, block: &Block) {
    match block {
        Block::Paragraph { sentences } => out.hanging("", &text(document, sentences), 0),
        Block::List { items } => {
            for item in items {
                out.hanging("  - ", &text(document, &item.sentences), 4);
            }
        }
        Block::Entries { entries } => {
            for entry in entries {
                out.hanging("  ", &format!("{}:", entry.label), 2);
                out.hanging("      ", &said(document, entry), 6);
            }
        }
    }
}

fn evidence(out: &mut Lines, document: &Document) {
    let evidence = &document.evidence;
    out.blank_line();
    out.heading(&evidence.title, '-');
    out.hanging("", &evidence.introduction, 0);
    out.blank_line();
    for (n, claim) in evidence.claims.iter().enumerate() {
        let number = format!("[{}]", n + 1);
        out.hanging(&format!("{number:<6}"), claim.text, 6);
        let proofs = format!("{}: {}", proof_word(document), claim.proofs.join(", "));
        out.hanging("      ", &proofs, 6);
    }
    out.blank_line();
    for proof in &evidence.proofs {
        out.hanging("  ", proof.id, 2);
        out.hanging("      ", proof.text, 6);
    }
}

fn said(document: &Document, entry: &Entry) -> String {
    let text = text(document, &entry.sentences);
    if entry.blank {
        format!("{LINE} ({text})")
    } else {
        text
    }
}

fn text(document: &Document, sentences: &[kplaces_privacy::Sentence]) -> String {
    running(document, sentences, str::to_owned)
}

struct Lines {
    out: String,
    width: usize,
}

impl Lines {
    fn blank_line(&mut self) {
        self.out.push('\n');
    }

    fn heading(&mut self, title: &str, under: char) {
        let before = self.out.len();
        self.hanging("", title, 0);
        let widest = self.out[before..].lines().map(str::width).max();
        for _ in 0..widest.unwrap_or_default() {
            self.out.push(under);
        }
        self.out.push_str("\n\n");
    }

    fn hanging(&mut self, first: &str, text: &str, hang: usize) {
        hanging(&mut self.out, first, text, hang, self.width);
    }
}
