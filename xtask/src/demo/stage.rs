//! What the demonstration needs: programs, the stand-in, and a folder it may fill.

use std::fs;
use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::Context as _;
use kplaces_edition::EditionId;

use super::device::Device;
use kplaces_tools::cargo::{build_of, executable, package};
use kplaces_tools::metadata::target_dir;
use kplaces_tools::programs::Programs;
use kplaces_tools::stand_in::{Login, StandIn};

/// The programs, the running stand-in and the folder. Dropped, only the results stay.
pub(super) struct Stage {
    folder: PathBuf,
    homes: PathBuf,
    programs: Vec<(EditionId, PathBuf)>,
    url: String,
    login: Login,
    webfleet: Option<StandIn>,
}

impl Stage {
    /// Builds everything and starts the stand-in.
    pub(super) fn set(editions: &[EditionId], programs: &Programs) -> anyhow::Result<Self> {
        println!("Building 3Kplaces. The first time this takes some minutes.");
        let sim = built("the stand-in for WEBFLEET", "kplaces-webfleet-sim")?;
        let mut tried = Vec::new();
        for &edition in editions {
            let program = match programs {
                Programs::Built => built(edition.title(), &package(edition))?,
                these @ Programs::These(_) => these.of(edition)?,
            };
            tried.push((edition, program));
        }

        let folder = target_dir()?.join("demo");
        fs::create_dir_all(&folder)?;
        // Two demonstrations at a time do not meet here.
        let homes = folder.join(format!("homes-{}", std::process::id()));
        let webfleet = StandIn::start(&sim, &[], &folder.join("webfleet.log"))?;
        println!("\nThe stand-in for WEBFLEET listens on {}", webfleet.url());
        let stage = Self {
            url: webfleet.url().to_owned(),
            login: webfleet.login()?,
            webfleet: Some(webfleet),
            folder,
            homes,
            programs: tried,
        };
        Ok(stage)
    }

    /// A device called `name` with nothing on it.
    pub(super) fn device(&self, edition: EditionId, name: &str) -> Device {
        let program = self.programs.iter().find(|(id, _)| *id == edition);
        Device::new(
            edition,
            program.map(|(_, path)| path.clone()).unwrap_or_default(),
            self.homes.join(name),
            self.folder.clone(),
            self.url.clone(),
        )
    }

    pub(super) fn login(&self) -> &Login {
        &self.login
    }

    pub(super) fn stop_webfleet(&mut self) -> anyhow::Result<()> {
        let stopped = self.webfleet.take().map(StandIn::stop);
        stopped.unwrap_or(Ok(()))
    }

    /// Where the exported places are.
    pub(super) fn export(&self) -> PathBuf {
        self.folder.join("addresses.gpx")
    }

    /// Where the stand-in notes what it is asked for.
    pub(super) fn log(&self) -> PathBuf {
        self.folder.join("webfleet.log")
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        // They hold made-up data only; there may be none after an early failure.
        let _ = fs::remove_dir_all(&self.homes);
    }
}

/// Builds a package alone, says so in one line, and returns its program.
fn built(what: &str, package: &str) -> anyhow::Result<PathBuf> {
    let started = Instant::now();
    let mut build = build_of(package, false);
    if !std::io::stderr().is_terminal() {
        build.arg("--quiet");
    }
    let program = executable(build).with_context(|| format!("cannot build {what}"))?;
    println!("  {what}: {:.1} s", started.elapsed().as_secs_f64());
    Ok(program)
}
