//! What a proof is, and all of them.

use super::outcome::Outcome;
use super::proofs;
use super::subject::Subject;

/// One proof.
#[derive(Clone, Copy)]
pub(super) struct Proof {
    /// Its name in `kplaces-privacy`.
    pub(super) id: &'static str,
    /// Programs without which it cannot be carried out.
    pub(super) needs: &'static [&'static str],
    /// Whether each edition has to show it; else it is about the source of all.
    pub(super) of_editions: bool,
    pub(super) run: fn(&Subject) -> anyhow::Result<Outcome>,
}

const fn proof(
    id: &'static str,
    needs: &'static [&'static str],
    run: fn(&Subject) -> anyhow::Result<Outcome>,
) -> Proof {
    Proof {
        id,
        needs,
        of_editions: true,
        run,
    }
}

/// All proofs, cheap ones first.
pub(super) const PROOFS: &[Proof] = &[
    Proof {
        of_editions: false,
        ..proof("code", &[], proofs::code::run)
    },
    proof("modes", &[], proofs::modes::run),
    proof("loopback-only", &[], proofs::loopback_only::run),
    proof("no-core", &["setpriv"], proofs::no_core::run),
    proof("columns", &[], proofs::columns::run),
    proof("canary-files", &[], proofs::canary_files::run),
    proof("canary-map", &[], proofs::canary_map::run),
    proof("canary-memory", &[], proofs::canary_memory::run),
    proof("canary-browser", &["node"], proofs::canary_browser::run),
    proof("secrets", &[], proofs::secrets::run),
    proof("positions", &["strace"], proofs::positions::run),
    proof("one-host", &["strace"], proofs::one_host::run),
    proof(
        "closed-network",
        &["unshare", "ip"],
        proofs::closed_network::run,
    ),
    proof("names", &["unshare", "ip"], proofs::names::run),
    proof("erased", &[], proofs::erased::run),
    proof(
        "raw-medium",
        &["mkfs.ext4", "mount", "umount", "fallocate"],
        proofs::raw_medium::run,
    ),
    proof("extract-reads-back", &[], proofs::extract_reads_back::run),
    proof("sealed", &[], proofs::sealed::run),
    proof("separate", &[], proofs::separate::run),
];
