//! The texts of `privacy`, in every language there is.

pub(crate) mod network;
