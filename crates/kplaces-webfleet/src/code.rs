use std::fmt;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

/// A WEBFLEET.connect action, by its exact name on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Action(&'static str);

impl Action {
    /// The report of all addresses, or of one group's.
    pub const ADDRESS_REPORT: Self = Self("showAddressReportExtern");
    /// The report of pairs: which address is in which group.
    pub const MEMBERSHIP_REPORT: Self = Self("showAddressGroupAddressReportExtern");

    pub(crate) const fn named(name: &'static str) -> Self {
        Self(name)
    }

    /// The name on the wire.
    pub fn name(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// An error that WEBFLEET itself reported.
///
/// Codes are not a closed set: every number is kept, with the service's text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("WEBFLEET answered {action} with error {code}{}", text_of(message))]
pub struct ApiError {
    /// The action that was asked for.
    pub action: Action,
    /// WEBFLEET's number.
    pub code: u32,
    /// WEBFLEET's text without control characters and without the login, at most 200 characters
    /// from a [`Client`](crate::Client); may be empty.
    pub message: String,
    /// When the answer asks to come again, from now (`Retry-After`).
    pub again_in: Option<Duration>,
}

fn text_of(message: &str) -> String {
    if message.is_empty() {
        String::new()
    } else {
        format!(": {message}")
    }
}

/// What an error code means for the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CodeKind {
    /// The report has no rows; not an error for a report.
    Empty,
    /// Account, user, password or API key are not accepted. Never tried again: users can get locked.
    Login,
    /// The way in which the login is sent is refused; the login itself may be right.
    Outdated,
    /// The login is accepted, but may not do this.
    Denied,
    /// More requests than the contract allows; wait a whole window (one minute for addresses).
    Quota,
    /// Busy or upset for a moment; worth another try after a short pause.
    Busy,
    /// Anything else.
    Other,
}

impl ApiError {
    pub(crate) fn new(action: Action, code: u32, message: &str) -> Self {
        let message: String = message
            .trim()
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        Self {
            action,
            code,
            message,
            again_in: None,
        }
    }

    /// The same without what must not be told, should the service have quoted it, and cut to 200
    /// characters: in this order, so that no half of a secret is left.
    pub(crate) fn without(mut self, secrets: &[SecretString]) -> Self {
        for secret in secrets {
            let secret = secret.expose_secret();
            if self.message.contains(secret) {
                self.message = self.message.replace(secret, "…");
            }
        }
        self.message = self.message.chars().take(200).collect();
        self
    }

    /// Whether it is the API key that is not accepted, and nothing is said of account, user and password: WEBFLEET looks at
    /// it before all of them (code 1143, as a login without a right part is answered).
    pub fn is_of_key(&self) -> bool {
        self.code == 1143
    }

    /// What the code means. Sources: public clients and the vendor's own Python client
    /// (`webfleet-connect` reference 1.25 to 1.75); unknown codes are [`CodeKind::Other`].
    pub fn kind(&self) -> CodeKind {
        match self.code {
            // 9198 is what the SOAP twin says for an empty address report.
            63 | 9198 => CodeKind::Empty,
            // The service no longer takes logins the way this program sends them.
            1180 => CodeKind::Outdated,
            1100..=1179 => CodeKind::Login,
            8 | 45 | 8014 | 9126 => CodeKind::Denied,
            // Two clients know 6002 and 9013 as the limit too.
            8011 | 6002 | 9013 => CodeKind::Quota,
            60 | 8015 | 9000 | 9199 | 10_000 => CodeKind::Busy,
            _ => CodeKind::Other,
        }
    }

    /// Whether the code is one of those that a meaning is known of.
    pub(crate) fn is_known(&self) -> bool {
        self.kind() != CodeKind::Other
    }

    /// How many pauses of the retry policy to wait before another try; the vendor's client waits
    /// three times as long after 10000.
    pub(crate) fn patience(&self) -> u32 {
        match self.code {
            10_000 => 30,
            60 | 9000 | 9199 => 10,
            _ => 5,
        }
    }

    /// The most tries worth making in all.
    pub(crate) fn tries(&self) -> u32 {
        if self.code == 9000 { 2 } else { u32::MAX }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_mean_what_the_reference_says() {
        let kind = |code| ApiError::new(Action::ADDRESS_REPORT, code, "").kind();
        for code in [1101, 1143, 1144] {
            assert_eq!(kind(code), CodeKind::Login, "{code}");
        }
        for code in [60, 8015, 9199, 10_000] {
            assert_eq!(kind(code), CodeKind::Busy, "{code}");
        }
        for code in [8011, 6002, 9013] {
            assert_eq!(kind(code), CodeKind::Quota, "{code}");
        }
        assert_eq!(kind(1180), CodeKind::Outdated);
        assert_eq!(kind(63), CodeKind::Empty);
        assert_eq!(kind(8011), CodeKind::Quota);
        assert_eq!(kind(8014), CodeKind::Denied);
        assert_eq!(kind(424_242), CodeKind::Other);
    }

    #[test]
    fn a_login_that_is_quoted_is_hidden_before_the_text_is_cut() {
        let secrets = ["s3cret", "k-e-y"].map(SecretString::from);
        let error = ApiError::new(Action::ADDRESS_REPORT, 1143, "apikey k-e-y and s3cret");
        assert_eq!(error.without(&secrets).message, "apikey … and …");
        let long = format!("{}s3cret", "x".repeat(197));
        let error = ApiError::new(Action::ADDRESS_REPORT, 7, &long).without(&secrets);
        assert!(error.message.ends_with("x…"), "{error}");
    }

    #[test]
    fn a_hostile_message_is_tamed() {
        let error = ApiError::new(
            Action::ADDRESS_REPORT,
            60,
            &format!("\x1b[2Jgeneral\nerror{}", "x".repeat(999)),
        )
        .without(&[]);
        assert!(!error.to_string().chars().any(char::is_control));
        assert_eq!(error.message.chars().count(), 200);
    }
}
