//! What `doctor` says of the settings of alerts: who hears nothing is to learn why.

use kplaces_device::{Device, Finding, Installed, Stock};
use kplaces_edition::Feature;

use crate::plan::{Colours, Plan};

/// What `doctor` calls it.
const FINDING: &str = "alerts";

/// The settings of alerts on a device.
#[derive(Debug)]
pub(crate) struct Examined;

impl Installed for Examined {
    fn feature(&self) -> Feature {
        Feature::ApproachAlerts
    }

    fn asks_for_colours(&self, device: &Device) -> bool {
        let plan = device.settings().map(|settings| Plan::of(&settings.alerts));
        plan.is_ok_and(|plan| plan.is_ok_and(|plan| plan.names_colours()))
    }

    fn examine(&self, device: &Device, stock: Option<&Stock>) -> Vec<Finding> {
        // Settings that cannot be read at all are told already.
        let Ok(settings) = device.settings() else {
            return Vec::new();
        };
        match Plan::of(&settings.alerts) {
            Ok(plan) => {
                let groups = stock.map_or(&[][..], |stock| &stock.groups);
                let colours = stock.map(|stock| Colours {
                    found: stock.colours.clone(),
                    any_place: stock.state.places > 0,
                });
                let of_groups = plan.doubts_of_groups(groups).into_iter();
                let of_groups =
                    of_groups.map(|doubt| Finding::warning(FINDING, "unknown-group", doubt));
                let colours = colours.unwrap_or_default();
                let of_colours = plan.doubts_of_colours(&colours);
                let of_colours =
                    of_colours.map(|doubt| Finding::warning(FINDING, "unknown-colour", doubt));
                of_groups.chain(of_colours).collect()
            }
            Err(error) => {
                let mut finding = Finding::problem(FINDING, "wrong-settings", error.what);
                finding.details = error.why;
                finding.hints = error.hints;
                vec![finding]
            }
        }
    }
}
