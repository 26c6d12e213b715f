//! The [`PlaceStore`] contract and the registry from a store URL to its backend.
//!
//! A backend depends on this crate and on `kplaces-domain`, never on another backend. What it
//! promises is written at each method under *Contract*; `kplaces-store-testsuite` has one test for
//! each of those lines. The rules of filtering and ordering are here, in [`Sieve`], so that two
//! backends cannot answer the same question differently.

mod backend;
mod error;
mod query;
mod sieve;
mod store;

pub use backend::{Backend, Backends, OpenFuture, OpenRequest, StoreUrl};
pub use error::{StoreError, StoreErrorKind};
pub use query::{Cursor, Filter, Hit, Order, Page, PlaceQuery, Within};
pub use sieve::Sieve;
pub use store::{Applied, Capabilities, GroupCount, PlaceStore, StoreState};
