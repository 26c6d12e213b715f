#![doc = include_str!("../README.md")]

mod activity;
mod api_error;
mod app_state;
mod assets;
mod blocking;
mod current;
mod discloser;
mod events;
mod facts;
mod follow;
#[cfg(test)]
mod generated;
mod guard;
mod headers;
mod keys;
mod listener;
mod origin;
mod peer;
mod reader;
mod routes;
mod rows;
mod server;
mod serving;
mod streets;
mod syncer;

pub use assets::page_is_built;
pub use discloser::{Discloser, Disclosure, FailedSync, Held, SyncsOnRecord};
pub use server::{Ended, Links, MapOptions, Server, WebError};
pub use streets::StreetsError;
pub use syncer::{SyncFailure, SyncProgress, Syncer};
