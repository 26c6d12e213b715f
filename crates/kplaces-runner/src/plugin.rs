use std::collections::BTreeSet;
use std::sync::Arc;

use kplaces_app::GroupAccess;
use kplaces_cli::PluginCommand;
use kplaces_device::{Approaches, Installed, KeyKeeper, StartDelay, TenantAccess};
use kplaces_edition::Feature;
use kplaces_export::Exporter;

/// What a paid crate brings to an edition.
///
/// There is no way to make one without naming its features: nothing is linked anonymously.
#[derive(Clone, Debug)]
pub struct Plugin {
    pub(crate) id: &'static str,
    pub(crate) features: BTreeSet<Feature>,
    pub(crate) commands: Vec<Arc<dyn PluginCommand>>,
    pub(crate) groups: Option<Arc<dyn GroupAccess>>,
    pub(crate) start_delay: Option<Arc<dyn StartDelay>>,
    pub(crate) installed: Option<Arc<dyn Installed>>,
    pub(crate) approaches: Option<Arc<dyn Approaches>>,
    pub(crate) tenants: Option<Arc<dyn TenantAccess>>,
    pub(crate) keeper: Option<Arc<dyn KeyKeeper>>,
    pub(crate) exporters: Vec<Exporter>,
}

impl Plugin {
    /// A plugin. `marker` is `kplaces-plugin:` and the crate's id; it can be found in the binary
    /// of every edition that has the plugin, and in no other.
    pub fn new(marker: &'static str, features: impl IntoIterator<Item = Feature>) -> Self {
        Self {
            id: marker,
            features: features.into_iter().collect(),
            commands: Vec::new(),
            groups: None,
            start_delay: None,
            installed: None,
            approaches: None,
            tenants: None,
            keeper: None,
            exporters: Vec::new(),
        }
    }

    /// Adds a command.
    #[must_use]
    pub fn with_command(mut self, command: impl PluginCommand + 'static) -> Self {
        self.commands.push(Arc::new(command));
        self
    }

    /// Adds the group features.
    #[must_use]
    pub fn with_groups(mut self, groups: impl GroupAccess + 'static) -> Self {
        self.groups = Some(Arc::new(groups));
        self
    }

    /// Adds export profiles.
    #[must_use]
    pub fn with_exporters(mut self, exporters: impl IntoIterator<Item = Exporter>) -> Self {
        self.exporters.extend(exporters);
        self
    }

    /// Adds what tells of places that come near.
    #[must_use]
    pub fn with_approaches(mut self, approaches: impl Approaches + 'static) -> Self {
        self.approaches = Some(Arc::new(approaches));
        self
    }

    /// Adds the separation of tenants.
    #[must_use]
    pub fn with_tenants(mut self, tenants: impl TenantAccess + 'static) -> Self {
        self.tenants = Some(Arc::new(tenants));
        self
    }

    /// Adds what keeps the key of encrypted stores.
    #[must_use]
    pub fn with_keeper(mut self, keeper: impl KeyKeeper + 'static) -> Self {
        self.keeper = Some(Arc::new(keeper));
        self
    }

    /// Adds a say in when scheduled syncs start.
    #[must_use]
    pub fn with_start_delay(mut self, start_delay: impl StartDelay + 'static) -> Self {
        self.start_delay = Some(Arc::new(start_delay));
        self
    }

    /// Adds a look at what it has on a device.
    #[must_use]
    pub fn with_installed(mut self, installed: impl Installed + 'static) -> Self {
        self.installed = Some(Arc::new(installed));
        self
    }
}
