//! What a system starts by itself: the files that say so, and who may replace them.
//!
//! Each kind of file quotes in its own way; what one cannot hold is refused, not bent.

pub mod desktop;
mod files;
pub mod launchd;
pub mod map;
pub mod systemd;
pub mod text;
pub mod windows;

use std::path::{Path, PathBuf};

pub use self::files::{StartFile, Trouble, remove, write};
use crate::{CliError, Device};

/// A program that a system is to start by itself.
#[derive(Clone, Debug)]
pub struct Start {
    /// Where it is.
    pub program: PathBuf,
    /// What follows it.
    pub arguments: Vec<String>,
    /// What its environment is to have besides, as names and values; no secret is among them.
    pub environment: Vec<(String, String)>,
}

/// A path or an argument that a system's file cannot hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfit(pub String);

impl Device {
    /// This program with these words, for the tenant and with the paths and variables of this run.
    pub fn start_with(&self, words: &[&str]) -> Result<Start, CliError> {
        let mut arguments = Vec::new();
        if let Some(tenant) = self.tenant() {
            arguments.extend(["--tenant".to_owned(), tenant.to_owned()]);
        }
        arguments.extend(words.iter().map(ToString::to_string));
        for (flag, path) in self.named_paths() {
            let full = std::path::absolute(&path).unwrap_or(path);
            let full = path_text(&full).map_err(|error| text::unfit(&error))?;
            arguments.extend([flag.to_owned(), full.to_owned()]);
        }
        Ok(Start {
            program: std::env::current_exe().map_err(|_| text::no_program())?,
            arguments,
            environment: self.carried().variables,
        })
    }
}

/// A name of ours, of the tenant if it is one's: `3kplaces-sync`, `3kplaces-sync-acme`.
pub fn name(name: &str, between: &str, tenant: Option<&str>) -> String {
    match tenant {
        Some(tenant) => format!("{name}{between}{tenant}"),
        None => name.to_owned(),
    }
}

/// Text without line breaks and other control characters.
pub fn plain(text: &str) -> Result<&str, Unfit> {
    if text.chars().any(char::is_control) {
        return Err(Unfit(text.to_owned()));
    }
    Ok(text)
}

/// A path as such text.
pub fn path_text(path: &Path) -> Result<&str, Unfit> {
    let lossy = || Unfit(path.to_string_lossy().into_owned());
    plain(path.to_str().ok_or_else(lossy)?)
}

/// The folder that our own configuration is in, which others keep theirs in too. It is the device's: a tenant's is
/// deeper, and systems know no tenants.
fn configuration(device: &Device) -> &Path {
    let config = device.device_dirs().config.as_path();
    config.parent().unwrap_or(Path::new("."))
}
