//! The systems that programs are built for.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context as _;

use crate::mode::set_mode;
use kplaces_tools::cargo::{build_by, build_of};
use kplaces_tools::metadata::target_dir;
use kplaces_tools::{environment, process, workspace};

/// Builds for other systems with the C compiler below; from the registry of Python, as that of Rust has no compiler.
const ZIGBUILD: &str = "cargo-zigbuild==0.24.1";
/// A C compiler that has the C libraries of every system with it.
const ZIG: &str = "ziglang==0.17.1";

/// A system that programs are built for, as the compiler calls it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    triple: String,
    /// It is not the one that the compiler builds for by itself.
    other: bool,
}

impl Target {
    /// Those that this tool can build for beside the machine it runs on.
    pub(crate) const OTHERS: [&str; 2] =
        ["x86_64-unknown-linux-musl", "aarch64-unknown-linux-musl"];

    /// The one of a name out of [`Self::OTHERS`], or that of this machine.
    pub(crate) fn of(name: Option<&str>) -> anyhow::Result<Self> {
        let Some(name) = name else {
            return Self::here();
        };
        Ok(Self {
            triple: name.to_owned(),
            other: true,
        })
    }

    /// The one that the compiler builds for by itself.
    pub(crate) fn here() -> anyhow::Result<Self> {
        let mut rustc = Command::new("rustc");
        rustc.arg("-vV").current_dir(workspace::root());
        let output = String::from_utf8(process::output(&mut rustc)?)?;
        let host = output.lines().find_map(|line| line.strip_prefix("host: "));
        Ok(Self {
            triple: host.context("rustc names no host")?.to_owned(),
            other: false,
        })
    }

    pub(crate) fn triple(&self) -> &str {
        &self.triple
    }

    /// Its programs need no library of the system.
    pub(crate) fn is_static(&self) -> bool {
        self.triple.ends_with("-musl")
    }

    /// What it is built with, in words; of this machine it is what is there.
    pub(crate) fn compilers(&self) -> anyhow::Result<String> {
        let mut rustc = Command::new("rustc");
        let rustc = process::output(rustc.arg("--version").current_dir(workspace::root()))?;
        let rustc = String::from_utf8(rustc)?.trim().to_owned();
        Ok(if self.other {
            format!("{rustc}\n{ZIG}\n{ZIGBUILD}")
        } else {
            rustc
        })
    }

    /// Builds a package alone for it; what that needs is fetched first.
    pub(crate) fn build(&self, package: &str, release: bool) -> anyhow::Result<Command> {
        if !self.other {
            return Ok(build_of(package, release));
        }
        let tools = fetched(&self.triple)?;
        let mut command = build_by(&["zigbuild", "--target", &self.triple], package, release);
        command.env("PATH", environment::path_with(&tools.join("bin"))?);
        command.env("CARGO_ZIGBUILD_ZIG_PATH", tools.join("ziglang/zig"));
        Ok(command)
    }

    /// What the compiler is told beside what it is told for every system.
    pub(crate) fn flags(&self) -> &'static [&'static str] {
        // A program that lies elsewhere at each start, as Android wants them: for static ones the linker has to be told.
        if self.other && self.is_static() {
            &["-Clink-arg=-pie"]
        } else {
            &[]
        }
    }

    /// Starts a program of it here: by itself, or by what understands its machine.
    pub(crate) fn starts(&self, program: &Path) -> anyhow::Result<Command> {
        let Some(emulator) = self.emulator()? else {
            return Ok(Command::new(program));
        };
        let mut command = Command::new(emulator);
        command.arg(program);
        Ok(command)
    }

    /// What its programs are run by here; nothing where they are of the processor of this machine.
    pub(crate) fn emulator(&self) -> anyhow::Result<Option<PathBuf>> {
        if self.triple.starts_with(std::env::consts::ARCH) {
            return Ok(None);
        }
        let mut names = ["qemu-aarch64-static", "qemu-aarch64"].into_iter();
        let found = names.find_map(environment::program);
        found
            .map(Some)
            .context("qemu-aarch64 is missing (Debian: qemu-user-static)")
    }

    /// A file that starts `program` of this system when it is started.
    pub(crate) fn startable(&self, program: &Path) -> anyhow::Result<PathBuf> {
        let Some(emulator) = self.emulator()? else {
            return Ok(program.to_owned());
        };
        let path = program.with_extension("emulated");
        let script = format!(
            "#!/bin/sh\nexec '{}' '{}' \"$@\"\n",
            emulator.display(),
            program.display()
        );
        std::fs::write(&path, script)?;
        set_mode(&path, 0o755)?;
        Ok(path)
    }
}

/// The folder of what builds for another system, which is fetched where it is not there yet.
fn fetched(triple: &str) -> anyhow::Result<PathBuf> {
    let mut libraries = Command::new("rustc");
    libraries.args(["--print", "target-libdir", "--target", triple]);
    let libraries = process::output(libraries.current_dir(workspace::root()))?;
    if !Path::new(String::from_utf8(libraries)?.trim()).is_dir() {
        let mut rustup = Command::new("rustup");
        rustup.current_dir(workspace::root());
        process::run(rustup.args(["target", "add", triple]))
            .context("the libraries of Rust for another system are missing")?;
    }
    let folder = [ZIGBUILD, ZIG].map(|name| name.replace("==", "-"));
    let folder = target_dir()?.join("other-systems").join(folder.join("-"));
    if !folder.is_dir() {
        // Under another name until it is whole.
        let part = folder.with_extension("part");
        let _ = std::fs::remove_dir_all(&part);
        let mut pip = Command::new("python3");
        pip.args(["-m", "pip", "install", "--quiet", "--no-deps"]);
        pip.args(["--disable-pip-version-check", "--target"]);
        process::run(pip.arg(&part).args([ZIGBUILD, ZIG]))
            .context("pip of Python 3 fetches a C compiler for other systems")?;
        std::fs::rename(&part, &folder)?;
    }
    Ok(folder)
}
