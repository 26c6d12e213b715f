//! Files that are there, and are read.

use std::fs::{self, File, Metadata};
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use kplaces_export::{Entry, Exporter, ReadError, Reader, Visit};

/// A file that is there.
pub(in crate::commands) struct Existing {
    path: PathBuf,
    file: BufReader<File>,
}

impl Existing {
    /// Opens it for reading. A pipe would wait for somebody who writes, and a device has no end.
    pub(in crate::commands) fn open(path: &Path) -> Result<Self, ReadError> {
        Ok(Self {
            path: path.to_owned(),
            file: BufReader::with_capacity(1 << 16, regular(path)?),
        })
    }

    /// What it begins with.
    pub(in crate::commands) fn beginning(path: &Path) -> Result<Vec<u8>, ReadError> {
        let mut beginning = Vec::with_capacity(Reader::BEGINNING);
        regular(path)?
            .take(Reader::BEGINNING as u64)
            .read_to_end(&mut beginning)?;
        Ok(beginning)
    }

    /// What it says of each place.
    pub(in crate::commands) fn entries(
        &mut self,
        exporter: &Exporter,
    ) -> Result<Vec<Entry>, ReadError> {
        let Some(reader) = exporter.reader else {
            return Ok(Vec::new());
        };
        let logs = self.logs(&reader)?;
        let length = logs.iter().map(|(_, log)| log).chain([self.file.get_ref()]);
        let length: io::Result<Vec<u64>> = length.map(|it| Ok(it.metadata()?.len())).collect();
        let length = length?.iter().sum();
        let entries = self.unchanged(logs, |file, logs| reader.read_all(file, logs, length))?;
        let entries = entries.into_iter();
        Ok(entries
            .map(|entry| entry.as_written(&exporter.carries))
            .collect())
    }

    /// Hands over what it says of each place.
    pub(super) fn visit(&mut self, reader: &Reader, visit: Visit<'_>) -> Result<(), ReadError> {
        let logs = self.logs(reader)?;
        self.unchanged(logs, |file, logs| reader.visit(file, logs, visit))
    }

    fn logs(&self, reader: &Reader) -> Result<Vec<(&'static str, File)>, ReadError> {
        let beside = logs_beside(&self.path, reader);
        beside
            .map(|(ending, log)| Ok((ending, regular(&log)?)))
            .collect()
    }

    /// Reads it with its logs, which another program may be writing just now.
    fn unchanged<T>(
        &mut self,
        mut logs: Vec<(&'static str, File)>,
        read: impl FnOnce(
            &mut BufReader<File>,
            &mut [(&'static str, &mut dyn Read)],
        ) -> Result<T, ReadError>,
    ) -> Result<T, ReadError> {
        let endings: Vec<&str> = logs.iter().map(|(ending, _)| *ending).collect();
        let stamps = || -> io::Result<Vec<_>> {
            let paths = [""].iter().chain(&endings);
            paths
                .map(|ending| stamp(&with(&self.path, ending)))
                .collect()
        };
        let before = stamps()?;
        let mut readers: Vec<(&'static str, &mut dyn Read)> = Vec::new();
        for (ending, log) in &mut logs {
            readers.push((*ending, log));
        }
        let done = read(&mut self.file, &mut readers);
        // A log that came or went says the same. One file alone is whole before it takes its place.
        if !endings.is_empty() && stamps().ok() != Some(before) {
            return Err(ReadError::Changing);
        }
        done
    }
}

/// The logs of a database that lie beside its file, with their endings; empty ones say nothing.
pub(super) fn logs_beside(
    path: &Path,
    reader: &Reader,
) -> impl Iterator<Item = (&'static str, PathBuf)> {
    let endings = reader.logs.map_or(&[][..], |logs| logs.endings);
    let logs = endings.iter().map(|ending| (*ending, with(path, ending)));
    logs.filter(|(_, log)| fs::metadata(log).is_ok_and(|found| found.len() > 0))
}

fn with(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// What changes when a file is written.
fn stamp(path: &Path) -> io::Result<(u64, Option<std::time::SystemTime>)> {
    let of = |found: Metadata| (found.len(), found.modified().ok());
    fs::metadata(path).map(of)
}

fn regular(path: &Path) -> Result<File, ReadError> {
    if !fs::metadata(path)?.is_file() {
        return Err(ReadError::NotAFile);
    }
    Ok(File::open(path)?)
}
