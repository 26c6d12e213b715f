//! What the page of the map has to pass without a browser.

use kplaces_tools::node::{self, skipped};
use kplaces_tools::page::folder;
use kplaces_tools::process;

use crate::runner::{Report, node_closing};

/// Checks the types of the page.
pub(crate) fn types() -> anyhow::Result<()> {
    let folder = folder();
    if skipped("the types of the page were not checked")? {
        return Ok(());
    }
    node::install(&folder)?;
    process::run(&mut node::script(&folder, "check"))
}

/// Runs the unit tests of the page.
pub(crate) fn unit_tests() -> anyhow::Result<Report> {
    let folder = folder();
    if skipped("the unit tests of the page were not run")? {
        return Ok(Report {
            passed: true,
            closing: Vec::new(),
        });
    }
    node::install(&folder)?;
    let (status, lines) = process::tee(&mut node::script(&folder, "test"))?;
    Ok(Report {
        passed: status.success(),
        closing: node_closing("page", &lines),
    })
}
