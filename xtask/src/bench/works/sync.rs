//! Syncs, each over all three reports.

use std::fs;
use std::process::Command;

use anyhow::ensure;
use kplaces_edition::EditionId;
use kplaces_tools::process;

use super::super::figures::Pairs;
use super::super::line::{Bar, Lines};
use super::super::peers::{Python, installed, sqlite_import, sqlite_rows};
use super::super::stage::Stage;
use super::super::webfleet::Columns;
use super::of_size;
use crate::table::number;

const UNCHANGED: &str = "unchanged sync";

/// Nothing has changed since the last sync.
pub(super) fn unchanged(stage: &Stage, lines: &mut Lines) -> anyhow::Result<()> {
    for &places in &stage.sizes {
        let webfleet = stage.webfleet(places)?;
        let device = stage.device(EditionId::Pro, &webfleet)?;
        device.run(&["sync"])?;
        let sync = || device.figure(&["sync"]);
        sync()?;
        let bytes = webfleet.same_bytes()?;

        let curl = webfleet.curl();
        let pairs = Pairs::measure(stage.effort, sync, || stage.meter().figure(&curl))?;
        lines.remark(format!(
            "The stand-in sends the {:.1} MB of {} places with {:.0} MB/s, the start of curl included.",
            bytes as f64 / 1e6,
            number(places as u64),
            bytes as f64 / pairs.peer().wall / 1e6
        ));
        let bar = of_size(places, Bar::new(1.8, 1.1), Bar::new(2.0, 1.2));
        lines.times(UNCHANGED, places, "curl", &pairs, bar);
        let bar = of_size(places, Bar::new(16.0, 10.0), Bar::new(48.0, 36.0));
        lines.memory(UNCHANGED, places, &pairs, bar);

        let Some(python) = Python::find()? else {
            lines.remark("python3 is not installed.".to_owned());
            continue;
        };
        let database = stage.path("python.db");
        let way = python.sync(&webfleet, &database);
        let pairs = Pairs::measure(stage.effort, sync, || stage.meter().figure(&way))?;
        let bar = of_size(places, Bar::new(12.0, 50.0), Bar::new(12.0, 50.0));
        lines.faster(UNCHANGED, places, "Python", &pairs, bar);
        fs::remove_file(&database)?;
        device.remove()?;
    }
    Ok(())
}

/// The first sync of a device.
pub(super) fn first(stage: &Stage, lines: &mut Lines) -> anyhow::Result<()> {
    if !installed("sqlite3") {
        lines.remark("sqlite3 is not installed.".to_owned());
        return Ok(());
    }
    let kinds = [
        (Columns::Asked, "first sync"),
        (Columns::All, "first sync, all columns"),
    ];
    for (&places, (columns, work)) in stage
        .sizes
        .iter()
        .flat_map(|it| kinds.map(|kind| (it, kind)))
    {
        let webfleet = stage.webfleet_with(places, columns)?;
        let csv = stage.path("addresses.csv");
        webfleet.save_addresses(&csv)?;
        let ours = || {
            let device = stage.device(EditionId::Pro, &webfleet)?;
            settle()?;
            let figure = device.figure(&["sync"])?;
            device.remove()?;
            Ok(figure)
        };
        let peer = || {
            let database = stage.path("import.db");
            settle()?;
            let figure = stage.meter().figure(&sqlite_import(&csv, &database))?;
            let rows = sqlite_rows(&database)?;
            ensure!(rows == places, "sqlite3 has imported {rows} of {places}");
            fs::remove_file(&database)?;
            Ok(figure)
        };
        let pairs = Pairs::measure(stage.effort, ours, peer)?;
        let bar = of_size(places, Bar::new(0.55, 0.4), Bar::new(0.55, 0.4));
        lines.times(work, places, "sqlite3", &pairs, bar);
        let bar = of_size(places, Bar::only(40.0), Bar::only(150.0));
        lines.memory(work, places, &pairs, bar);
        fs::remove_file(&csv)?;
    }
    Ok(())
}

/// The account has changed a little since the last sync.
pub(super) fn changed(stage: &Stage, lines: &mut Lines) -> anyhow::Result<()> {
    let kinds = [
        ("renamed", "sync, 1 % renamed"),
        ("removed", "sync, 1 % removed"),
        ("reordered", "sync, another order"),
    ];
    for &places in &stage.sizes {
        let mut webfleet = stage.webfleet(places)?;
        let device = stage.device(EditionId::Pro, &webfleet)?;
        for (kind, work) in kinds {
            webfleet.vary("as-kept")?;
            device.run(&["sync"])?;
            let mut is_varied = false;
            // There and back: the way back is measured only where it is the same work.
            let ours = || {
                if is_varied && kind == "removed" {
                    webfleet.vary("as-kept")?;
                    device.run(&["sync"])?;
                    is_varied = false;
                }
                is_varied = !is_varied;
                webfleet.vary(if is_varied { kind } else { "as-kept" })?;
                settle()?;
                device.figure(&["sync"])
            };
            let peer = || {
                settle()?;
                device.figure(&["sync"])
            };
            let pairs = Pairs::measure(stage.effort, ours, peer)?;
            let bar = match kind {
                "reordered" => None,
                _ => (places == 100_000).then_some(Bar::new(3.0, 2.0)),
            };
            lines.times(work, places, UNCHANGED, &pairs, bar);
            lines.memory(work, places, &pairs, None);
        }
        device.remove()?;
    }
    Ok(())
}

/// Waits until what others have written is on the disk: who syncs a file next would wait for it.
pub(super) fn settle() -> anyhow::Result<()> {
    process::output(&mut Command::new("sync")).map(drop)
}
