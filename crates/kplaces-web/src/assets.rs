//! The page, as it is built into the program: one file with everything, compressed.

use std::collections::HashMap;
use std::sync::OnceLock;

use serde::Deserialize;

#[cfg(page)]
static PACK: &[u8] = include_bytes!("../page/dist/assets.pack");
#[cfg(not(page))]
static PACK: &[u8] = &[];

const MAGIC: &[u8] = b"KPLACES PACK 1\n";

/// A file of the page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asset {
    pub(crate) media_type: &'static str,
    pub(crate) gzip: bool,
    pub(crate) content: &'static [u8],
}

#[derive(Deserialize)]
struct Header {
    #[serde(borrow)]
    files: HashMap<&'static str, Entry>,
}

#[derive(Deserialize)]
struct Entry {
    #[serde(rename = "type")]
    media_type: &'static str,
    gzip: bool,
    offset: usize,
    length: usize,
}

/// Whether the page is in this program.
pub fn page_is_built() -> bool {
    !files().is_empty()
}

/// The file of this name.
pub(crate) fn asset(name: &str) -> Option<Asset> {
    files().get(name).copied()
}

fn files() -> &'static HashMap<&'static str, Asset> {
    static FILES: OnceLock<HashMap<&'static str, Asset>> = OnceLock::new();
    FILES.get_or_init(|| unpack(PACK).unwrap_or_default())
}

fn unpack(pack: &'static [u8]) -> Option<HashMap<&'static str, Asset>> {
    let rest = pack.strip_prefix(MAGIC)?;
    let (length, rest) = rest.split_first_chunk::<4>()?;
    let length = u32::from_le_bytes(*length) as usize;
    let (header, content) = rest.split_at_checked(length)?;
    let header: Header = serde_json::from_slice(header).ok()?;
    let files = header.files.into_iter().map(|(name, entry)| {
        let end = entry.offset.checked_add(entry.length)?;
        let asset = Asset {
            media_type: entry.media_type,
            gzip: entry.gzip,
            content: content.get(entry.offset..end)?,
        };
        Some((name, asset))
    });
    files.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pack(header: &str, content: &[u8]) -> &'static [u8] {
        let mut pack = MAGIC.to_vec();
        pack.extend((header.len() as u32).to_le_bytes());
        pack.extend(header.as_bytes());
        pack.extend(content);
        pack.leak()
    }

    #[test]
    fn a_file_is_found_by_its_name() {
        let header = r#"{"files":{"a.css":{"type":"text/css","gzip":true,"offset":1,"length":2}}}"#;
        let files = unpack(pack(header, b"xyz")).unwrap();
        assert_eq!(files["a.css"].content, b"yz");
        assert!(files["a.css"].gzip);
    }

    #[test]
    fn a_pack_that_is_cut_is_no_pack() {
        let header = r#"{"files":{"a":{"type":"t","gzip":false,"offset":1,"length":3}}}"#;
        assert!(unpack(pack(header, b"xyz")).is_none());
        assert!(unpack(b"").is_none());
        assert!(unpack(b"KPLACES PACK 1\n\xff\xff\xff\xff").is_none());
    }
}
