use std::time::SystemTime;

use kplaces_config::Sources;
use kplaces_domain::Timestamp;

/// The time of this run. Builds with debug assertions take `KPLACES_TEST_NOW` (seconds since 1970)
/// instead, so that tests can look at what people read.
pub(crate) fn now(sources: &Sources) -> Timestamp {
    if cfg!(debug_assertions)
        && let Some(seconds) = sources.test_now()
    {
        return Timestamp::from_unix(seconds);
    }
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place where the clock is read"
    )]
    SystemTime::now().into()
}
