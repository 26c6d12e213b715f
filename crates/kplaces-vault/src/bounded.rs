use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::Duration;

use crate::KeyringError;

/// Does `work` on a thread of its own and waits for it so long.
///
/// The drivers of keyrings block, some forever, and some start an async runtime of their own, which
/// may not happen within another one. A thread that hangs is left behind; it ends with the process.
pub(crate) fn bounded<T: Send + 'static>(
    patience: Duration,
    work: impl FnOnce() -> Result<T, KeyringError> + Send + 'static,
) -> Result<T, KeyringError> {
    let (answer, answered) = sync_channel(1);
    let thread = std::thread::Builder::new().name("keyring".to_owned());
    let started = thread.spawn(move || {
        // Nobody listens any more after the patience is over.
        let _ = answer.send(work());
    });
    if let Err(error) = started {
        return Err(KeyringError::Absent(error.kind().to_string()));
    }
    match answered.recv_timeout(patience) {
        Ok(done) => done,
        Err(RecvTimeoutError::Timeout) => Err(KeyringError::Slow {
            seconds: patience.as_secs(),
        }),
        // The thread is gone without a word: it panicked.
        Err(RecvTimeoutError::Disconnected) => {
            Err(KeyringError::Refused("its driver failed".to_owned()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_that_hangs_is_given_up() {
        let (_keep, never) = std::sync::mpsc::channel::<()>();
        let hung = bounded(Duration::from_millis(1), move || {
            let _ = never.recv();
            Ok(())
        });
        assert_eq!(hung, Err(KeyringError::Slow { seconds: 0 }));
    }

    #[test]
    fn work_that_panics_is_an_error() {
        let failed = bounded::<()>(Duration::from_mins(1), || panic!("on purpose"));
        assert!(matches!(failed, Err(KeyringError::Refused(_))));
    }
}
