use std::fs::File;
use std::io::{self, Write};

use crate::behind::Behind;

/// So many bytes go to the output at a time: enough that going to the system does not count.
const PIECE: usize = 1 << 18;

/// Where a file goes, with a buffer before it.
///
/// All of it is in the output after [`Write::flush`]; what was not flushed when this is dropped is lost.
pub struct Out {
    piece: Vec<u8>,
    to: To,
}

enum To {
    File(Behind),
    Other(Box<dyn Write + Send>),
}

impl Out {
    /// An output that need not be buffered.
    pub fn new(to: impl Write + Send + 'static) -> Self {
        Self::to(To::Other(Box::new(to)))
    }

    /// A file that is written on a thread of its own when it gets large.
    pub(crate) fn file(file: File) -> Self {
        Self::to(To::File(Behind::new(file)))
    }

    fn to(to: To) -> Self {
        Self {
            piece: Vec::new(),
            to,
        }
    }

    /// Gives away what is there, if more does not fit beside it.
    #[cold]
    fn make_room(&mut self, more: usize) -> io::Result<()> {
        if !self.piece.is_empty() {
            self.give()?;
        }
        self.piece.reserve(more.max(PIECE));
        Ok(())
    }

    fn give(&mut self) -> io::Result<()> {
        match &mut self.to {
            To::File(behind) => behind.take(&mut self.piece)?,
            To::Other(other) => other.write_all(&self.piece)?,
        }
        self.piece.clear();
        Ok(())
    }
}

impl Write for Out {
    #[inline]
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes).map(|()| bytes.len())
    }

    #[inline]
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.piece.capacity() - self.piece.len() < bytes.len() {
            self.make_room(bytes.len())?;
        }
        self.piece.extend_from_slice(bytes);
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.give()?;
        match &mut self.to {
            To::File(behind) => behind.flush(),
            To::Other(other) => other.flush(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Seek as _};

    use super::*;

    #[test]
    fn all_is_in_the_file_in_order_once_it_is_flushed() {
        let mut file = tempfile::tempfile().unwrap();
        let mut out = Out::file(file.try_clone().unwrap());
        let mut expected = Vec::new();
        for n in 0..200_u8 {
            let part = vec![n; usize::from(n) * usize::from(n) * 10];
            out.write_all(&part).unwrap();
            expected.extend(part);
            if n % 70 == 0 {
                out.flush().unwrap();
            }
        }
        out.flush().unwrap();
        let mut found = Vec::new();
        file.rewind().unwrap();
        file.read_to_end(&mut found).unwrap();
        assert!(found == expected);
    }
}
