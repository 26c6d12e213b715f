//! What a map leaves for the one that follows it: its address, the browsers that were in it, and how it was shown.

use kplaces_domain::Timestamp;
use serde::{Deserialize, Serialize};

use crate::choices::Choices;
use crate::keys::{SESSION_IDLE, SessionId};

/// What the next map is to know. It holds no secret: of a browser's cookie only the hash,
/// of which nobody can make the cookie.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Memory {
    /// The port it listened on; 0 where that is not known.
    pub(crate) port: u16,
    /// The sessions, the one used last at the end.
    pub(crate) sessions: Vec<SessionId>,
    /// When it was so, in seconds since 1970.
    pub(crate) as_of: i64,
    /// How the page is to be shown.
    pub(crate) choices: Choices,
}

/// The form it is kept in.
#[derive(Deserialize, Serialize)]
struct Kept {
    port: u16,
    as_of: i64,
    /// In hexadecimal.
    sessions: Vec<String>,
    /// Of another version they may be others.
    choices: serde_json::Value,
}

impl Memory {
    /// Reads what [`Memory::to_bytes`] has made. What cannot be read is forgotten.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        let Ok(kept) = serde_json::from_slice::<Kept>(bytes) else {
            return Self::default();
        };
        Self {
            port: kept.port,
            sessions: kept.sessions.iter().filter_map(|it| read(it)).collect(),
            as_of: kept.as_of,
            choices: serde_json::from_value(kept.choices).unwrap_or_default(),
        }
    }

    /// A line of JSON.
    pub fn to_bytes(&self) -> Vec<u8> {
        let kept = Kept {
            port: self.port,
            as_of: self.as_of,
            sessions: self.sessions.iter().map(written).collect(),
            choices: serde_json::to_value(self.choices).unwrap_or_default(),
        };
        // Numbers and letters can always be written.
        let mut bytes = serde_json::to_vec(&kept).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }

    /// The sessions that may still go on: those of a map that ended not long ago.
    ///
    /// Only where the kernel tells whose a connection is. A page that waits for its map to come back goes on sending its
    /// cookie, to whoever has the port meanwhile.
    pub(crate) fn sessions_at(&self, now: Timestamp) -> &[SessionId] {
        let idle = now.unix().checked_sub(self.as_of);
        let is_fresh = idle.is_some_and(|idle| {
            u64::try_from(idle).is_ok_and(|idle| idle < SESSION_IDLE.as_secs())
        });
        if is_fresh && cfg!(target_os = "linux") {
            &self.sessions
        } else {
            &[]
        }
    }
}

fn written(id: &SessionId) -> String {
    let digits = id.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits
        .filter_map(|digit| char::from_digit(digit.into(), 16))
        .collect()
}

fn read(text: &str) -> Option<SessionId> {
    let mut id = SessionId::default();
    if text.len() != 2 * id.len() || !text.is_ascii() {
        return None;
    }
    for (byte, digits) in id.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        let digits = std::str::from_utf8(digits).ok()?;
        *byte = u8::from_str_radix(digits, 16).ok()?;
    }
    Some(id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::choices::Theme;

    fn memory() -> Memory {
        Memory {
            port: 41_234,
            sessions: vec![[7; 32], [0xab; 32]],
            as_of: 1_000_000,
            choices: Choices {
                alerts: crate::choices::Alerts::Tone,
                theme: Theme::Dark,
                position: true,
            },
        }
    }

    #[test]
    fn what_is_kept_is_read_again_and_damage_is_forgotten() {
        let kept = memory().to_bytes();
        assert_eq!(Memory::from_bytes(&kept), memory());
        for damaged in [&kept[1..], b"", b"{}", &[0; 100]] {
            assert_eq!(Memory::from_bytes(damaged), Memory::default());
        }
        let text = String::from_utf8(kept).unwrap().replacen("07", "+7", 1);
        assert_eq!(Memory::from_bytes(text.as_bytes()).sessions.len(), 2);
        let text = text.replacen("ab", "x", 1);
        assert_eq!(Memory::from_bytes(text.as_bytes()).sessions.len(), 1);
        let text = text.replace("dark", "pink");
        let other = Memory::from_bytes(text.as_bytes());
        assert_eq!((other.choices, other.port), (Choices::default(), 41_234));
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn sessions_go_on_for_as_long_as_without_a_restart() {
        let at = |seconds: i64| Timestamp::from_unix(1_000_000 + seconds);
        let idle = SESSION_IDLE.as_secs() as i64;
        assert_eq!(memory().sessions_at(at(0)).len(), 2);
        assert_eq!(memory().sessions_at(at(idle - 1)).len(), 2);
        assert!(memory().sessions_at(at(idle)).is_empty());
        assert!(memory().sessions_at(at(-1)).is_empty(), "a clock set back");
    }
}
