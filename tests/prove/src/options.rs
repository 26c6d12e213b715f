//! What is to be proved, and how much of it.

use std::path::PathBuf;

use kplaces_edition::EditionId;
use kplaces_tools::programs::Programs;

/// Which proofs are carried out, and on what.
#[derive(Clone, Debug, Default)]
pub struct ProveOptions {
    /// All editions if none is named.
    pub editions: Vec<EditionId>,
    /// Only these proofs, and no claims; all if none is named.
    pub only: Vec<String>,
    /// Put to the proof instead of the programs of the editions; no claim is judged then.
    pub program: Option<PathBuf>,
    /// The programs of the editions.
    pub programs: Programs,
    /// The tests that claims name have passed and are not run again.
    pub tests_have_passed: bool,
}

/// What happens to the medium.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CampaignKind {
    /// An operation fails, once or for good.
    Faults,
    /// The power goes, and what was not synced is lost, torn or reordered.
    PowerCuts,
}

/// Which moments of which commands are tried.
#[derive(Clone, Debug)]
pub struct CampaignOptions {
    /// What happens.
    pub kind: CampaignKind,
    /// Basic and Enterprise if none is named.
    pub editions: Vec<EditionId>,
    /// Only these cases, as the report names them; all if none is named.
    pub commands: Vec<String>,
    /// Every operation, not a few of each command.
    pub long: bool,
    /// Only at this operation, as the report counts them, in every form.
    pub at: Option<u64>,
    /// Tried instead of the programs of the editions.
    pub program: Option<PathBuf>,
    /// The programs of the editions.
    pub programs: Programs,
}

impl CampaignOptions {
    /// A few moments of each command.
    pub fn short(kind: CampaignKind) -> Self {
        Self {
            kind,
            editions: Vec::new(),
            commands: Vec::new(),
            long: false,
            at: None,
            program: None,
            programs: Programs::default(),
        }
    }
}
