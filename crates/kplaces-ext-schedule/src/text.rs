//! What people read.

use std::path::PathBuf;

use kplaces_cli::{CliError, Finding, Kind};

use crate::install::Trouble;
use crate::plan::{Unfit, UnitFile};

const ID: &str = "schedule";

/// What `doctor` says where there is none.
pub(crate) fn not_installed() -> Finding {
    Finding::ok(ID, "none", "no scheduled sync is installed for this user")
}

/// What `doctor` says of one that is installed, and what it would fail with.
pub(crate) fn finding(trouble: Option<CliError>) -> Finding {
    let Some(trouble) = trouble else {
        let text = "a scheduled sync is installed for this user";
        return Finding::ok(ID, "installed", text);
    };
    let text = "a scheduled sync is installed for this user, and cannot read the login";
    let found = Finding::warning(ID, "no-login", text).details([trouble.in_one_line()]);
    found.hint(READABLE)
}

/// How a login can be kept so that nobody has to be asked.
const READABLE: &str = "`3kplaces login --keep keyring` keeps a login that needs no terminal; one that is sealed \
    needs `passphrase_command` in the settings, or KPLACES_PASSPHRASE_FILE";

/// The scheduled sync would fail each time.
pub(crate) fn unattended(error: CliError, left_out: &[String], system: &str) -> CliError {
    let kind = error.kind;
    let what =
        format!("a sync that {system} starts would fail for its login, so nothing was installed");
    let found = CliError::new(kind, what).because(error.what);
    let found = error.why.into_iter().fold(found, CliError::because);
    let found = left_out
        .iter()
        .map(String::as_str)
        .fold(found, CliError::because);
    found
        .hint(READABLE)
        .hint("or install it all the same with --no-check")
}

/// A variable that is not written into the scheduler's file.
pub(crate) fn left_out(name: &str, system: &str) -> String {
    format!(
        "{name} is set here only: it belongs to a login, so it is not written down for {system}"
    )
}

/// The scheduler cannot be given these variables.
pub(crate) fn no_variables(variables: &[(String, String)]) -> CliError {
    let names: Vec<&str> = variables.iter().map(|(name, _)| name.as_str()).collect();
    CliError::new(
        Kind::Usage,
        "the Windows task scheduler cannot be given what the environment says here",
    )
    .because(format!("set is: {}", names.join(", ")))
    .hint("write it into the configuration file; `3kplaces config path` says where that is")
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
