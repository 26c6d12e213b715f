//! What `doctor` says of the settings of alerts: who hears nothing is to learn why.

use kplaces_device::{Device, Finding, Installed};
use kplaces_domain::GroupName;
use kplaces_edition::Feature;

use crate::plan::Plan;

/// What `doctor` calls it.
const FINDING: &str = "alerts";

/// The settings of alerts on a device.
#[derive(Debug)]
pub(crate) struct Examined;

impl Installed for Examined {
    fn feature(&self) -> Feature {
        Feature::ApproachAlerts
    }

    fn examine(&self, device: &Device, groups: &[GroupName]) -> Vec<Finding> {
        // Settings that cannot be read at all are told already.
        let Ok(settings) = device.settings() else {
            return Vec::new();
        };
        match Plan::of(&settings.alerts) {
            Ok(plan) => {
                let doubts = plan.doubts(groups).into_iter();
                let warning = |doubt| Finding::warning(FINDING, "unknown-group", doubt);
                doubts.map(warning).collect()
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
