//! What is in a file: its bytes, and what is packed inside.

use std::fs;
use std::io::{Cursor, Read as _};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use flate2::read::MultiGzDecoder;

/// An archive in an archive is opened, and one more.
const DEEPEST: u8 = 3;
/// What is looked at of one packed entry; a program of ours packs no more.
const LARGEST: u64 = 256 << 20;

/// All files below a folder, ordered.
pub(super) fn files_below(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder);
        for entry in entries.with_context(|| format!("cannot read {}", folder.display()))? {
            let path = entry?.path();
            let kind = fs::symlink_metadata(&path)?.file_type();
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_file() {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// The bytes themselves, and of a ZIP or gzip file what is inside.
pub(super) fn unpacked(bytes: Vec<u8>) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    let mut open = vec![(bytes, 0)];
    while let Some((bytes, depth)) = open.pop() {
        if depth < DEEPEST {
            let inside = if bytes.starts_with(b"PK") {
                zipped(&bytes)
            } else if bytes.starts_with(b"\x1f\x8b") {
                gzipped(&bytes)
            } else {
                Vec::new()
            };
            open.extend(inside.into_iter().map(|inside| (inside, depth + 1)));
        }
        all.push(bytes);
    }
    all
}

fn zipped(bytes: &[u8]) -> Vec<Vec<u8>> {
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for index in 0..archive.len() {
        if let Ok(entry) = archive.by_index(index) {
            let mut inside = entry.name_raw().to_vec();
            if entry.take(LARGEST).read_to_end(&mut inside).is_ok() {
                found.push(inside);
            }
        }
    }
    found
}

fn gzipped(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut inside = Vec::new();
    // What came out before an error is looked at as well.
    let _ = MultiGzDecoder::new(bytes)
        .take(LARGEST)
        .read_to_end(&mut inside);
    vec![inside]
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn an_archive_in_an_archive_is_looked_into() {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file("a.kml", zip::write::SimpleFileOptions::default())
            .unwrap();
        zip.write_all(b"inside").unwrap();
        let zip = zip.finish().unwrap().into_inner();
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(&zip).unwrap();
        let all = unpacked(gzip.finish().unwrap());
        assert_eq!(all.len(), 3);
        assert_eq!(all[2], b"a.kmlinside");
    }
}
