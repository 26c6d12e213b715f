#![doc = include_str!("../README.md")]
#![expect(
    clippy::disallowed_methods,
    reason = "starting programs is what proofs do"
)]
#![expect(
    clippy::print_stdout,
    reason = "talking to the person at the terminal is what proofs do"
)]

#[cfg(target_os = "linux")]
mod campaign;
#[cfg(not(target_os = "linux"))]
#[path = "campaign/elsewhere.rs"]
mod campaign;
mod options;
#[cfg(unix)]
mod prove;
#[cfg(not(unix))]
#[path = "prove/elsewhere.rs"]
mod prove;

pub use campaign::campaign;
pub use options::{CampaignKind, CampaignOptions, ProveOptions};
pub use prove::{inside, prove};
