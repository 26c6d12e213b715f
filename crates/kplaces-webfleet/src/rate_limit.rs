use std::error::Error as StdError;
use std::fmt::Debug;
use std::time::Duration;

use async_trait::async_trait;

use crate::Action;

/// Asked before every request, the tries after a failed one too, and told when it is answered.
///
/// So whoever counts requests decides when one goes out; the client never passes it by.
#[async_trait]
pub trait RateLimit: Debug + Send + Sync {
    /// Returns when a request for `action` may go out, which may take a while.
    async fn admit(&self, action: Action) -> Result<(), RateLimitError>;

    /// WEBFLEET has the admitted request by now, or never will. Told once the answer begins, and
    /// again with [`Answer::QuotaUsedUp`] if that is what it says.
    fn answered(&self, action: Action, answer: Answer);

    /// How many requests for `action` could go out now, one after the other.
    fn free(&self, action: Action) -> usize;
}

/// What became of an admitted request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It was answered, or nothing came back; either way it may have been counted.
    Counted,
    /// WEBFLEET says that the quota is used up (error 8011 or HTTP status 429).
    QuotaUsedUp {
        /// When it says to come again, from now.
        again_in: Option<Duration>,
    },
}

/// Why a request may not go out.
#[derive(Debug)]
pub enum RateLimitError {
    /// Not now; in this time it may.
    Closed {
        /// How long from now.
        wait: Duration,
    },
    /// Requests cannot be counted, so none may go out.
    Broken(Box<dyn StdError + Send + Sync>),
}
