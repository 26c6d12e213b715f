use std::io::{BufRead, BufReader, Read};

use kplaces_text::{Text, text};

use crate::ExtractError;

/// Bytes of an entry, unpacked.
const MOST_BYTES: u64 = 8 << 30;

/// How far a packed byte may unpack; lists of places come to a tenth of it.
const MOST_RATIO: u64 = 200;

/// So much may be unpacked whatever it was packed to.
const FREE: u64 = 16 << 20;

/// An entry being unpacked, no further than anything we write.
pub(super) struct Bounded<R: Read> {
    name: &'static str,
    from: BufReader<R>,
    left: u64,
    why: Text,
}

impl<R: Read> Bounded<R> {
    pub(super) fn new(name: &'static str, from: R, packed: u64) -> Self {
        let by_ratio = packed.saturating_mul(MOST_RATIO).max(FREE);
        Self {
            name,
            from: BufReader::with_capacity(1 << 16, from),
            left: by_ratio.min(MOST_BYTES),
            why: if by_ratio < MOST_BYTES {
                text!(
                    "unpacks to far more than it was packed to",
                    "wird beim Entpacken weit größer, als es gepackt war"
                )
            } else {
                text!(
                    "unpacks to more than 8 GiB",
                    "wird beim Entpacken größer als 8 GiB"
                )
            },
        }
    }

    /// The next line, without its end; false when there is none. None of more than `most` bytes.
    pub(super) fn line(&mut self, line: &mut Vec<u8>, most: u64) -> Result<bool, ExtractError> {
        line.clear();
        let allowed = most.min(self.left).saturating_add(1);
        let read = Read::take(&mut self.from, allowed)
            .read_until(b'\n', line)
            .map_err(|error| self.failed(&error))?;
        self.spend(read as u64)?;
        if read as u64 > most {
            return Err(ExtractError::TooLarge {
                entry: self.name,
                why: text!(
                    "has a line of more than 1 MiB",
                    "hat eine Zeile von mehr als 1 MiB"
                ),
            });
        }
        if line.last() == Some(&b'\n') {
            line.pop();
        }
        Ok(read > 0)
    }

    /// Everything, if it is no more than `most` bytes.
    pub(super) fn whole(mut self, most: u64) -> Result<Vec<u8>, ExtractError> {
        let mut bytes = Vec::new();
        let allowed = most.min(self.left).saturating_add(1);
        let read = Read::take(&mut self.from, allowed)
            .read_to_end(&mut bytes)
            .map_err(|error| self.failed(&error))?;
        self.spend(read as u64)?;
        if read as u64 > most {
            return Err(ExtractError::TooLarge {
                entry: self.name,
                why: text!("has more than 64 MiB", "hat mehr als 64 MiB"),
            });
        }
        Ok(bytes)
    }

    fn spend(&mut self, bytes: u64) -> Result<(), ExtractError> {
        match self.left.checked_sub(bytes) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => Err(ExtractError::TooLarge {
                entry: self.name,
                why: self.why.clone(),
            }),
        }
    }

    /// What unpacking does not like: a checksum, or bits that mean nothing.
    fn failed(&self, _error: &std::io::Error) -> ExtractError {
        ExtractError::Damaged {
            entry: self.name,
            line: None,
            why: text!("cannot be unpacked", "lässt sich nicht entpacken"),
        }
    }
}
