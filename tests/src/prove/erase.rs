//! Erasing, and taking along before.

use kplaces_webfleet_sim::MARKED_PLACE;
use serde_json::Value;

use super::hunt::Hunt;
use super::{Seen, Stage, broken, files};
use crate::Sandbox;

/// Runs what has to go well.
fn well(device: &Sandbox, arguments: &[&str]) -> Result<String, super::Why> {
    let ran = device.run(arguments);
    if ran.code == 0 {
        Ok(ran.stdout)
    } else {
        broken(format!(
            "`{}` ended with {}: {}",
            arguments.join(" "),
            ran.code,
            ran.stderr.trim()
        ))
    }
}

/// After erasing, no byte of a place is left in any file: store, log of the store, free pages,
/// backups.
pub(crate) fn erased(stage: &Stage) -> Seen {
    stage.needs("privacy erase")?;
    let hunt = Hunt::for_words(&[MARKED_PLACE]);
    let (webfleet, device) = stage.synced()?;
    well(&device, &["backup", "create"])?;
    webfleet.edit(|world| {
        if let Some(listed) = world.accounts[0].addresses.listed_mut() {
            for address in listed.iter_mut().take(200) {
                address.name1.push_str(" neu");
            }
        }
    });
    well(&device, &["sync", "--accept-shrink"])?;
    if files::search(&device, &hunt, &[]).is_ok() {
        return broken(format!(
            "{MARKED_PLACE} is in no file: nothing was looked at"
        ));
    }
    well(&device, &["privacy", "erase", "--all", "--yes"])?;
    let (count, size) = files::search(&device, &hunt, &[])?;
    let listed: Value =
        serde_json::from_str(&well(&device, &["list", "--json"])?).unwrap_or_default();
    if listed["places"]
        .as_array()
        .is_none_or(|places| !places.is_empty())
    {
        return broken("places are still listed");
    }
    Ok(format!(
        "{count} files, {size} bytes left; none holds what was erased"
    ))
}

/// What is taken along is the same when it is read back in on an empty device.
pub(crate) fn extract_reads_back(stage: &Stage) -> Seen {
    stage.needs("privacy extract")?;
    stage.needs("backup import")?;
    let (_webfleet, device) = stage.synced()?;
    let before = well(&device, &["list", "--json"])?;
    well(&device, &["privacy", "extract", "-o", "all.zip"])?;
    let other = stage.fresh();
    let archive = std::fs::read(device.path("all.zip")).unwrap_or_default();
    other.write("all.zip", &archive);
    well(&other, &["backup", "import", "all.zip"])?;
    let after = well(&other, &["list", "--json"])?;
    if before != after {
        return broken("the places are not the same after they were read back");
    }
    let places: Value = serde_json::from_str(&after).unwrap_or_default();
    let count = places["places"].as_array().map_or(0, Vec::len);
    if count == 0 {
        return broken("there was no place: nothing was looked at");
    }
    Ok(format!(
        "{count} places, {} KiB, the same on another device",
        archive.len() / 1024
    ))
}
