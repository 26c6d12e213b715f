mod bounded;

use std::collections::HashSet;
use std::io::{BufReader, Read, Seek};

use kplaces_domain::{GroupName, Place};
use kplaces_text::text;
use serde::Deserialize;
use zip::ZipArchive;
use zip::result::ZipError;

use crate::line::PlaceLine;
use crate::{About, ExtractError, FORMAT, VERSION, entry};
use bounded::Bounded;

/// Entries of an archive; we write seven.
const MOST_ENTRIES: usize = 64;

/// Bytes of a document that is read whole.
const LARGEST_DOCUMENT: u64 = 64 << 20;

/// Bytes of a line; names have some hundred letters.
const LONGEST_LINE: u64 = 1 << 20;

/// Places of an archive.
const MOST_PLACES: usize = 10_000_000;

/// What is of use in an archive.
#[derive(Clone, Debug)]
pub struct Extract {
    /// What it is.
    pub about: About,
    /// The places, in their order, each key once.
    pub places: Vec<Place>,
    /// The groups, those without a place too.
    pub groups: Vec<GroupName>,
}

/// A group as it stands there.
#[derive(Deserialize)]
struct GroupEntry {
    name: String,
}

/// An archive, and the folder in it where the extract is: another program may have packed it again.
struct Source<R> {
    archive: ZipArchive<BufReader<R>>,
    /// With the separator behind it; empty where the extract is at the top.
    folder: String,
}

impl<R: Read + Seek> Source<R> {
    fn of(archive: ZipArchive<BufReader<R>>) -> Result<Self, ExtractError> {
        let names = archive.file_names().filter_map(Result::ok);
        let folders = names.filter_map(|name| {
            let folder = name.strip_suffix(entry::ABOUT)?;
            // `._about.json` is what a Mac packs beside a file.
            let is_whole = folder.is_empty() || folder.ends_with(['/', '\\']);
            (is_whole && !folder.starts_with("__MACOSX")).then(|| folder.to_owned())
        });
        let mut folders: Vec<String> = folders.collect();
        let Some(folder) = folders.pop() else {
            return Err(ExtractError::NotAnExtract);
        };
        if !folders.is_empty() {
            return Err(ExtractError::Several);
        }
        Ok(Self { archive, folder })
    }
}

/// Without the mark that editors put in front of a text.
fn unmarked(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

/// Reads an archive. Nothing is written anywhere, and what is in it is bounded before it is taken.
pub fn read<R: Read + Seek>(from: R) -> Result<Extract, ExtractError> {
    let archive = match ZipArchive::new(BufReader::new(from)) {
        Ok(archive) => archive,
        Err(ZipError::Io(error)) if error.kind() != std::io::ErrorKind::UnexpectedEof => {
            return Err(error.into());
        }
        Err(_) => return Err(ExtractError::NotAnArchive),
    };
    if archive.len() > MOST_ENTRIES {
        return Err(ExtractError::NotAnExtract);
    }
    let mut archive = Source::of(archive)?;
    let about = about(&mut archive)?;
    let places = places(&mut archive)?;
    if about.counts.places != places.len() as u64 {
        return Err(ExtractError::Damaged {
            entry: entry::PLACES,
            line: None,
            why: text!(
                "has another number of places than about.json says",
                "hat nicht so viele Orte, wie about.json angibt"
            ),
        });
    }
    let groups: Vec<GroupEntry> = document(&mut archive, entry::GROUPS)?;
    Ok(Extract {
        about,
        places,
        groups: groups
            .into_iter()
            .map(|group| GroupName::new(group.name))
            .collect(),
    })
}

fn about<R: Read + Seek>(archive: &mut Source<R>) -> Result<About, ExtractError> {
    /// What every version has.
    #[derive(Deserialize)]
    struct Head {
        format: String,
        version: u32,
    }
    let bytes = whole(archive, entry::ABOUT)?;
    let head: Head =
        serde_json::from_slice(unmarked(&bytes)).map_err(|_| ExtractError::NotAnExtract)?;
    if head.format != FORMAT {
        return Err(ExtractError::NotAnExtract);
    }
    if head.version > VERSION {
        return Err(ExtractError::Newer {
            version: head.version,
        });
    }
    parsed(&bytes, entry::ABOUT)
}

fn places<R: Read + Seek>(archive: &mut Source<R>) -> Result<Vec<Place>, ExtractError> {
    let damaged = |line, why| ExtractError::Damaged {
        entry: entry::PLACES,
        line: Some(line),
        why,
    };
    let mut lines = open(archive, entry::PLACES)?;
    let mut places = Vec::new();
    let mut keys = HashSet::new();
    let mut line = Vec::new();
    let mut number = 0;
    while lines.line(&mut line, LONGEST_LINE)? {
        number += 1;
        let line = if number == 1 { unmarked(&line) } else { &line };
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let parsed: PlaceLine = serde_json::from_slice(line)
            .map_err(|_| damaged(number, text!("is not a place", "ist kein Ort")))?;
        let place = parsed.place().map_err(|why| damaged(number, why))?;
        if !keys.insert(place.key.clone()) {
            return Err(damaged(
                number,
                text!(
                    "has a key that was there before",
                    "hat einen Schlüssel, den es davor schon gab"
                ),
            ));
        }
        if places.len() == MOST_PLACES {
            return Err(ExtractError::TooLarge {
                entry: entry::PLACES,
                why: text!(
                    "has more than 10,000,000 places",
                    "hat mehr als 10.000.000 Orte"
                ),
            });
        }
        places.push(place);
    }
    Ok(places)
}

fn document<R: Read + Seek, T: for<'de> Deserialize<'de>>(
    archive: &mut Source<R>,
    name: &'static str,
) -> Result<T, ExtractError> {
    parsed(&whole(archive, name)?, name)
}

fn parsed<T: for<'de> Deserialize<'de>>(
    bytes: &[u8],
    name: &'static str,
) -> Result<T, ExtractError> {
    serde_json::from_slice(unmarked(bytes)).map_err(|_| ExtractError::Damaged {
        entry: name,
        line: None,
        why: text!("is not as it should be", "ist nicht so, wie es sein soll"),
    })
}

fn whole<R: Read + Seek>(
    archive: &mut Source<R>,
    name: &'static str,
) -> Result<Vec<u8>, ExtractError> {
    open(archive, name)?.whole(LARGEST_DOCUMENT)
}

fn open<'a, R: Read + Seek>(
    archive: &'a mut Source<R>,
    name: &'static str,
) -> Result<Bounded<impl Read + 'a>, ExtractError> {
    let path = format!("{}{name}", archive.folder);
    match archive.archive.by_name(&path) {
        Ok(file) => {
            let packed = file.compressed_size();
            Ok(Bounded::new(name, file, packed))
        }
        Err(ZipError::FileNotFound) => Err(ExtractError::Damaged {
            entry: name,
            line: None,
            why: text!("is missing", "fehlt"),
        }),
        Err(_) => Err(ExtractError::Damaged {
            entry: name,
            line: None,
            why: text!(
                "is packed in a way that we do not write",
                "ist auf eine Art gepackt, die 3Kplaces nicht schreibt"
            ),
        }),
    }
}
