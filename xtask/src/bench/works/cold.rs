//! The first build on a new machine.

use kplaces_edition::EditionId;
use kplaces_tools::cargo::{build_of, package};

use super::super::figures::Figure;
use super::super::line::{Bar, Line, Lines, Result};
use super::super::stage::Stage;

/// Processor time of everything that the first `cargo xtask demo` builds; the sources are fetched
/// already.
pub(super) fn cold(stage: &Stage, lines: &mut Lines) -> anyhow::Result<()> {
    let target = stage.path("target");
    let editions = EditionId::all().map(package);
    let packages = ["xtask".to_owned(), "kplaces-webfleet-sim".to_owned()];
    let mut sum = Figure::default();
    for package in packages.into_iter().chain(editions) {
        let mut build = build_of(&package, false);
        build.env("CARGO_TARGET_DIR", &target);
        let figure = stage.meter().figure(&build)?;
        sum.wall += figure.wall;
        sum.cpu += figure.cpu;
        sum.peak_mib = sum.peak_mib.max(figure.peak_mib);
    }
    lines.push(Line {
        work: "cold build of the demo, processor".to_owned(),
        places: 0,
        ours: sum,
        peer: None,
        result: Result::Seconds(sum.cpu),
        bar: Some(Bar::only(13.0 * 60.0)),
    });
    std::fs::remove_dir_all(target)?;
    Ok(())
}
