use std::io;
use std::path::Path;

/// How much room there is where files are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// Bytes that this user can still write.
    pub free: u64,
    /// Nothing can be written, however much room there is.
    pub read_only: bool,
}

impl Room {
    /// Less than this is little: a store of a hundred thousand places and its copies.
    const LITTLE: u64 = 100 * 1000 * 1000;

    /// The room in `folder`, or in the nearest folder above it that is there; `None` where the
    /// system is not asked.
    pub fn of(folder: &Path) -> io::Result<Option<Self>> {
        let there = folder.ancestors().find(|folder| folder.exists());
        let there = there.ok_or(io::ErrorKind::NotFound)?;
        #[cfg(unix)]
        {
            let about = rustix::fs::statvfs(there)?;
            Ok(Some(Self {
                free: about.f_bavail.saturating_mul(about.f_frsize),
                read_only: about.f_flag.contains(rustix::fs::StatVfsMountFlags::RDONLY),
            }))
        }
        #[cfg(not(unix))]
        {
            let _ = there;
            Ok(None)
        }
    }

    /// Whether a sync may soon find no room.
    pub fn is_little(self) -> bool {
        self.free < Self::LITTLE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_is_not_there_yet_has_the_room_of_the_one_above() {
        let folder = tempfile::tempdir().unwrap();
        let room = |path: &Path| Room::of(path).unwrap().map(|room| room.read_only);
        let below = folder.path().join("not/there");
        assert_eq!(room(&below), room(folder.path()));
        assert!(!below.exists());
    }

    #[test]
    fn a_hundred_megabytes_are_enough() {
        let room = |free| Room {
            free,
            read_only: false,
        };
        assert!(!room(100_000_000).is_little());
        assert!(room(99_999_999).is_little());
    }
}
