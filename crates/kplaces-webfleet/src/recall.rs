//! Rows that somebody knows from the last report: told by a hash of their bytes, and not taken apart again.

use std::fmt;

use siphasher::sip128::SipHasher13;

/// What the hashes of rows are made with: nobody who lacks it can make a row that has the hash of another one,
/// nor find out by a hash what a row says.
#[derive(Clone, Copy)]
pub struct RowKey(SipHasher13);

/// A keyed hash (SipHash-1-3 with 128 bits) of the bytes of a row, as far as they are of columns that are taken.
/// Its lowest bit is 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RowDigest(u128);

impl RowKey {
    /// Takes 16 bytes that nobody can guess.
    pub fn new(secret: [u8; 16]) -> Self {
        Self(SipHasher13::new_with_key(&secret))
    }

    /// The hash of some bytes.
    pub fn digest(&self, bytes: &[u8]) -> RowDigest {
        RowDigest(self.0.hash(bytes).as_u128() & !1)
    }
}

impl fmt::Debug for RowKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RowKey")
    }
}

impl RowDigest {
    /// The hash as a number whose lowest bit is 0.
    pub fn number(self) -> u128 {
        self.0
    }

    /// The hash of this number, least byte first.
    pub fn from_bytes(number: [u8; 16]) -> Self {
        Self(u128::from_le_bytes(number) & !1)
    }
}

/// A collector of rows that knows those of the last report.
///
/// Whether it does must make no difference to what it collects, but in time.
pub trait Recall: Send {
    /// What hashes are made with; `None` where nothing is to be hashed.
    fn key(&self) -> Option<&RowKey>;

    /// Told of the header before any row: rows of reports with other headers mean something else.
    fn header(&mut self, header: RowDigest);

    /// Which row of the last report this is, where it is one that need not be taken apart.
    ///
    /// Asked of each row as soon as it is seen, so that the next one can be expected behind it. Not every row that is
    /// found is handed over as such: damage behind it can throw doubt on it, and the first ones are taken apart.
    fn find(&mut self, row: RowDigest) -> Option<u32>;

    /// Takes a row that was found.
    fn known(&mut self, row: u32);
}

/// What is known of a row beside its cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RowMark {
    /// Its hash; `None` where no rows are hashed.
    pub digest: Option<RowDigest>,
    /// Some of its text was damaged, and is kept as far as it can be read.
    pub repaired: bool,
}
