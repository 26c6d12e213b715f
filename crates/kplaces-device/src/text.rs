//! What people read of the device, made where it is found out: an error, a finding, a record.

pub mod backup;
pub mod errors;
pub mod export;
pub mod extract;
mod failures;
pub mod format;
pub mod record;
pub mod sync;
