//! One passphrase, as several keyboards and programs write it.

use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};
use unicode_normalization::UnicodeNormalization;

/// What something new is sealed with: composed letters, without the mark that programs put in front of
/// a file and without the end of its line.
pub(crate) fn canonical(passphrase: &SecretString) -> SecretString {
    let text = bare(passphrase.expose_secret());
    gathered(text.nfc(), text.len())
}

/// What something may have been sealed with by who knows this passphrase, the likeliest first, each
/// once. Earlier versions took it as it came.
pub(crate) fn spellings(passphrase: &SecretString) -> Vec<SecretString> {
    let text = bare(passphrase.expose_secret());
    let mut all = vec![canonical(passphrase)];
    let others = [
        passphrase.clone(),
        SecretString::from(text),
        gathered(text.nfd(), text.len()),
        gathered(text.nfkc(), text.len()),
    ];
    for other in others {
        let is_new = |known: &SecretString| known.expose_secret() != other.expose_secret();
        if all.iter().all(is_new) {
            all.push(other);
        }
    }
    all
}

fn bare(text: &str) -> &str {
    text.trim_start_matches('\u{feff}')
        .trim_end_matches(['\r', '\n'])
}

fn gathered(letters: impl Iterator<Item = char>, len: usize) -> SecretString {
    // Room for all at once: a growing text leaves copies behind that nobody wipes. No letter becomes
    // more than 18 times as long (UAX 15).
    let mut text = Zeroizing::new(String::with_capacity(18 * len));
    text.extend(letters);
    SecretString::from(text.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<String> {
        let all = spellings(&SecretString::from(text));
        all.iter().map(|it| it.expose_secret().to_owned()).collect()
    }

    #[test]
    fn a_plain_passphrase_is_tried_once() {
        assert_eq!(all(" four plain words "), [" four plain words "]);
    }

    #[test]
    fn letters_with_marks_are_tried_composed_and_taken_apart() {
        let (composed, apart) = ("Tür", "Tu\u{308}r");
        assert_eq!(all(composed), [composed, apart]);
        assert_eq!(all(apart), [composed, apart]);
    }

    #[test]
    fn what_a_program_added_is_tried_as_it_came_and_without() {
        assert_eq!(all("\u{feff}a\r\n"), ["a", "\u{feff}a\r\n"]);
        assert_eq!(all("ａ\u{a0}1"), ["ａ\u{a0}1", "a 1"]);
    }
}
