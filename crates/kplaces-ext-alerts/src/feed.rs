//! Where fixes come from, as a stream. What is heard is passed on and forgotten.

mod decoder;
mod line;
mod port;

use std::fs::{File, Metadata};
use std::io::{BufReader, Read as _};
use std::path::{Path, PathBuf};

use kplaces_domain::Fix;
use kplaces_fixes::{Health, Pace, Replay, read_gpx};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::time::sleep;

use self::decoder::{Day, Decoder};
use crate::source_text::Source;

/// What is heard of a source.
#[derive(Debug)]
pub enum Heard {
    /// A position.
    Fix(Fix),
    /// The way was interrupted here.
    Break,
    /// What it sends, so far.
    Health(Health),
    /// Nobody answers who can be understood; it is tried again.
    Gone,
    /// Somebody answers.
    There,
    /// It cannot be heard at all.
    Deaf(Deaf),
    /// There is no more.
    End,
}

/// Why a source cannot be heard at all.
#[derive(Debug)]
pub enum Deaf {
    /// A file or a device cannot be read.
    File(PathBuf, std::io::Error),
    /// A file is no track.
    NoTrack(PathBuf),
    /// The points of a GPX track have no time.
    NoTimes(PathBuf),
}

/// Listens to a source until nobody wants to hear it. Files are replayed at a pace; `now_ms` is the day of sentences
/// that say only the time.
pub fn listen(source: Source, pace: Pace, now_ms: i64) -> Result<Receiver<Heard>, Deaf> {
    let (sender, heard) = channel(64);
    let day = Day::of(now_ms);
    match source {
        Source::Gpsd(port) => {
            tokio::spawn(port::follow(port, Decoder::gpsd, sender));
        }
        Source::NmeaTcp(port) => {
            tokio::spawn(port::follow(
                port,
                move || Decoder::nmea(day.now_ms()),
                sender,
            ));
        }
        Source::Stdin => line::hear_stdin(day, sender),
        Source::Nmea(path) => match std::fs::metadata(&path) {
            Ok(it) if it.is_file() || it.is_dir() => {
                tokio::spawn(replay(track(&path, now_ms)?, pace, sender));
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(Deaf::File(path, error));
            }
            found => {
                let ends = found.is_ok_and(|it| is_pipe(&it));
                line::hear_device(path, ends, day, sender);
            }
        },
        Source::Track(path) => {
            tokio::spawn(replay(track(&path, now_ms)?, pace, sender));
        }
    }
    Ok(heard)
}

/// Whether there is no more where it ends: whoever writes into a pipe is done, and a device is only unplugged.
fn is_pipe(metadata: &Metadata) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt as _;
        metadata.file_type().is_fifo()
    }
    #[cfg(not(unix))]
    {
        let _ = metadata;
        false
    }
}

/// The fixes of a file, in parts between which nobody knows the way: GPX, or NMEA sentences. `now_ms` is the day of
/// sentences that say only the time.
pub fn track(path: &Path, now_ms: i64) -> Result<Vec<Vec<Fix>>, Deaf> {
    let failed = |error| Deaf::File(path.to_owned(), error);
    let mut file = BufReader::new(File::open(path).map_err(failed)?);
    let is_xml = {
        let head = std::io::BufRead::fill_buf(&mut file).map_err(failed)?;
        let mut letters = head.iter().filter(|byte| byte.is_ascii_graphic());
        letters.next() == Some(&b'<')
    };
    let parts = if is_xml {
        let track = read_gpx(&mut file).map_err(|_| Deaf::NoTrack(path.to_owned()))?;
        if track.untimed > 0 && track.segments.iter().all(Vec::is_empty) {
            return Err(Deaf::NoTimes(path.to_owned()));
        }
        track.segments
    } else {
        let mut decoder = Decoder::nmea(now_ms);
        let mut fixes = Vec::new();
        let mut buffer = [0; 8_192];
        loop {
            match file.read(&mut buffer) {
                Ok(0) => break,
                Ok(some) => decoder.take(&buffer[..some], &mut fixes),
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Err(failed(error)),
            }
        }
        decoder.end(&mut fixes);
        vec![fixes]
    };
    if parts.iter().all(Vec::is_empty) {
        return Err(Deaf::NoTrack(path.to_owned()));
    }
    Ok(parts)
}

/// Sends recorded fixes as they came, or faster.
async fn replay(parts: Vec<Vec<Fix>>, pace: Pace, sender: Sender<Heard>) {
    for (at, part) in parts.into_iter().enumerate() {
        if at > 0 && sender.send(Heard::Break).await.is_err() {
            return;
        }
        for (delay, fix) in Replay::new(part, pace) {
            if !delay.is_zero() {
                sleep(delay).await;
            }
            if sender.send(Heard::Fix(fix)).await.is_err() {
                return;
            }
        }
    }
    let _ = sender.send(Heard::End).await;
}
