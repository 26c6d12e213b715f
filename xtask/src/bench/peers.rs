//! Programs that people use for the same work.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context as _;
use kplaces_tools::{environment, process, workspace};

use super::webfleet::Webfleet;

/// Fetches, parses and upserts the address report the usual way in Python.
#[derive(Debug)]
pub(super) struct Python(PathBuf);

impl Python {
    /// The interpreter itself, not a script that starts it; nothing where there is none.
    pub(super) fn find() -> anyhow::Result<Option<Self>> {
        if environment::program("python3").is_none() {
            return Ok(None);
        }
        let mut command = Command::new("python3");
        command.args(["-c", "import sys; print(sys.executable)"]);
        let path = String::from_utf8(process::output(&mut command)?)?;
        Ok(Some(Self(path.trim().into())))
    }

    pub(super) fn sync(&self, webfleet: &Webfleet, database: &Path) -> Command {
        let script = workspace::root().join("xtask/src/bench/python_way.py");
        let login = webfleet.login();
        let mut command = Command::new(&self.0);
        command
            .arg(script)
            .arg(webfleet.addresses())
            .args([&login.user, &login.password])
            .arg(database);
        command
    }
}

/// The sqlite3 shell's own import of a report into a new table.
pub(super) fn sqlite_import(csv: &Path, database: &Path) -> Command {
    let mut command = Command::new("sqlite3");
    command
        .args(["-csv", "-separator", ";"])
        .arg(database)
        .arg(format!(".import {} place", csv.display()));
    command
}

/// How many rows the table of that import has.
pub(super) fn sqlite_rows(database: &Path) -> anyhow::Result<usize> {
    let mut command = Command::new("sqlite3");
    command.arg(database).arg("SELECT count(*) FROM place");
    let said = String::from_utf8(process::output(&mut command)?)?;
    said.trim().parse().context("sqlite3 counts nothing")
}

/// A program that converts places from one format into another.
#[derive(Clone, Copy, Debug)]
pub(super) struct Converter {
    pub(super) name: &'static str,
    arguments: fn(&[&str], &Path, &Path) -> Vec<OsString>,
}

/// <https://www.gpsbabel.org>
pub(super) const GPSBABEL: Converter = Converter {
    name: "gpsbabel",
    arguments: |format, csv, out| {
        let mut all: Vec<OsString> = ["-i", "unicsv", "-f"].map(Into::into).into();
        all.extend([csv.into(), "-o".into()]);
        all.extend(format.iter().map(Into::into));
        all.extend(["-F".into(), out.into()]);
        all
    },
};

/// <https://gdal.org>
pub(super) const OGR2OGR: Converter = Converter {
    name: "ogr2ogr",
    arguments: |format, csv, out| {
        let columns = ["X_POSSIBLE_NAMES=longitude", "Y_POSSIBLE_NAMES=latitude"];
        let mut all = Vec::new();
        for column in columns {
            all.extend(["-oo", column].map(OsString::from));
        }
        all.extend(["-a_srs", "EPSG:4326", "-f"].map(OsString::from));
        all.extend(format.iter().map(Into::into));
        all.extend([out.into(), csv.into()]);
        all
    },
};

impl Converter {
    pub(super) fn is_installed(self) -> bool {
        installed(self.name)
    }

    /// Converts the CSV file into this format.
    pub(super) fn command(self, format: &[&str], csv: &Path, out: &Path) -> Command {
        let mut command = Command::new(self.name);
        command.args((self.arguments)(format, csv, out));
        command
    }
}

/// Whether a program is installed.
pub(super) fn installed(name: &str) -> bool {
    environment::program(name).is_some()
}
