//! What the commands share.

pub(crate) mod cargo;
pub(crate) mod environment;
pub(crate) mod metadata;
pub(crate) mod node;
pub(crate) mod process;
pub(crate) mod stand_in;
pub(crate) mod table;
pub(crate) mod tests;
pub(crate) mod workspace;
