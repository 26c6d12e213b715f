//! The proofs, one file each.

pub(super) mod canary_browser;
pub(super) mod canary_files;
pub(super) mod canary_map;
pub(super) mod canary_memory;
pub(super) mod closed_network;
pub(super) mod code;
pub(super) mod columns;
pub(super) mod erased;
pub(super) mod extract_reads_back;
pub(super) mod loopback_only;
pub(super) mod modes;
pub(super) mod names;
pub(super) mod no_core;
pub(super) mod one_host;
pub(super) mod positions;
pub(super) mod raw_medium;
pub(super) mod sealed;
pub(super) mod secrets;
pub(super) mod separate;
