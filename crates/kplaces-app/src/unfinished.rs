use std::path::{Path, PathBuf};

use kplaces_files::{left_in, temporary};
use kplaces_state::unfinished;

/// Files that a program left unfinished that was killed: in folders of ours, where the system keeps files for a
/// while, and where a file was written for the user that had a name before its place.
pub fn left_unfinished(folders: &[&Path], state_dir: &Path) -> Vec<PathBuf> {
    let mut left = unfinished(state_dir).left();
    for folder in folders.iter().copied().chain([state_dir, &temporary()]) {
        left.extend(left_in(folder));
    }
    left.sort();
    left.dedup();
    left
}
