//! The map in a real browser.

use anyhow::Context as _;
use kplaces_edition::EditionId;

use super::super::figures::Figure;
use super::super::line::{Bar, Line, Lines, Result};
use super::super::stage::Stage;
use crate::browser;

/// What the first picture of many is compared with.
const FEW: usize = 1_000;

/// The first picture with many places, beside that with few.
pub(super) fn map(stage: &Stage, lines: &mut Lines) -> anyhow::Result<()> {
    let sizes = [&[FEW], stage.sizes.as_slice()].concat();
    let pro = stage.program(EditionId::Pro)?;
    let runs = if stage.is_quick { 1 } else { 5 };
    let Some(said) = browser::measured(&pro, stage.stand_in(), &sizes, runs)? else {
        lines.remark("The map was not measured: it needs Node.js and Chromium.".to_owned());
        return Ok(());
    };
    let pictures: Vec<(usize, f64)> = said
        .lines()
        .filter_map(|line| {
            let (places, milliseconds) = line.split_once('\t')?;
            Some((
                places.parse().ok()?,
                milliseconds.parse::<f64>().ok()? / 1e3,
            ))
        })
        .collect();
    let figure = |wall| Figure {
        wall,
        ..Figure::default()
    };
    let few = pictures.iter().find(|(places, _)| *places == FEW);
    let few = few.context("the browser told no time")?.1;
    for &(places, wall) in pictures.iter().filter(|(places, _)| *places != FEW) {
        lines.push(Line {
            work: "map, first picture".to_owned(),
            places,
            ours: figure(wall),
            peer: Some(("the map of 1,000".to_owned(), figure(few))),
            result: Result::Times(wall / few),
            bar: (places == 1_000_000).then_some(Bar::only(1.2)),
        });
    }
    Ok(())
}
