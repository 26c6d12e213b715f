#![doc = include_str!("../README.md")]

mod app;
mod error;
mod groups;
mod status;
mod sync;

pub use app::{App, Export, Found, Search};
pub use error::AppError;
pub use groups::{GroupAccess, Narrowing, UnknownGroups, find_groups};
pub use status::Status;
pub use sync::{FieldCount, SyncReport, SyncRequest, SyncStep, Traffic};
