#![doc = include_str!("../README.md")]

mod app;
mod error;
mod groups;
mod status;
mod sync;

pub use app::{App, Export, Search};
pub use error::AppError;
pub use groups::{GroupAccess, Narrowing, UnknownGroups};
pub use status::Status;
pub use sync::{FieldCount, SyncReport, SyncRequest, SyncStep, Traffic};
