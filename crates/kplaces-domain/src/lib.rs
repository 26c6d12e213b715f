#![doc = include_str!("../README.md")]

mod colour;
mod diff;
mod find;
mod fold;
mod group;
mod groups_ref;
mod guard;
mod hold;
mod name_list;
mod nearby;
mod place;
mod place_ref;
mod plan;
mod position;
mod remark;
mod sphere;
mod text;
mod time;

pub use colour::{Colour, Rgb, UnknownColour};
pub use diff::{Differ, Difference};
pub use find::{BestNames, LastName, NameBlock, NameEntry, Reading, Senseless};
pub use fold::{FoldedName, FoldedQuery, MatchRank};
pub use group::{GroupName, Groups};
pub use groups_ref::GroupsRef;
pub use guard::{Lost, Shrink, ShrinkGuard};
pub use name_list::NameList;
pub use nearby::Nearby;
pub use place::{Place, PlaceKey, Radius};
pub use place_ref::PlaceRef;
pub use plan::{Change, Field, Provenance, Revision, SyncPlan};
pub use position::{Position, PositionError};
pub use remark::{Oddity, Remark, Remarks};
pub use sphere::{EARTH_RADIUS_M, distance_m};
pub use text::{one_line, printable, steers_a_terminal};
pub use time::Timestamp;
