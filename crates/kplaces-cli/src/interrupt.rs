//! The end of a run from outside: Ctrl-C, a polite request, a terminal that is closed.

#[cfg(unix)]
use std::io::{IsTerminal, Read as _};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use crate::text::errors::interrupted;
use crate::{CliError, Kind};

/// Does `work` until it is done or somebody ends the program. Then `work` is dropped, and with it
/// its temporary files; a signal alone would leave them.
pub(crate) async fn unless_interrupted<T>(
    work: impl Future<Output = Result<T, CliError>>,
) -> Result<T, CliError> {
    let mut work = pin!(work);
    tokio::select! {
        // In this order: from the first look on, a signal no longer ends the process by itself.
        biased;
        () = signal() => Err(CliError::new(Kind::Interrupted, interrupted())),
        done = &mut work => done,
    }
}

/// Does `work` as far as it gets without waiting; `None` if it has to wait, and has to be asked again for that.
pub fn at_once<T>(work: Pin<&mut impl Future<Output = T>>) -> Option<T> {
    match work.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(done) => Some(done),
        Poll::Pending => None,
    }
}

/// How long a run may take to tidy up.
const PATIENCE: Duration = Duration::from_secs(10);

/// Ends the process some time after it was asked to end, or at the second time it is asked, if it has
/// not ended by itself: who waits for a keyring or for another program does not look for signals.
pub(crate) fn insist() {
    let insisting = || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        let Ok(runtime) = runtime else { return };
        runtime.block_on(async {
            signal().await;
            let _ended = tokio::time::timeout(PATIENCE, signal()).await;
        });
        leave();
    };
    // Without it signals are heard all the same, where the run looks for them.
    let _ = std::thread::Builder::new().spawn(insisting);
}

#[expect(
    clippy::exit,
    clippy::disallowed_methods,
    reason = "the run was asked to end and does not"
)]
fn leave() -> ! {
    std::process::exit(i32::from(Kind::Interrupted.exit_code()))
}

/// Waits for Ctrl-C; on Unix also for a polite request to end, and for the end of the terminal.
pub async fn signal() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        // Who started it with `nohup` wants it to outlive the terminal.
        let closed = (!outlives_its_terminal()).then(|| signal(SignalKind::hangup()));
        if let Ok(mut term) = signal(SignalKind::terminate()) {
            let closed = async {
                match closed {
                    Some(Ok(mut closed)) => drop(closed.recv().await),
                    _ => std::future::pending().await,
                }
            };
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = term.recv() => {}
                () = closed => {}
            }
            return;
        }
    }
    // Where no handler can be set, signals do what they always did.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// Whether the process was told to ignore the end of its terminal. Asked before a handler is set, and
/// once: that changes it.
#[cfg(unix)]
fn outlives_its_terminal() -> bool {
    static ANSWER: std::sync::OnceLock<bool> = std::sync::OnceLock::new();
    *ANSWER.get_or_init(|| {
        // The length of such a file is not known before: with room for it, it is read at once.
        let mut status = String::with_capacity(8 * 1024);
        let file = std::fs::File::open("/proc/self/status");
        if file.is_ok_and(|mut file| file.read_to_string(&mut status).is_ok()) {
            return ignores_hangup(&status);
        }
        // Elsewhere it cannot be asked; `nohup` leaves no terminal to write to.
        !std::io::stdout().is_terminal() && !std::io::stderr().is_terminal()
    })
}

/// Reads the set of ignored signals out of what Linux says of a process (proc(5)); the first is SIGHUP.
#[cfg(unix)]
fn ignores_hangup(status: &str) -> bool {
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|set| u128::from_str_radix(set.trim(), 16).ok());
    ignored.is_some_and(|set| set & 1 == 1)
}

#[cfg(all(test, unix))]
#[expect(clippy::disallowed_methods, reason = "tests send signals")]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn a_run_under_nohup_is_told_from_others() {
        let status = |set: &str| format!("Name:\tx\nSigBlk:\t0000000000000001\nSigIgn:\t{set}\n");
        assert!(ignores_hangup(&status("0000000000001001")));
        assert!(!ignores_hangup(&status("0000000000001000")));
        assert!(!ignores_hangup("Name:\tx\n"));
    }

    #[test]
    fn what_is_interrupted_is_dropped_with_its_temporary_files() {
        let folder = tempfile::tempdir().unwrap();
        let entries = || std::fs::read_dir(folder.path()).unwrap().count();
        let signals = ["-INT", "-TERM", "-HUP"];
        for signal in signals
            .into_iter()
            .filter(|it| *it != "-HUP" || !outlives_its_terminal())
        {
            let work = async {
                let _file = tempfile::NamedTempFile::new_in(folder.path()).unwrap();
                assert_eq!(entries(), 1);
                let me = std::process::id().to_string();
                assert!(
                    Command::new("kill")
                        .args([signal, &me])
                        .status()
                        .unwrap()
                        .success()
                );
                std::future::pending::<Result<(), CliError>>().await
            };
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            let stopped = runtime.block_on(unless_interrupted(work)).unwrap_err();
            assert_eq!(stopped.kind, Kind::Interrupted, "{signal}");
            assert_eq!(entries(), 0, "{signal}");
        }
    }
}
