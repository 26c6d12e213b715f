use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};

/// So many bytes are kept in memory before they go to the disk.
const HELD: usize = 8 << 20;

/// Bytes put in the order of groups while they come in any order: a heap for each group. What does
/// not fit into a few megabytes of memory is in a file without a name, gone when this is dropped.
#[derive(Debug, Default)]
pub struct Heaps {
    file: Option<File>,
    end: u64,
    held: usize,
    all: Vec<Heap>,
    by_group: HashMap<Box<str>, usize>,
    of_none: Option<usize>,
}

/// The bytes of one group.
#[derive(Debug)]
struct Heap {
    group: Option<Box<str>>,
    /// Parts of the file: where they begin and how long they are.
    parts: Vec<(u64, usize)>,
    /// What comes after them.
    open: Vec<u8>,
}

impl Heaps {
    /// Has something added to the heap of a group, or to that of no group. A block that comes back
    /// holds what whole calls added.
    pub fn add(
        &mut self,
        group: Option<&str>,
        add: impl FnOnce(&mut Vec<u8>) -> io::Result<()>,
    ) -> io::Result<()> {
        let known = match group {
            Some(group) => self.by_group.get(group).copied(),
            None => self.of_none,
        };
        let at = known.unwrap_or_else(|| self.open(group));
        let open = &mut self.all[at].open;
        let before = open.len();
        add(open)?;
        self.held += open.len() - before;
        if self.held > HELD {
            self.put_away()?;
        }
        Ok(())
    }

    /// Makes a heap, and says where it is.
    fn open(&mut self, group: Option<&str>) -> usize {
        let at = self.all.len();
        match group {
            Some(group) => drop(self.by_group.insert(group.into(), at)),
            None => self.of_none = Some(at),
        }
        self.all.push(Heap {
            group: group.map(Into::into),
            parts: Vec::new(),
            open: Vec::new(),
        });
        at
    }

    /// Writes what is in memory to the file.
    fn put_away(&mut self) -> io::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(tempfile::tempfile()?),
        };
        for heap in self.all.iter_mut().filter(|heap| !heap.open.is_empty()) {
            file.write_all(&heap.open)?;
            heap.parts.push((self.end, heap.open.len()));
            self.end += heap.open.len() as u64;
            heap.open = Vec::new();
        }
        self.held = 0;
        Ok(())
    }

    /// Gives everything back, block by block: groups in the order of their names, that of none
    /// last, and within a group in the order it came.
    pub fn blocks(mut self) -> Blocks {
        self.all
            .sort_by(|a, b| (a.group.is_none(), &a.group).cmp(&(b.group.is_none(), &b.group)));
        Blocks {
            file: self.file,
            heaps: self.all.into_iter(),
            current: None,
        }
    }
}

/// The content of [`Heaps`], group by group.
#[derive(Debug)]
pub struct Blocks {
    file: Option<File>,
    heaps: std::vec::IntoIter<Heap>,
    current: Option<Current>,
}

/// What is left of a heap.
#[derive(Debug)]
struct Current {
    group: Option<Box<str>>,
    parts: std::vec::IntoIter<(u64, usize)>,
    open: Vec<u8>,
}

/// A group, and some of what was put on its heap.
pub type Block = (Option<Box<str>>, Vec<u8>);

impl Blocks {
    fn part(&mut self, begin: u64, length: usize) -> io::Result<Vec<u8>> {
        let file = self.file.as_mut();
        let file = file.ok_or_else(|| io::Error::other("there is no spool file"))?;
        let mut block = vec![0; length];
        file.seek(SeekFrom::Start(begin))?;
        file.read_exact(&mut block)?;
        Ok(block)
    }
}

impl Iterator for Blocks {
    type Item = io::Result<Block>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(current) = &mut self.current {
                let group = current.group.clone();
                if let Some((begin, length)) = current.parts.next() {
                    return Some(self.part(begin, length).map(|block| (group, block)));
                }
                let rest = std::mem::take(&mut current.open);
                if !rest.is_empty() {
                    return Some(Ok((group, rest)));
                }
            }
            let next = self.heaps.next()?;
            self.current = Some(Current {
                group: next.group,
                parts: next.parts.into_iter(),
                open: next.open,
            });
        }
    }
}
