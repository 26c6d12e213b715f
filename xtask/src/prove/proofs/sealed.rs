//! The encrypted store gives nothing away without its key.

use std::fs;

use crate::prove::contents::files_below;
use crate::prove::needles::Needles;
use crate::prove::proof::Outcome;
use crate::prove::subject::{Marks, Subject};

/// The store, as it is configured.
const STORE: &str = "sealed:places.sealed";

pub(in crate::prove) fn run(subject: &Subject) -> anyhow::Result<Outcome> {
    let webfleet = subject.webfleet(&[])?;
    let mut device = subject.device("sealed", webfleet.url())?;
    let editions = device.does(&["edition", "--json"])?.stdout;
    if memchr::memmem::find(&editions, b"sealed").is_none() {
        return Ok(Outcome::NotHere);
    }
    device.env("KPLACES_STORE", STORE);
    device.log_in(&webfleet.login()?)?;
    device.does(&["sync"])?;
    device.does(&["backup", "create"])?;
    let place = Marks::of(&webfleet)?.place;
    let mut violations = Vec::new();
    let listed = device.does(&["list", "--json"])?;
    let names = listed.json()?["places"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let names = names.iter().filter_map(|place| place["name"].as_str());
    let mut words: Vec<Needles> = names
        .filter(|name| name.chars().count() > 8)
        .map(Needles::of)
        .take(300)
        .collect();
    if place.count(&listed.stdout) == 0 {
        violations.push("with the key the place is not found".to_owned());
    }
    words.push(place);
    let mut files = 0;
    for path in files_below(&device.home().join(".local"))? {
        files += 1;
        let content = fs::read(&path)?;
        let name = path.strip_prefix(device.home())?.display().to_string();
        for needles in words
            .iter()
            .filter(|needles| !needles.within(&content).is_empty())
        {
            violations.push(format!("{name} holds `{}`", needles.word()));
        }
    }
    for (how, locked) in [
        (
            "with a wrong passphrase",
            device.with("KPLACES_PASSPHRASE", "another one"),
        ),
        ("without a passphrase", device.without("KPLACES_PASSPHRASE")),
    ] {
        let said = locked.run(&["list", "--json"], "")?;
        if said.code == Some(0) || words.iter().any(|needles| needles.count(&said.stdout) > 0) {
            violations.push(format!("{how} the places are listed"));
        }
    }
    violations.truncate(20);
    let shown = format!(
        "{} names in any of {} spellings are in none of {files} files of store, copies and records; a \
         wrong passphrase and none are refused; with the right one all places are there",
        words.len(),
        words[0].ways()
    );
    Ok(Outcome::of(violations, shown))
}
