use kplaces_edition::Manifest;
use kplaces_web::{Ended, StreetsError, WebError};

use crate::error::{CliError, Kind};

pub(crate) const NO_BROWSER: &str = "no browser could be started: open the link by hand";

pub(crate) fn announcement(link: &str, can_ask: bool) -> String {
    let more = if can_ask {
        "Enter prints another link, Ctrl-C ends the map."
    } else {
        "Ctrl-C ends the map."
    };
    format!(
        "The map is here, for this user of this computer only:\n\n  {link}\n\n\
         The link works once, within ten minutes. {more}\n"
    )
}

pub(crate) fn another(link: &str) -> String {
    format!("  {link}\n")
}

pub(crate) fn ended(ended: Ended) -> String {
    match ended {
        Ended::Asked => "The map has ended.\n".to_owned(),
        Ended::Idle => "The map has ended: nobody has looked for a while.\n".to_owned(),
    }
}

pub(crate) fn no_page(manifest: &Manifest) -> CliError {
    CliError::new(Kind::Usage, "the map is not in this build")
        .because("its page was not built before the program was")
        .hint(format!(
            "install Node.js 20 or later, then run `cargo xtask build {}`",
            manifest.id
        ))
}

/// The map cannot be served.
pub(crate) fn unserved(error: WebError) -> CliError {
    match error {
        WebError::Port(0, error) => {
            CliError::new(Kind::Network, "there is no free port").because(error.to_string())
        }
        WebError::Port(port, error) => {
            CliError::new(Kind::Usage, format!("port {port} cannot be used"))
                .because(error.to_string())
                .hint("name another port with --port, or leave it out for any that is free")
        }
        WebError::Streets(error) => streets(&error),
        WebError::Random => CliError::new(Kind::Internal, "the system gives no random numbers"),
        WebError::Serve(error) => CliError::internal(error),
    }
}

fn streets(error: &StreetsError) -> CliError {
    let of = |path: &std::path::Path| format!("{} cannot be the basemap", path.display());
    match error {
        StreetsError::Unreadable(path, error) => {
            CliError::new(Kind::Usage, of(path)).because(error.to_string())
        }
        StreetsError::NotPmtiles(path) => CliError::new(Kind::Usage, of(path))
            .because("it is not in the PMTiles format, version 3")
            .hint(
                "files of the format can be cut out of OpenStreetMap data with `pmtiles extract`",
            ),
        StreetsError::Cut(path) => CliError::new(Kind::Usage, of(path))
            .because("it ends before all of what it says is in it")
            .hint("copy or download it once more"),
        StreetsError::NotVector(path) => {
            CliError::new(Kind::Usage, of(path)).because("its tiles are pictures, not shapes")
        }
    }
}
