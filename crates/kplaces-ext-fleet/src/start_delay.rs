use std::time::Duration;

use kplaces_device::{CliError, Device, StartDelay};
use kplaces_edition::Feature;

use crate::{Timetable, identity, text};

/// A scheduled sync waits for the slot of this device, where the size of the fleet is set.
#[derive(Debug)]
pub(crate) struct Slot;

/// The timetable of a fleet of this size under the configured quota.
pub(crate) fn timetable(device: &Device, devices: u32) -> Result<Timetable, CliError> {
    let rate = device.settings()?.quota.addresses;
    let window = Duration::from_secs(u64::from(rate.seconds.get()));
    Ok(Timetable::new(devices, rate.calls.get(), window))
}

/// How this device finds its slot.
pub(crate) enum Place {
    /// By its number: the same in every round.
    Number(u32),
    /// By its id: another in every round.
    Id(String),
}

impl Place {
    pub(crate) fn slot(&self, timetable: Timetable, round: u64) -> u32 {
        match self {
            Self::Number(slot) => *slot,
            Self::Id(id) => timetable.slot_of_id(id, round),
        }
    }
}

/// The place of this device: by its number, else by its id.
pub(crate) fn of_this_device(device: &Device, timetable: Timetable) -> Result<Place, CliError> {
    let fleet = &device.settings()?.fleet;
    if let Some(number) = fleet.number {
        let slot = timetable
            .slot_of_number(number)
            .ok_or_else(|| text::no_such_number(number, timetable.devices()))?;
        return Ok(Place::Number(slot));
    }
    let id = match &fleet.id {
        Some(id) => id.clone(),
        None => identity::of_device(&device.dirs().state).map_err(|error| text::no_id(&error))?,
    };
    Ok(Place::Id(id))
}

/// Now, since 1970.
pub(crate) fn now(device: &Device) -> Duration {
    Duration::from_secs(u64::try_from(device.now().unix()).unwrap_or_default())
}

impl StartDelay for Slot {
    fn feature(&self) -> Feature {
        Feature::FleetTimetable
    }

    fn wait(&self, device: &Device) -> Result<Option<Duration>, CliError> {
        let Some(devices) = device.settings()?.fleet.devices else {
            return Ok(None);
        };
        let timetable = timetable(device, devices)?;
        let place = of_this_device(device, timetable)?;
        let slot = |round| place.slot(timetable, round);
        Ok(Some(timetable.until(slot, now(device))))
    }
}
