//! Rows that somebody knows from the last report: told by a hash of their bytes, and not taken apart again.

use std::fmt;
use std::pin::Pin;

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

/// Some rows that follow each other, known as one by the hash of all their bytes: where they come again, not even
/// their line ends are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowRun {
    /// How many rows.
    pub(crate) rows: u32,
    /// How many bytes, up to the line end of the last row.
    pub(crate) bytes: u32,
    /// How many of them are of rows: some line ends are of two bytes.
    pub(crate) texts: u32,
    /// Each row has one field more than the header, an empty one.
    pub(crate) longer: bool,
    pub(crate) digest: RowDigest,
}

impl RowRun {
    /// The bytes that a run is kept as.
    pub const SIZE: usize = 28;

    const LONGER: u32 = 1 << 31;

    /// How many rows it has.
    pub fn rows(&self) -> u32 {
        self.rows
    }

    /// What it is kept as.
    pub fn to_bytes(&self) -> [u8; Self::SIZE] {
        let longer = if self.longer { Self::LONGER } else { 0 };
        let mut bytes = [0; Self::SIZE];
        bytes[..4].copy_from_slice(&(self.rows | longer).to_le_bytes());
        bytes[4..8].copy_from_slice(&self.bytes.to_le_bytes());
        bytes[8..12].copy_from_slice(&self.texts.to_le_bytes());
        bytes[12..].copy_from_slice(&self.digest.number().to_le_bytes());
        bytes
    }

    /// Takes bytes that [`RowRun::to_bytes`] gave.
    pub fn from_bytes(bytes: [u8; Self::SIZE]) -> Self {
        let number = |at: usize| {
            let number = bytes[at..].first_chunk().copied();
            number.map_or(0, u32::from_le_bytes)
        };
        let digest = bytes[12..].first_chunk().copied().unwrap_or_default();
        Self {
            rows: number(0) & !Self::LONGER,
            bytes: number(4),
            texts: number(8),
            longer: number(0) & Self::LONGER != 0,
            digest: RowDigest::from_bytes(digest),
        }
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

    /// The rows of the last report that are expected next, where they are known as one, and which is the first.
    fn expected(&mut self) -> Option<(u32, RowRun)>;

    /// Told whether the expected rows are there, as soon as it is seen. Others are expected then.
    fn came(&mut self, run: Option<RowRun>);

    /// Whether single rows can be looked for. What that takes is not fetched before it is needed.
    fn is_ready(&self) -> bool;

    /// Fetches what it takes to look for single rows. Who does not wait for it finds none.
    fn get_ready(&mut self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;

    /// Which row of the last report this is, where it is one that need not be taken apart.
    ///
    /// Asked of each row as soon as it is seen, so that the next one can be expected behind it. Not every row that is
    /// found is handed over as such: damage behind it can throw doubt on it, and the first ones are taken apart.
    fn find(&mut self, row: RowDigest) -> Option<u32>;

    /// Takes a row that was found.
    fn known(&mut self, row: u32);

    /// Takes rows that came as they were expected; this is the first of them.
    fn all_known(&mut self, first: u32, run: RowRun);

    /// Told of the rows that were taken last: the next time they can be known as one.
    fn taken(&mut self, run: RowRun);
}

/// What is known of a row beside its cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RowMark {
    /// Its hash; `None` where no rows are hashed.
    pub digest: Option<RowDigest>,
    /// Some of its text was damaged, and is kept as far as it can be read.
    pub repaired: bool,
}
