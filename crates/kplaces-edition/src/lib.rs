#![doc = include_str!("../README.md")]

mod feature;
mod limit;
mod manifest;
mod policy;
mod profile;

pub use feature::{EditionId, Feature};
pub use limit::Limit;
pub use manifest::{Limits, Manifest, ManifestError, Summary};
pub use policy::{NotInEdition, Policy, PolicyError};
pub use profile::DEVICE_PROFILES;
