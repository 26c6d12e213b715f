#![doc = include_str!("../README.md")]

mod draft;
mod exchange;
mod folder;
mod links;
mod lock;
mod one_file;
mod overwrite;
mod private;
mod regular;
mod wipe;

pub use draft::{
    Draft, DraftFolder, Notes, ONE_FILE, Parked, Swept, left_in, replace, replace_for_good,
    replace_in_time, sweep, temporary,
};
pub use exchange::{must_be_file, rename_and_wipe};
pub use folder::{create_folder, create_new_folder, folder_of, sync_folder};
pub use links::{behind_links, remove_behind_links};
pub use lock::lock;
pub use one_file::is_one_file;
pub use overwrite::overwrite;
pub use private::{create_file, private, tighten};
pub use regular::open_regular;
pub use wipe::{wipe, wipe_all, wipe_unfinished};
