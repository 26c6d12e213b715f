use kplaces_privacy::{Block, Document, Entry, Sentence};

use super::{LINE, proof_word, running};

/// A document as Markdown.
pub(crate) fn markdown(document: &Document) -> String {
    let mut out = format!("# {}\n\n", escaped(&document.title));
    entries(&mut out, document, &document.about);
    for (n, section) in document.sections.iter().enumerate() {
        out.push_str(&format!("\n## {}. {}\n", n + 1, escaped(&section.title)));
        for block in &section.blocks {
            out.push('\n');
            match block {
                Block::Paragraph { sentences } => {
                    out.push_str(&format!("{}\n", text(document, sentences)));
                }
                Block::List { items } => {
                    for item in items {
                        out.push_str(&format!("- {}\n", text(document, &item.sentences)));
                    }
                }
                Block::Entries { entries: list } => entries(&mut out, document, list),
            }
        }
    }
    let evidence = &document.evidence;
    out.push_str(&format!(
        "\n## {}\n\n{}\n\n",
        evidence.title,
        escaped(&evidence.introduction)
    ));
    for (n, claim) in evidence.claims.iter().enumerate() {
        out.push_str(&format!(
            "{}. {} {}: {}\n",
            n + 1,
            escaped(claim.text),
            proof_word(document),
            claim
                .proofs
                .iter()
                .map(|proof| format!("`{proof}`"))
                .collect::<Vec<_>>()
                .join(", ")
        ));
    }
    out.push('\n');
    for proof in &evidence.proofs {
        out.push_str(&format!("- `{}`: {}\n", proof.id, escaped(proof.text)));
    }
    out
}

fn entries(out: &mut String, document: &Document, entries: &[Entry]) {
    for entry in entries {
        let said = text(document, &entry.sentences);
        let said = if entry.blank {
            format!("{} ({said})", escaped(LINE))
        } else {
            said
        };
        out.push_str(&format!("- **{}:** {said}\n", escaped(&entry.label)));
    }
}

fn text(document: &Document, sentences: &[Sentence]) -> String {
    running(document, sentences, escaped)
}

/// Text that Markdown shows as it is, but for commands between backticks.
fn escaped(text: &str) -> String {
    let commands = text.matches('`').count().is_multiple_of(2);
    let mut out = String::with_capacity(text.len());
    let mut code = false;
    for c in text.chars() {
        if c == '`' && commands {
            code = !code;
        } else if !code && "\\`*_<>[]|#&~".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_no_markup_and_commands_stay_commands() {
        assert_eq!(
            escaped("see C:\\a_b\\*.db, <b> or `x_y`"),
            "see C:\\\\a\\_b\\\\\\*.db, \\<b\\> or `x_y`"
        );
        assert_eq!(escaped("a ` b"), "a \\` b");
    }
}
