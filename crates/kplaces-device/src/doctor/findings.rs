//! What was found out, judged: what is as it should be, what is worth knowing, and what is a problem.

mod configuration;
mod device;
mod files;
mod login;
pub(super) mod online;
mod records;
mod store;
mod unfinished;

use kplaces_edition::Limit;
use kplaces_text::{Language, text};

use super::facts::Facts;
use crate::{Device, Finding};

/// Everything that was looked at without a network.
pub fn findings(facts: &Facts, device: &Device) -> Vec<Finding> {
    let mut all = vec![edition(device)];
    all.extend(configuration::findings(facts, device));
    all.extend(login::findings(facts));
    // Where nothing could be looked at, nothing is as it should be.
    if facts.room.is_some() {
        all.extend(files::findings(facts));
    }
    all.extend(store::findings(facts));
    all.extend(unfinished::findings(facts));
    all.extend(records::findings(facts));
    all.extend(self::device::findings(facts));
    for feature in &device.product.installed {
        all.extend(feature.examine(device, facts.stock()));
    }
    all
}

/// An edition whose parts are not those it promises does not start.
fn edition(device: &Device) -> Finding {
    let manifest = device.product.policy.manifest();
    let (title, version) = (&manifest.title, env!("CARGO_PKG_VERSION"));
    let features = manifest.features.len() as u64;
    let further = |language: Language| {
        let [one, many] = ["further feature", "further features"];
        language.count(
            features,
            [one, many],
            ["weitere Funktion", "weitere Funktionen"],
        )
    };
    let text = match manifest.limits.places {
        Limit::AtMost(limit) => text!(l =>
            "{title} {version}: at most {limit} addresses, {further}",
            "{title} {version}: höchstens {limit} Adressen, {further}",
            limit = l.number(u64::from(limit.get())),
            further = further(l)
        ),
        Limit::Unlimited => text!(l =>
            "{title} {version}: all addresses, {further}",
            "{title} {version}: alle Adressen, {further}",
            further = further(l)
        ),
    };
    Finding::ok("edition", "as-promised", text)
}
