#![doc = include_str!("../README.md")]

mod atlas;
mod block;
mod build;
mod choice;
mod cluster;
mod curve;
mod legend;
mod mercator;
mod mvt;
mod order;
mod region;
mod ring;
mod tile;
mod view;

pub use atlas::{Atlas, Bounds, PlaceId};
pub use build::AtlasBuilder;
pub use choice::Choice;
pub use legend::{By, Entry, Legend, OTHERS, SWATCHES};
pub use mercator::MAX_ZOOM;
pub use tile::TileId;
pub use view::{Sequence, View};
