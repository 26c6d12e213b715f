//! What a device is like when somebody looks: facts, and what to think of them. No words for people,
//! and nothing is created or changed.

mod files;
mod history;
mod probe;
mod room;
mod stock;

pub use files::{Flaw, Folders, Kind, Role, Seen, Weight, look};
pub use history::{Clocks, EARLIEST, clocks, last_known};
pub use probe::{Readable, Reports, probe, probe_each};
pub use room::Room;
pub use stock::{STALE_AFTER, Stock};
