#![doc = include_str!("../README.md")]

mod apply;
mod around;
mod aside;
mod backend;
mod check;
mod connection;
mod erase;
mod failure;
mod file;
mod groups;
mod location;
mod migration;
mod private;
mod read;
mod reading;
mod remove;
mod row;
mod schema;
mod snapshot;
mod store;
mod worker;

pub use backend::backend;
pub use store::SqliteStore;
