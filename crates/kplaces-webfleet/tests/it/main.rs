//! The client from outside: against the stand-in, and against servers that misbehave on purpose.

#![expect(
    clippy::disallowed_methods,
    reason = "tests play the others: servers, traps, programs"
)]
#![expect(clippy::unwrap_used, reason = "whatever fails here fails a test")]

mod answers;
mod ask;
mod bounds;
mod child;
mod corpus;
mod cut;
mod damaged;
mod elsewhere;
mod raw;
mod refusals;
mod reports;
mod secrets;
mod standin;
mod tls;
mod wire;
