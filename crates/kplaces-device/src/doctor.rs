//! Looks at everything of ours on a device. Each look is on its own: what is broken is a finding, never
//! an error.

mod facts;
mod findings;
mod logins;
mod online;

pub use self::facts::{Configured, Copies, Facts, Records, StoreFacts};
pub use self::findings::{findings, online::findings as findings_online};
pub use self::logins::{LoginPlace, Logins};
pub use self::online::{FINE_SKEW, Reached, ask};
