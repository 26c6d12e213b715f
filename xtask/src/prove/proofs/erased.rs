//! After erasing, what was erased is in no file.

use std::fs;

use crate::prove::contents::{files_below, unpacked};
use crate::prove::needles::Needles;
use crate::prove::proof::Outcome;
use crate::prove::subject::{Marks, Subject};

pub(in crate::prove) fn run(subject: &Subject) -> anyhow::Result<Outcome> {
    if !subject.has("privacy erase") {
        return Ok(Outcome::NotHere);
    }
    let webfleet = subject.webfleet(&[])?;
    let login = webfleet.login()?;
    let device = subject.usual_device("erased", webfleet.url())?;
    device.log_in(&webfleet.login()?)?;
    device.does(&["sync"])?;
    device.does(&["backup", "create"])?;
    // A changed account, so that free pages and a copy hold what was.
    let changed = subject.webfleet(&["--edit", "40"])?;
    device
        .with("KPLACES_WEBFLEET__URL", changed.url())
        .does(&["sync"])?;
    let mut words = vec![
        Marks::of(&webfleet)?.place,
        Needles::of(&login.password),
        Needles::of(&login.apikey),
    ];
    let names = device.does(&["list", "--json", "--limit", "400"])?.json()?;
    let names = names["places"].as_array().cloned().unwrap_or_default();
    let names = names.iter().filter_map(|place| place["name"].as_str());
    words.extend(
        names
            .filter(|name| name.chars().count() > 8)
            .map(Needles::of),
    );
    let before = holding(&device, &words)?;
    device.does(&["privacy", "erase", "--all", "--yes"])?;
    let after = holding(&device, &words)?;
    let mut violations: Vec<String> = after
        .iter()
        .map(|(name, word)| format!("{name} still holds `{word}`"))
        .collect();
    violations.truncate(20);
    if before.is_empty() {
        violations.push("nothing was found before: the search is not worth anything".to_owned());
    }
    let shown = format!(
        "{} names, password and API key: found {} times in the files before, and not once after `privacy \
         erase --all`, in any of {} spellings",
        words.len() - 2,
        before.len(),
        words[0].ways()
    );
    Ok(Outcome::of(violations, shown))
}

/// Files with a word in them.
fn holding(
    device: &crate::prove::device::Device,
    words: &[Needles],
) -> anyhow::Result<Vec<(String, String)>> {
    let mut found = Vec::new();
    for path in files_below(device.home())? {
        for part in unpacked(fs::read(&path)?) {
            for needles in words
                .iter()
                .filter(|needles| !needles.within(&part).is_empty())
            {
                let name = path.strip_prefix(device.home())?.display().to_string();
                found.push((name, needles.word().to_owned()));
            }
        }
    }
    Ok(found)
}
