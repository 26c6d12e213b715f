//! KMZ from outside: an archive that may claim anything. Nothing of it is unpacked to a path.

use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};

use kplaces_export::{ReadError, Visit};
use kplaces_text::text;
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

/// Whether a file begins as an archive that has KML in it. Where another program packed it again, KML
/// need not come first: folders and pictures are passed over, and enough where no more can be seen.
pub(crate) fn begins_as_kmz(mut beginning: &[u8]) -> bool {
    let mut accompanies = false;
    while let Some(entry) = Local::of(beginning) {
        if is_document(entry.name) {
            return true;
        }
        if !(entry.name.ends_with(b"/") || is_picture(entry.name) || is_of_the_system(entry.name)) {
            return false;
        }
        accompanies = true;
        let Some(next) = entry.length.and_then(|length| beginning.get(length..)) else {
            break;
        };
        beginning = next;
    }
    accompanies
}

/// What stands in front of an entry of an archive.
struct Local<'a> {
    name: &'a [u8],
    /// Up to the next one; `None` where that stands behind the entry, as in archives that were
    /// written in one go.
    length: Option<usize>,
}

impl<'a> Local<'a> {
    fn of(bytes: &'a [u8]) -> Option<Self> {
        if !bytes.starts_with(b"PK\x03\x04") {
            return None;
        }
        let short = |at: usize| {
            let bytes = bytes.get(at..at + 2)?;
            Some(u16::from_le_bytes([bytes[0], bytes[1]]))
        };
        let (name, more) = (usize::from(short(26)?), usize::from(short(28)?));
        let packed = usize::from(short(20)?) | usize::from(short(22)?) << 16;
        let is_behind = short(6)? & 8 != 0;
        Some(Self {
            name: bytes.get(30..)?.get(..name)?,
            length: (!is_behind).then_some(30 + name + more + packed),
        })
    }
}

/// Whether an entry is a document, and not what a Mac packs beside it.
fn is_document(name: &[u8]) -> bool {
    has_ending(name, b".kml") && !is_of_the_system(name)
}

fn is_of_the_system(name: &[u8]) -> bool {
    let file = name.rsplit(|byte| *byte == b'/').next();
    name.starts_with(b"__MACOSX/") || file.is_some_and(|file| file.starts_with(b"._"))
}

fn is_picture(name: &[u8]) -> bool {
    let endings: [&[u8]; 4] = [b".png", b".jpg", b".jpeg", b".gif"];
    endings.iter().any(|ending| has_ending(name, ending))
}

fn has_ending(name: &[u8], ending: &[u8]) -> bool {
    let at = name.len().checked_sub(ending.len());
    at.is_some_and(|at| name[at..].eq_ignore_ascii_case(ending))
}

/// Reads the places of all KML in an archive. Google Earth shows the first; the others count as well,
/// so that nothing in a file is passed over.
pub(crate) fn entries(input: &mut dyn BufRead, visit: Visit<'_>) -> Result<(), ReadError> {
    // The directory is at the end, so all of it has to be there. On the disk: memory stays flat.
    let mut file = tempfile::tempfile()?;
    let length = io::copy(&mut input.take(ARCHIVE + 1), &mut file)?;
    if length > ARCHIVE {
        return Err(ReadError::TooMuch(text!("gigabytes", "mehrere Gigabyte")));
    }
    let left = Cell::new(DIRECTORY);
    let archive = ZipArchive::new(Capped {
        input: BufReader::new(file),
        left: &left,
    });
    if left.get() == 0 {
        return Err(ReadError::TooMuch(text!(
            "thousands of entries",
            "Tausende von Einträgen"
        )));
    }
    let mut archive = archive.map_err(meaning)?;
    if archive.len() > ENTRIES {
        return Err(ReadError::TooMuch(text!(
            "thousands of entries",
            "Tausende von Einträgen"
        )));
    }
    let names = archive.file_names_raw().enumerate();
    let documents = names.filter(|(_, name)| is_document(name));
    let documents: Vec<usize> = documents.map(|(at, _)| at).collect();
    if documents.is_empty() {
        return Err(ReadError::malformed(text!(
            "there is no KML in the archive",
            "das Archiv enthält kein KML"
        )));
    }
    left.set(u64::MAX);
    // Of all documents together.
    let unpacked = Cell::new(DOCUMENT.min(length.saturating_mul(RATIO) + BEGINNING));
    for document in documents {
        let packed = archive.by_index(document).map_err(meaning)?;
        let most = packed.compressed_size().min(length) * RATIO + BEGINNING;
        let most = most.min(unpacked.get());
        let left = Cell::new(most);
        let read = read::entries(
            &mut BufReader::new(Capped {
                input: packed,
                left: &left,
            }),
            visit,
        );
        match read {
            Err(_) if left.get() == 0 => {
                return Err(ReadError::TooMuch(text!(
                    "a great deal packed into little",
                    "sehr viel auf wenig Platz gepackt"
                )));
            }
            Err(ReadError::Io(error)) => return Err(broken(error)),
            read => read?,
        }
        unpacked.set(unpacked.get() - (most - left.get()));
    }
    Ok(())
}

/// What an archive means by an error. Nothing of the file is in the message.
fn meaning(error: ZipError) -> ReadError {
    broken(error.into())
}

fn broken(error: io::Error) -> ReadError {
    use io::ErrorKind as Kind;
    match error.kind() {
        Kind::InvalidData | Kind::InvalidInput | Kind::UnexpectedEof | Kind::Unsupported => {
            ReadError::malformed(text!(
                "the archive is damaged, or of a kind that is not read",
                "das Archiv ist beschädigt oder von einer Art, die nicht gelesen wird"
            ))
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
