#![doc = include_str!("../README.md")]

mod backend;
mod file;
mod files;
mod guard;
mod identities;
mod location;
mod sealing;
mod store;
#[cfg(test)]
mod vectors;

pub use backend::backend;
pub use store::SealedStore;
