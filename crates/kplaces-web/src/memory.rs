//! What a map leaves for the one that follows it: how its pages know the next one, and how it was shown.

use kplaces_domain::Timestamp;
use serde::{Deserialize, Serialize};

use crate::choices::Choices;
use crate::keys::SESSION_IDLE;
use crate::way_back::Secret;

/// What the next map is to know. It is for a private file: who can read it is let into the next map.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Memory {
    /// The map that was.
    pub(crate) before: Option<Before>,
    /// How the page is to be shown.
    pub(crate) choices: Choices,
}

/// A map, as its pages know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Before {
    /// Where it was.
    pub(crate) port: u16,
    /// What its pages have.
    pub(crate) secret: Secret,
    /// When it was so, in seconds since 1970.
    pub(crate) as_of: i64,
}

/// The form it is kept in.
#[derive(Deserialize, Serialize)]
struct Kept {
    port: u16,
    as_of: i64,
    /// In hexadecimal.
    secret: String,
    /// Of another version they may be others.
    choices: serde_json::Value,
}

impl Memory {
    /// Reads what [`Memory::to_bytes`] has made. What cannot be read is forgotten.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        let Ok(kept) = serde_json::from_slice::<Kept>(bytes) else {
            return Self::default();
        };
        let secret = Secret::read(&kept.secret).filter(|_| kept.port != 0);
        Self {
            before: secret.map(|secret| Before {
                port: kept.port,
                secret,
                as_of: kept.as_of,
            }),
            choices: serde_json::from_value(kept.choices).unwrap_or_default(),
        }
    }

    /// A line of JSON.
    pub fn to_bytes(&self) -> Vec<u8> {
        let before = self.before.as_ref();
        let kept = Kept {
            port: before.map_or(0, |it| it.port),
            as_of: before.map_or(0, |it| it.as_of),
            secret: before.map_or_else(String::new, |it| it.secret.text()),
            choices: serde_json::to_value(self.choices).unwrap_or_default(),
        };
        // Numbers and letters can always be written.
        let mut bytes = serde_json::to_vec(&kept).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }

    /// The map before, if its pages may still be let in: they are for as long as without a restart.
    pub(crate) fn before(&self, now: Timestamp) -> Option<Before> {
        let before = self.before.as_ref()?;
        let idle = u64::try_from(now.unix().checked_sub(before.as_of)?).ok()?;
        (idle < SESSION_IDLE.as_secs()).then(|| before.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::choices::{Alerts, Navigation, Theme};

    fn memory() -> Memory {
        Memory {
            before: Some(Before {
                port: 41_234,
                secret: Secret::read(&"07ab".repeat(16)).unwrap(),
                as_of: 1_000_000,
            }),
            choices: Choices {
                alerts: Alerts::Tone,
                navigation: Some(Navigation::Google),
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
        let text = String::from_utf8(kept).unwrap();
        for damaged in [
            text.replacen("07", "+7", 1),
            text.replacen("07", "", 1),
            text.replace("41234", "0"),
        ] {
            let other = Memory::from_bytes(damaged.as_bytes());
            assert_eq!((other.before, other.choices), (None, memory().choices));
        }
        let other = Memory::from_bytes(text.replace("dark", "pink").as_bytes());
        assert_eq!(
            (other.choices, other.before),
            (Choices::default(), memory().before)
        );
    }

    #[test]
    fn what_a_map_has_left_that_knew_fewer_choices_is_read() {
        let kept = String::from_utf8(memory().to_bytes()).unwrap();
        for (newer, without) in [
            (
                r#""navigation":"google","#,
                Choices {
                    navigation: None,
                    ..memory().choices
                },
            ),
            (
                r#""alerts":"tone","navigation":"google","#,
                Choices {
                    navigation: None,
                    alerts: Alerts::Off,
                    ..memory().choices
                },
            ),
        ] {
            assert!(kept.contains(newer), "{kept}");
            let older = Memory::from_bytes(kept.replace(newer, "").as_bytes());
            assert_eq!((older.choices, older.before), (without, memory().before));
        }
    }

    #[test]
    fn pages_are_let_in_for_as_long_as_without_a_restart() {
        let at = |seconds: i64| memory().before(Timestamp::from_unix(1_000_000 + seconds));
        let idle = SESSION_IDLE.as_secs() as i64;
        assert_eq!(at(0), memory().before);
        assert_eq!(at(idle - 1), memory().before);
        assert_eq!(at(idle), None);
        assert_eq!(at(-1), None, "a clock set back");
    }
}
