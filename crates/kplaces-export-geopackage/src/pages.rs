//! New pages of a SQLite database, as its file format has them
//! (<https://www.sqlite.org/fileformat2.html>).

use std::fs::File;
use std::io::{self, BufWriter, Seek as _, SeekFrom, Write as _};

/// Bytes of a page.
pub(crate) const SIZE: usize = 4096;
/// The page that SQLite locks bytes of, and never uses.
const LOCKED: u32 = (1 << 30) / SIZE as u32 + 1;
/// Where in the first page it stands how many there are.
const COUNT: u64 = 28;

/// One page.
pub(crate) type Page = [u8; SIZE];

/// Pages behind those that a database has. It takes no notice of them before it is closed and
/// [`Pages::end`] says that they belong to it.
pub(crate) struct Pages {
    file: BufWriter<File>,
    count: u32,
}

impl Pages {
    /// Begins behind the first `count` pages of a file.
    pub(crate) fn behind(count: u32, mut file: File) -> io::Result<Self> {
        file.seek(place_of(count + 1))?;
        Ok(Self {
            file: BufWriter::with_capacity(1 << 18, file),
            count,
        })
    }

    /// Adds a page, and says which number it has.
    pub(crate) fn add(&mut self, page: &Page) -> io::Result<u32> {
        if self.count + 1 == LOCKED {
            self.file.write_all(&[0; SIZE])?;
            self.count += 1;
        }
        self.file.write_all(page)?;
        self.count += 1;
        Ok(self.count)
    }

    /// Makes the pages a part of the database, with other ones in the place of some that it had.
    pub(crate) fn end(self, replaced: &[(u32, Box<Page>)]) -> io::Result<File> {
        let mut file = self.file.into_inner()?;
        for (number, page) in replaced {
            file.seek(place_of(*number))?;
            file.write_all(&page[..])?;
        }
        file.seek(SeekFrom::Start(COUNT))?;
        file.write_all(&self.count.to_be_bytes())?;
        file.rewind()?;
        Ok(file)
    }
}

fn place_of(number: u32) -> SeekFrom {
    SeekFrom::Start(u64::from(number.saturating_sub(1)) * SIZE as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_that_sqlite_locks_is_left_out() {
        let mut pages = Pages::behind(LOCKED - 2, tempfile::tempfile().unwrap()).unwrap();
        let page = [7; SIZE];
        assert_eq!(pages.add(&page).unwrap(), LOCKED - 1);
        assert_eq!(pages.add(&page).unwrap(), LOCKED + 1);
        let file = pages.end(&[]).unwrap();
        let length = file.metadata().unwrap().len();
        assert_eq!(length, u64::from(LOCKED + 1) * SIZE as u64);
    }
}
