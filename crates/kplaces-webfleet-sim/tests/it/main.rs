//! The stand-in from outside: what a client meets.

#![expect(
    clippy::disallowed_methods,
    reason = "tests play the others: servers, traps, programs"
)]
#![expect(clippy::unwrap_used, reason = "whatever fails here fails a test")]

mod ask;
mod binary;
mod checks;
mod connection;
mod data;
mod faults;
mod filters;
mod folder;
mod formats;
mod hostile;
mod large;
mod quirks;
mod quotas;
mod read;
mod socket;
mod transport;
