//! What is processed on a device, as facts for the privacy texts and for the report of what is held.

mod facts;
mod held;

pub use self::facts::{facts, host_of};
pub use self::held::{Held, all, by_itself, host};
