//! The engine on ways that are made up, judged by geodesics on the ellipsoid.
#![expect(
    clippy::unwrap_used,
    reason = "test code: a failed expectation is a failed test"
)]

mod drive;
mod facts;
mod hostile;
mod lead;
mod places;
mod standing;
mod walks;

/// Whether tests take their time: built with `KPLACES_LONG` set.
const LONG: bool = option_env!("KPLACES_LONG").is_some();
