#![doc = include_str!("../README.md")]

mod activity;
mod after_sync;
mod api_error;
mod app_state;
mod assets;
mod blocking;
mod choices;
mod current;
mod disclosure;
mod events;
mod facts;
mod fix_json;
mod follow;
#[cfg(test)]
mod generated;
mod guard;
mod headers;
mod keys;
mod listener;
mod memory;
mod origin;
mod pages;
mod peer;
mod reader;
mod receiving;
mod routes;
mod rows;
mod server;
mod serving;
mod setup;
mod streets;
mod sync;
mod tour;
mod typed;
mod watching;
mod way_back;
mod wish;

pub use after_sync::AfterSync;
pub use assets::page_is_built;
pub use memory::Memory;
pub use server::{Ended, Links, MapOptions, Server, WebError};
pub use streets::StreetsError;
