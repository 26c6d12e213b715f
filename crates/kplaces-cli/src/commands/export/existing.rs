//! Files that are there, and are read.

use std::fs::{self, File, Metadata};
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use kplaces_export::{Entry, Exporter, ReadError, Reader, Visit};

/// So many places may be in a file of which none is expected there.
const SURPLUS: usize = 200_000;

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

    /// What it says of each place, where `wanted` are expected in it. One that has very many more is
    /// refused: whoever made it wants to fill the memory.
    pub(in crate::commands) fn entries(
        &mut self,
        exporter: &Exporter,
        wanted: usize,
    ) -> Result<Vec<Entry>, ReadError> {
        let Some(reader) = exporter.reader else {
            return Ok(Vec::new());
        };
        let logs = self.logs(&reader)?;
        let length = logs.iter().map(|(_, log)| log).chain([self.file.get_ref()]);
        let length: io::Result<Vec<u64>> = length.map(|it| Ok(it.metadata()?.len())).collect();
        let length = length?.iter().sum();
        let most = SURPLUS + 4 * wanted;
        let entries =
            self.unchanged(logs, |file, logs| reader.read_all(file, logs, length, most))?;
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
            let path = itself(&self.path);
            paths.map(|ending| stamp(&with(&path, ending))).collect()
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
    // They lie beside the file itself, also where it is found by a link.
    let path = itself(path);
    let logs = endings
        .iter()
        .map(move |ending| (*ending, with(&path, ending)));
    logs.filter(|(_, log)| fs::metadata(log).is_ok_and(|found| found.len() > 0))
}

/// Where a file is, as it was named unless that is a link.
fn itself(path: &Path) -> PathBuf {
    let behind = path.is_symlink().then(|| fs::canonicalize(path).ok());
    behind.flatten().unwrap_or_else(|| path.to_owned())
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

#[cfg(test)]
mod tests {
    use kplaces_export::Logs;

    use super::*;

    const LOGS: Logs = Logs {
        endings: &["-wal"],
        read: |_, logs, visit| {
            let mut log = String::new();
            logs[0].1.read_to_string(&mut log)?;
            visit(Entry {
                name: log,
                ..Entry::default()
            })
        },
    };

    const READER: Reader = Reader {
        recognises: |_| true,
        read: |_, _| Ok(()),
        logs: Some(&LOGS),
    };

    fn names(path: &Path) -> Result<Vec<String>, ReadError> {
        let mut names = Vec::new();
        Existing::open(path)?.visit(&READER, &mut |entry| {
            names.push(entry.name);
            Ok(())
        })?;
        Ok(names)
    }

    #[test]
    fn a_log_is_read_with_its_file_and_an_empty_one_says_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("a"), "file").unwrap();
        assert_eq!(names(&at("a")).unwrap(), [""; 0]);
        fs::write(at("a-wal"), "").unwrap();
        assert_eq!(names(&at("a")).unwrap(), [""; 0]);
        fs::write(at("a-wal"), "log").unwrap();
        assert_eq!(names(&at("a")).unwrap(), ["log"]);
        #[cfg(unix)]
        {
            fs::create_dir(at("elsewhere")).unwrap();
            std::os::unix::fs::symlink(at("a"), at("elsewhere/link")).unwrap();
            assert_eq!(names(&at("elsewhere/link")).unwrap(), ["log"]);
        }
    }

    #[test]
    fn a_file_that_is_written_meanwhile_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        fs::write(&path, "file").unwrap();
        fs::write(with(&path, "-wal"), "log").unwrap();
        let read = Existing::open(&path).unwrap().visit(&READER, &mut |_| {
            fs::write(&path, "another file").unwrap();
            Ok(())
        });
        assert!(matches!(read, Err(ReadError::Changing)), "{read:?}");
    }

    #[test]
    fn what_is_no_file_is_not_opened() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(names(folder.path()), Err(ReadError::NotAFile)));
    }
}
