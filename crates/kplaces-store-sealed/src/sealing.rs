//! The format of the file: age, with one key and the database as what is in it.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, ErrorKind, Read, Seek, SeekFrom, Write};
use std::iter::once;

use age::stream::StreamWriter;
use age::{DecryptError, Decryptor, Encryptor};
use kplaces_store::{StoreError, StoreErrorKind};
use kplaces_store_sqlite::ImageBytes;
use kplaces_store_sqlite::disk::{io_error, is_damage};
use kplaces_text::{Text, of_io, text};

use crate::identities::Identities;

/// What every file of age begins with, of whatever version.
const MAGIC: &[u8] = b"age-encryption.org/";

/// The first line of the version that we write.
const FIRST_LINE: &[u8] = b"age-encryption.org/v1\n";

/// The first line of the header's end.
const HEADER_END: &[u8] = b"\n--- ";

const NONCE: u64 = 16;
const CHUNK: u64 = 64 * 1024;
const TAG: u64 = 16;

/// So much of a file tells it from every other one: it holds numbers that are drawn whenever something is
/// sealed.
pub(crate) const MARK: usize = 200;

/// The longest header that is read, in bytes. Ours have a few hundred; age lengthens some at random.
const MOST_HEADER: usize = 16 * 1024;

type Writer = StreamWriter<BufWriter<File>>;

/// A writer to `file` that seals; nothing is there without [`finish`].
pub(crate) fn writer(identities: &Identities, file: File) -> io::Result<Writer> {
    let recipient = identities.recipient().ok_or(ErrorKind::InvalidInput)?;
    Encryptor::with_recipients(once(&recipient as &dyn age::Recipient))
        .map_err(|_| {
            io::Error::other(text!(
                "the key cannot seal",
                "mit dem Schlüssel lässt sich nicht verschlüsseln"
            ))
        })?
        .wrap_output(BufWriter::new(file))
}

/// Writes the end.
pub(crate) fn finish(writer: Writer) -> io::Result<File> {
    let file = writer.finish()?.into_inner();
    file.map_err(io::IntoInnerError::into_error)
}

/// Writes `plain` to `file`, sealed.
pub(crate) fn seal(plain: &[u8], identities: &Identities, file: File) -> io::Result<File> {
    let mut writer = writer(identities, file)?;
    writer.write_all(plain)?;
    finish(writer)
}

/// The first bytes of a file: what tells one sealing from every other.
pub(crate) fn mark(file: &mut File) -> io::Result<Vec<u8>> {
    let mut mark = Vec::with_capacity(MARK);
    file.take(MARK as u64).read_to_end(&mut mark)?;
    file.seek(SeekFrom::Start(0))?;
    Ok(mark)
}

/// A reader of what is sealed in `file`, and how many bytes it will give. Each piece of it is vouched
/// for before it is given; that it is whole is known at its end.
pub(crate) fn open(
    file: File,
    name: &str,
    identities: &Identities,
) -> Result<ImageBytes, StoreError> {
    let failed = |error: io::Error| io_error(name, error);
    let damaged = || StoreError::new(StoreErrorKind::Corrupt, damaged(name));
    let length = file.metadata().map_err(failed)?.len();
    let mut file = BufReader::with_capacity(CHUNK as usize, file);
    let mut head = Vec::new();
    Read::by_ref(&mut file)
        .take(MOST_HEADER as u64)
        .read_to_end(&mut head)
        .map_err(failed)?;
    if !head.starts_with(MAGIC) {
        return Err(StoreError::new(
            StoreErrorKind::Corrupt,
            text!(
                "{name} is not an encrypted store of 3Kplaces; name another file",
                "{name} ist kein verschlüsselter Bestand von 3Kplaces; geben Sie eine andere Datei an"
            ),
        ));
    }
    let first_line = head.iter().position(|byte| *byte == b'\n');
    if first_line.is_some() && !head.starts_with(FIRST_LINE) {
        return Err(StoreError::new(
            StoreErrorKind::Newer,
            text!(
                "{name} was written by a newer version of 3Kplaces; update this one",
                "{name} stammt von einer neueren Version von 3Kplaces; aktualisieren Sie diese"
            ),
        ));
    }
    let header = header_length(&head).ok_or_else(damaged)?;
    file.seek(SeekFrom::Start(0)).map_err(failed)?;
    let payload = length.checked_sub(header + NONCE).ok_or_else(damaged)?;
    let chunks = payload.div_ceil(CHUNK + TAG);
    let size = payload.checked_sub(chunks * TAG).ok_or_else(damaged)?;
    let decryptor = Decryptor::new_buffered(file).map_err(|error| refused(error, name))?;
    let reader = decryptor
        .decrypt(identities.iter())
        .map_err(|error| refused(error, name))?;
    let size = usize::try_from(size).map_err(|_| damaged())?;
    if size == 0 {
        return Err(damaged());
    }
    Ok((size, Box::new(reader)))
}

fn header_length(head: &[u8]) -> Option<u64> {
    let end = head
        .windows(HEADER_END.len())
        .position(|window| window == HEADER_END)?;
    let rest = head.get(end + HEADER_END.len()..)?;
    let line = rest.iter().position(|byte| *byte == b'\n')?;
    Some((end + HEADER_END.len() + line + 1) as u64)
}

fn refused(error: DecryptError, name: &str) -> StoreError {
    let (kind, message) = match error {
        DecryptError::Io(error) if !is_damage(&error) => return io_error(name, error),
        DecryptError::NoMatchingKeys | DecryptError::ExcessiveWork { .. } => (
            StoreErrorKind::Locked,
            text!(
                "{name} does not open with the key of this device",
                "{name} lässt sich mit dem Schlüssel dieses Geräts nicht öffnen"
            ),
        ),
        _ => (StoreErrorKind::Corrupt, damaged(name)),
    };
    StoreError::new(kind, message).with_source(said_by_age(&error))
}

pub(crate) fn damaged(name: &str) -> Text {
    text!(
        "{name} is damaged; bring a backup back, or move it away without its key and sync again",
        "{name} ist beschädigt; stellen Sie eine Sicherung wieder her, oder verschieben Sie die Datei ohne ihren Schlüssel und gleichen Sie noch einmal ab"
    )
}

/// What opening it failed for. The words of the crate are English.
fn said_by_age(error: &DecryptError) -> Text {
    let german = match error {
        DecryptError::NoMatchingKeys => "kein Schlüssel passt",
        DecryptError::ExcessiveWork { .. } => "das Öffnen verlangt zu viel Rechenarbeit",
        DecryptError::Io(error) => return of_io(error),
        DecryptError::UnknownFormat => "das Format ist unbekannt",
        DecryptError::InvalidHeader => "der Anfang der Datei ist ungültig",
        DecryptError::InvalidMac => "der Anfang der Datei wurde verändert",
        _ => "die Datei lässt sich nicht entschlüsseln",
    };
    Text::new(error.to_string(), german)
}
