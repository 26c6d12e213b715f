use std::error::Error;
use std::fmt;

use kplaces_text::{Text, text};
use strum::IntoStaticStr;

/// What went wrong in a store, by meaning; no backend adds a kind of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
#[non_exhaustive]
pub enum StoreErrorKind {
    /// The plan was made against another revision, or does not fit the content.
    Conflict,
    /// Another process holds the store; trying again may help.
    Busy,
    /// The content is damaged, or the file is not a store at all.
    Corrupt,
    /// The store was written by a newer version of 3Kplaces.
    Newer,
    /// The place of the store cannot be written: permissions, read-only medium.
    Denied,
    /// No room left.
    Full,
    /// The store URL names no backend of this edition, or the backend cannot read it.
    Location,
    /// There is no store there, and it was not to be created.
    Missing,
    /// The store was written by an older version and must be opened for writing once.
    Older,
    /// A file is there already, and it is never replaced.
    Exists,
    /// This backend cannot do that; its [`Capabilities`](crate::Capabilities) say so.
    Unsupported,
    /// The content is encrypted, and its key is not there, or another one was given.
    Locked,
    /// Anything else of the system below.
    Io,
}

/// A failed store operation. The content of the store is what it was before.
#[derive(Debug)]
pub struct StoreError {
    kind: StoreErrorKind,
    message: Text,
    source: Option<Box<dyn Error + Send + Sync>>,
}

impl StoreError {
    /// An error of `kind`; `message` says what was attempted and on what, without an address's data.
    pub fn new(kind: StoreErrorKind, message: Text) -> Self {
        Self {
            kind,
            message,
            source: None,
        }
    }

    /// The content changed while it was gone through: the answer would be mixed.
    pub fn changed_while_read() -> Self {
        let what = text!(
            "a sync changed the places while they were read",
            "ein Abgleich hat die Orte geändert, während sie gelesen wurden"
        );
        Self::new(StoreErrorKind::Conflict, what)
    }

    /// Adds the cause.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// What it means.
    pub fn kind(&self) -> StoreErrorKind {
        self.kind
    }

    /// What was attempted and on what.
    pub fn text(&self) -> &Text {
        &self.message
    }

    /// Whether the same call may succeed a little later.
    pub fn is_transient(&self) -> bool {
        self.kind == StoreErrorKind::Busy
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message.fmt(f)
    }
}

impl Error for StoreError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
