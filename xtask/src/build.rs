//! `cargo xtask build`.

use kplaces_edition::EditionId;

use kplaces_tools::cargo::{build_of, executable, package};
use kplaces_tools::page::{Need, page};
use kplaces_tools::workspace::shown;

/// Builds one edition alone and says where it is.
pub(crate) fn build(edition: EditionId, release: bool) -> anyhow::Result<()> {
    page(Need::Wanted)?;
    let program = executable(build_of(&package(edition), release))?;
    println!("{}: {}", edition.title(), shown(&program));
    Ok(())
}
