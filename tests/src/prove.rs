//! What shows that the privacy promise holds: proofs over the real program, as a user has it.
//!
//! A proof runs a program and looks at what it did from outside: system calls, packets, files,
//! memory, answers. Each one first finds something that must be there, so that a search that finds
//! nothing has looked in the right place.

mod browser;
mod closed;
mod crash;
mod erase;
mod files;
mod hunt;
mod journey;
mod memory;
mod modes;
mod sealed;
mod secrets;
mod stage;
mod strace;
mod tenants;
mod visit;
mod wire;

use std::path::Path;

pub use closed::{in_closed_network, is_closed};
pub use stage::Stage;

/// What came of a proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It holds; what was seen.
    Holds(String),
    /// It does not; what was seen.
    Broken(String),
    /// It could not be run here; what is missing.
    NotRun(String),
    /// There is nothing to prove in this edition.
    NotHere(String),
}

/// Why a proof does not hold.
#[derive(Clone, Debug)]
pub(crate) enum Why {
    Broken(String),
    NotRun(String),
    NotHere(String),
}

/// What a proof function returns: what was seen, or why it does not hold.
pub(crate) type Seen = Result<String, Why>;

/// Something that was seen and must not be.
pub(crate) fn broken<T>(what: impl Into<String>) -> Result<T, Why> {
    Err(Why::Broken(what.into()))
}

/// A way to show that one thing holds.
#[derive(Clone, Copy)]
pub struct Proof {
    /// The name by which claims call it.
    pub id: &'static str,
    run: fn(&Stage) -> Seen,
}

/// All proofs, what fails soonest first.
pub const PROOFS: [Proof; 16] = [
    Proof {
        id: "columns",
        run: wire::columns,
    },
    Proof {
        id: "one-host",
        run: strace::one_host,
    },
    Proof {
        id: "closed-network",
        run: closed::closed_network,
    },
    Proof {
        id: "names",
        run: strace::names,
    },
    Proof {
        id: "loopback-only",
        run: visit::loopback_only,
    },
    Proof {
        id: "canary-files",
        run: files::canary_files,
    },
    Proof {
        id: "canary-memory",
        run: memory::canary_memory,
    },
    Proof {
        id: "canary-map",
        run: visit::canary_map,
    },
    Proof {
        id: "canary-browser",
        run: browser::canary_browser,
    },
    Proof {
        id: "secrets",
        run: secrets::secrets,
    },
    Proof {
        id: "modes",
        run: modes::modes,
    },
    Proof {
        id: "no-core",
        run: crash::no_core,
    },
    Proof {
        id: "erased",
        run: erase::erased,
    },
    Proof {
        id: "extract-reads-back",
        run: erase::extract_reads_back,
    },
    Proof {
        id: "sealed",
        run: sealed::sealed,
    },
    Proof {
        id: "separate",
        run: tenants::separate,
    },
];

/// Runs a proof over one program. A panic of the machinery is a proof that did not hold.
pub fn run(proof: &Proof, program: &Path) -> Outcome {
    let found = std::panic::catch_unwind(|| {
        let stage = Stage::new(program)?;
        (proof.run)(&stage)
    });
    match found {
        Ok(Ok(seen)) => Outcome::Holds(seen),
        Ok(Err(Why::Broken(what))) => Outcome::Broken(what),
        Ok(Err(Why::NotRun(what))) => Outcome::NotRun(what),
        Ok(Err(Why::NotHere(what))) => Outcome::NotHere(what),
        Err(panic) => {
            let said = panic
                .downcast_ref::<String>()
                .cloned()
                .or_else(|| panic.downcast_ref::<&str>().map(|said| (*said).to_owned()));
            Outcome::Broken(said.unwrap_or_else(|| "the proof broke off".to_owned()))
        }
    }
}

/// Runs the proof of this name over one program.
pub fn run_named(id: &str, program: &Path) -> Outcome {
    let proof = PROOFS.iter().find(|proof| proof.id == id);
    match proof {
        Some(proof) => run(proof, program),
        None => Outcome::NotRun(format!("there is no proof `{id}`")),
    }
}
