use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use kplaces_domain::Position;

use crate::{Carries, Entry, Point, PointWriter};

/// What a [`Collector`] saw; filled while an export runs.
#[derive(Clone, Debug, Default)]
pub struct Collected(Arc<Mutex<Vec<Entry>>>);

impl Collected {
    /// Takes out what is there.
    pub fn take(&self) -> Vec<Entry> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn push(&self, entry: Entry) {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        entries.push(entry);
    }
}

/// Keeps what a file says of each place, beside writing the file or instead of it.
pub struct Collector {
    carries: Carries,
    collected: Collected,
    writer: Option<Box<dyn PointWriter + Send>>,
}

impl Collector {
    /// For a profile that carries this. Without a writer no file is written.
    pub fn new(
        carries: Carries,
        collected: Collected,
        writer: Option<Box<dyn PointWriter + Send>>,
    ) -> Self {
        Self {
            carries,
            collected,
            writer,
        }
    }
}

impl PointWriter for Collector {
    fn point(&mut self, at: Position, point: &Point<'_>) -> io::Result<()> {
        self.collected
            .push(Entry::of(Some(at), point, &self.carries));
        match &mut self.writer {
            Some(writer) => writer.point(at, point),
            None => Ok(()),
        }
    }

    fn unlocated(&mut self, point: &Point<'_>) -> io::Result<()> {
        self.collected.push(Entry::of(None, point, &self.carries));
        match &mut self.writer {
            Some(writer) => writer.unlocated(point),
            None => Ok(()),
        }
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        match self.writer {
            Some(writer) => writer.finish(),
            None => Ok(()),
        }
    }
}
