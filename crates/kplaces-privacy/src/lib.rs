#![doc = include_str!("../README.md")]

mod claim;
mod document;
mod facts;
#[cfg(test)]
mod generated;
mod overview;
mod pen;
mod proof;
mod record;
mod statement;

pub use claim::{Claim, claims};
pub use document::{Block, Document, Entry, Evidence, Item, Note, Section, Sentence};
pub use facts::{
    Backups, Date, Facts, Folders, LoginPlace, Places, Platform, Store, Traffic, Webfleet,
};
pub use overview::{network, on_device};
pub use proof::{Proof, proofs};
pub use record::record;
pub use statement::statement;
