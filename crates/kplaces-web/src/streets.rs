//! A basemap of the user's own: a file in the PMTiles format, read in parts.
//!
//! Specification: <https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md>.

use std::io::SeekFrom;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt};
use tokio::sync::Mutex;

/// More is never asked for at once: a directory has at most 16 KiB, a tile some hundred.
pub(crate) const LARGEST_PART: u64 = 8 << 20;

const HEADER: usize = 127;
const MAGIC: &[u8] = b"PMTiles";
/// The version of the format, and the kind of its tiles, in its header.
const VERSION: (usize, u8) = (7, 3);
const VECTOR: (usize, u8) = (99, 1);

/// A file with streets.
#[derive(Debug)]
pub(crate) struct Streets {
    pub(crate) facts: StreetsJson,
    pub(crate) length: u64,
    /// Kept open: a file that is replaced meanwhile does not mix with this one.
    file: Arc<Mutex<File>>,
}

/// What the page has to know of it.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(rename = "Streets"))]
pub(crate) struct StreetsJson {
    name: String,
    minzoom: u8,
    maxzoom: u8,
}

/// Why a file cannot be the basemap.
#[derive(Debug)]
pub enum StreetsError {
    /// It cannot be read.
    Unreadable(PathBuf, std::io::Error),
    /// It is not in the PMTiles format, version 3.
    NotPmtiles(PathBuf),
    /// It ends before what its header says is in it.
    Cut(PathBuf),
    /// It has pictures instead of shapes.
    NotVector(PathBuf),
}

impl Streets {
    /// Opens a file and looks at its header.
    pub(crate) async fn open(path: &Path) -> Result<Self, StreetsError> {
        let unreadable = |error| StreetsError::Unreadable(path.to_owned(), error);
        // Opening a pipe would wait for somebody who writes.
        let found = tokio::fs::metadata(path).await.map_err(unreadable)?;
        if !found.is_file() {
            return Err(StreetsError::NotPmtiles(path.to_owned()));
        }
        let mut file = File::open(path).await.map_err(unreadable)?;
        let metadata = file.metadata().await.map_err(unreadable)?;
        let mut header = [0_u8; HEADER];
        let read = file.read_exact(&mut header).await;
        let is_pmtiles =
            read.is_ok() && header.starts_with(MAGIC) && header[VERSION.0] == VERSION.1;
        if !metadata.is_file() || !is_pmtiles {
            return Err(StreetsError::NotPmtiles(path.to_owned()));
        }
        if header[VECTOR.0] != VECTOR.1 {
            return Err(StreetsError::NotVector(path.to_owned()));
        }
        if end(&header).is_none_or(|end| end > metadata.len()) {
            return Err(StreetsError::Cut(path.to_owned()));
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        Ok(Self {
            facts: StreetsJson {
                name: kplaces_domain::one_line(&name, 60),
                minzoom: header[100].min(22),
                maxzoom: header[101].min(22),
            },
            length: metadata.len(),
            file: Arc::new(Mutex::new(file)),
        })
    }

    /// Reads the bytes `from` to `to`, that one included.
    pub(crate) async fn part(&self, from: u64, to: u64) -> std::io::Result<Vec<u8>> {
        let mut part = vec![0; (to - from + 1) as usize];
        let mut file = self.file.lock().await;
        file.seek(SeekFrom::Start(from)).await?;
        file.read_exact(&mut part).await?;
        Ok(part)
    }
}

/// Where the last part ends that a header tells of: root, metadata, leaves and tiles, each by where it
/// begins and how long it is.
fn end(header: &[u8; HEADER]) -> Option<u64> {
    let (numbers, _) = header.get(8..72)?.as_chunks::<8>();
    let numbers: Vec<u64> = numbers.iter().map(|it| u64::from_le_bytes(*it)).collect();
    let (parts, _) = numbers.as_chunks::<2>();
    let ends = parts.iter().map(|[from, length]| from.checked_add(*length));
    ends.collect::<Option<Vec<u64>>>()?.into_iter().max()
}

/// The one range of a `Range` header, first and last byte, cut to a file of `length` bytes. A file of
/// an unknown part is never sent as a whole: it may have gigabytes.
pub(crate) fn range(header: &str, length: u64) -> Option<(u64, u64)> {
    let (from, to) = header.strip_prefix("bytes=")?.split_once('-')?;
    let last = length.checked_sub(1)?;
    let (from, to) = match (from, to) {
        ("", tail) => (length.saturating_sub(tail.parse().ok()?), last),
        (from, "") => (from.parse().ok()?, last),
        (from, to) => (from.parse().ok()?, to.parse::<u64>().ok()?.min(last)),
    };
    let to = to.min(from.saturating_add(LARGEST_PART - 1));
    (from <= to && to <= last).then_some((from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_cut_to_the_file_and_to_a_sane_size() {
        assert_eq!(range("bytes=0-126", 1_000), Some((0, 126)));
        assert_eq!(range("bytes=900-2000", 1_000), Some((900, 999)));
        assert_eq!(range("bytes=-10", 1_000), Some((990, 999)));
        assert_eq!(range("bytes=10-", 1_000), Some((10, 999)));
        assert_eq!(range("bytes=0-", 1 << 40), Some((0, LARGEST_PART - 1)));
        for bad in [
            "",
            "bytes",
            "bytes=",
            "bytes=-",
            "bytes=5-4",
            "bytes=1000-1001",
            "bytes=0-1,4-5",
            "bytes=a-b",
            "items=0-1",
            "bytes=-0",
        ] {
            assert_eq!(range(bad, 1_000), None, "{bad}");
        }
        assert_eq!(range("bytes=0-0", 0), None);
    }

    #[tokio::test]
    async fn what_is_no_vector_pmtiles_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.pmtiles");
        let open = || Streets::open(&path);
        assert!(matches!(open().await, Err(StreetsError::Unreadable(..))));
        let mut header = vec![0_u8; HEADER];
        header[..7].copy_from_slice(MAGIC);
        for (version, kind, is_fine) in [(3, 1, true), (2, 1, false), (3, 2, false)] {
            header[7] = version;
            header[99] = kind;
            std::fs::write(&path, &header).unwrap();
            assert_eq!(open().await.is_ok(), is_fine, "{version} {kind}");
        }
        header[7] = 3;
        header[99] = 1;
        for (length, is_fine) in [(0, true), (1, false), (u64::MAX, false)] {
            header[56..64].copy_from_slice(&127_u64.to_le_bytes());
            header[64..72].copy_from_slice(&length.to_le_bytes());
            std::fs::write(&path, &header).unwrap();
            let opened = open().await;
            assert_eq!(opened.is_ok(), is_fine, "{length}");
            assert!(is_fine || matches!(opened, Err(StreetsError::Cut(_))));
        }
        std::fs::write(&path, &header[..50]).unwrap();
        assert!(matches!(open().await, Err(StreetsError::NotPmtiles(_))));
        let streets = Streets::open(folder.path()).await;
        assert!(streets.is_err(), "a folder");
    }
}
