//! Whether a passphrase could be guessed.

use secrecy::zeroize::Zeroizing;
use zxcvbn::{Score, zxcvbn};

/// What everybody tries first who knows where a file is from.
const OURS: [&str; 2] = ["3kplaces", "webfleet"];

/// Whether somebody who has the file could find the passphrase out, who knows these words as well.
pub(crate) fn is_weak(passphrase: &str, known: &[&str]) -> bool {
    let known = [known, &OURS].concat();
    // Sealing makes each guess slow: what takes a hundred million of them is out of reach.
    let is_weak = |text: &str| zxcvbn(text, &known).score() < Score::Three;
    // Several known words in a row make many guesses, and are still nothing of one's own.
    let mut rest = Zeroizing::new(passphrase.to_lowercase());
    for word in known.iter().filter(|word| word.chars().count() > 2) {
        rest = Zeroizing::new(rest.replace(&word.to_lowercase(), ""));
    }
    is_weak(passphrase) || is_weak(&rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_do_not_belong_together_are_strong_and_what_is_known_is_not() {
        for weak in [
            "kurz",
            "7 7 7 7",
            "passwort1",
            "webfleet2024",
            "3kplaces!",
            "musterspedition-dispo",
            "MusterspeditionDispo1",
            "",
        ] {
            assert!(is_weak(weak, &["musterspedition", "dispo"]), "{weak}");
        }
        for strong in [
            "gabel teich wolke sieben",
            "vR7#kq2!xPz9",
            "canary passphrase 7c1f",
        ] {
            assert!(!is_weak(strong, &["musterspedition", "dispo"]), "{strong}");
        }
    }

    #[test]
    fn a_passphrase_without_end_is_judged_too() {
        assert!(is_weak(&"a".repeat(100_000), &[]));
    }
}
