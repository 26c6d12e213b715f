//! KMZ from outside: an archive that may claim anything. Nothing of it is unpacked to a path.

use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};

use kplaces_export::{ReadError, Visit};
use zip::ZipArchive;
use zip::result::ZipError;

use crate::read;

/// Nobody's archive is longer.
const ARCHIVE: u64 = 1 << 30;
/// Nor has more entries.
const ENTRIES: usize = 1_000;
/// What is read to find the entries: the end of the archive and its directory. It also keeps a
/// directory of millions of entries out of memory.
const DIRECTORY: u64 = 1 << 20;
/// Nobody's document is longer,
const DOCUMENT: u64 = 1 << 30;
/// and after a beginning it is no more than so many times as long as it is packed.
const RATIO: u64 = 100;
const BEGINNING: u64 = 16 << 20;

/// Whether a file begins as an archive whose first entry is KML.
pub(crate) fn begins_as_kmz(beginning: &[u8]) -> bool {
    let name = || {
        let length = beginning.get(26..28)?;
        let length = u16::from_le_bytes([length[0], length[1]]).into();
        beginning.get(30..)?.get(..length)
    };
    beginning.starts_with(b"PK\x03\x04") && name().is_some_and(is_kml)
}

fn is_kml(name: &[u8]) -> bool {
    let end = name.len().saturating_sub(4);
    name[end..].eq_ignore_ascii_case(b".kml")
}

/// Reads the places of the first KML in an archive, as Google Earth does.
pub(crate) fn entries(input: &mut dyn BufRead, visit: Visit<'_>) -> Result<(), ReadError> {
    // The directory is at the end, so all of it has to be there. On the disk: memory stays flat.
    let mut file = tempfile::tempfile()?;
    let length = io::copy(&mut input.take(ARCHIVE + 1), &mut file)?;
    if length > ARCHIVE {
        return Err(ReadError::TooMuch("gigabytes"));
    }
    let left = Cell::new(DIRECTORY);
    let archive = ZipArchive::new(Capped {
        input: BufReader::new(file),
        left: &left,
    });
    if left.get() == 0 {
        return Err(ReadError::TooMuch("thousands of entries"));
    }
    let mut archive = archive.map_err(meaning)?;
    if archive.len() > ENTRIES {
        return Err(ReadError::TooMuch("thousands of entries"));
    }
    let Some(kml) = archive.file_names_raw().position(is_kml) else {
        return Err(ReadError::malformed("there is no KML in the archive"));
    };
    left.set(u64::MAX);
    let packed = archive.by_index(kml).map_err(meaning)?;
    let most = packed.compressed_size().min(length) * RATIO + BEGINNING;
    let left = Cell::new(most.min(DOCUMENT));
    let read = read::entries(
        &mut BufReader::new(Capped {
            input: packed,
            left: &left,
        }),
        visit,
    );
    match read {
        Err(_) if left.get() == 0 => Err(ReadError::TooMuch("a great deal packed into little")),
        Err(ReadError::Io(error)) => Err(broken(error)),
        read => read,
    }
}

/// What an archive means by an error. Nothing of the file is in the message.
fn meaning(error: ZipError) -> ReadError {
    broken(error.into())
}

fn broken(error: io::Error) -> ReadError {
    use io::ErrorKind as Kind;
    match error.kind() {
        Kind::InvalidData | Kind::InvalidInput | Kind::UnexpectedEof | Kind::Unsupported => {
            ReadError::malformed("the archive is damaged, or of a kind that is not read")
        }
        _ => error.into(),
    }
}

/// Lets no more through than `left`.
struct Capped<'a, R> {
    input: R,
    left: &'a Cell<u64>,
}

impl<R: Read> Read for Capped<'_, R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let left = self.left.get();
        if left == 0 && !out.is_empty() {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let most = out.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        let read = self.input.read(&mut out[..most])?;
        self.left.set(left - read as u64);
        Ok(read)
    }
}

impl<R: Seek> Seek for Capped<'_, R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.input.seek(to)
    }
}
