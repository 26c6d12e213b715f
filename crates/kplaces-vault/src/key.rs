//! Random keys, for what is sealed without a passphrase.

use secrecy::SecretString;

/// A new random key, as age writes it: `AGE-SECRET-KEY-1…`. What is sealed for it opens with it only.
pub fn new_key() -> SecretString {
    age::x25519::Identity::generate().to_string()
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn each_key_is_another_one_that_age_reads() {
        let (one, two) = (new_key(), new_key());
        assert_ne!(one.expose_secret(), two.expose_secret());
        assert!(one.expose_secret().parse::<age::x25519::Identity>().is_ok());
    }
}
