#![doc = include_str!("../README.md")]

mod clock;
mod error;
mod files;
mod journal;
mod lock;
mod network;
mod quota;
mod record_id;
mod refusals;
mod store_lock;
mod take;
mod traces;

pub use clock::{Clock, Moment, SinceBoot};
pub use error::StateError;
pub use journal::{
    Cause, Ended, Failure, FailureKind, Journal, Label, Loss, Outcome, Record, Report, Run, RunId,
    Started, StoreFault, Trigger, Warning,
};
pub use lock::{Holder, LockError, SyncLock, acquire_all};
pub use network::{Contact, ContactRole, NetworkRecord};
pub use quota::{Counters, Ledger, Permit, Rate, Verdict};
pub use record_id::RecordId;
pub use refusals::{Refusals, Refused};
pub use store_lock::StoreLock;
pub use traces::{Forgotten, Trace, TraceKind, forget, traces, unfinished};
