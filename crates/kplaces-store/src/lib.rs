#![doc = include_str!("../README.md")]

mod backend;
mod error;
mod query;
mod sieve;
mod store;
mod url;

pub use backend::{Access, Backend, Backends, OpenFuture, OpenRequest, SetAsideFuture};
pub use error::{StoreError, StoreErrorKind};
pub use query::{Cursor, Filter, Hit, Order, Page, PlaceQuery, Within};
pub use sieve::Sieve;
pub use store::{Applied, Capabilities, GroupCount, PlaceStore, StoreState};
pub use url::StoreUrl;
