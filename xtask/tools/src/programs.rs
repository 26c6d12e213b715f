//! Which programs are tried.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::Context as _;
use kplaces_edition::EditionId;

use crate::cargo::{build_of, executable, package};

/// The programs of the editions that a check is to try.
#[derive(Clone, Debug, Default)]
pub enum Programs {
    /// As cargo builds them for trying, one edition alone.
    #[default]
    Built,
    /// These, such as those that are shipped.
    These(BTreeMap<EditionId, PathBuf>),
}

impl Programs {
    /// The program of an edition; it is built first where that has to be.
    pub fn of(&self, edition: EditionId) -> anyhow::Result<PathBuf> {
        match self {
            Self::Built => executable(build_of(&package(edition), false)),
            Self::These(programs) => programs
                .get(&edition)
                .cloned()
                .with_context(|| format!("there is no program of {edition}")),
        }
    }
}
