//! A `.tar.gz` that depends on its content only: same content, same bytes.

use std::io::Write as _;

use flate2::{Compression, GzBuilder};
use tar::{Builder, Header};

/// A file in an archive.
pub(super) struct Entry {
    pub(super) path: String,
    pub(super) mode: u32,
    pub(super) content: Vec<u8>,
}

impl Entry {
    pub(super) fn file(path: impl Into<String>, content: Vec<u8>) -> Self {
        Self {
            path: path.into(),
            mode: 0o644,
            content,
        }
    }

    pub(super) fn program(path: impl Into<String>, content: Vec<u8>) -> Self {
        Self {
            mode: 0o755,
            ..Self::file(path, content)
        }
    }
}

/// Packs `entries` into a folder called `name`, all of them dated `time`.
pub(super) fn pack(name: &str, mut entries: Vec<Entry>, time: u64) -> anyhow::Result<Vec<u8>> {
    entries.sort_by(|a, b| a.path.cmp(&b.path));
    // 255 is "unknown system"; the default would be that of the machine.
    let gzip = GzBuilder::new()
        .operating_system(255)
        .write(Vec::new(), Compression::best());
    let mut tar = Builder::new(gzip);
    for entry in entries {
        let mut header = Header::new_gnu();
        header.set_size(entry.content.len() as u64);
        header.set_mode(entry.mode);
        header.set_mtime(time);
        // Of nobody in particular, and unpacked as the one who unpacks it.
        header.set_uid(0);
        header.set_gid(0);
        let path = format!("{name}/{}", entry.path);
        tar.append_data(&mut header, path, entry.content.as_slice())?;
    }
    let mut gzip = tar.into_inner()?;
    gzip.flush()?;
    Ok(gzip.finish()?)
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    fn entries() -> Vec<Entry> {
        vec![
            Entry::program("b", b"program".to_vec()),
            Entry::file("a/c", b"text".to_vec()),
        ]
    }

    #[test]
    fn the_order_of_making_does_not_matter() {
        let mut reversed = entries();
        reversed.reverse();
        let packed = pack("x", entries(), 7).unwrap();
        assert_eq!(packed, pack("x", reversed, 7).unwrap());
        assert_ne!(packed, pack("x", entries(), 8).unwrap());
    }

    #[test]
    fn what_was_packed_comes_out() {
        let packed = pack("x", entries(), 7).unwrap();
        let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(packed.as_slice()));
        let mut found = Vec::new();
        for entry in archive.entries().unwrap() {
            let mut entry = entry.unwrap();
            let mut text = String::new();
            entry.read_to_string(&mut text).unwrap();
            let header = entry.header();
            assert_eq!((header.uid().unwrap(), header.gid().unwrap()), (0, 0));
            assert_eq!(header.mtime().unwrap(), 7);
            found.push((
                entry.path().unwrap().display().to_string(),
                header.mode().unwrap(),
                text,
            ));
        }
        let expected = [("x/a/c", 0o644, "text"), ("x/b", 0o755, "program")];
        assert_eq!(
            found,
            expected.map(|(path, mode, text)| (path.into(), mode, text.into()))
        );
    }
}
