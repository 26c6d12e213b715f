#![doc = include_str!("../README.md")]

mod approaches;
mod ask;
mod attempt;
pub mod autostart;
mod connect;
mod device;
pub mod doctor;
mod error;
mod finding;
mod installed;
mod key_keeper;
mod location;
pub mod login;
mod login_check;
mod login_lock;
mod open;
mod place;
pub mod privacy;
mod product;
mod refusal;
mod reserved;
mod secrets;
mod start_delay;
mod stores;
mod strength;
mod sync;
mod tenants;
#[expect(missing_docs, reason = "the words say it")]
pub mod text;
mod unattended;

pub use approaches::{
    Approach, Approaches, PositionSource, Receiver, Reception, Tour, TourAlert, Watch,
};
pub use ask::{Ask, Nobody};
pub use attempt::Attempt;
pub use connect::{Connection, Waits};
pub use device::Device;
pub use error::{CliError, ErrorJson, Kind};
pub use finding::{Finding, State};
pub use installed::Installed;
pub use key_keeper::KeyKeeper;
pub use kplaces_app::doctor::Stock;
pub use location::{KEY_FILE, Kept, Location, TURNING_FILE, is_usual};
pub use login_check::Questions;
pub use login_lock::LoginLock;
pub use open::pause;
pub use product::Product;
pub use refusal::{MOST_REFUSALS, Refusal};
pub use secrets::{Asking, Secrets};
pub use start_delay::StartDelay;
pub use sync::{NotSynced, SyncHooks, SyncWish, Synced};
pub use tenants::TenantAccess;
