//! Keyrings and what is sealed.

use kplaces_text::Text;
use kplaces_vault::{KeyringError, SealError};

pub(super) fn keyring(error: &KeyringError) -> Text {
    let german = match error {
        // What the keyring said itself is English, and of no use to who reads this.
        KeyringError::Absent(_) => "kein Schlüsselspeicher antwortet".to_owned(),
        KeyringError::Locked => "der Schlüsselspeicher ist gesperrt".to_owned(),
        KeyringError::Slow { seconds } => {
            format!("der Schlüsselspeicher antwortete nicht innerhalb von {seconds} s")
        }
        KeyringError::Refused(_) => "der Schlüsselspeicher hat abgelehnt".to_owned(),
        KeyringError::Unusable => {
            "was der Schlüsselspeicher unter diesem Namen hat, ist nicht zu gebrauchen".to_owned()
        }
    };
    Text::new(error.to_string(), german)
}

pub(super) fn seal(error: SealError) -> Text {
    let german = match error {
        SealError::NotSealed => "ist nicht mit einer Passphrase verschlüsselt",
        SealError::Damaged => "ist beschädigt: es wurde gekürzt oder verändert",
        SealError::WrongPassphrase => "lässt sich mit dieser Passphrase nicht öffnen",
        SealError::TooCostly => "verlangt zu viel Rechenarbeit, um geöffnet zu werden",
        SealError::TooWeak => "ist zu schwach verschlüsselt",
        SealError::Failed => "ließ sich nicht verschlüsseln",
    };
    Text::new(error.to_string(), german)
}
