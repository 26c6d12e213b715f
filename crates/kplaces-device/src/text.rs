//! What people read of the device, made where it is found out: an error, a finding, a record.

pub mod backup;
pub(crate) mod causes;
pub mod errors;
pub mod export;
pub mod extract;
mod failures;
mod fetch;
pub mod format;
pub mod login;
pub mod record;
mod store;
pub mod stores;
pub mod sync;
#[cfg(test)]
mod tests;

pub use causes::said;
