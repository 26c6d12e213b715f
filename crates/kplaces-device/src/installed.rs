use std::fmt::Debug;
use std::path::PathBuf;

use kplaces_app::doctor::Stock;
use kplaces_edition::Feature;

use crate::{Device, Finding};

/// What a paid feature has on a device, for `doctor` and for whoever erases places.
pub trait Installed: Debug + Send + Sync {
    /// The feature it belongs to.
    fn feature(&self) -> Feature;

    /// Files it has put outside of our folders that make the program run by itself: who erases places
    /// has to know that they may come back.
    fn runs_by_itself(&self, device: &Device) -> Vec<PathBuf> {
        let _ = device;
        Vec::new()
    }

    /// Whether what is to be said of it depends on the colours of places, which takes a look at each place.
    fn asks_for_colours(&self, device: &Device) -> bool {
        let _ = device;
        false
    }

    /// What `doctor` should say of it, on a device that holds this, as far as its store could be read. It must be
    /// quick, change nothing, and bear that settings and folders are not there.
    fn examine(&self, device: &Device, stock: Option<&Stock>) -> Vec<Finding>;
}
