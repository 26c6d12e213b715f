use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use kplaces_files::{Draft, DraftFolder, Notes, Parked, folder_of, sync_folder};

use crate::{ExportError, Out, Reserved};

/// A file that takes its place when it is complete, or never.
///
/// It is written in the folder of its place, readable for the user only, and without a name where
/// the system can; dropping it without [`Target::commit`] leaves everything as it was.
#[derive(Debug)]
pub struct Target {
    place: Place,
    draft: Draft,
}

/// Where a file is to be, and what may be there.
#[derive(Debug)]
struct Place {
    path: PathBuf,
    overwrite: bool,
    reserved: Reserved,
}

impl Target {
    /// Prepares to write `path`.
    ///
    /// Without `overwrite` whatever is there is refused, here and once more at the end. With it
    /// a regular file is replaced; a link is refused and not followed. What is `reserved` is
    /// refused with it and without. As long as the file has a name of its own beside its place, that
    /// is in the `notes`.
    pub fn create(
        path: &Path,
        overwrite: bool,
        reserved: &Reserved,
        notes: &Notes,
    ) -> Result<Self, ExportError> {
        if path.file_name().is_none() || ends_with_a_separator(path) {
            return Err(ExportError::NotAFile(path.to_owned()));
        }
        let place = Place {
            path: path.to_owned(),
            overwrite,
            reserved: reserved.clone(),
        };
        place.allowed()?;
        let draft = Draft::begin(folder_of(path), notes);
        let draft = draft.map_err(|error| place.failed(error))?;
        Ok(Self { place, draft })
    }

    /// An output for [`Exporter::start`](crate::Exporter::start). What is written to it must be
    /// flushed before [`Target::commit`]; an exporter's `finish` does that.
    pub fn writer(&self) -> Result<Out, ExportError> {
        match self.draft.file().try_clone() {
            Ok(file) => Ok(Out::file(file)),
            Err(error) => Err(self.failed(error)),
        }
    }

    /// The meaning of an error that came up while writing to [`Target::writer`].
    pub fn failed(&self, error: io::Error) -> ExportError {
        self.place.failed(error)
    }

    /// Ends the writing: what is in the file is on the disk afterwards, not yet in its place.
    pub fn ready(self) -> Result<Ready, ExportError> {
        let synced = self.draft.file().sync_all();
        synced.map_err(|error| self.failed(error))?;
        Ok(Ready {
            place: self.place,
            file: Complete::Open(self.draft),
        })
    }

    /// Puts the file in its place, complete and on the disk.
    pub fn commit(self) -> Result<(), ExportError> {
        self.ready()?.commit()
    }
}

/// A complete file that is not in its place.
#[derive(Debug)]
pub struct Ready {
    place: Place,
    file: Complete,
}

#[derive(Debug)]
enum Complete {
    Open(Draft),
    Closed(Parked),
}

impl Ready {
    /// Where it will be.
    pub fn path(&self) -> &Path {
        &self.place.path
    }

    /// Closes the file, which then waits under a name: a process has only so many open files.
    pub fn park(self, parking: &mut DraftFolder) -> Result<Self, ExportError> {
        let file = match self.file {
            Complete::Open(draft) => parking.park(draft).map(Complete::Closed),
            closed @ Complete::Closed(_) => Ok(closed),
        };
        match file {
            Ok(file) => Ok(Self { file, ..self }),
            Err(error) => Err(self.place.failed(error)),
        }
    }

    /// Puts the file in its place.
    pub fn commit(self) -> Result<(), ExportError> {
        let Self { place, file } = self;
        let path = &place.path;
        let moved = if place.overwrite {
            // Asked again: a folder or a link may have come there meanwhile. A rename follows
            // no link, so one that comes even later is replaced and its target left alone.
            place.allowed()?;
            match file {
                Complete::Open(draft) => draft.replace(path),
                Complete::Closed(parked) => parked.replace(path),
            }
        } else {
            match file {
                Complete::Open(draft) => draft.place(path),
                Complete::Closed(parked) => parked.place(path),
            }
        };
        let lasting = moved.and_then(|()| sync_folder(folder_of(path)));
        lasting.map_err(|error| place.failed(error))
    }
}

/// Writes a file in one go: [`Target::create`], `write`, [`Target::commit`].
pub fn write_atomically<T>(
    path: &Path,
    overwrite: bool,
    reserved: &Reserved,
    notes: &Notes,
    write: impl FnOnce(Out) -> io::Result<T>,
) -> Result<T, ExportError> {
    let target = Target::create(path, overwrite, reserved, notes)?;
    let done = write(target.writer()?).map_err(|error| target.failed(error))?;
    target.commit()?;
    Ok(done)
}

/// `file_name` looks past a separator at the end, but `x/` can only mean a folder.
fn ends_with_a_separator(path: &Path) -> bool {
    let bytes = path.as_os_str().as_encoded_bytes();
    bytes
        .last()
        .is_some_and(|last| std::path::is_separator(char::from(*last)))
}

impl Place {
    fn failed(&self, error: io::Error) -> ExportError {
        ExportError::writing(&self.path, error)
    }

    fn allowed(&self) -> Result<(), ExportError> {
        let path = &self.path;
        if self.reserved.holds(path) {
            return Err(ExportError::Reserved(path.clone()));
        }
        match fs::symlink_metadata(path) {
            Ok(there) if there.is_dir() => Err(ExportError::NotAFile(path.clone())),
            Ok(_) if !self.overwrite => Err(ExportError::Exists(path.clone())),
            Ok(there) if there.is_file() => Ok(()),
            Ok(_) => Err(ExportError::NotAFile(path.clone())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(self.failed(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn write(path: &Path, overwrite: bool, text: &str) -> Result<(), ExportError> {
        write_atomically(
            path,
            overwrite,
            &Reserved::nothing(),
            &Notes::nowhere(),
            |mut out| {
                out.write_all(text.as_bytes())?;
                out.flush()
            },
        )
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_that_is_there_is_replaced_only_if_asked() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.gpx");
        write(&path, false, "one").unwrap();
        let error = write_atomically(
            &path,
            false,
            &Reserved::nothing(),
            &Notes::nowhere(),
            |_| -> io::Result<()> { panic!("refused before any work") },
        );
        assert!(matches!(error, Err(ExportError::Exists(_))));
        assert_eq!(fs::read_to_string(&path).unwrap(), "one");
        write(&path, true, "two").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "two");
        assert_eq!(names(folder.path()), ["out.gpx"]);
    }

    #[test]
    fn a_file_that_comes_meanwhile_is_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.gpx");
        let target = Target::create(&path, false, &Reserved::nothing(), &Notes::nowhere()).unwrap();
        fs::write(&path, "theirs").unwrap();
        assert!(matches!(target.commit(), Err(ExportError::Exists(_))));
        assert_eq!(fs::read_to_string(&path).unwrap(), "theirs");
        assert_eq!(names(folder.path()), ["out.gpx"]);
    }

    #[test]
    fn an_export_that_fails_leaves_everything_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.gpx");
        write(&path, false, "old").unwrap();
        let error = write_atomically(
            &path,
            true,
            &Reserved::nothing(),
            &Notes::nowhere(),
            |mut out| {
                out.write_all(b"half")?;
                Err::<(), _>(io::ErrorKind::StorageFull.into())
            },
        );
        assert!(matches!(error, Err(ExportError::Full { .. })));
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(names(folder.path()), ["out.gpx"]);
    }

    #[test]
    fn what_the_program_keeps_is_no_target() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("places.db");
        let mut reserved = Reserved::nothing();
        reserved.store(&path);
        for overwrite in [false, true] {
            let error = Target::create(&path, overwrite, &reserved, &Notes::nowhere()).unwrap_err();
            assert!(matches!(error, ExportError::Reserved(_)), "{error}");
        }
        assert_eq!(names(folder.path()), [""; 0]);
    }

    #[cfg(unix)]
    #[test]
    fn a_target_that_becomes_one_of_ours_meanwhile_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let mut reserved = Reserved::nothing();
        reserved.store(at("places.db"));
        let target = Target::create(&at("out.csv"), true, &reserved, &Notes::nowhere()).unwrap();
        fs::write(at("places.db"), "ours").unwrap();
        fs::hard_link(at("places.db"), at("out.csv")).unwrap();
        assert!(matches!(target.commit(), Err(ExportError::Reserved(_))));
        assert_eq!(fs::read_to_string(at("out.csv")).unwrap(), "ours");
    }

    #[test]
    fn a_path_that_can_be_no_file_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("sub")).unwrap();
        fs::write(at("file"), "").unwrap();
        for path in [at("sub"), at(".."), at("new/"), PathBuf::new(), "/".into()] {
            let error =
                Target::create(&path, true, &Reserved::nothing(), &Notes::nowhere()).unwrap_err();
            assert!(matches!(error, ExportError::NotAFile(_)), "{error}");
        }
        for path in [at("none/out.gpx"), at("file/out.gpx")] {
            let error =
                Target::create(&path, true, &Reserved::nothing(), &Notes::nowhere()).unwrap_err();
            assert!(matches!(error, ExportError::NoFolder(_)), "{error}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("victim"), "mine").unwrap();
        std::os::unix::fs::symlink(at("victim"), at("link")).unwrap();
        std::os::unix::fs::symlink(at("nowhere"), at("dangling")).unwrap();
        for name in ["link", "dangling"] {
            let error = write(&at(name), false, "x").unwrap_err();
            assert!(matches!(error, ExportError::Exists(_)), "{error}");
            let error = write(&at(name), true, "x").unwrap_err();
            assert!(matches!(error, ExportError::NotAFile(_)), "{error}");
        }
        // One that comes while the export runs.
        let target =
            Target::create(&at("late"), false, &Reserved::nothing(), &Notes::nowhere()).unwrap();
        std::os::unix::fs::symlink(at("victim"), at("late")).unwrap();
        assert!(matches!(target.commit(), Err(ExportError::Exists(_))));
        assert_eq!(fs::read_to_string(at("victim")).unwrap(), "mine");
        assert!(!at("nowhere").exists());
    }

    #[cfg(unix)]
    #[test]
    fn a_file_is_for_the_user_only_and_a_device_is_no_target() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.gpx");
        write(&path, false, "x").unwrap();
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let error = Target::create(
            Path::new("/dev/null"),
            true,
            &Reserved::nothing(),
            &Notes::nowhere(),
        )
        .unwrap_err();
        assert!(matches!(error, ExportError::NotAFile(_)), "{error}");
    }

    #[test]
    fn errors_of_the_system_have_their_meaning() {
        let of = |kind: io::ErrorKind| ExportError::writing(Path::new("a"), kind.into());
        assert!(matches!(
            of(io::ErrorKind::PermissionDenied),
            ExportError::Denied { .. }
        ));
        assert!(matches!(
            of(io::ErrorKind::ReadOnlyFilesystem),
            ExportError::Denied { .. }
        ));
        assert!(matches!(
            of(io::ErrorKind::QuotaExceeded),
            ExportError::Full { .. }
        ));
        assert!(matches!(
            of(io::ErrorKind::TimedOut),
            ExportError::Io { .. }
        ));
        assert_eq!(
            of(io::ErrorKind::StorageFull).to_string(),
            "there is no space left for a"
        );
    }
}
