//! When a file says it was made.

/// A moment that depends on what is in a file.
///
/// A device tells files apart by it, and loses places where two have the same. The clock would make
/// different files of the same places. This is FNV-1a, which every version of the program computes
/// alike; the hash of the standard library may change.
pub(crate) struct Stamp(u64);

impl Stamp {
    /// Of nothing yet.
    pub(crate) fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    /// Adds bytes of the file.
    pub(crate) fn add(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    /// Seconds since 1989-12-31T00:00:00Z: one of the 2²⁹ that begin in January 2007, when there
    /// were such files. It lies in the past, and has no sign.
    pub(crate) fn seconds(&self) -> u32 {
        let folded = (self.0 >> 32) ^ self.0;
        (1 << 29) | (folded as u32 & ((1 << 29) - 1))
    }
}
