//! Marked values of personal columns, looked for in the memory of a running process.

use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::ensure;

use crate::prove::memory::{Looked, look};
use crate::prove::outcome::Outcome;
use crate::prove::process;
use crate::prove::subject::{Marks, Subject};
use crate::prove::visit::Visitor;

/// So slowly does a report come that one can look on.
const SLOWLY: &str = "slow:250000";
/// So long it is looked on.
const LOOKED_ON: Duration = Duration::from_secs(2);
/// Until then the first rows are there.
const PATIENCE: Duration = Duration::from_secs(30);

pub(in crate::prove) fn run(subject: &Subject) -> anyhow::Result<Outcome> {
    if !process::is_root() {
        // That it cannot be read is what `no-core` shows; root can, and so root has to look.
        let what = "only root can read the memory of a process that is not open to others";
        return Ok(Outcome::NotRun(what.to_owned()));
    }
    let mut violations = Vec::new();
    let mut bytes = 0;
    for format in ["csv", "json"] {
        for faults in [&[][..], &["--fault", "all-columns"]] {
            let looked = after_a_sync(subject, format, faults)?;
            bytes += looked.bytes;
            let [personal, place] = counts(&looked);
            if personal > 0 {
                violations.push(format!(
                    "{personal} personal values are in memory after a sync ({format}, {faults:?})"
                ));
            }
            if place == 0 {
                violations.push(
                    "the place is not found in memory: the search is not worth anything".to_owned(),
                );
            }
        }
    }
    let honoured = amid_a_sync(subject, &[])?;
    let ignored = amid_a_sync(subject, &["--fault", "all-columns"])?;
    if counts(&honoured)[0] > 0 {
        violations.push("personal values that were not sent are in memory".to_owned());
    }
    let passing = counts(&ignored)[0];
    let shown = format!(
        "{bytes} bytes of writable memory of the map after its own sync, CSV and JSON, filter honoured \
         and ignored: no personal value in any spelling, the place is there. While a service that \
         ignores the filter is still sending, at most {passing} values are in buffers of the connection \
         at a time; with the filter honoured none"
    );
    Ok(Outcome::of(violations, shown))
}

fn counts(looked: &Looked) -> [usize; 2] {
    [0, 1].map(|at| looked.counts.get(at).copied().unwrap_or_default())
}

/// The map has synced by itself and goes on.
fn after_a_sync(subject: &Subject, format: &str, faults: &[&str]) -> anyhow::Result<Looked> {
    let webfleet = subject.webfleet(faults)?;
    let marks = Marks::of(&webfleet)?;
    let mut device = subject.synced("canary-memory", &webfleet)?;
    device.env("KPLACES_WEBFLEET__FORMAT", format);
    let mut map = device.map(&[])?;
    let mut visitor = Visitor::new(&map)?;
    visitor.sync()?;
    visitor.look_around(webfleet.announced("place")?)?;
    let looked = look(map.pid(), &[&marks.personal, &marks.place])?;
    map.end()?.succeeded()?;
    Ok(looked)
}

/// A sync that is under way, looked into again and again; the most that was seen at a time.
fn amid_a_sync(subject: &Subject, faults: &[&str]) -> anyhow::Result<Looked> {
    let webfleet = subject.webfleet(&[faults, &["--fault", SLOWLY]].concat())?;
    let marks = Marks::of(&webfleet)?;
    let device = subject.device("canary-memory", webfleet.url())?;
    device.log_in(&webfleet.login()?)?;
    let mut sync = device
        .command(&["sync"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let started = Instant::now();
    let mut most = Looked::default();
    let mut first = None;
    while first.is_none_or(|first: Instant| first.elapsed() < LOOKED_ON)
        && started.elapsed() < PATIENCE
    {
        thread::sleep(Duration::from_millis(100));
        let Ok(now) = look(
            process::innermost(sync.id()),
            &[&marks.personal, &marks.place],
        ) else {
            break;
        };
        if counts(&now)[1] > 0 {
            first.get_or_insert_with(Instant::now);
        }
        if counts(&now)[0] >= counts(&most)[0] {
            most = now;
        }
    }
    sync.kill()?;
    sync.wait()?;
    ensure!(
        first.is_some(),
        "a sync that is under way could not be looked into"
    );
    Ok(most)
}
