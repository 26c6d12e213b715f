#![doc = include_str!("../README.md")]

mod apply;
mod around;
mod check;
mod connection;
mod failure;
mod file;
mod groups;
mod location;
mod private;
mod read;
mod row;
mod schema;
mod store;
mod worker;

pub use store::{SqliteStore, backend};
