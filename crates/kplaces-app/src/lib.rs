#![doc = include_str!("../README.md")]

mod app;
mod backup;
mod contacts;
mod device;
pub mod doctor;
mod error;
mod export;
mod governor;
mod groups;
mod status;
mod survey;
mod sync;

pub use app::{App, Found, Search};
pub use backup::{Backup, BackupError, BackupReason, Backups, Restored};
pub use contacts::Contacts;
pub use device::Device;
pub use error::AppError;
pub use export::{ExportRequest, Exported, ExportedFile, Open};
pub use governor::{Governor, Patience, Rates, WaitHook, Waiting};
pub use groups::{GroupAccess, Narrowing, UnknownGroups, find_groups};
pub use status::Status;
pub use survey::Survey;
pub use sync::{FieldCount, SyncReport, SyncRequest, SyncStep, Traffic};
