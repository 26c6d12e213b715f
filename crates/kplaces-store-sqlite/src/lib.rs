#![doc = include_str!("../README.md")]

mod apply;
mod backend;
mod blocks;
mod check;
mod connection;
mod curve;
mod entry;
mod erase;
mod failure;
mod file;
mod find;
mod gaps;
mod glance;
mod hold;
mod image;
mod kept;
mod ledger;
mod location;
mod log;
mod migration;
mod names;
mod near;
mod orders;
mod origin;
mod places_writer;
mod portion;
mod quarantine;
mod read;
mod reading;
mod remains;
mod remove;
mod rows;
mod schema;
mod snapshot;
mod store;
mod worker;
mod writing;

/// What every store that is a file needs: private files, and errors in the words of the contract.
pub mod disk {
    pub use crate::failure::{io_error, read_only};
    pub use crate::file::{entries, is_there, read_to_its_end, real_path, refuse_what_is_no_file};
    pub use crate::image::is_damage;
    pub use crate::location::{beside, name_of};
    pub use crate::quarantine::{begin, exchange};
    pub use crate::remove::{copies_of, doomed, is_unfinished};
    pub use crate::snapshot::{StagingDir, is_abandoned, is_staging_dir, place};
    pub use crate::worker::on_a_thread;
}

pub use backend::backend;
pub use image::{ImageAccess, ImageBytes, SqliteImage};
pub use store::SqliteStore;
