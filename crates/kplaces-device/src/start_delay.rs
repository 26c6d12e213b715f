use std::fmt::Debug;
use std::time::Duration;

use kplaces_edition::Feature;

use crate::{CliError, Device};

/// Says when a scheduled sync starts, so that the devices of a fleet do not come all at once.
///
/// A paid feature brings one. Where two do, that of the later feature counts.
pub trait StartDelay: Debug + Send + Sync {
    /// The feature it belongs to.
    fn feature(&self) -> Feature;

    /// How long this device waits from now; `None` leaves it to that of another feature.
    fn wait(&self, device: &Device) -> Result<Option<Duration>, CliError>;
}
