//! What people read.

use std::path::PathBuf;

use kplaces_cli::{CliError, Finding, Kind};

use crate::install::Trouble;
use crate::plan::{Unfit, UnitFile};

/// What `doctor` says of it.
pub(crate) fn finding(installed: bool) -> Finding {
    const ID: &str = "schedule";
    if installed {
        Finding::ok(
            ID,
            "installed",
            "a scheduled sync is installed for this user",
        )
    } else {
        Finding::ok(ID, "none", "no scheduled sync is installed for this user")
    }
}

/// The files under headings, and how they take effect.
pub(crate) fn files(files: &[UnitFile], enable: &[String]) -> String {
    let mut out = String::new();
    for file in files {
        out.push_str(&format!(
            "==> {} <==\n{}\n",
            file.path.display(),
            file.content
        ));
    }
    out.push_str("To put it into effect:\n");
    for line in enable {
        out.push_str(&format!("  {line}\n"));
    }
    out
}

pub(crate) fn installed(files: &[UnitFile], running: bool, enable: &[String]) -> String {
    let mut out = String::new();
    for file in files {
        out.push_str(&format!("Written: {}\n", file.path.display()));
    }
    if running {
        out.push_str("The timer is running. `3kplaces log` shows what it does.\n");
    } else {
        out.push_str("To put it into effect:\n");
        for line in enable {
            out.push_str(&format!("  {line}\n"));
        }
    }
    out
}

pub(crate) fn removed(paths: &[PathBuf]) -> String {
    if paths.is_empty() {
        return "There was no scheduled sync.\n".to_owned();
    }
    let lines: Vec<String> = paths
        .iter()
        .map(|path| format!("Removed: {}\n", path.display()))
        .collect();
    lines.concat()
}

pub(crate) fn unfit(unfit: &Unfit) -> CliError {
    CliError::new(Kind::Usage, unfit.to_string())
        .hint("put the program and its folders where names are plain")
}

pub(crate) fn no_program() -> CliError {
    CliError::new(Kind::Store, "it is not known where this program is")
        .hint("start it by its full path")
}

pub(crate) fn trouble(trouble: &Trouble) -> CliError {
    match trouble {
        Trouble::Foreign(path) => CliError::new(
            Kind::Store,
            format!("{} was written by somebody else", path.display()),
        )
        .because("it does not carry the mark of 3Kplaces")
        .hint("move it away, or replace it with --force"),
        Trouble::Io(path, error) => {
            CliError::new(Kind::Store, format!("{} cannot be changed", path.display()))
                .because(error.to_string())
                .hint("check the folder's permissions")
        }
    }
}
