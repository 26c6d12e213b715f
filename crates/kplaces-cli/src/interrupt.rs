use std::pin::pin;

use crate::error::{CliError, Kind};
use crate::text::errors::INTERRUPTED;

/// Does `work` until it is done or somebody ends the program. Then `work` is dropped, and with it
/// its temporary files; a signal alone would leave them.
pub(crate) async fn unless_interrupted<T>(
    work: impl Future<Output = Result<T, CliError>>,
) -> Result<T, CliError> {
    let mut work = pin!(work);
    tokio::select! {
        // In this order: from the first look on, a signal no longer ends the process by itself.
        biased;
        () = signal() => Err(CliError::new(Kind::Interrupted, INTERRUPTED)),
        done = &mut work => done,
    }
}

/// Waits for Ctrl-C, or on Unix for a polite request to end.
pub(crate) async fn signal() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut term) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = term.recv() => {}
            }
            return;
        }
    }
    // Where no handler can be set, signals do what they always did.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

#[cfg(all(test, unix))]
#[expect(clippy::disallowed_methods, reason = "tests send signals")]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn what_is_interrupted_is_dropped_with_its_temporary_files() {
        let folder = tempfile::tempdir().unwrap();
        let entries = || std::fs::read_dir(folder.path()).unwrap().count();
        for signal in ["-INT", "-TERM"] {
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
