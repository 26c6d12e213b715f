use std::fmt;

/// Whom a record is about: a login, an account or a store. It names files and tells nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordId(u64);

impl RecordId {
    /// A user of an account on a host: whom WEBFLEET counts requests for.
    pub fn login(host: &str, account: &str, user: &str) -> Self {
        Self::of("login", &[host, account, user])
    }

    /// An account on a host: one sync of it at a time.
    pub fn account(host: &str, account: &str) -> Self {
        Self::of("account", &[host, account])
    }

    /// The login that is kept in a folder of settings: one changes it at a time.
    pub fn kept_login(folder: &str) -> Self {
        Self::of("kept-login", &[folder])
    }

    /// A store of this device, by its folder and its URL.
    pub fn store(folder: &str, url: &str) -> Self {
        Self::of("store", &[folder, url])
    }

    /// FNV-1a, 64 bits (<http://www.isthe.com/chongo/tech/comp/fnv/>): the same in every version, so
    /// that an update finds its records. Two that fall together share a record, which is harmless.
    fn of(kind: &str, parts: &[&str]) -> Self {
        let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
        for part in std::iter::once(&kind).chain(parts) {
            // The length tells "ab", "c" from "a", "bc".
            for byte in (part.len() as u64)
                .to_le_bytes()
                .iter()
                .chain(part.as_bytes())
            {
                hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
            }
        }
        Self(hash)
    }
}

impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_the_same_and_are_told_apart() {
        let name = RecordId::login("csv.webfleet.com", "acme", "driver").to_string();
        assert_eq!(name, "27abc2b918adbef0");
        let others = [
            RecordId::account("csv.webfleet.com", "acme"),
            RecordId::login("csv.webfleet.com", "acmed", "river"),
            RecordId::login("csv.webfleet.com", "acme", "Driver"),
            RecordId::store("csv.webfleet.com", "acme"),
        ];
        for (n, other) in others.iter().enumerate() {
            assert_ne!(other.to_string(), name);
            assert!(!others[..n].contains(other));
        }
    }
}
