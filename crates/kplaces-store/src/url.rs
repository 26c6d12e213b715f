use std::ffi::OsString;
use std::fmt;
use std::str::FromStr;

use kplaces_text::text;

use crate::{StoreError, StoreErrorKind};

/// Names a store: `SCHEME:REST`, for example `sqlite:places.db`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreUrl {
    /// Which backend.
    pub scheme: String,
    /// What the backend makes of it; often a path, relative to the data folder. Paths need not be text.
    pub rest: OsString,
}

impl FromStr for StoreUrl {
    type Err = StoreError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once(':') {
            // A single letter is a Windows drive, not a scheme.
            Some((scheme, rest))
                if scheme.len() > 1
                    && scheme
                        .bytes()
                        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') =>
            {
                Ok(Self {
                    scheme: scheme.to_owned(),
                    rest: rest.into(),
                })
            }
            _ => Err(StoreError::new(
                StoreErrorKind::Location,
                text!(
                    "`{text}` is not a store; write SCHEME:PLACE, such as sqlite:places.db",
                    "`{text}` ist kein Bestand; die Form ist SCHEMA:ORT, zum Beispiel sqlite:places.db"
                ),
            )),
        }
    }
}

impl fmt::Display for StoreUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.scheme, self.rest.display())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_a_scheme_and_the_rest() {
        let url: StoreUrl = "sqlite:a/b:c.db".parse().unwrap();
        assert_eq!(
            (url.scheme.as_str(), url.rest.to_str()),
            ("sqlite", Some("a/b:c.db"))
        );
        for text in ["", "places.db", ":x", "C:\\places.db", "SQLITE:x"] {
            assert_eq!(
                text.parse::<StoreUrl>().unwrap_err().kind(),
                StoreErrorKind::Location,
                "{text}"
            );
        }
    }
}
