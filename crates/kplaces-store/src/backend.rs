use std::fmt;
use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::str::FromStr;
use std::sync::Arc;

use crate::{PlaceStore, StoreError, StoreErrorKind};

/// Names a store: `SCHEME:REST`, for example `sqlite:places.db` or `memory:`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreUrl {
    /// Which backend.
    pub scheme: String,
    /// What the backend makes of it; often a path, relative to the data folder.
    pub rest: String,
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
                    rest: rest.to_owned(),
                })
            }
            _ => Err(StoreError::new(
                StoreErrorKind::Location,
                format!("`{text}` is not a store; write SCHEME:PLACE, such as sqlite:places.db"),
            )),
        }
    }
}

impl fmt::Display for StoreUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.scheme, self.rest)
    }
}

/// What a backend gets to open a store.
#[derive(Clone, Debug)]
pub struct OpenRequest {
    /// The part of the [`StoreUrl`] after the colon.
    pub location: String,
    /// Relative locations start here. The backend creates it (mode 0700) when it needs it.
    pub data_dir: PathBuf,
}

/// A store being opened.
pub type OpenFuture = Pin<Box<dyn Future<Output = Result<Arc<dyn PlaceStore>, StoreError>> + Send>>;

/// A kind of store that an edition has. Each backend crate has a function `backend()` that gives one.
#[derive(Clone, Copy)]
pub struct Backend {
    /// The scheme of its URLs, in kebab-case.
    pub scheme: &'static str,
    /// One phrase for people.
    pub summary: &'static str,
    /// Opens a store, creating it if there is none.
    pub open: fn(OpenRequest) -> OpenFuture,
}

impl fmt::Debug for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Backend")
            .field("scheme", &self.scheme)
            .finish_non_exhaustive()
    }
}

/// The backends of an edition, by scheme.
#[derive(Clone, Debug, Default)]
pub struct Backends(Vec<Backend>);

impl Backends {
    /// Registers backends. Their order does not matter; a scheme used twice is an error.
    pub fn new(backends: impl IntoIterator<Item = Backend>) -> Result<Self, StoreError> {
        let mut all: Vec<Backend> = backends.into_iter().collect();
        all.sort_by_key(|backend| backend.scheme);
        match all.windows(2).find(|pair| pair[0].scheme == pair[1].scheme) {
            Some(pair) => Err(StoreError::new(
                StoreErrorKind::Location,
                format!("two store backends are called `{}`", pair[0].scheme),
            )),
            None => Ok(Self(all)),
        }
    }

    /// The backends, ordered by scheme.
    pub fn iter(&self) -> std::slice::Iter<'_, Backend> {
        self.0.iter()
    }

    /// Opens the store a URL names.
    pub async fn open(
        &self,
        url: &StoreUrl,
        data_dir: PathBuf,
    ) -> Result<Arc<dyn PlaceStore>, StoreError> {
        let Some(backend) = self.0.iter().find(|backend| backend.scheme == url.scheme) else {
            let known: Vec<&str> = self.0.iter().map(|backend| backend.scheme).collect();
            return Err(StoreError::new(
                StoreErrorKind::Location,
                format!(
                    "no store backend is called `{}`; this edition has: {}",
                    url.scheme,
                    known.join(", ")
                ),
            ));
        };
        (backend.open)(OpenRequest {
            location: url.rest.clone(),
            data_dir,
        })
        .await
    }
}

impl<'a> IntoIterator for &'a Backends {
    type Item = &'a Backend;
    type IntoIter = std::slice::Iter<'a, Backend>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn backend(scheme: &'static str) -> Backend {
        Backend {
            scheme,
            summary: "",
            open: |_| Box::pin(async { Err(StoreError::new(StoreErrorKind::Io, "closed")) }),
        }
    }

    #[test]
    fn a_url_is_a_scheme_and_the_rest() {
        let url: StoreUrl = "sqlite:a/b:c.db".parse().unwrap();
        assert_eq!(
            (url.scheme.as_str(), url.rest.as_str()),
            ("sqlite", "a/b:c.db")
        );
        for text in ["", "places.db", ":x", "C:\\places.db", "SQLITE:x"] {
            assert_eq!(
                text.parse::<StoreUrl>().unwrap_err().kind(),
                StoreErrorKind::Location,
                "{text}"
            );
        }
    }

    #[test]
    fn a_scheme_used_twice_is_refused() {
        assert!(Backends::new([backend("b"), backend("a"), backend("b")]).is_err());
        let order: Vec<_> = Backends::new([backend("b"), backend("a")])
            .unwrap()
            .iter()
            .map(|b| b.scheme)
            .collect();
        assert_eq!(order, ["a", "b"]);
    }
}
