//! A browser for the tests and proofs of the map.

use std::path::PathBuf;
use std::process::Command;

use anyhow::bail;

use crate::environment;
use crate::node::{self, skipped};
use crate::page::{Need, page};
use crate::workspace::root;

/// Names that Chromium goes by.
const CHROMIUM: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];

fn folder() -> PathBuf {
    root().join("tests/browser")
}

/// Node.js in the folder of the tests, and a browser; nothing where one is missing.
pub fn with_chromium() -> anyhow::Result<Option<Command>> {
    if skipped("the page was not tried in a browser")? {
        return Ok(None);
    }
    let chromium =
        environment::chromium().or_else(|| CHROMIUM.into_iter().find_map(environment::program));
    let Some(chromium) = chromium else {
        let what = "Chromium is not installed: the page was not tried in a browser";
        if environment::is_ci() {
            bail!(what);
        }
        println!("{what} (skipped)");
        return Ok(None);
    };
    page(Need::Required)?;
    node::install(&folder())?;
    let mut node = Command::new("node");
    node.current_dir(folder()).env("KPLACES_CHROMIUM", chromium);
    Ok(Some(node))
}
