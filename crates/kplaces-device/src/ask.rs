use std::fmt::Debug;

use async_trait::async_trait;
use kplaces_text::{Text, text};
use secrecy::SecretString;

use crate::CliError;

/// The way to a person. A front end implements it; nothing below one asks anybody by itself.
#[async_trait]
pub trait Ask: Debug + Send + Sync {
    /// Whether somebody can be asked.
    fn is_somebody_there(&self) -> bool;

    /// Asks for a passphrase, which is not shown.
    async fn passphrase(&self, question: Text) -> Result<SecretString, CliError>;

    /// Asks for a line, which is shown; an answer that cannot be read is empty.
    fn line(&self, question: Text) -> Result<String, CliError>;

    /// Says what whoever answers has to know.
    fn warn(&self, warning: Text);

    /// Says why the last answer is of no use, to whoever may give another one. What has only one answer has none
    /// from now on, and nobody is there any more.
    fn refuse(&self, why: Text) {
        self.warn(why);
    }
}

/// There is nobody to be asked.
#[derive(Clone, Copy, Debug)]
pub struct Nobody;

#[async_trait]
impl Ask for Nobody {
    fn is_somebody_there(&self) -> bool {
        false
    }

    async fn passphrase(&self, _: Text) -> Result<SecretString, CliError> {
        Err(crate::text::login::no_passphrase(&text!(
            "this",
            "diesen Schritt"
        )))
    }

    fn line(&self, _: Text) -> Result<String, CliError> {
        Ok(String::new())
    }

    fn warn(&self, warning: Text) {
        tracing::warn!(%warning, "nobody is there to read it");
    }
}
