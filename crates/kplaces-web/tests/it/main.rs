//! The server as a browser, a hostile page and another program see it: over a socket.
#![expect(
    clippy::disallowed_methods,
    reason = "tests play the others: servers, traps, programs"
)]
#![expect(
    clippy::unwrap_used,
    reason = "test code: a failed expectation is a failed test"
)]

mod alerts;
mod choices;
mod events;
mod guard;
mod home;
mod places;
mod privacy;
mod running;
mod setup;
mod streets;
mod syncing;

use home::{Edition, Home};
use running::Running;
