//! What all works need: programs, a folder on the disk, devices.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;
use std::time::Duration;

use kplaces_edition::EditionId;
use kplaces_tools::cargo::{build_of, executable, package};
use kplaces_tools::metadata::target_dir;
use kplaces_tools::page::{Need, page};
use tempfile::TempDir;

use super::device::Device;
use super::figures::Effort;
use super::measure::Meter;
use super::webfleet::{Columns, Webfleet};
use crate::args::BenchOptions;
use crate::dist;

/// The sizes of accounts that bars are set for, and one that a developer has patience for.
const SIZES: [usize; 3] = [10_000, 100_000, 1_000_000];

/// The programs, and the folder that goes with it.
pub(super) struct Stage {
    folder: TempDir,
    meter: Meter,
    stand_in: PathBuf,
    as_built: bool,
    pub(super) is_quick: bool,
    pub(super) sizes: Vec<usize>,
    pub(super) effort: Effort,
    programs: RefCell<BTreeMap<EditionId, PathBuf>>,
    stocked: RefCell<BTreeMap<usize, Rc<Device>>>,
    made: Cell<usize>,
}

impl Stage {
    /// Builds what is needed whatever is measured.
    pub(super) fn set(options: &BenchOptions) -> anyhow::Result<Self> {
        let mut meter = build_of("kplaces-tools", false);
        meter.args(["--bin", "kplaces-measure"]);
        let meter = executable(meter)?;
        page(Need::Required)?;
        let stand_in = executable(release("kplaces-webfleet-sim", options.as_built)?)?;
        // Beside what cargo builds: on a disk, where a temporary folder may be memory.
        let parent = target_dir()?.join("bench");
        std::fs::create_dir_all(&parent)?;
        let folder = tempfile::tempdir_in(parent)?;
        let figures = folder.path().join("figures");
        let sizes = match options.sizes.as_slice() {
            [] if options.quick => SIZES[..1].to_vec(),
            [] => SIZES.to_vec(),
            some => some.to_vec(),
        };
        let effort = if options.quick {
            Effort {
                least: 3,
                most: 15,
                time: Duration::from_secs(1),
            }
        } else {
            Effort {
                least: 3,
                most: 31,
                time: Duration::from_secs(15),
            }
        };
        Ok(Self {
            meter: Meter::new(meter, figures),
            folder,
            stand_in,
            as_built: options.as_built,
            is_quick: options.quick,
            sizes,
            effort,
            programs: RefCell::default(),
            stocked: RefCell::default(),
            made: Cell::new(0),
        })
    }

    /// How the programs are built.
    pub(super) fn build(&self) -> &'static str {
        if self.as_built {
            "cargo build --release"
        } else {
            "cargo xtask dist"
        }
    }

    /// The release program of an edition.
    pub(super) fn program(&self, edition: EditionId) -> anyhow::Result<PathBuf> {
        if let Some(program) = self.programs.borrow().get(&edition) {
            return Ok(program.clone());
        }
        let program = executable(release(&package(edition), self.as_built)?)?;
        self.programs.borrow_mut().insert(edition, program.clone());
        Ok(program)
    }

    /// A program that links what Pro links, and does nothing.
    pub(super) fn empty(&self) -> anyhow::Result<PathBuf> {
        self.beside("kplaces-bench-empty")
    }

    /// A program that is measured and not shipped.
    pub(super) fn beside(&self, name: &str) -> anyhow::Result<PathBuf> {
        let mut build = release("kplaces-bench", self.as_built)?;
        build.args(["--bin", name]);
        executable(build)
    }

    /// The program that stands in for WEBFLEET.
    pub(super) fn stand_in(&self) -> &Path {
        &self.stand_in
    }

    /// What takes figures.
    pub(super) fn meter(&self) -> &Meter {
        &self.meter
    }

    /// A path that nothing else has.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        let number = self.made.get();
        self.made.set(number + 1);
        self.folder.path().join(format!("{number}-{name}"))
    }

    /// An account of so many places.
    pub(super) fn webfleet(&self, places: usize) -> anyhow::Result<Webfleet> {
        self.webfleet_with(places, Columns::Asked)
    }

    /// The same with these columns.
    pub(super) fn webfleet_with(
        &self,
        places: usize,
        columns: Columns,
    ) -> anyhow::Result<Webfleet> {
        Webfleet::start(&self.stand_in, places, columns, self.path("webfleet.log"))
    }

    /// A device that has logged in to this account, and nothing else.
    pub(super) fn device(&self, edition: EditionId, webfleet: &Webfleet) -> anyhow::Result<Device> {
        let home = self.path("home");
        let device = Device::new(self.program(edition)?, home, self.meter.clone())?;
        device.log_in(webfleet.url(), webfleet.login())?;
        Ok(device)
    }

    /// A device of Pro with so many places, for works that only read.
    pub(super) fn stocked(&self, places: usize) -> anyhow::Result<Rc<Device>> {
        if let Some(device) = self.stocked.borrow().get(&places) {
            return Ok(Rc::clone(device));
        }
        let webfleet = self.webfleet(places)?;
        let device = self.device(EditionId::Pro, &webfleet)?;
        device.run(&["sync"])?;
        let device = Rc::new(device);
        self.stocked.borrow_mut().insert(places, Rc::clone(&device));
        Ok(device)
    }
}

/// A release build of a package: that of `dist`, or the plain one.
fn release(package: &str, as_built: bool) -> anyhow::Result<Command> {
    if as_built {
        return Ok(build_of(package, true));
    }
    dist::release(package)
}
