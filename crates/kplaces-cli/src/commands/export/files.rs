use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use kplaces_app::{AppError, ExportRequest};
use kplaces_domain::GroupName;
use kplaces_export::{
    Collected, Collector, Comparison, Entry, ExportContext, ExportError, Exporter, FileNames,
    PointWriter, ReadError, Ready, Reserved, Target,
};
use kplaces_files::{DraftFolder, Notes, create_new_folder};
use kplaces_text::Text;

use super::existing::{Existing, logs_beside};
use crate::done::{Delta, Done};
use crate::text;
use crate::{CliError, Kind};

/// How many places are expected in a file of an earlier export, which nobody counted.
const OF_OWN: usize = 250_000;

/// The name of a file that is nobody's in particular.
const WHOLE: &str = "3kplaces";
/// The name of the file of places that are in no group.
const UNGROUPED: &str = "ungrouped";

/// So many complete files are open at a time, and have no name where the system can do that.
const OPEN: usize = 64;

/// The name of the file of a group, where each has one.
pub(in crate::commands) fn file_name(
    names: &mut FileNames,
    group: Option<&GroupName>,
    exporter: &Exporter,
) -> String {
    let group = group.map_or("", GroupName::as_str);
    names.name(group, UNGROUPED, exporter.extension)
}

/// What may be replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::commands) enum Overwrite {
    /// Nothing that is there.
    Nothing,
    /// A file of the same profile, as an earlier export left it.
    ItsOwn,
    /// Whatever is there.
    Anything,
}

impl Overwrite {
    /// Whether this file may be.
    fn may_replace(self, path: &Path, exporter: &Exporter) -> bool {
        match self {
            Self::Nothing => false,
            Self::ItsOwn => {
                let beginning = Existing::beginning(path);
                let reader = exporter.reader.zip(beginning.ok());
                reader.is_some_and(|(reader, beginning)| (reader.recognises)(&beginning))
            }
            Self::Anything => true,
        }
    }
}

/// The files of one export. None takes its place before all are complete.
pub(super) struct Files {
    exporter: Exporter,
    overwrite: Overwrite,
    reserved: Reserved,
    notes: Notes,
    split: bool,
    path: PathBuf,
    folder: Option<PathBuf>,
    names: FileNames,
    open: Option<Target>,
    ready: Vec<Ready>,
    /// Where those wait that are too many to be open.
    parking: Option<DraftFolder>,
    /// Whether files that are there are compared with those that take their place.
    pub(super) compares: bool,
    compared: Vec<(Option<Vec<Entry>>, Collected)>,
    warnings: Vec<Text>,
}

impl Files {
    /// Prepares to write to `path`: a file, or a folder to put one into. With `split` it is made a
    /// folder if there is nothing.
    pub(super) fn new(
        exporter: Exporter,
        path: &Path,
        request: &ExportRequest,
        overwrite: Overwrite,
        reserved: Reserved,
        notes: Notes,
    ) -> Result<Self, CliError> {
        // Asked before a folder is made.
        if reserved.holds(path) {
            return Err(ExportError::Reserved(path.to_owned()).into());
        }
        Ok(Self {
            exporter,
            overwrite,
            reserved,
            notes,
            split: request.split,
            folder: folder(path, request.split)?,
            path: path.to_owned(),
            names: FileNames::default(),
            open: None,
            ready: Vec::new(),
            parking: None,
            compares: false,
            compared: Vec::new(),
            warnings: Vec::new(),
        })
    }

    /// Ends the file that is open, and opens that of a group, or the only one.
    pub(super) fn next(
        &mut self,
        group: Option<&GroupName>,
        context: &ExportContext,
    ) -> Result<Box<dyn PointWriter + Send>, AppError> {
        self.close()?;
        let path = match (&self.folder, self.split) {
            (Some(folder), true) => folder.join(file_name(&mut self.names, group, &self.exporter)),
            (Some(folder), false) => {
                folder.join(self.names.name(WHOLE, WHOLE, self.exporter.extension))
            }
            (None, _) => self.path.clone(),
        };
        let reader = self.exporter.reader.as_ref();
        if let Some((_, log)) = reader.and_then(|reader| logs_beside(&path, reader).next()) {
            return Err(ExportError::LogBeside(log).into());
        }
        let overwrite = self.overwrite.may_replace(&path, &self.exporter);
        let target = Target::create(&path, overwrite, &self.reserved, &self.notes)?;
        let out = self.open.insert(target).writer()?;
        let writer = (self.exporter.start)(out, context)?;
        if !self.compares {
            return Ok(writer);
        }
        let before = self.before(&path);
        let collected = Collected::default();
        self.compared.push((before, collected.clone()));
        let carries = self.exporter.carries;
        Ok(Box::new(Collector::new(carries, collected, Some(writer))))
    }

    /// What the file that is there says. That nothing can be said of it is no reason to stop.
    fn before(&mut self, path: &Path) -> Option<Vec<Entry>> {
        let read = Existing::open(path).and_then(|mut file| file.entries(&self.exporter, OF_OWN));
        match read {
            Ok(mut entries) => {
                entries.retain(|entry| !entry.is_other);
                Some(entries)
            }
            Err(ReadError::Io(error)) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => {
                let warning = text::export::not_compared(path, &error);
                self.warnings.push(warning);
                None
            }
        }
    }

    /// Where the files will be that were ended, in the order they were opened.
    pub(super) fn ready(&self) -> impl Iterator<Item = &Path> {
        self.ready.iter().map(Ready::path)
    }

    /// Ends the file that is open.
    pub(super) fn close(&mut self) -> Result<(), ExportError> {
        let Some(target) = self.open.take() else {
            return Ok(());
        };
        let mut ready = target.ready()?;
        if self.ready.len() >= OPEN
            && let Some(folder) = &self.folder
        {
            let parking = match &mut self.parking {
                Some(parking) => parking,
                none => none.insert(
                    DraftFolder::begin(folder, &self.notes)
                        .map_err(|error| ExportError::writing(folder, error))?,
                ),
            };
            ready = ready.park(parking)?;
        }
        self.ready.push(ready);
        Ok(())
    }

    /// An error that came up while the open file was written, in the file's words.
    pub(super) fn meaning(&self, error: AppError) -> CliError {
        match (error, &self.open) {
            (AppError::Output(error), Some(target)) => target.failed(error).into(),
            (other, _) => CliError::from(other),
        }
    }

    /// Puts all files in their places.
    pub(super) fn commit(mut self) -> Result<Done, CliError> {
        self.close()?;
        let mut paths = Vec::with_capacity(self.ready.len());
        for ready in self.ready {
            paths.push(ready.path().to_owned());
            ready.commit()?;
        }
        let (mut before, mut left) = (0, Vec::new());
        let mut all = Comparison::default();
        for (old, now) in self.compared {
            before += usize::from(old.is_some());
            all.merge(Comparison::of(old.unwrap_or_default(), now.take()));
        }
        if let (Some(folder), true) = (&self.folder, self.split) {
            for (path, entries) in left_over(folder, &self.exporter, &paths) {
                self.warnings.push(text::export::left_over(&path));
                left.push(path);
                before += 1;
                all.merge(Comparison::of(entries, Vec::new()));
            }
        }
        let delta = self.compares.then_some(if before > 0 {
            Delta::Of(all)
        } else {
            Delta::Nothing
        });
        Ok(Done {
            paths,
            delta,
            left_over: left,
            warnings: self.warnings,
        })
    }
}

/// Files of the profile in a folder that are not among those that should be there, and what they
/// say. A device that got them would go on showing their places.
pub(in crate::commands) fn left_over(
    folder: &Path,
    exporter: &Exporter,
    expected: &[PathBuf],
) -> Vec<(PathBuf, Vec<Entry>)> {
    let Ok(files) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut paths: Vec<PathBuf> = files
        .filter_map(|file| Some(file.ok()?.path()))
        .filter(|path| {
            path.extension()
                .is_some_and(|end| end == exporter.extension)
        })
        .filter(|path| path.is_file() && !expected.contains(path))
        .collect();
    paths.sort();
    let recognises = |path: &Path| {
        let beginning = Existing::beginning(path).unwrap_or_default();
        let reader = exporter.reader.as_ref();
        !beginning.is_empty() && reader.is_some_and(|reader| (reader.recognises)(&beginning))
    };
    paths.retain(|path| recognises(path));
    // One that is damaged is left over all the same.
    let entries = |path: &Path| {
        Existing::open(path)
            .and_then(|mut file| file.entries(exporter, OF_OWN))
            .unwrap_or_default()
    };
    paths
        .into_iter()
        .map(|path| (path.clone(), entries(&path)))
        .collect()
}

/// The folder to write into where a path names one; with `split` it has to, and is made.
fn folder(path: &Path, split: bool) -> Result<Option<PathBuf>, CliError> {
    let is_folder = path.is_dir();
    if !split || is_folder {
        return Ok(is_folder.then(|| path.to_owned()));
    }
    match create_new_folder(path) {
        Ok(()) => Ok(Some(path.to_owned())),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            Err(CliError::new(Kind::Usage, text::export::split_to_file()))
        }
        Err(error) => Err(ExportError::writing(path, error).into()),
    }
}
