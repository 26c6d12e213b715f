//! The harness of the edition suite: a mocked WEBFLEET, a sandbox for a binary, and the rendering
//! of what it says. Test code in a library, so it may panic.
#![expect(
    clippy::disallowed_methods,
    reason = "tests play the others: servers, traps, programs"
)]
#![expect(
    clippy::unwrap_used,
    reason = "test code: a failed expectation is a failed test"
)]

mod answers;
mod generated;
mod mock;
mod ran;
mod sandbox;
mod small;
mod stocked;
mod streaming;

pub use answers::assert_answer;
pub use generated::assert_generated;
pub use mock::MockWebfleet;
pub use ran::Ran;
pub use sandbox::{NOW, Sandbox};
pub use small::{address, numbered_world, small_world};
pub use stocked::fill_store;
pub use streaming::StreamingWebfleet;
