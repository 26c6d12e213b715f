use kplaces_privacy::{Block, Document, Entry, Sentence};

use super::{proof_word, running};

/// Reads well on a screen and on paper; nothing is loaded from anywhere.
const STYLE: &str = "body{font:16px/1.5 sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}\
                     h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2rem;break-after:avoid}\
                     dt{font-weight:bold;margin-top:.5rem;break-after:avoid}dd{margin:0 0 0 1.5rem;\
                     overflow-wrap:anywhere}code{font-size:.95em}.blank{display:inline-block;\
                     min-width:18rem;border-bottom:1px solid}@media print{body{font-size:11pt;margin:0}}";

/// A document as one HTML file, to be read in a browser or printed.
pub(crate) fn html(document: &Document) -> String {
    let title = escaped(&document.title);
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n",
        document.language
    );
    entries(&mut out, document, &document.about);
    for (n, section) in document.sections.iter().enumerate() {
        out.push_str(&format!(
            "<h2>{}. {}</h2>\n",
            n + 1,
            escaped(&section.title)
        ));
        for block in &section.blocks {
            match block {
                Block::Paragraph { sentences } => {
                    out.push_str(&format!("<p>{}</p>\n", text(document, sentences)));
                }
                Block::List { items } => {
                    out.push_str("<ul>\n");
                    for item in items {
                        out.push_str(&format!("<li>{}</li>\n", text(document, &item.sentences)));
                    }
                    out.push_str("</ul>\n");
                }
                Block::Entries { entries: list } => entries(&mut out, document, list),
            }
        }
    }
    let evidence = &document.evidence;
    out.push_str(&format!(
        "<h2>{}</h2>\n<p>{}</p>\n<ol>\n",
        escaped(&evidence.title),
        escaped(&evidence.introduction)
    ));
    for claim in &evidence.claims {
        let proofs: Vec<String> = claim
            .proofs
            .iter()
            .map(|proof| format!("<code>{}</code>", escaped(proof)))
            .collect();
        out.push_str(&format!(
            "<li>{}<br>{}: {}</li>\n",
            escaped(claim.text),
            proof_word(document),
            proofs.join(", ")
        ));
    }
    out.push_str("</ol>\n<dl>\n");
    for proof in &evidence.proofs {
        out.push_str(&format!(
            "<dt><code>{}</code></dt><dd>{}</dd>\n",
            proof.id,
            escaped(proof.text)
        ));
    }
    out.push_str("</dl>\n</body>\n</html>\n");
    out
}

fn entries(out: &mut String, document: &Document, entries: &[Entry]) {
    out.push_str("<dl>\n");
    for entry in entries {
        let said = text(document, &entry.sentences);
        let said = if entry.blank {
            format!("<span class=\"blank\">&nbsp;</span> ({said})")
        } else {
            said
        };
        out.push_str(&format!(
            "<dt>{}</dt><dd>{said}</dd>\n",
            escaped(&entry.label)
        ));
    }
    out.push_str("</dl>\n");
}

fn text(document: &Document, sentences: &[Sentence]) -> String {
    running(document, sentences, escaped)
}

/// Text that is no markup; what stands between backticks becomes code.
fn escaped(text: &str) -> String {
    let commands = text.matches('`').count().is_multiple_of(2);
    let mut out = String::with_capacity(text.len());
    let mut code = false;
    for c in text.chars() {
        match c {
            '`' if commands => {
                code = !code;
                out.push_str(if code { "<code>" } else { "</code>" });
            }
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_no_markup_and_commands_are_code() {
        assert_eq!(
            escaped("<script>\"&` `x`"),
            "&lt;script&gt;&quot;&amp;` `x`"
        );
        assert_eq!(escaped("run `a < b`"), "run <code>a &lt; b</code>");
    }
}
