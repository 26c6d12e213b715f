//! How a page that was open knows the map again, and finds the one that takes its place.
//!
//! Once a map has ended anybody may listen at its port, and a page that believed them would show what they say and send
//! them what is typed. So a page asks for a proof first: it has a secret of its map, which the next one finds in a private
//! file. The next one has an address of its own: what somebody else has left in the browser for the old one is nothing to it.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use hmac::{Hmac, Mac as _};
use serde::Serialize;
use sha2::Sha256;

/// A ticket is used once, and so many are remembered; after that there are no more.
const MOST: usize = 64;

/// What a map and its pages have in common.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Secret([u8; 32]);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

impl Secret {
    /// A new one.
    pub(crate) fn new() -> Result<Self, getrandom::Error> {
        let mut random = [0; 32];
        getrandom::fill(&mut random)?;
        Ok(Self(random))
    }

    /// In hexadecimal.
    pub(crate) fn text(&self) -> String {
        hex(&self.0)
    }

    /// Reads it again.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let mut secret = [0; 32];
        let is_hex = text.bytes().all(|byte| byte.is_ascii_hexdigit());
        if text.len() != 2 * secret.len() || !is_hex {
            return None;
        }
        for (byte, digits) in secret.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            let digits = std::str::from_utf8(digits).ok()?;
            *byte = u8::from_str_radix(digits, 16).ok()?;
        }
        Some(Self(secret))
    }

    fn mac(&self, words: &str) -> Option<Hmac<Sha256>> {
        let mac = Hmac::<Sha256>::new_from_slice(&self.0).ok()?;
        Some(mac.chain_update(words))
    }

    /// What only somebody says who has it.
    fn proof(&self, words: &str) -> String {
        let mac = self.mac(words).map(|mac| mac.finalize().into_bytes());
        mac.map_or_else(String::new, |bytes| hex(&bytes))
    }

    fn is_proof(&self, words: &str, proof: &str) -> bool {
        let given = Self::read(proof);
        let mac = self.mac(words).zip(given);
        mac.is_some_and(|(mac, given)| mac.verify_slice(&given.0).is_ok())
    }
}

fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits
        .filter_map(|digit| char::from_digit(digit.into(), 16))
        .collect()
}

/// Of one run of the server.
#[derive(Debug)]
pub(crate) struct WayBack {
    own: Secret,
    before: Option<Secret>,
    used: Mutex<Vec<String>>,
}

/// Who is asked, for a page that has the secret.
#[derive(Debug, Serialize)]
pub(crate) struct Proofs {
    /// Where this map is.
    port: u16,
    /// That this is the map of the page.
    same: String,
    /// That this is the one that takes its place.
    next: Option<String>,
}

impl WayBack {
    /// That of a map, after another one.
    pub(crate) fn new(own: Secret, before: Option<Secret>) -> Self {
        Self {
            own,
            before,
            used: Mutex::default(),
        }
    }

    /// What its own pages have.
    pub(crate) fn own(&self) -> &Secret {
        &self.own
    }

    /// Answers a page that asks with a number of its own; `None` where that is none.
    pub(crate) fn prove(&self, nonce: &str, port: u16) -> Option<Proofs> {
        // As long as a secret, and so nothing that could be read in another way.
        Secret::read(nonce)?;
        Some(Proofs {
            port,
            same: self.own.proof(&format!("same:{nonce}:{port}")),
            next: self
                .before
                .as_ref()
                .map(|it| it.proof(&format!("next:{nonce}:{port}"))),
        })
    }

    /// Whether this is a ticket of a page of the map before, `NONCE.PROOF`; each is good once.
    pub(crate) fn take(&self, ticket: &str) -> bool {
        let Some((nonce, proof)) = ticket.split_once('.') else {
            return false;
        };
        let words = format!("ticket:{nonce}");
        let is_right = |it: &Secret| Secret::read(nonce).is_some() && it.is_proof(&words, proof);
        if !self.before.as_ref().is_some_and(is_right) {
            return false;
        }
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        if used.len() >= MOST || used.iter().any(|it| it == nonce) {
            return false;
        }
        used.push(nonce.to_owned());
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(byte: u8) -> Secret {
        Secret([byte; 32])
    }

    #[test]
    fn a_proof_is_of_one_secret_one_question_and_one_port() {
        let nonce = secret(9).text();
        let next = WayBack::new(secret(2), Some(secret(1)));
        let Proofs { port, same, next } = next.prove(&nonce, 4_000).unwrap();
        let next = next.unwrap();
        assert_eq!(port, 4_000);
        assert!(secret(2).is_proof(&format!("same:{nonce}:4000"), &same));
        assert!(secret(1).is_proof(&format!("next:{nonce}:4000"), &next));
        assert!(!secret(1).is_proof(&format!("next:{nonce}:4001"), &next));
        assert!(!secret(1).is_proof(&format!("same:{nonce}:4000"), &next));
        assert!(!secret(3).is_proof(&format!("next:{nonce}:4000"), &next));
        assert!(WayBack::new(secret(2), None).prove("ticket", 1).is_none());
    }

    #[test]
    fn a_ticket_is_good_once_for_the_map_after() {
        let ticket = |of: &Secret, nonce: u8| {
            let nonce = secret(nonce).text();
            let proof = of.proof(&format!("ticket:{nonce}"));
            format!("{nonce}.{proof}")
        };
        let next = WayBack::new(secret(2), Some(secret(1)));
        assert!(!next.take(&ticket(&secret(2), 9)), "of its own pages");
        assert!(next.take(&ticket(&secret(1), 9)));
        assert!(!next.take(&ticket(&secret(1), 9)), "spent");
        for odd in ["", ".", "a.b", &ticket(&secret(1), 8)[1..]] {
            assert!(!next.take(odd), "{odd}");
        }
        assert!(next.take(&ticket(&secret(1), 8)));
        assert!(!WayBack::new(secret(2), None).take(&ticket(&secret(1), 9)));
        for nonce in 10..=255 {
            next.take(&ticket(&secret(1), nonce));
        }
        assert_eq!(next.used.lock().unwrap().len(), MOST);
    }

    #[test]
    fn a_secret_is_read_as_it_is_written_and_never_printed() {
        let new = Secret::new().unwrap();
        assert_eq!(Secret::read(&new.text()), Some(new.clone()));
        assert_eq!(format!("{new:?}"), "Secret");
        for odd in [
            "",
            "ab",
            &new.text()[2..],
            &new.text().replace(|c: char| c.is_ascii_digit(), "+"),
        ] {
            assert_eq!(Secret::read(odd), None, "{odd}");
        }
    }
}
