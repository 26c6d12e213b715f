//! Receivers on a line, pipes and standard input: what can only be waited for, in a thread of its own.
//!
//! A thread that waits for bytes cannot be called back. It ends with the next bytes after nobody listens any more, and
//! with the process.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::PathBuf;

use kplaces_fixes::Health;
use tokio::sync::mpsc::Sender;

use super::port::PAUSES;
use super::{Day, Deaf, Decoder, Heard};

/// Nobody listens any more.
struct Unheard;

/// Hears standard input to its end.
pub(super) fn hear_stdin(day: Day, sender: Sender<Heard>) {
    std::thread::spawn(move || {
        if hear(std::io::stdin(), day, &sender).is_ok() {
            let _ = sender.blocking_send(Heard::End);
        }
    });
}

/// Hears a device, also where it is unplugged and plugged in again; or to its `end`s, where there is no more.
pub(super) fn hear_device(path: PathBuf, ends: bool, day: Day, sender: Sender<Heard>) {
    // Already opening one may take long: a line waits for its other end.
    std::thread::spawn(move || {
        let mut file = match File::open(&path) {
            Ok(file) => Some(file),
            Err(error) => {
                let _ = sender.blocking_send(Heard::Deaf(Deaf::File(path, error)));
                return;
            }
        };
        let [first, longest] = PAUSES;
        let mut pause = first;
        loop {
            if let Some(file) = file {
                let Ok(health) = hear(file, day, &sender) else {
                    return;
                };
                if ends {
                    let _ = sender.blocking_send(Heard::End);
                    return;
                }
                if health.understood > 0 {
                    pause = first;
                }
            }
            if sender.blocking_send(Heard::Gone).is_err() {
                return;
            }
            std::thread::sleep(pause);
            pause = (pause * 2).min(longest);
            if sender.is_closed() {
                return;
            }
            file = File::open(&path).ok();
        }
    });
}

/// Hears all of it; how it was doing in the end.
fn hear(mut from: impl Read, day: Day, sender: &Sender<Heard>) -> Result<Health, Unheard> {
    let send = |heard| sender.blocking_send(heard).map_err(|_| Unheard);
    let mut decoder = Decoder::nmea(day.now_ms());
    let mut buffer = [0; 8_192];
    let mut fixes = Vec::new();
    let mut is_there = false;
    loop {
        let some = match from.read(&mut buffer) {
            Ok(some) => some,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            // A device that is unplugged.
            Err(_) => 0,
        };
        if some == 0 {
            decoder.end(&mut fixes);
        } else {
            decoder.take(&buffer[..some], &mut fixes);
        }
        if !is_there && decoder.health().understood > 0 {
            is_there = true;
            send(Heard::There)?;
        }
        for fix in fixes.drain(..) {
            send(Heard::Fix(fix))?;
        }
        send(Heard::Health(decoder.health().clone()))?;
        if some == 0 {
            return Ok(decoder.health().clone());
        }
    }
}
