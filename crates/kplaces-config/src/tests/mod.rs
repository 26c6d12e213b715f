//! The crate from outside, with real files.

mod change;
mod kept;
mod login;
mod sealed;
mod settings;
mod template;
#[cfg(unix)]
mod trust;
mod written;

use std::fs;
use std::path::PathBuf;

use crate::{Dirs, Sources};

/// A value that must not appear in any message.
const CANARY: &str = "canary-7c1f";

/// Sources in a folder of their own.
struct Sandbox {
    folder: tempfile::TempDir,
    sources: Sources,
}

impl Sandbox {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let sources = Sources {
            system_file: Some(at("system.toml")),
            user_file: Some(at("user.toml")),
            env: Vec::new(),
            folders: Vec::new(),
            flags: Vec::new(),
            dirs: Dirs {
                config: at("config"),
                data: at("data"),
                state: at("state"),
            },
            home: Some(at("home")),
            locale: String::new(),
            tenant: None,
        };
        Self { folder, sources }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn file(self, name: &str, text: impl AsRef<[u8]>) -> Self {
        fs::write(self.path(name), text).unwrap();
        self
    }

    fn env(mut self, name: &str, value: &str) -> Self {
        self.sources.env.push((name.into(), value.into()));
        self
    }

    fn flag(mut self, key: &str, value: &str) -> Self {
        self.sources.flags.push((key.into(), value.into()));
        self
    }

    /// The problems of the settings, with the folder's name cut off.
    fn problems(&self) -> Vec<String> {
        self.shown(&self.sources.load().unwrap_err())
    }

    fn shown(&self, error: &crate::ConfigError) -> Vec<String> {
        let folder = format!("{}/", self.folder.path().display());
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains(CANARY), "{shown}");
        error
            .problems()
            .iter()
            .map(|problem| problem.to_string().replace(&folder, ""))
            .collect()
    }
}
