#![doc = include_str!("../README.md")]
#![expect(
    clippy::expect_used,
    reason = "a case that cannot go on has failed; the message says at what"
)]

pub mod cases;
mod check;
mod list;
mod sample;
mod subject;
#[cfg(unix)]
mod umask;

/// For implementing [`Subject`] without a dependency of one's own.
pub use async_trait::async_trait;
#[doc(hidden)]
pub use list::run_named as __run_named;
pub use list::{CASES, Case, Outcome};
pub use subject::{Subject, block_on};
#[cfg(unix)]
pub use umask::passes_with_umask_000;
