//! The encrypted store gives nothing away without its key.

use crate::prove::device::Device;
use crate::prove::needles::Needles;
use crate::prove::outcome::Outcome;
use crate::prove::subject::{Marks, PASSPHRASE, Subject};

/// The passphrase after the change of the key.
const CHANGED: &str = "canary-passphrase-9U";

pub(in crate::prove) fn run(subject: &Subject) -> anyhow::Result<Outcome> {
    if !subject.has("encrypt on") {
        return Ok(Outcome::NotHere);
    }
    let webfleet = subject.webfleet(&[])?;
    let device = subject.synced("sealed", &webfleet)?;
    device.does(&["backup", "create"])?;
    let place = Marks::of(&webfleet)?.place;
    let words: Vec<Needles> = device
        .names(300)?
        .iter()
        .map(|name| Needles::of(name))
        .chain([place])
        .collect();
    let mut violations = Vec::new();
    if device.holding(&words)?.is_empty() {
        violations.push(
            "nothing is found in the plain files: the search is not worth anything".to_owned(),
        );
    }
    device.does(&["encrypt", "on", "--keep", "passphrase"])?;
    // Now also a sync and a backup that are sealed from the start.
    let changed = subject.webfleet(&["--edit", "40"])?;
    device
        .asking(changed.url(), &webfleet.login()?)
        .does(&["sync"])?;
    device.does(&["backup", "create"])?;
    violations.extend(device.holding(&words)?);
    violations.extend(opened(&device, &words, "another one", PASSPHRASE)?);
    device
        .with("KPLACES_NEW_PASSPHRASE", CHANGED)
        .does(&["encrypt", "rekey"])?;
    violations.extend(device.holding(&words)?);
    violations.extend(opened(&device, &words, PASSPHRASE, CHANGED)?);
    violations.truncate(20);
    let shown = format!(
        "{} names in any of {} spellings are in no file of the device once its store is encrypted: neither \
         places nor copies, neither those from before nor a sync and a copy after; no passphrase, a wrong \
         one and, after a change, the old one are refused; with the right one all places are there",
        words.len(),
        words[0].ways()
    );
    Ok(Outcome::of(violations, shown))
}

/// What is wrong with who may see the places.
fn opened(
    device: &Device,
    words: &[Needles],
    wrong: &str,
    right: &str,
) -> anyhow::Result<Vec<String>> {
    let mut violations = Vec::new();
    let with = |passphrase| device.with("KPLACES_PASSPHRASE", passphrase);
    for (how, locked) in [
        ("with a wrong passphrase", with(wrong)),
        ("without a passphrase", device.without("KPLACES_PASSPHRASE")),
    ] {
        let said = locked.run(&["list", "--json"], "")?;
        if said.code == Some(0) || words.iter().any(|needles| needles.count(&said.stdout) > 0) {
            violations.push(format!("{how} the places are listed"));
        }
    }
    let said = with(right).does(&["list", "--json"])?;
    if words.iter().all(|needles| needles.count(&said.stdout) == 0) {
        violations.push("with the right passphrase no place is listed".to_owned());
    }
    Ok(violations)
}
