use std::time::Duration;

use kplaces_device::{CliError, Device, StartDelay};
use kplaces_edition::Feature;

/// A random wait, up to `schedule.spread_s`.
///
/// systemd and Windows add a random delay of their own; launchd and a plain cron do not. Two random
/// delays spread devices no worse than one, so this one is always there.
#[derive(Debug)]
pub(crate) struct Spread;

impl StartDelay for Spread {
    fn feature(&self) -> Feature {
        Feature::ScheduledSync
    }

    fn wait(&self, device: &Device) -> Result<Option<Duration>, CliError> {
        let most = f64::from(device.settings()?.schedule.spread_s);
        Ok(Some(Duration::from_secs_f64(most * fastrand::f64())))
    }
}
