//! The shapes of `privacy`.

mod network;

pub(crate) use network::NetworkJson;
