//! Several accounts on one device: nothing of one in anything of another.

use std::fs;

use crate::prove::contents::{files_below, unpacked};
use crate::prove::device::Device;
use crate::prove::outcome::Outcome;
use crate::prove::subject::{Marks, Subject};
use kplaces_tools::stand_in::StandIn;

/// One account is marked; the other one is the same but for the mark.
const MARKED: &str = "north";
const PLAIN: &str = "south";

pub(in crate::prove) fn run(subject: &Subject) -> anyhow::Result<Outcome> {
    if !subject.has("tenants add") {
        return Ok(Outcome::NotHere);
    }
    let marked = subject.webfleet(&[])?;
    let marks = Marks::of(&marked)?;
    let log = subject.scratch.join("webfleet-south.log");
    let plain = StandIn::start(&subject.stand_in, &[], &log)?;
    let device = subject.device("separate", marked.url())?;
    let mut said = Vec::new();
    for (tenant, webfleet) in [(MARKED, &marked), (PLAIN, &plain)] {
        let own = device.with("KPLACES_WEBFLEET__URL", webfleet.url());
        own.does(&["tenants", "add", tenant])?;
        let login = webfleet.login()?.lines();
        own.run(&["--tenant", tenant, "login", "--stdin"], &login)?
            .succeeded()?;
        own.does(&["--tenant", tenant, "sync"])?;
        own.does(&["--tenant", tenant, "backup", "create"])?;
    }
    let place = marked.announced("place")?;
    for words in [
        &["list", "--json"][..],
        &["find", place],
        &["export", "csv", "-o", "-"],
        &["status", "--json"],
        &["log", "--json"],
        &["backup", "list"],
        &["privacy", "report", "--json"],
    ] {
        said.push(device.run(&[&["--tenant", PLAIN], words].concat(), "")?);
    }
    said.push(device.run(&["list", "--json"], "")?);
    said.push(device.run(&["tenants", "list", "--json"], "")?);
    let mut violations = Vec::new();
    let outputs = said.len();
    for said in said {
        // A search for the name repeats it; its hits would bring the whole name.
        let whole = said.command.contains("find") && marks.place.count(&said.stdout) <= 1;
        if !whole && marks.place.count(&said.stdout) > 0 {
            violations.push(format!(
                "`{}` shows a place of another account",
                said.command
            ));
        }
    }
    let (own, others) = files(&device, &marks)?;
    violations.extend(
        others
            .iter()
            .map(|name| format!("{name} holds a place of another account")),
    );
    if own == 0 {
        violations.push("the account's own files do not hold its place".to_owned());
    }
    let shown = format!(
        "two accounts on one device: a place of the one is in {own} files of its own and in no other; \
         {outputs} answers to the other one and to the device do not show it"
    );
    Ok(Outcome::of(violations, shown))
}

/// How many of the account's own files hold the place, and which others do.
fn files(device: &Device, marks: &Marks) -> anyhow::Result<(usize, Vec<String>)> {
    let (mut own, mut others) = (0, Vec::new());
    for path in files_below(device.home())? {
        let name = path.strip_prefix(device.home())?.display().to_string();
        let parts = unpacked(fs::read(&path)?);
        if parts.iter().any(|part| marks.place.count(part) > 0) {
            if name.contains(&format!("/tenants/{MARKED}/")) {
                own += 1;
            } else {
                others.push(name);
            }
        }
    }
    Ok((own, others))
}
