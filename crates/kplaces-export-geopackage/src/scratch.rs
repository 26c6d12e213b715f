use std::fs::File;
use std::io;
use std::path::PathBuf;

use kplaces_files::DraftFolder;
use rusqlite::{Connection, OpenFlags};

/// The name of the database in its folder.
const FILE: &str = "places.gpkg";

/// A database that SQLite has to be told the name of, as long as it is not a file of the user.
///
/// On Unix it can lose its name once SQLite has opened it: a kill leaves no places then.
#[derive(Debug)]
pub(crate) struct Scratch {
    /// The file of the database.
    pub(crate) file: File,
    // Behind the file: Windows removes no open one.
    folder: DraftFolder,
}

impl Scratch {
    /// Makes an empty file.
    pub(crate) fn new() -> io::Result<Self> {
        let folder = DraftFolder::for_a_while()?;
        let mut options = File::options();
        let file = options.read(true).write(true).create_new(true);
        let file = file.open(folder.path().join(FILE))?;
        Ok(Self { file, folder })
    }

    /// Makes a file that belongs to the database.
    pub(crate) fn beside(&self, ending: &str) -> io::Result<File> {
        File::create_new(self.folder.path().join(format!("{FILE}{ending}")))
    }

    /// Has SQLite open it.
    pub(crate) fn open(&self, flags: OpenFlags) -> rusqlite::Result<Connection> {
        Connection::open_with_flags(self.path(), flags)
    }

    /// Takes its name, where that can be done and SQLite needs none any more: it has opened the file, and there
    /// is no log.
    pub(crate) fn unname(&self) -> io::Result<()> {
        if cfg!(unix) {
            std::fs::remove_file(self.path())?;
        }
        Ok(())
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join(FILE)
    }
}
