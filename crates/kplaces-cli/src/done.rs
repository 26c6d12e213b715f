use std::path::PathBuf;

use kplaces_export::Comparison;
use kplaces_text::Text;

/// What is there after an export.
pub(crate) struct Done {
    /// The files.
    pub(crate) paths: Vec<PathBuf>,
    /// What was in their places before, compared with what is there now, where that was asked for.
    pub(crate) delta: Option<Delta>,
    /// Files of an earlier export that hold no place of now.
    pub(crate) left_over: Vec<PathBuf>,
    /// What must not be overlooked.
    pub(crate) warnings: Vec<Text>,
}

/// What came of the wish to compare.
pub(crate) enum Delta {
    /// There was no file before, or none that could be read.
    Nothing,
    /// How the files before differ from those that are there now.
    Of(Comparison),
}
