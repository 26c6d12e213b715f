//! The only place where this tool reads the environment.
#![expect(
    clippy::disallowed_methods,
    reason = "cargo and CI talk to a build tool through the environment"
)]

use std::env;
use std::ffi::OsString;
use std::iter;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

/// The cargo that runs this tool.
pub fn cargo() -> OsString {
    env::var_os("CARGO").unwrap_or_else(|| env!("CARGO").into())
}

/// Whether nobody sits in front of the output.
pub fn is_ci() -> bool {
    env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false")
}

/// A copy of the database of advisories, in which cargo-deny looks without a network.
pub fn advisories() -> Option<PathBuf> {
    let folder = env::var_os("KPLACES_ADVISORIES").filter(|folder| !folder.is_empty());
    folder.map(PathBuf::from)
}

/// Where cargo keeps the sources of dependencies.
pub fn cargo_home() -> anyhow::Result<PathBuf> {
    env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(env::home_dir()?.join(".cargo")))
        .context("there is no home folder to find cargo's sources in")
}

/// The time reproducible builds are told to use, in seconds since 1970.
pub fn source_date_epoch() -> anyhow::Result<Option<u64>> {
    env::var_os("SOURCE_DATE_EPOCH")
        .map(|value| {
            let text = value
                .to_str()
                .context("SOURCE_DATE_EPOCH is not a number")?;
            text.parse()
                .context("SOURCE_DATE_EPOCH must be seconds since 1970")
        })
        .transpose()
}

/// The program of this name, as a shell would find it.
pub fn program(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&path)
        .map(|folder| folder.join(&file))
        .find(|file| file.is_file())
}

/// Where programs are looked for, with a folder before all others.
pub fn path_with(folder: &Path) -> anyhow::Result<OsString> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = iter::once(folder.to_owned()).chain(env::split_paths(&path));
    env::join_paths(folders).context("a folder of PATH has a separator in its name")
}

/// Who makes a package, as Debian's own tools are told: a name and an address.
pub fn packager() -> [Option<String>; 2] {
    ["DEBFULLNAME", "DEBEMAIL"].map(|name| env::var(name).ok().filter(|value| !value.is_empty()))
}

/// The browser that tests are told to use.
pub fn chromium() -> Option<PathBuf> {
    env::var_os("KPLACES_CHROMIUM").map(PathBuf::from)
}

/// Names of the variables that are set and begin with one of `prefixes`.
pub fn names_with_prefix(prefixes: &[&str]) -> Vec<OsString> {
    env::vars_os()
        .map(|(name, _)| name)
        .filter(|name| {
            let name = name.to_string_lossy();
            prefixes.iter().any(|prefix| name.starts_with(prefix))
        })
        .collect()
}
