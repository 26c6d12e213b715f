#![doc = include_str!("../README.md")]

mod backend;
mod batch;
mod error;
mod kept;
mod keys;
mod page_collector;
mod query;
mod replacement;
mod store;
mod url;

pub use backend::{
    Access, Backend, Backends, OpenFuture, OpenRequest, RemoveFuture, ReplaceFuture, StoreFiles,
    TakePlaceFuture,
};
pub use batch::{BatchBuilder, BatchNames, BatchQuery, BatchRow, PlaceBatch, Unfit};
pub use error::{StoreError, StoreErrorKind};
pub use kept::Kept;
pub use keys::{KeySource, KnownKey};
pub use page_collector::PageCollector;
pub use query::{Cursor, Filter, Hit, Order, Page, PlaceQuery, Within};
pub use replacement::Replacement;
pub use store::{Applied, Capabilities, Erased, Erasure, GroupCount, PlaceStore, StoreState};
pub use url::StoreUrl;
