//! Marked values of personal columns, looked for in every file and every word of the program, and marked
//! texts of replies, looked for in its records.

mod replies;

use std::fs;
use std::path::Path;

use crate::prove::contents::{files_below, unpacked};
use crate::prove::outcome::Outcome;
use crate::prove::subject::{Marks, Subject};
use crate::prove::trap::Trap;
use crate::prove::walk::Walk;

/// The ways in which a service may answer.
const SERVICES: [(&[&str], &str, &str); 4] = [
    (&[], "csv", "get"),
    (&["--fault", "second-spelling"], "json", "post"),
    (&["--fault", "all-columns"], "csv", "post"),
    (
        &["--fault", "all-columns", "--fault", "second-spelling"],
        "json",
        "get",
    ),
];

/// Files that must hold the name of a place, or the search is worth nothing.
const HOLDING: [&str; 3] = ["places.db", "backups", "exports/"];

pub(in crate::prove) fn run(subject: &Subject) -> anyhow::Result<Outcome> {
    let mut violations = Vec::new();
    let (mut files, mut bytes, mut words, mut ways) = (0, 0, 0, 0);
    for (faults, format, method) in SERVICES {
        let webfleet = subject.webfleet(faults)?;
        let marks = Marks::of(&webfleet)?;
        ways = marks.personal.ways();
        let trap = Trap::set()?;
        let mut device = subject.device("canary-files", webfleet.url())?;
        device.env("KPLACES_WEBFLEET__FORMAT", format);
        device.env("KPLACES_WEBFLEET__METHOD", method);
        let mut look = |what: &str, content: Vec<u8>, must_hold: bool| {
            bytes += content.len();
            let mut found_place = false;
            for part in unpacked(content) {
                for spelling in marks.personal.within(&part) {
                    violations.push(format!("{what} holds a personal column ({spelling})"));
                }
                found_place |= !marks.place.within(&part).is_empty();
            }
            if must_hold && !found_place {
                violations.push(format!("{what} does not hold the place that is looked for"));
            }
        };
        // While the store is whole, with a reader that keeps the log of the last writes open.
        device.log_in(&webfleet.login()?)?;
        let traced = [device.does(&["sync"])?, device.does(&["backup", "create"])?];
        let map = device.map(&[])?;
        for said in traced {
            look(&said.command, said.stdout, false);
            look(&said.command, said.stderr, false);
        }
        for (name, content) in contents(&device)? {
            files += 1;
            let must = HOLDING[..2].iter().any(|part| name.contains(part))
                && Path::new(&name).extension().is_some_and(|it| it == "db");
            look(&name, content, must);
        }
        drop(map);
        if !faults.contains(&"all-columns") {
            // What was not sent is looked for in what a sync leaves, not in every command.
            continue;
        }
        let walk = Walk::new(subject, &device, &webfleet, &trap);
        for step in walk.go()?.steps {
            words += step.said.stdout.len() + step.said.stderr.len();
            look(&step.said.command, step.said.stdout, false);
            look(&step.said.command, step.said.stderr, false);
        }
        for (name, content) in contents(&device)? {
            files += 1;
            // Profiles for one group each leave places out.
            look(
                &name,
                content,
                name.starts_with(HOLDING[2]) && !name.contains("/split"),
            );
        }
    }
    let replies = replies::look(subject)?;
    violations.extend(replies.violations);
    let shown = format!(
        "{files} files with {} bytes, packed ones unpacked, and {words} bytes of output and logs at \
         trace, with CSV and JSON, filter honoured and ignored, there after all commands: no personal value \
         in any of {ways} spellings; the name of a place was found in store, copy and every export; no text of \
         {} replies that are no report, and no name of a group, in any record or what reads it",
        bytes - words,
        replies.answers
    );
    Ok(Outcome::of(violations, shown))
}

fn contents(device: &crate::prove::device::Device) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
    let mut all = Vec::new();
    for path in files_below(device.home())? {
        let name = path.strip_prefix(device.home())?.display().to_string();
        all.push((name, fs::read(&path)?));
    }
    Ok(all)
}
