//! Bytes sealed with a passphrase, in the format of age.

use std::io::{Read, Write};
use std::iter::once;

use age::scrypt::{Identity, Recipient};
use age::{DecryptError, Decryptor, Encryptor};
use secrecy::SecretString;
use secrecy::zeroize::Zeroizing;

use crate::SealError;
use crate::spelling::{canonical, spellings};

const FIRST_LINE: &[u8] = b"age-encryption.org/v1\n";

/// How much work a passphrase costs: scrypt with N = 2^n, which takes 2^n KiB of memory.
pub(crate) struct Work {
    pub(crate) written: u8,
    pub(crate) least: u8,
    pub(crate) most: u8,
}

/// 0.23 s and 128 MiB on a small virtual machine (release build); a device that is five times slower is
/// still about a second. Later versions may ask for more.
pub(crate) const WORK: Work = Work {
    written: 17,
    least: 17,
    most: 20,
};

/// Seals bytes with a passphrase, which opens them from any keyboard: how its letters are composed does
/// not matter, nor a byte order mark in front or a line end behind it. It takes a quarter of a second, on weak devices a few.
///
/// Fails with [`SealError::Failed`] only.
pub fn seal(bytes: &[u8], passphrase: &SecretString) -> Result<Vec<u8>, SealError> {
    WORK.seal(bytes, passphrase)
}

/// Opens what [`seal`] made, now or before it knew of spellings. It takes as long, and as long again for
/// each other spelling that a passphrase has; what cannot be right takes no time.
pub fn open(sealed: &[u8], passphrase: &SecretString) -> Result<Zeroizing<Vec<u8>>, SealError> {
    WORK.open(sealed, passphrase)
}

/// Whether bytes look like sealed ones, by their first line.
pub fn is_sealed(bytes: &[u8]) -> bool {
    bytes.starts_with(FIRST_LINE)
}

impl Work {
    fn seal(&self, bytes: &[u8], passphrase: &SecretString) -> Result<Vec<u8>, SealError> {
        let mut recipient = Recipient::new(canonical(passphrase));
        recipient.set_work_factor(self.written);
        let encryptor = Encryptor::with_recipients(once(&recipient as &dyn age::Recipient))
            .map_err(|_| SealError::Failed)?;
        let mut sealed = Vec::new();
        let mut writer = encryptor
            .wrap_output(&mut sealed)
            .map_err(|_| SealError::Failed)?;
        writer.write_all(bytes).map_err(|_| SealError::Failed)?;
        writer.finish().map_err(|_| SealError::Failed)?;
        Ok(sealed)
    }

    pub(crate) fn open(
        &self,
        sealed: &[u8],
        passphrase: &SecretString,
    ) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let mut opened = Err(SealError::WrongPassphrase);
        for spelling in spellings(passphrase) {
            opened = self.open_with(sealed, spelling);
            if !matches!(opened, Err(SealError::WrongPassphrase)) {
                break;
            }
        }
        opened
    }

    fn open_with(
        &self,
        sealed: &[u8],
        passphrase: SecretString,
    ) -> Result<Zeroizing<Vec<u8>>, SealError> {
        if !is_sealed(sealed) {
            return Err(SealError::NotSealed);
        }
        let work = work_of(sealed)?;
        if work < self.least {
            return Err(SealError::TooWeak);
        }
        if work > self.most {
            return Err(SealError::TooCostly);
        }
        let decryptor = Decryptor::new_buffered(sealed).map_err(|_| SealError::Damaged)?;
        let mut identity = Identity::new(passphrase);
        identity.set_max_work_factor(self.most);
        let mut reader = decryptor
            .decrypt(once(&identity as &dyn age::Identity))
            .map_err(|error| match error {
                DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed => {
                    SealError::WrongPassphrase
                }
                DecryptError::ExcessiveWork { .. } => SealError::TooCostly,
                DecryptError::NoMatchingKeys => SealError::NotSealed,
                _ => SealError::Damaged,
            })?;
        // Room for all at once: a growing buffer leaves copies behind that nobody wipes.
        let mut bytes = Zeroizing::new(Vec::with_capacity(sealed.len()));
        reader
            .read_to_end(&mut bytes)
            .map_err(|_| SealError::Damaged)?;
        Ok(bytes)
    }
}

/// The work factor that the header names, read before anybody works for it.
fn work_of(sealed: &[u8]) -> Result<u8, SealError> {
    let after = sealed.get(FIRST_LINE.len()..).unwrap_or_default();
    let line = after
        .split(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    let line = std::str::from_utf8(line).map_err(|_| SealError::Damaged)?;
    let mut words = line.split(' ');
    if (words.next(), words.next()) != (Some("->"), Some("scrypt")) {
        // For somebody's key, or no header at all.
        return Err(SealError::NotSealed);
    }
    let work = words.nth(1).ok_or(SealError::Damaged)?;
    if !work.bytes().all(|byte| byte.is_ascii_digit()) || work.is_empty() {
        return Err(SealError::Damaged);
    }
    // What does not fit is certainly too much.
    Ok(work.parse().unwrap_or(u8::MAX))
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::*;

    /// As the real one in everything but the time it takes.
    const QUICK: Work = Work {
        written: 2,
        least: 2,
        most: 4,
    };

    fn passphrase(text: &str) -> SecretString {
        SecretString::from(text)
    }

    /// The same bytes in all tests of changes: 100 of them, sealed.
    static SEALED: LazyLock<Vec<u8>> =
        LazyLock::new(|| QUICK.seal(&[7; 100], &passphrase("right")).unwrap());

    #[test]
    fn what_was_sealed_is_opened_with_the_same_passphrase_only() {
        let sealed = seal(b"secret", &passphrase("Tür 7")).unwrap();
        assert_eq!(**open(&sealed, &passphrase("Tür 7")).unwrap(), *b"secret");
        for wrong in ["", "Tür 8", "Tür 7 "] {
            let refused = open(&sealed, &passphrase(wrong)).unwrap_err();
            assert_eq!(refused, SealError::WrongPassphrase);
        }
        assert!(is_sealed(&sealed));
        assert!(!sealed.windows(6).any(|window| window == b"secret"));
        assert_ne!(seal(b"secret", &passphrase("Tür 7")).unwrap(), sealed);
    }

    /// Sealed as by a version that took a passphrase as it came.
    fn sealed_as_it_came(text: &str) -> Vec<u8> {
        let mut recipient = Recipient::new(passphrase(text));
        recipient.set_work_factor(QUICK.written);
        age::encrypt(&recipient, b"secret").unwrap()
    }

    #[test]
    fn a_passphrase_opens_from_any_keyboard_what_it_sealed() {
        let spelled = ["Tür 7", "Tu\u{308}r 7", "\u{feff}Tür 7\r\n", "Tür\u{a0}７"];
        let sealed = QUICK.seal(b"secret", &passphrase("Tür 7")).unwrap();
        for typed in spelled {
            let opened = QUICK.open(&sealed, &passphrase(typed));
            assert_eq!(**opened.unwrap(), *b"secret", "{typed}");
        }
        for first in &spelled[..3] {
            let sealed = QUICK.seal(b"secret", &passphrase(first)).unwrap();
            assert!(QUICK.open(&sealed, &passphrase("Tür 7")).is_ok(), "{first}");
        }
    }

    #[test]
    fn what_was_sealed_before_is_opened_with_what_it_was_sealed_with() {
        for text in [
            "Tu\u{308}r",
            "\u{feff}Tür",
            "Tür\n",
            "ｐｗ",
            "\u{feff}\n",
            "",
        ] {
            let sealed = sealed_as_it_came(text);
            assert!(QUICK.open(&sealed, &passphrase(text)).is_ok(), "{text:?}");
        }
        let sealed = sealed_as_it_came("Tu\u{308}r");
        assert!(QUICK.open(&sealed, &passphrase("Tür")).is_ok());
        assert!(QUICK.open(&sealed, &passphrase("Tur")).is_err());
    }

    #[test]
    fn what_was_cut_anywhere_is_refused() {
        for length in 0..SEALED.len() {
            let refused = QUICK.open(&SEALED[..length], &passphrase("right"));
            let expected = if length < FIRST_LINE.len() {
                [SealError::NotSealed; 2]
            } else {
                [SealError::Damaged, SealError::NotSealed]
            };
            let refused = refused.unwrap_err();
            assert!(
                expected.contains(&refused) || refused == SealError::TooWeak,
                "{length}: {refused:?}"
            );
        }
    }

    #[test]
    fn a_bit_flipped_anywhere_is_refused() {
        for at in 0..SEALED.len() {
            for bit in 0..8 {
                let mut changed = SEALED.clone();
                changed[at] ^= 1 << bit;
                let opened = QUICK.open(&changed, &passphrase("right"));
                assert!(opened.is_err(), "byte {at}, bit {bit}");
            }
        }
    }

    #[test]
    fn work_that_is_too_little_or_too_much_is_refused_before_it_is_done() {
        let with = |work: &str| {
            let header = format!("-> scrypt MTIzNDU2Nzg5MDEyMzQ1Ng {work}\n");
            [FIRST_LINE, header.as_bytes(), b"body\n--- mac\n"].concat()
        };
        for (work, refused) in [
            ("1", SealError::TooWeak),
            ("16", SealError::TooWeak),
            ("21", SealError::TooCostly),
            ("63", SealError::TooCostly),
            ("999999999999", SealError::TooCostly),
            ("-1", SealError::Damaged),
            ("", SealError::Damaged),
        ] {
            let opened = open(&with(work), &passphrase("x"));
            assert_eq!(opened.unwrap_err(), refused, "{work}");
        }
        // The number is under the seal as well: naming another one spoils the key.
        let text = SEALED.clone();
        let at = text.windows(3).position(|w| w == b" 2\n").unwrap();
        let mut other = text;
        other[at + 1] = b'3';
        let refused = QUICK.open(&other, &passphrase("right")).unwrap_err();
        assert_eq!(refused, SealError::WrongPassphrase);
    }

    #[test]
    fn what_others_sealed_for_a_key_is_not_for_a_passphrase() {
        let key = age::x25519::Identity::generate().to_public();
        let sealed = age::encrypt(&key, b"x").unwrap();
        assert_eq!(
            open(&sealed, &passphrase("x")).unwrap_err(),
            SealError::NotSealed
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn any_bytes_and_passphrase_come_back(bytes: Vec<u8>, text in ".*") {
            let sealed = QUICK.seal(&bytes, &passphrase(&text)).unwrap();
            prop_assert_eq!(&**QUICK.open(&sealed, &passphrase(&text)).unwrap(), &bytes[..]);
        }

        #[test]
        fn no_bytes_make_it_panic(
            head in prop::sample::select(vec![
                &b""[..], FIRST_LINE, b"age-encryption.org/v1\n-> scrypt ",
                b"age-encryption.org/v1\n-> scrypt MTIzNDU2Nzg5MDEyMzQ1Ng 2\n",
            ]),
            tail: Vec<u8>,
        ) {
            let bytes = [head, &tail[..]].concat();
            prop_assert!(QUICK.open(&bytes, &passphrase("x")).is_err());
        }
    }
}
