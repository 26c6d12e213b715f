//! The encrypted store of Enterprise, beside the plain one.

use kplaces_edition::EditionId;

use super::super::device::Device;
use super::super::figures::Pairs;
use super::super::line::Lines;
use super::super::stage::Stage;
use super::super::webfleet::Webfleet;
use super::sync::settle;

/// Commands that find a full store. The first does hardly more than to open it.
const COMMANDS: [(&str, &[&str]); 4] = [
    ("`status`", &["status"]),
    ("unchanged sync", &["sync"]),
    ("`find`", &["find", "backerei"]),
    ("`near`", &["near", "48.137,11.575"]),
];

/// Every command at every size, with the key sealed by a passphrase.
pub(super) fn encrypted(stage: &Stage, lines: &mut Lines) -> anyhow::Result<()> {
    lines.remark(
        "Encrypted: a passphrase keeps the key here, and each command does the work for it once. \
         `status` does hardly anything else; with a keyring that falls away."
            .to_owned(),
    );
    for &places in &stage.sizes {
        let webfleet = stage.webfleet(places)?;
        let first = |device: Device| {
            settle()?;
            let figure = device.figure(&["sync"])?;
            device.remove()?;
            Ok(figure)
        };
        let pairs = Pairs::measure(
            stage.effort,
            || first(sealed(stage, &webfleet)?),
            || first(plain(stage, &webfleet)?),
        )?;
        lines.times("encrypted, first sync", places, "plain", &pairs, None);

        let (sealed, plain) = (sealed(stage, &webfleet)?, plain(stage, &webfleet)?);
        sealed.run(&["sync"])?;
        plain.run(&["sync"])?;
        for (name, command) in COMMANDS {
            let pairs = Pairs::measure(
                stage.effort,
                || sealed.figure(command),
                || plain.figure(command),
            )?;
            lines.times(&format!("encrypted, {name}"), places, "plain", &pairs, None);
        }
        sealed.remove()?;
        plain.remove()?;
    }
    Ok(())
}

fn plain(stage: &Stage, webfleet: &Webfleet) -> anyhow::Result<Device> {
    stage.device(EditionId::Enterprise, webfleet)
}

fn sealed(stage: &Stage, webfleet: &Webfleet) -> anyhow::Result<Device> {
    let device = plain(stage, webfleet)?.with("KPLACES_PASSPHRASE", "a passphrase for the bench");
    device.run(&["encrypt", "on"])?;
    Ok(device)
}
