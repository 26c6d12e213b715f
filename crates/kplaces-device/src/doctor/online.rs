use std::sync::Arc;
use std::time::Duration;

use kplaces_app::WaitPolicy;
use kplaces_app::doctor::{self, Reports};
use kplaces_config::ConfigError;
use kplaces_domain::Timestamp;
use kplaces_state::{LockError, SyncLock, Trigger};
use kplaces_webfleet::Error;

use super::facts::{Configured, Facts};
use crate::{Asking, CliError, Device, Waits};

/// What came of asking WEBFLEET.
pub enum Reached {
    /// None was sent: something on this device has to be put right first.
    NotAsked(CliError),
    /// None was sent: what is set cannot be read.
    NotConfigured,
    /// None was sent: there is no login.
    NoLogin,
    /// None was sent: a sync is under way, and WEBFLEET answers one request at a time.
    Busy,
    /// One was sent for each report that the edition needs, or the client held it back.
    Asked {
        /// What it came to.
        outcome: Result<Reports, Error>,
        /// How far WEBFLEET's clock is ahead of this one, in seconds; `None` where it did not say.
        ahead_s: Option<i64>,
    },
}

/// Sends a request for each report, by the same way and under the same count as those of a sync.
pub async fn ask(device: &Device, facts: &Facts) -> Reached {
    match (&facts.configured, &facts.logins.usable) {
        (Configured::Nowhere(_) | Configured::Badly(_) | Configured::Refused(_), _) => {
            return Reached::NotConfigured;
        }
        (_, Some(Err(ConfigError::LoginMissing { .. }))) => return Reached::NoLogin,
        _ => {}
    }
    let waits = Waits {
        asking: Asking::Allowed,
        patience: WaitPolicy::NoWait,
        trigger: Trigger::ByHand,
        on_pause: Arc::new(|_| {}),
        on_wait: Arc::new(|_| {}),
        tries: Some(1),
    };
    let connection = match device.connect(waits).await {
        Ok(connection) => connection,
        Err(error) => return Reached::NotAsked(error),
    };
    let turn = &connection.turn;
    let now = device.clock.now();
    let _account = match SyncLock::acquire(&turn.state_dir, &turn.account, now) {
        Ok(lock) => lock,
        Err(LockError::Held(_)) => return Reached::Busy,
        Err(error) => return Reached::NotAsked(error.into()),
    };
    let groups = device.product().groups.as_deref();
    let outcome = doctor::probe_each(&connection.client, groups).await;
    if outcome.is_ok() {
        device.bind_login(connection.is_unbound);
    }
    let here = device.clock.now().timestamp();
    Reached::Asked {
        outcome,
        ahead_s: connection
            .client
            .date_of_answer()
            .and_then(|date| ahead(date, here)),
    }
}

/// How far the clock that wrote an HTTP date is ahead of `here`, in seconds.
fn ahead(date: &str, here: Timestamp) -> Option<i64> {
    let there = jiff::fmt::rfc2822::DateTimeParser::new()
        .parse_timestamp(date)
        .ok()?;
    Some(there.as_second().saturating_sub(here.unix()))
}

/// Two clocks that differ by no more than this are right: an answer takes a while.
pub const FINE_SKEW: Duration = Duration::from_mins(1);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_date_of_an_answer_is_read_or_left_alone() {
        let here = Timestamp::from_unix(1_767_323_045);
        assert_eq!(ahead("Fri, 02 Jan 2026 03:04:05 GMT", here), Some(0));
        assert_eq!(ahead("Fri, 02 Jan 2026 02:04:05 GMT", here), Some(-3_600));
        for odd in [
            "",
            "yesterday",
            "Fri, 02 Jan 99999 03:04:05 GMT",
            "\u{202e}",
        ] {
            assert_eq!(ahead(odd, here), None, "{odd}");
        }
    }
}
