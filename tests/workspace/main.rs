//! The workspace suite: claims about the workspace itself.
//!
//! Every claim is a function of a folder. So a test can hold it against this workspace, and against
//! a copy that breaks it on purpose: a claim that cannot fail says nothing.
#![expect(
    clippy::disallowed_methods,
    reason = "tests play the others: servers, traps, programs"
)]
#![expect(clippy::unwrap_used, reason = "whatever fails here fails a test")]

mod docs;
mod editions;
mod layering;
mod page;
mod promises;
mod repo;
mod schemas;
mod tidy;
mod translations;
mod ways_out;
