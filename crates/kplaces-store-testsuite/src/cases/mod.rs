//! One function for each line of the contract; it panics if the store breaks the promise.

mod apply;
mod batches;
mod erase;
mod groups;
mod kept;
mod pages;
mod places;
mod readers;
mod refusal;
mod snapshot;
mod sphere;
mod state;

pub use apply::*;
pub use batches::*;
pub use erase::*;
pub use groups::*;
pub use kept::*;
pub use pages::*;
pub use places::*;
pub use readers::*;
pub use refusal::*;
pub use snapshot::*;
pub use sphere::*;
pub use state::*;
