//! Files that others made to try readers of age with: tampered with, cut, lengthened, downgraded.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read, Seek, Write};
use std::path::PathBuf;

use flate2::read::ZlibDecoder;
use kplaces_store::{StoreError, StoreErrorKind};
use secrecy::SecretString;

use crate::identities::Identities;
use crate::sealing;

/// A file, and what its makers say of it.
struct Vector {
    name: String,
    says: BTreeMap<String, String>,
    file: Vec<u8>,
}

fn vectors() -> Vec<Vector> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/vectors");
    let mut vectors = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if name == "README.md" {
            continue;
        }
        let bytes = fs::read(path).unwrap();
        let end = bytes.windows(2).position(|two| two == b"\n\n").unwrap();
        let head = std::str::from_utf8(&bytes[..end]).unwrap();
        let says: BTreeMap<String, String> = head
            .lines()
            .filter_map(|line| line.split_once(": "))
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .collect();
        let mut file = bytes[end + 2..].to_vec();
        if says.contains_key("compressed") {
            let mut unpacked = Vec::new();
            ZlibDecoder::new(&file[..])
                .read_to_end(&mut unpacked)
                .unwrap();
            file = unpacked;
        }
        vectors.push(Vector { name, says, file });
    }
    vectors.sort_by(|a, b| a.name.cmp(&b.name));
    vectors
}

impl Vector {
    /// Opens it as a store is opened, with the key that its makers give, and reads it to its end.
    fn open(&self) -> Result<usize, StoreError> {
        let identity = self.says.get("identity").map_or("", String::as_str);
        let identities = Identities::read(&SecretString::from(identity))?;
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&self.file).unwrap();
        file.rewind().unwrap();
        let (size, mut reader) = sealing::open(file, &self.name, &identities)?;
        let mut plain = Vec::new();
        let read = reader.read_to_end(&mut plain);
        let damaged = |error: io::Error| {
            StoreError::new(StoreErrorKind::Corrupt, kplaces_text::Text::same("damaged"))
                .with_source(error)
        };
        read.map_err(damaged)?;
        assert_eq!(plain.len(), size, "{}", self.name);
        Ok(size)
    }

    /// Whether a reader has to open it.
    fn is_sound(&self) -> bool {
        self.says["expect"] == "success"
    }
}

/// Sound by the format, and refused all the same: a database has at least one page, and a key is what ours is.
const NOT_OURS: [&str; 3] = ["hybrid", "scrypt", "stream_empty_payload"];

/// Early forms of what the format has now, which the library reads as well. They are under the seal like all others.
const OF_OLD: [&str; 2] = ["stanza_missing_body", "stanza_missing_final_line"];

#[test]
fn what_others_tampered_with_is_refused_and_what_is_sound_is_read() {
    let vectors = vectors();
    let (mut opened, mut refused) = (0, 0);
    for vector in &vectors {
        let name = vector.name.as_str();
        match vector.open() {
            Ok(_) => {
                assert!(
                    vector.is_sound() || OF_OLD.contains(&name),
                    "{name} was opened"
                );
                opened += 1;
            }
            Err(error) => {
                let is_ours = vector.is_sound() && !NOT_OURS.contains(&name);
                assert!(!is_ours, "{name} was refused: {error}");
                refused += 1;
            }
        }
    }
    assert!(
        opened >= 10 && refused > 50,
        "{opened} opened, {refused} refused"
    );
}

/// Each is one way to take something from a file, add to it or make it weaker.
#[test]
fn each_way_to_tamper_is_among_them() {
    let vectors = vectors();
    for (name, kind) in [
        ("version_unsupported", StoreErrorKind::Newer),
        ("hmac_bad", StoreErrorKind::Corrupt),
        ("hmac_missing", StoreErrorKind::Corrupt),
        ("hmac_truncated", StoreErrorKind::Corrupt),
        ("header_crlf", StoreErrorKind::Newer),
        ("x25519_bad_tag", StoreErrorKind::Locked),
        ("x25519_no_match", StoreErrorKind::Locked),
        ("x25519_low_order", StoreErrorKind::Corrupt),
        ("x25519_short_share", StoreErrorKind::Corrupt),
        ("scrypt_and_x25519", StoreErrorKind::Corrupt),
        ("stream_bad_tag", StoreErrorKind::Corrupt),
        ("stream_bad_tag_second_chunk", StoreErrorKind::Corrupt),
        ("stream_no_final", StoreErrorKind::Corrupt),
        ("stream_no_final_two_chunks", StoreErrorKind::Corrupt),
        ("stream_two_final_chunks", StoreErrorKind::Corrupt),
        ("stream_trailing_garbage_short", StoreErrorKind::Corrupt),
        ("stream_trailing_garbage_long", StoreErrorKind::Corrupt),
        ("stream_last_chunk_empty", StoreErrorKind::Corrupt),
        ("stream_no_chunks", StoreErrorKind::Corrupt),
        ("stream_short_nonce", StoreErrorKind::Corrupt),
    ] {
        let vector = vectors.iter().find(|vector| vector.name == name).unwrap();
        let error = vector.open().unwrap_err();
        assert_eq!(error.kind(), kind, "{name}: {error}");
    }
}
