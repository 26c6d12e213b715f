//! The shapes of `privacy`.

mod network;
mod papers;

pub(crate) use self::network::NetworkJson;
pub(crate) use self::papers::WrittenJson;
