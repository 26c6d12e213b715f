//! Files in their places, and the system told of them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use kplaces_config::child_program;
use kplaces_files::{behind_links, create_folder, folder_of};

/// A file that makes a system start something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StartFile {
    /// Where it belongs.
    pub path: PathBuf,
    /// Its text.
    pub content: String,
    /// What its first lines hold: only those with it are replaced and removed.
    pub mark: &'static str,
}

/// Why a file was not written or removed.
#[derive(Debug)]
pub enum Trouble {
    /// A file that somebody else wrote is there.
    Foreign(PathBuf),
    /// The system said no.
    Io(PathBuf, io::Error),
}

/// Whether a file is one of ours; one that is not there is nobody's.
fn is_ours(path: &Path, mark: &str) -> Result<Option<bool>, Trouble> {
    match fs::read(path) {
        Ok(bytes) => {
            let head = String::from_utf8_lossy(&bytes);
            Ok(Some(head.lines().take(3).any(|line| line.contains(mark))))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Trouble::Io(path.to_owned(), error)),
    }
}

/// Writes the files, all or none where one of somebody else is in the way.
pub fn write(files: &[StartFile], force: bool) -> Result<(), Trouble> {
    for file in files {
        if is_ours(&file.path, file.mark)? == Some(false) && !force {
            return Err(Trouble::Foreign(file.path.clone()));
        }
    }
    for file in files {
        write_one(file).map_err(|error| Trouble::Io(file.path.clone(), error))?;
    }
    Ok(())
}

fn write_one(file: &StartFile) -> io::Result<()> {
    create_folder(folder_of(&file.path))?;
    // A link stays, and what it leads to is replaced.
    let path = behind_links(&file.path)?;
    kplaces_files::replace(&path, &[file.content.as_bytes()])
}

/// Removes those of the files that are ours, and says which.
pub fn remove(paths: &[PathBuf], mark: &str) -> Result<Vec<PathBuf>, Trouble> {
    let mut removed = Vec::new();
    for path in paths {
        match is_ours(path, mark)? {
            None => {}
            Some(false) => return Err(Trouble::Foreign(path.clone())),
            Some(true) => {
                fs::remove_file(path).map_err(|error| Trouble::Io(path.clone(), error))?;
                removed.push(path.clone());
            }
        }
    }
    Ok(removed)
}

/// What came of telling the system something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    /// It was done.
    Well,
    /// There is no such program.
    Missing,
    /// It was not done; the exit code, where there is one.
    Failed(Option<i32>),
}

/// Runs a command of the system without its output.
#[expect(
    clippy::disallowed_methods,
    reason = "tells the system what it is to start"
)]
pub(crate) fn tell(command: &[&str]) -> Told {
    let Some((program, arguments)) = command.split_first() else {
        return Told::Missing;
    };
    let ended = child_program(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    match ended {
        Ok(status) if status.success() => Told::Well,
        Ok(status) => Told::Failed(status.code()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Told::Missing,
        Err(_) => Told::Failed(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARK: &str = "written by us";

    fn file(folder: &Path) -> StartFile {
        StartFile {
            path: folder.join("deep/er/unit"),
            content: format!("# {MARK}\n"),
            mark: MARK,
        }
    }

    #[test]
    fn files_are_written_replaced_and_removed_again() {
        let folder = tempfile::tempdir().unwrap();
        let unit = file(folder.path());
        for _ in 0..2 {
            write(std::slice::from_ref(&unit), false).unwrap();
        }
        assert_eq!(fs::read_to_string(&unit.path).unwrap(), unit.content);
        let paths = [unit.path.clone()];
        assert_eq!(remove(&paths, MARK).unwrap(), paths);
        assert!(
            remove(&paths, MARK).unwrap().is_empty(),
            "nothing is left to do"
        );
    }

    #[test]
    fn files_of_others_stay() {
        let folder = tempfile::tempdir().unwrap();
        let unit = file(folder.path());
        fs::create_dir_all(unit.path.parent().unwrap()).unwrap();
        fs::write(&unit.path, "mine\n").unwrap();
        let refused = write(std::slice::from_ref(&unit), false);
        assert!(matches!(refused, Err(Trouble::Foreign(_))));
        let refused = remove(std::slice::from_ref(&unit.path), MARK);
        assert!(matches!(refused, Err(Trouble::Foreign(_))));
        assert_eq!(fs::read_to_string(&unit.path).unwrap(), "mine\n");
        write(std::slice::from_ref(&unit), true).unwrap();
        assert_eq!(fs::read_to_string(&unit.path).unwrap(), unit.content);
    }
}
