//! A program, and devices that have it.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use kplaces_webfleet_sim::{Options, World};

use super::{Why, broken};
use crate::{MockWebfleet, Sandbox};

/// A program that is looked at.
pub struct Stage {
    program: PathBuf,
    /// The commands it has: `backup create`, `sync`.
    commands: Vec<String>,
}

impl Stage {
    /// Asks the program which commands it has.
    pub(crate) fn new(program: &Path) -> Result<Self, Why> {
        let device = Sandbox::new(program);
        let ran = device.run(&["man", "--dir", "pages"]);
        if ran.code != 0 {
            return broken(format!(
                "`man --dir` ended with {}: {}",
                ran.code, ran.stderr
            ));
        }
        let pages = std::fs::read_dir(device.path("pages"))
            .map_err(|error| Why::Broken(format!("the manual cannot be read: {error}")))?;
        let names: Vec<String> = pages
            .filter_map(|page| page.ok()?.file_name().into_string().ok())
            .collect();
        Ok(Self {
            program: program.to_owned(),
            commands: leaves(&names),
        })
    }

    /// The commands it has, without those that only gather others.
    pub(crate) fn commands(&self) -> &[String] {
        &self.commands
    }

    /// Whether it has this command.
    pub(crate) fn has(&self, command: &str) -> bool {
        self.commands.iter().any(|known| {
            known == command
                || known
                    .strip_prefix(command)
                    .is_some_and(|rest| rest.starts_with(' '))
        })
    }

    /// Stops where the program lacks a command that a proof is about.
    pub(crate) fn needs(&self, command: &str) -> Result<(), Why> {
        if self.has(command) {
            Ok(())
        } else {
            Err(Why::NotHere(format!("there is no `{command}`")))
        }
    }

    /// A device with nothing on it.
    pub(crate) fn fresh(&self) -> Sandbox {
        Sandbox::new(&self.program)
    }

    /// A device that is logged in to a WEBFLEET whose personal columns are all marked.
    pub(crate) fn marked(&self, options: Options) -> (MockWebfleet, Sandbox) {
        let webfleet = MockWebfleet::start_with(World::marked(), options);
        let mut device = self.fresh();
        device.connect(&webfleet.url());
        device.login();
        (webfleet, device)
    }

    /// The same, with the places on it.
    pub(crate) fn synced(&self) -> Result<(MockWebfleet, Sandbox), Why> {
        let (webfleet, device) = self.marked(Options::default());
        let ran = device.run(&["sync"]);
        if ran.code != 0 {
            return broken(format!("`sync` ended with {}: {}", ran.code, ran.stderr));
        }
        Ok((webfleet, device))
    }
}

/// `3kplaces-backup-create.1` is `backup create`; a command whose name others begin with only
/// gathers them. A hyphen may also be part of a name, as in `import-check`.
fn leaves(pages: &[String]) -> Vec<String> {
    let stem = |page: &String| {
        let stem = page.strip_prefix("3kplaces-")?.strip_suffix(".1")?;
        Some(stem.to_owned())
    };
    let stems: Vec<String> = pages.iter().filter_map(stem).collect();
    let gathers = |stem: &str| {
        stems.iter().any(|other| {
            other
                .strip_prefix(stem)
                .is_some_and(|rest| rest.starts_with('-'))
        })
    };
    let parents: Vec<&String> = stems.iter().filter(|stem| gathers(stem)).collect();
    let mut commands: Vec<String> = stems
        .iter()
        .filter(|stem| !gathers(stem))
        .map(|stem| {
            let parent = parents
                .iter()
                .find(|parent| stem.starts_with(&format!("{parent}-")));
            match parent {
                Some(parent) => format!("{parent} {}", &stem[parent.len() + 1..]),
                None => stem.clone(),
            }
        })
        .collect();
    commands.sort();
    commands
}

/// Runs a tool that a proof needs; what it lacks is said.
pub(crate) fn tool(name: &str, arguments: &[&str]) -> Result<(), Why> {
    let there = Command::new(name)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    match there {
        Ok(status) if status.success() => Ok(()),
        _ => Err(Why::NotRun(format!("{name} is missing"))),
    }
}

/// Sends a signal.
pub(crate) fn signal(name: &str, child: &Child) {
    let pid = child.id().to_string();
    let _ = Command::new("kill").args([name, &pid]).status();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manual_names_the_commands() {
        let pages = [
            "3kplaces.1",
            "3kplaces-backup.1",
            "3kplaces-backup-create.1",
            "3kplaces-import-check.1",
            "3kplaces-sync.1",
        ]
        .map(str::to_owned);
        assert_eq!(leaves(&pages), ["backup create", "import-check", "sync"]);
    }
}
