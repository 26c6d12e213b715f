#![doc = include_str!("../README.md")]

mod activity;
mod aside;
mod assets;
mod current;
mod discloser;
mod events;
mod facts;
mod follow;
mod guard;
mod headers;
mod holdings;
mod keys;
mod listener;
mod origin;
mod peer;
mod refusal;
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
