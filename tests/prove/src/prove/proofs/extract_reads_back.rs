//! What is taken out in one archive is all there is, and can be read in on another device.

use std::fs;

use crate::prove::contents::unpacked;
use crate::prove::needles::Needles;
use crate::prove::outcome::Outcome;
use crate::prove::subject::{Marks, Subject};

pub(in crate::prove) fn run(subject: &Subject) -> anyhow::Result<Outcome> {
    if !subject.has("privacy extract") || !subject.has("backup import") {
        return Ok(Outcome::NotHere);
    }
    let webfleet = subject.webfleet(&["--fault", "all-columns"])?;
    let login = webfleet.login()?;
    let marks = Marks::of(&webfleet)?;
    let device = subject.synced("extract", &webfleet)?;
    let places = device.does(&["list", "--json"])?.json()?["places"].clone();
    device.does(&["privacy", "extract", "-o", "all.zip"])?;
    let archive = fs::read(device.home().join("all.zip"))?;
    let size = archive.len();
    let other = subject.device("extract-read", webfleet.url())?;
    fs::write(other.home().join("all.zip"), &archive)?;
    other.does(&["backup", "import", "all.zip"])?;
    let back = other.does(&["list", "--json"])?.json()?["places"].clone();
    let mut violations = Vec::new();
    if back != places {
        violations.push("the places are others after reading the archive in".to_owned());
    }
    let mut holds_place = false;
    for part in unpacked(archive) {
        holds_place |= !marks.place.within(&part).is_empty();
        for (what, needles) in [
            ("a personal column", &marks.personal),
            ("the password", &Needles::of(&login.password)),
            ("the API key", &Needles::of(&login.apikey)),
        ] {
            for spelling in needles.within(&part) {
                violations.push(format!("the archive holds {what} ({spelling})"));
            }
        }
    }
    if !holds_place {
        violations.push("the archive does not hold the place that is looked for".to_owned());
    }
    let count = places.as_array().map_or(0, Vec::len);
    let shown = format!(
        "{count} places in an archive of {size} bytes, the same in every field on a device that read it \
         in; no personal column and no secret in it"
    );
    Ok(Outcome::of(violations, shown))
}
