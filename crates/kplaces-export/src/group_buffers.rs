use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};

use kplaces_text::text;

/// So many bytes are kept in memory before they go to the disk.
const HELD: usize = 16 << 20;
/// A block is closed when it is as long as this: what grows further is copied again and again.
const BLOCK: usize = 1 << 16;

/// Bytes put in the order of groups while they come in any order: a buffer for each group. What does
/// not fit into some megabytes of memory is in a file without a name, gone when this is dropped.
#[derive(Debug, Default)]
pub struct GroupBuffers {
    file: Option<File>,
    end: u64,
    held: usize,
    all: Vec<Buffer>,
    by_group: HashMap<Box<str>, usize>,
    of_none: Option<usize>,
}

/// The bytes of one group.
#[derive(Debug)]
struct Buffer {
    group: Option<Box<str>>,
    /// Blocks that are closed.
    closed: Vec<Closed>,
    /// What comes after them.
    open: Vec<u8>,
}

/// A block nothing is added to.
#[derive(Debug)]
enum Closed {
    /// It is here.
    Held(Vec<u8>),
    /// It is in the file: where it begins and how long it is.
    Spilled(u64, usize),
}

impl GroupBuffers {
    /// Has something added to the buffer of a group, or to that of no group. A block that comes back
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
        let buffer = &mut self.all[at];
        let before = buffer.open.len();
        add(&mut buffer.open)?;
        self.held += buffer.open.len() - before;
        if buffer.open.len() >= BLOCK {
            let next = Vec::with_capacity(BLOCK + BLOCK / 8);
            let full = std::mem::replace(&mut buffer.open, next);
            buffer.closed.push(Closed::Held(full));
        }
        if self.held > HELD {
            self.put_away()?;
        }
        Ok(())
    }

    /// Makes a buffer, and says where it is.
    fn open(&mut self, group: Option<&str>) -> usize {
        let at = self.all.len();
        match group {
            Some(group) => drop(self.by_group.insert(group.into(), at)),
            None => self.of_none = Some(at),
        }
        self.all.push(Buffer {
            group: group.map(Into::into),
            closed: Vec::new(),
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
        for buffer in &mut self.all {
            let open = std::mem::take(&mut buffer.open);
            if !open.is_empty() {
                buffer.closed.push(Closed::Held(open));
            }
            for block in &mut buffer.closed {
                if let Closed::Held(bytes) = block {
                    file.write_all(bytes)?;
                    let begin = self.end;
                    self.end += bytes.len() as u64;
                    *block = Closed::Spilled(begin, bytes.len());
                }
            }
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
            buffers: self.all.into_iter(),
            current: None,
        }
    }
}

/// The content of [`GroupBuffers`], group by group.
#[derive(Debug)]
pub struct Blocks {
    file: Option<File>,
    buffers: std::vec::IntoIter<Buffer>,
    current: Option<Current>,
}

/// What is left of a buffer.
#[derive(Debug)]
struct Current {
    group: Option<Box<str>>,
    closed: std::vec::IntoIter<Closed>,
    open: Vec<u8>,
}

/// A group, and some of what was put on its buffer.
pub type Block = (Option<Box<str>>, Vec<u8>);

impl Blocks {
    fn part(&mut self, begin: u64, length: usize) -> io::Result<Vec<u8>> {
        let file = self.file.as_mut();
        let file = file.ok_or_else(|| {
            io::Error::other(text!("there is no spool file", "die Zwischendatei fehlt"))
        })?;
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
                match current.closed.next() {
                    Some(Closed::Held(block)) => return Some(Ok((group, block))),
                    Some(Closed::Spilled(begin, length)) => {
                        return Some(self.part(begin, length).map(|block| (group, block)));
                    }
                    None => {}
                }
                let rest = std::mem::take(&mut current.open);
                if !rest.is_empty() {
                    return Some(Ok((group, rest)));
                }
            }
            let next = self.buffers.next()?;
            self.current = Some(Current {
                group: next.group,
                closed: next.closed.into_iter(),
                open: next.open,
            });
        }
    }
}
