//! The promises and their proofs.

use kplaces_privacy::{claims, proofs};
use kplaces_text::Language;

/// Each promise with what proves it.
pub(super) fn promises(language: Language) -> String {
    let mut out = heading(
        language,
        ["promise", "id", "proof"],
        ["Zusage", "Kennung", "Nachweis"],
    );
    for claim in claims() {
        let named: Vec<String> = claim.proofs.iter().map(|it| proof(it, language)).collect();
        out.push_str(&format!(
            "| {} | `{}` | {} |\n",
            claim.text(language),
            claim.id,
            named.join(", ")
        ));
    }
    out
}

/// A proof that has words of its own leads to them.
fn proof(id: &str, language: Language) -> String {
    if id.starts_with("test:") {
        return format!("`{id}`");
    }
    let anchor = match language {
        Language::English => "#proofs",
        Language::German => "#nachweise",
    };
    format!("[`{id}`]({anchor})")
}

/// What each proof does.
pub(super) fn proof_table(language: Language) -> String {
    let mut out = heading(
        language,
        ["proof", "what is done"],
        ["Nachweis", "was geschieht"],
    );
    for proof in proofs() {
        out.push_str(&format!("| `{}` | {} |\n", proof.id, proof.text(language)));
    }
    out
}

fn heading<const N: usize>(language: Language, english: [&str; N], german: [&str; N]) -> String {
    let words = match language {
        Language::English => english,
        Language::German => german,
    };
    format!("| {} |\n|{}\n", words.join(" | "), "---|".repeat(N))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_promise_and_each_proof_is_a_row() {
        for language in Language::all() {
            assert_eq!(promises(language).lines().count(), claims().len() + 2);
            assert_eq!(proof_table(language).lines().count(), proofs().len() + 2);
        }
        let rows = promises(Language::German);
        assert!(
            rows.contains("| `one-host` | [`one-host`](#nachweise), "),
            "{rows}"
        );
    }
}
