//! A device with one edition on it, as a user has it.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, ensure};
use kplaces_tools::stand_in::Login;

use super::figures::Figure;
use super::measure::{Meter, Ran};
use crate::home::at_home;

/// A program, and the home folder it keeps everything in.
#[derive(Debug)]
pub(super) struct Device {
    program: PathBuf,
    home: PathBuf,
    variables: Vec<(&'static str, &'static str)>,
    meter: Meter,
}

impl Device {
    /// A device without a login.
    pub(super) fn new(program: PathBuf, home: PathBuf, meter: Meter) -> anyhow::Result<Self> {
        fs::create_dir_all(&home)?;
        Ok(Self {
            program,
            home,
            variables: Vec::new(),
            meter,
        })
    }

    /// The same with a variable in its environment.
    pub(super) fn with(mut self, name: &'static str, value: &'static str) -> Self {
        self.variables.push((name, value));
        self
    }

    /// Points it to this server and logs in. It may ask as often as its account allows: more often
    /// than most accounts do.
    pub(super) fn log_in(&self, url: &str, login: &Login) -> anyhow::Result<()> {
        let folder = self.home.join(".config/3kplaces");
        fs::create_dir_all(&folder)?;
        let settings = format!(
            "[webfleet]\nurl = \"{url}\"\n\n[quota]\naddresses = \"100000/60\"\n\
             groups = \"100000/60\"\nmemberships = \"100000/60\"\n"
        );
        fs::write(folder.join("config.toml"), settings)?;
        self.told(&["login", "--stdin", "--keep", "file"], &login.lines())
    }

    /// A command of it.
    pub(super) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = at_home(&self.program, &self.home);
        command.args(arguments).current_dir(&self.home);
        command.envs(self.variables.iter().copied());
        command
    }

    /// Runs a command and takes its figures.
    pub(super) fn run(&self, arguments: &[&str]) -> anyhow::Result<Ran> {
        self.meter.run(&self.command(arguments))
    }

    /// The same, when only the figures count.
    pub(super) fn figure(&self, arguments: &[&str]) -> anyhow::Result<Figure> {
        Ok(self.run(arguments)?.figure)
    }

    /// Runs a command that reads `input`; nothing is measured.
    pub(super) fn told(&self, arguments: &[&str], input: &str) -> anyhow::Result<()> {
        let mut child = self
            .command(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {}", self.program.display()))?;
        if let Some(mut stdin) = child.stdin.take() {
            stdin.write_all(input.as_bytes())?;
        }
        let output = child.wait_with_output()?;
        let said = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "{arguments:?} failed:\n{said}");
        Ok(())
    }

    /// Takes the device and everything on it away.
    pub(super) fn remove(self) -> anyhow::Result<()> {
        remove(&self.home)
    }
}

/// Deletes a folder with everything in it.
fn remove(folder: &Path) -> anyhow::Result<()> {
    fs::remove_dir_all(folder).with_context(|| format!("cannot remove {}", folder.display()))
}
