use std::ffi::OsString;
use std::fs::{self, File, Metadata};
use std::io;
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _};
use std::path::{Component, Path, PathBuf};

use kplaces_files::folder_of;
use kplaces_text::text;

use super::{Distrust, Doubt, group};

/// Links lead to links no further than this, as in Linux.
const MOST: usize = 40;

/// In a folder with this bit only the owner of an entry may rename or remove it.
const STICKY: u32 = 0o1000;

pub(super) fn doubt(path: &Path, file: &File, home: Option<&Path>) -> io::Result<Option<Doubt>> {
    let opened = file.metadata()?;
    // Terminals and the like are everybody's.
    if opened.file_type().is_char_device() {
        return Ok(None);
    }
    let mut way = Way::to(path, home)?;
    let doubt = way.walk()?;
    if doubt.is_some() {
        return Ok(doubt);
    }
    if opened.is_file()
        && way
            .end
            .is_some_and(|end| end != (opened.dev(), opened.ino()))
    {
        return Err(io::Error::other(text!(
            "it was replaced while it was read",
            "wurde beim Lesen ersetzt"
        )));
    }
    Ok(distrust(&opened, &way.at).map(|why| Doubt { path: way.at, why }))
}

/// The same of a file that this user is about to make.
pub(super) fn doubt_of_new(path: &Path, home: Option<&Path>) -> io::Result<Option<Doubt>> {
    let mut way = Way::to(folder_of(path), home)?;
    if let Some(doubt) = way.go()? {
        return Ok(Some(doubt));
    }
    let doubt = way.doubt_of_folder()?;
    Ok(doubt.or_else(|| way.above.take()))
}

/// One way from the root to a file.
struct Way {
    /// Where it has come to; no part of it is a link.
    at: PathBuf,
    /// What is still to go, the next one last.
    rest: Vec<OsString>,
    /// The home folder, without links.
    home: Option<PathBuf>,
    /// What is wrong with a folder above the home folder, as long as the way has not come to that.
    above: Option<Doubt>,
    /// What it led to: device and number. Nothing where the kernel made the last name up.
    end: Option<(u64, u64)>,
}

impl Way {
    fn to(path: &Path, home: Option<&Path>) -> io::Result<Self> {
        let mut way = Self {
            at: PathBuf::from("/"),
            rest: Vec::new(),
            home: home.and_then(|home| fs::canonicalize(home).ok()),
            above: None,
            end: None,
        };
        way.turn(&std::path::absolute(path)?);
        Ok(way)
    }

    /// Goes on with `path` before what is left.
    fn turn(&mut self, path: &Path) {
        if path.is_absolute() {
            self.at = PathBuf::from("/");
        }
        let names = path.components().rev().filter_map(|part| match part {
            Component::Normal(name) => Some(name.to_owned()),
            Component::ParentDir => Some(OsString::from("..")),
            _ => None,
        });
        self.rest.extend(names);
    }

    /// Goes to the end, looking at each folder and link on the way; not at the end itself.
    fn walk(&mut self) -> io::Result<Option<Doubt>> {
        let doubt = self.go()?;
        Ok(doubt.or_else(|| self.above.take()))
    }

    /// The same, where folders above the home folder may still not count.
    fn go(&mut self) -> io::Result<Option<Doubt>> {
        let mut links = 0;
        while let Some(name) = self.rest.pop() {
            if name == ".." {
                self.at.pop();
                continue;
            }
            if self.at == Path::new("/proc") {
                // What is below are files that are open already, under names that lead nowhere.
                self.at.push(&name);
                self.at.extend(self.rest.drain(..).rev());
                self.above = None;
                return Ok(None);
            }
            if let Some(doubt) = self.doubt_of_folder()? {
                return Ok(Some(doubt));
            }
            let entry = self.at.join(&name);
            let found = fs::symlink_metadata(&entry)?;
            if found.is_symlink() {
                links += 1;
                if links > MOST {
                    return Err(io::Error::other(text!(
                        "it is a link that leads to itself",
                        "ist ein Verweis, der auf sich selbst führt"
                    )));
                }
                if let Some(why) = foreign(&found) {
                    return Ok(Some(Doubt { path: entry, why }));
                }
                self.turn(&fs::read_link(&entry)?);
                continue;
            }
            self.end = Some((found.dev(), found.ino()));
            self.at = entry;
        }
        Ok(None)
    }

    fn doubt_of_folder(&mut self) -> io::Result<Option<Doubt>> {
        let folder = fs::symlink_metadata(&self.at)?;
        let why = if folder.mode() & STICKY != 0 {
            foreign(&folder)
        } else {
            distrust(&folder, &self.at)
        };
        let doubt = why.map(|why| Doubt {
            path: self.at.clone(),
            why,
        });
        match &self.home {
            Some(home) if *home == self.at => self.above = None,
            Some(home) if home.starts_with(&self.at) => {
                self.above = self.above.take().or(doubt);
                return Ok(None);
            }
            _ => {}
        }
        Ok(doubt)
    }
}

fn foreign(found: &Metadata) -> Option<Distrust> {
    let uid = found.uid();
    let is_own = uid == 0 || uid == rustix::process::geteuid().as_raw();
    (!is_own).then_some(Distrust::Foreign { uid })
}

fn distrust(found: &Metadata, path: &Path) -> Option<Distrust> {
    if let Some(foreign) = foreign(found) {
        return Some(foreign);
    }
    let mode = found.mode() & 0o7777;
    let open = mode & 0o002 != 0 || (mode & 0o020 != 0 && !group::is_private(found.gid(), path));
    open.then_some(Distrust::Writable { mode })
}
