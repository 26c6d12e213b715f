use std::fs::File;
use std::io::{self, Write};
use std::sync::mpsc::{Receiver, Sender, SyncSender, TrySendError, channel, sync_channel};
use std::thread::{self, JoinHandle};

use kplaces_text::text;

/// So much of a file is written as it comes: for less, a thread is not worth it.
const AT_ONCE: usize = 1 << 20;
/// So many pieces are on their way at most.
const PIECES: usize = 4;
/// After so many bytes another thread sees to it that they get to the medium: otherwise all of them would
/// be waited for at the end.
const UNSYNCED: usize = 4 << 20;

/// Writes a large file behind whoever makes it, on a thread of its own.
///
/// It is given large pieces. [`Behind::flush`] waits until all of them are in the file, and tells of the
/// first error; so does the next piece.
pub(crate) struct Behind {
    file: File,
    written: usize,
    thread: Option<Writing>,
}

struct Writing {
    full: Sender<Vec<u8>>,
    empty: Receiver<Vec<u8>>,
    /// How many pieces there are.
    pieces: usize,
    thread: JoinHandle<io::Result<()>>,
}

impl Behind {
    pub(crate) fn new(file: File) -> Self {
        Self {
            file,
            written: 0,
            thread: None,
        }
    }

    /// Waits for the thread, if there is one, and takes what it has to say.
    fn join(&mut self) -> io::Result<()> {
        let Some(Writing { full, thread, .. }) = self.thread.take() else {
            return Ok(());
        };
        drop(full);
        thread.join().unwrap_or_else(|_| Err(ended()))
    }
}

impl Writing {
    fn start(mut file: File) -> io::Result<Self> {
        let (full, pieces) = channel::<Vec<u8>>();
        let (used, empty) = channel();
        let write = move || {
            let (mut syncing, mut unsynced) = (None, 0);
            let written = pieces.into_iter().try_for_each(|mut piece| {
                file.write_all(&piece)?;
                unsynced += piece.len();
                if unsynced >= UNSYNCED {
                    let syncing = match &mut syncing {
                        Some(syncing) => syncing,
                        none => none.insert(Syncing::start(file.try_clone()?)?),
                    };
                    if !syncing.go_on() {
                        return Err(ended());
                    }
                    unsynced = 0;
                }
                piece.clear();
                // Nobody takes it who only waits for the end.
                drop(used.send(piece));
                Ok(())
            });
            // After an error too: the file is left alone afterwards.
            let synced = syncing.map_or(Ok(()), Syncing::join);
            // Of bytes that came before those that could not be written.
            synced.and(written)
        };
        let thread = thread::Builder::new().name("kplaces-write".to_owned());
        Ok(Self {
            full,
            empty,
            pieces: 0,
            thread: thread.spawn(write)?,
        })
    }

    /// A piece to be filled; `None` if the thread has ended.
    fn piece(&mut self) -> Option<Vec<u8>> {
        if let Ok(piece) = self.empty.try_recv() {
            return Some(piece);
        }
        if self.pieces < PIECES {
            self.pieces += 1;
            return Some(Vec::new());
        }
        self.empty.recv().ok()
    }

    fn give(&mut self, piece: &mut Vec<u8>) -> Option<()> {
        let empty = self.piece()?;
        self.full.send(std::mem::replace(piece, empty)).ok()
    }
}

/// Brings to the medium what was written so far, on a thread of its own: writing goes on meanwhile.
struct Syncing {
    more: SyncSender<()>,
    thread: JoinHandle<io::Result<()>>,
}

impl Syncing {
    fn start(file: File) -> io::Result<Self> {
        let (more, todo) = sync_channel(1);
        let sync = move || todo.iter().try_for_each(|()| file.sync_data());
        let thread = thread::Builder::new().name("kplaces-sync".to_owned());
        Ok(Self {
            more,
            thread: thread.spawn(sync)?,
        })
    }

    /// `false` if the thread has ended; joining it says why.
    fn go_on(&self) -> bool {
        // One that waits already is for these bytes too.
        !matches!(self.more.try_send(()), Err(TrySendError::Disconnected(())))
    }

    fn join(self) -> io::Result<()> {
        drop(self.more);
        self.thread.join().unwrap_or_else(|_| Err(ended()))
    }
}

impl Behind {
    /// Takes a piece, and leaves an empty one to be filled.
    pub(crate) fn take(&mut self, piece: &mut Vec<u8>) -> io::Result<()> {
        if self.thread.is_none() && self.written < AT_ONCE {
            self.file.write_all(piece)?;
            self.written += piece.len();
            piece.clear();
            return Ok(());
        }
        let writing = match &mut self.thread {
            Some(writing) => writing,
            none => none.insert(Writing::start(self.file.try_clone()?)?),
        };
        match writing.give(piece) {
            Some(()) => Ok(()),
            None => Err(self.join().err().unwrap_or_else(ended)),
        }
    }

    /// Waits until all that was taken is in the file.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.join()?;
        self.file.flush()
    }
}

impl Drop for Behind {
    fn drop(&mut self) {
        // Who does not flush wants nothing of it, but for the file to be left alone from now on.
        drop(self.join());
    }
}

/// What is told of a thread that has ended before its work.
pub fn ended() -> io::Error {
    io::Error::other(text!(
        "a thread has ended before its work",
        "ein Teil des Programms endete vor seiner Arbeit"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_written_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        std::fs::write(&path, "").unwrap();
        let mut behind = Behind::new(File::open(&path).unwrap());
        behind.written = AT_ONCE;
        let written = (0..100).try_for_each(|_| behind.take(&mut vec![0; 1_000]));
        let flushed = behind.flush();
        assert!(written.is_err() || flushed.is_err());
        // It is told once; what comes then is tried again.
        behind.flush().unwrap();
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn what_cannot_be_brought_to_the_medium_is_told_before_all_is_written() {
        // It takes everything, and has no medium.
        let file = File::options().write(true).open("/dev/null").unwrap();
        let mut behind = Behind::new(file);
        let written = (0..10_000).try_for_each(|_| behind.take(&mut vec![0; 1 << 20]));
        let error = written.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidInput, "{error}");
    }
}
