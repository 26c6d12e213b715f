use std::collections::BTreeSet;

use kplaces_cli::Program;
use kplaces_device::Product;
use kplaces_edition::{Feature, Manifest, Policy};
use kplaces_export::{Exporter, Exporters};
use kplaces_store::{Backend, Backends};

use crate::Plugin;

/// The parts an edition lists in its `main.rs`.
#[derive(Debug)]
pub struct Parts {
    /// The text of `edition.toml`.
    pub manifest: &'static str,
    /// The store backends.
    pub backends: Vec<Backend>,
    /// The exporters, crate by crate.
    pub exporters: Vec<Vec<Exporter>>,
    /// The paid features.
    pub plugins: Vec<Plugin>,
}

/// An edition whose parts do not fit together: a defect of the build.
#[derive(Debug)]
pub struct PartsError(pub String);

impl Parts {
    /// Fits the parts together. Their order does not matter; two of the same name are refused, and
    /// so is a promise without its part or a part without its promise.
    pub fn assemble(self) -> Result<Program, PartsError> {
        let fail = |error: &dyn std::fmt::Display| PartsError(error.to_string());
        let manifest = Manifest::parse(self.manifest).map_err(|error| fail(&error))?;
        let mut plugins = self.plugins;
        plugins.sort_by_key(|plugin| plugin.id);
        if let Some(pair) = plugins.windows(2).find(|pair| pair[0].id == pair[1].id) {
            return Err(PartsError(format!(
                "the plugin `{}` is listed twice",
                pair[0].id
            )));
        }
        let linked: BTreeSet<_> = plugins
            .iter()
            .flat_map(|plugin| &plugin.features)
            .copied()
            .collect();
        let policy = Policy::new(manifest, &linked).map_err(|error| fail(&error))?;

        let mut commands: Vec<_> = plugins
            .iter()
            .flat_map(|plugin| &plugin.commands)
            .cloned()
            .collect();
        commands.sort_by_key(|command| command.feature());
        for command in &commands {
            let feature = command.feature();
            if feature.command().is_none() || !policy.has(feature) {
                return Err(PartsError(format!(
                    "a command does not belong to `{feature}`"
                )));
            }
            // Its arguments are put together for who asks for it; a test of every edition sees its name.
            debug_assert_eq!(feature.command(), Some(command.command().get_name()));
        }
        let groups: Vec<_> = plugins
            .iter()
            .filter_map(|plugin| plugin.groups.clone())
            .collect();
        if groups.len() > 1 {
            return Err(PartsError(
                "two plugins bring the group features".to_owned(),
            ));
        }
        let tenants: Vec<_> = plugins
            .iter()
            .filter_map(|plugin| plugin.tenants.clone())
            .collect();
        let mut start_delays: Vec<_> = plugins
            .iter()
            .filter_map(|plugin| plugin.start_delay.clone())
            .collect();
        start_delays.sort_by_key(|start_delay| std::cmp::Reverse(start_delay.feature()));
        let mut installed: Vec<_> = plugins
            .iter()
            .filter_map(|plugin| plugin.installed.clone())
            .collect();
        installed.sort_by_key(|it| it.feature());
        // Without this a sync of some groups would quietly be one of all.
        if policy.has(Feature::GroupFilter) && groups.is_empty() {
            return Err(PartsError(format!(
                "no plugin brings what `{}` promises",
                Feature::GroupFilter
            )));
        }
        let keeper = plugins.iter().find_map(|plugin| plugin.keeper.clone());
        // Without it the map would have no alerts that `watch` has.
        let approaches = plugins.iter().find_map(|plugin| plugin.approaches.clone());
        for (feature, is_brought) in [
            // Without it `--tenant` would quietly work on the places of the device's own.
            (Feature::Tenants, tenants.len() == 1),
            (Feature::EncryptedStore, keeper.is_some()),
            (Feature::ApproachAlerts, approaches.is_some()),
        ] {
            if policy.has(feature) != is_brought {
                return Err(PartsError(format!(
                    "not exactly one plugin brings what `{feature}` promises"
                )));
            }
        }
        let sold: Vec<Exporter> = plugins
            .iter()
            .flat_map(|plugin| plugin.exporters.iter().copied())
            .collect();
        if policy.has(Feature::DeviceExports) == sold.is_empty() {
            return Err(PartsError(format!(
                "`{}` is promised without profiles, or profiles come without the promise",
                Feature::DeviceExports
            )));
        }
        tracing::debug!(plugins = ?plugins.iter().map(|plugin| plugin.id).collect::<Vec<_>>(), "edition assembled");
        let product = Product {
            policy,
            backends: Backends::new(self.backends).map_err(|error| fail(&error))?,
            exporters: Exporters::new(self.exporters.into_iter().flatten().chain(sold))
                .map_err(|error| fail(&error))?,
            groups: groups.into_iter().next(),
            start_delays,
            installed,
            approaches,
            tenants: tenants.into_iter().next(),
            keeper,
        };
        Ok(Program { product, commands })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRO: &str = "id = \"pro\"\ntitle = \"3Kplaces Pro\"\n\
        features = [\"group-list\", \"group-filter\", \"device-exports\", \"scheduled-sync\", \"approach-alerts\", \"alert-check\"]\n[limits]\nplaces = \"unlimited\"\n\
        [summary]\nen = \"\"\nde = \"\"\n";

    fn assemble(plugins: Vec<Plugin>) -> Result<Program, String> {
        let parts = Parts {
            manifest: PRO,
            backends: Vec::new(),
            exporters: Vec::new(),
            plugins,
        };
        parts.assemble().map_err(|error| error.0)
    }

    #[test]
    fn a_plugin_that_names_the_group_filter_must_bring_it() {
        let named_only = Plugin::new(
            "kplaces-plugin:x",
            [
                Feature::GroupList,
                Feature::GroupFilter,
                Feature::DeviceExports,
                Feature::ScheduledSync,
                Feature::ApproachAlerts,
                Feature::AlertCheck,
            ],
        );
        let refused = assemble(vec![named_only.clone()]).unwrap_err();
        assert_eq!(refused, "no plugin brings what `group-filter` promises");
        assert!(
            assemble(vec![named_only.clone(), named_only])
                .unwrap_err()
                .contains("listed twice")
        );
        assert!(
            assemble(Vec::new())
                .unwrap_err()
                .contains("none of its parts brings it")
        );
    }
}
