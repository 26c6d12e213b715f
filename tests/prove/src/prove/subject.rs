//! What is put to the proof: the program of one edition, and what is known of it.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use kplaces_edition::EditionId;

use super::commands;
use super::device::Device;
use super::needles::Needles;
use kplaces_tools::stand_in::StandIn;

/// The passphrase of all devices, for a login and a store that are sealed; as recognisable as the
/// password.
pub(crate) const PASSPHRASE: &str = "canary-passphrase-9T";

/// A program to prove something of.
pub(crate) struct Subject {
    pub(crate) edition: EditionId,
    pub(crate) program: PathBuf,
    pub(crate) stand_in: PathBuf,
    /// A folder that goes with this run.
    pub(crate) scratch: PathBuf,
    /// Its commands, as its help names them.
    pub(crate) commands: Vec<String>,
    /// Its export profiles.
    pub(crate) profiles: Vec<String>,
}

impl Subject {
    pub(crate) fn new(
        edition: EditionId,
        program: &Path,
        stand_in: &Path,
        scratch: &Path,
    ) -> anyhow::Result<Self> {
        fs::create_dir_all(scratch)?;
        let mut subject = Self {
            edition,
            program: program.to_owned(),
            stand_in: stand_in.to_owned(),
            scratch: scratch.to_owned(),
            commands: Vec::new(),
            profiles: Vec::new(),
        };
        let device = Device::new(program, scratch.join("first"))?;
        subject.commands = commands::commands_of(&device)?;
        let profiles = device
            .does(&["export", "--list-profiles", "--json"])?
            .json()?;
        let profiles = profiles
            .as_array()
            .context("the list of export profiles is no list")?;
        let ids = profiles.iter().filter_map(|profile| profile["id"].as_str());
        subject.profiles = ids.map(str::to_owned).collect();
        Ok(subject)
    }

    /// Whether this edition has a command.
    pub(crate) fn has(&self, command: &str) -> bool {
        self.commands.iter().any(|known| known == command)
    }

    /// A stand-in for WEBFLEET whose account is marked.
    pub(crate) fn webfleet(&self, more: &[&str]) -> anyhow::Result<StandIn> {
        let log = self.scratch.join("webfleet.log");
        StandIn::start(&self.stand_in, &[&["--marked"], more].concat(), &log)
    }

    /// A new device that asks this address.
    pub(crate) fn device(&self, name: &str, url: &str) -> anyhow::Result<Device> {
        let home = self.scratch.join(name);
        if home.exists() {
            fs::remove_dir_all(&home)?;
        }
        self.device_in(home, url)
    }

    /// A new device whose home is this folder.
    pub(super) fn device_in(&self, home: PathBuf, url: &str) -> anyhow::Result<Device> {
        let mut device = Device::new(&self.program, home)?;
        device.env("KPLACES_WEBFLEET__URL", url);
        device.env("KPLACES_WEBFLEET__RETRY_PAUSE_MS", "1");
        device.env("KPLACES_WEBFLEET__TRIES", "2");
        device.env("KPLACES_QUOTA__ADDRESSES", "1000/60");
        device.env("KPLACES_QUOTA__GROUPS", "1000/60");
        device.env("KPLACES_QUOTA__MEMBERSHIPS", "1000/60");
        device.env("KPLACES_LOG", "trace");
        device.env("KPLACES_PASSPHRASE", PASSPHRASE);
        // To seal and to open takes time by design; proofs about the login do it.
        device.keep = Some("file");
        Ok(device)
    }

    /// A new device that keeps its login where the program does by itself.
    pub(crate) fn usual_device(&self, name: &str, url: &str) -> anyhow::Result<Device> {
        let mut device = self.device(name, url)?;
        device.keep = None;
        Ok(device)
    }

    /// A device that is logged in and has the places.
    pub(crate) fn synced(&self, name: &str, webfleet: &StandIn) -> anyhow::Result<Device> {
        let device = self.device(name, webfleet.url())?;
        device.log_in(&webfleet.login()?)?;
        device.does(&["sync"])?;
        Ok(device)
    }
}

/// The words to look for.
pub(super) struct Marks {
    /// In every personal column: must be nowhere.
    pub(super) personal: Needles,
    /// In the name of a place: must be found, or the search is worth nothing.
    pub(super) place: Needles,
}

impl Marks {
    pub(super) fn of(webfleet: &StandIn) -> anyhow::Result<Self> {
        Ok(Self {
            personal: Needles::of(webfleet.announced("mark")?),
            place: Needles::of(webfleet.announced("place")?),
        })
    }
}
