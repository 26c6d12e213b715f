#![doc = include_str!("../README.md")]

mod app;
mod backup;
mod contacts;
pub mod doctor;
mod erase;
mod error;
mod export;
mod extract;
mod find;
mod governor;
mod groups;
mod limit;
mod local_data;
mod record;
mod report;
mod status;
mod sync;
pub mod text;
mod turn;
mod unfinished;

pub use app::{App, Found, Search};
pub use backup::{Backup, BackupError, BackupReason, Backups, Restored};
pub use contacts::Contacts;
pub use erase::{DataKind, ErasePlan, EraseReport, EraseScope, ErasedItem, NotErased, StorePart};
pub use error::AppError;
pub use export::{ExportRequest, Exported, ExportedFile, Open};
pub use extract::{ExtractExtras, Imported, read_extract};
pub use find::{FoundBy, groups_like};
pub use governor::{Governor, Rates, WaitHook, WaitPolicy, Waiting};
pub use groups::{GroupAccess, Narrowing, UnknownGroups, find_groups};
pub use local_data::LocalData;
pub use report::{DeviceReport, HeldFile};
pub use status::{Gone, Status};
pub use sync::{FieldCount, SyncReport, SyncRequest, SyncStep, Traffic};
pub use turn::{Recheck, SyncTurn};
pub use unfinished::left_unfinished;
