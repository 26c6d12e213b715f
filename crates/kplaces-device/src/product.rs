use std::sync::Arc;

use kplaces_app::{App, GroupAccess};
use kplaces_edition::Policy;
use kplaces_export::Exporters;
use kplaces_store::{Backends, PlaceStore};

use crate::{Approaches, Installed, KeyKeeper, StartDelay, TenantAccess};

/// The parts of an edition.
#[derive(Clone, Debug)]
pub struct Product {
    /// What it may do.
    pub policy: Policy,
    /// Where places can be kept.
    pub backends: Backends,
    /// What places can be written as.
    pub exporters: Exporters,
    /// The group features, where it has them.
    pub groups: Option<Arc<dyn GroupAccess>>,
    /// When scheduled syncs start; the first that knows counts.
    pub start_delays: Vec<Arc<dyn StartDelay>>,
    /// What its features have on a device, ordered by feature.
    pub installed: Vec<Arc<dyn Installed>>,
    /// What tells of places that come near, where it has it.
    pub approaches: Option<Arc<dyn Approaches>>,
    /// The separation of tenants, where it has it.
    pub tenants: Option<Arc<dyn TenantAccess>>,
    /// The key of encrypted stores, where it has them.
    pub keeper: Option<Arc<dyn KeyKeeper>>,
}

impl Product {
    /// The use cases over a store.
    pub fn app(&self, store: Arc<dyn PlaceStore>) -> App {
        let Self {
            policy,
            groups,
            exporters,
            ..
        } = self.clone();
        App::new(policy, store, groups, exporters)
    }
}
