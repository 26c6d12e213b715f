//! A mistake of ours ends the process, in whatever thread it happens.

use std::io::Write;
use std::thread;

use kplaces_text::{Language, command, say, spoken};

/// The exit code of a mistake of ours.
pub(crate) const INTERNAL: u8 = 70;

/// Ends the process at a panic, with exit code 70 and a line that says where it happened; not with what,
/// since that may be an address.
///
/// A worker or a task that is gone would leave the others waiting for it. What the thread that calls this
/// does itself is unwound to whoever catches it there, so that its files are tidied up.
pub(crate) fn ends_the_process(language: Language) {
    let main = thread::current().id();
    std::panic::set_hook(Box::new(move |info| {
        let place = info
            .location()
            .map(|at| format!(" ({}:{})", at.file(), at.line()))
            .unwrap_or_default();
        let told = say!(
            language,
            "error: 3Kplaces made a mistake{place}\n  try: please report this line; {status} says what is on this device",
            "Fehler: Fehler in 3Kplaces{place}\n  Abhilfe: diese Zeile bitte melden; {status} zeigt, was auf diesem Gerät ist",
            status = command("status"),
        );
        let _ = writeln!(std::io::stderr().lock(), "{}", spoken(&told, None));
        // The runtime catches what a task does, on whatever thread it runs.
        let is_caught_elsewhere = thread::current().id() != main || tokio::task::try_id().is_some();
        if is_caught_elsewhere {
            end();
        }
    }));
}

#[expect(
    clippy::disallowed_methods,
    clippy::exit,
    reason = "the thread that could return a code from main may wait for this one for ever"
)]
fn end() -> ! {
    std::process::exit(INTERNAL.into())
}

#[cfg(test)]
mod tests {
    use std::process::Command;
    use std::time::Duration;

    use super::*;

    const CONTENT: &str = "canary-7c1f";

    fn runtime() -> tokio::runtime::Runtime {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        runtime.enable_time().build().unwrap()
    }

    /// Waits for what never comes, as for a worker that is gone.
    fn wait() -> ! {
        loop {
            thread::sleep(Duration::from_secs(1));
        }
    }

    #[test]
    #[ignore = "run by a_panic_ends_the_process_wherever_it_happens"]
    fn in_a_thread() {
        ends_the_process(Language::English);
        thread::spawn(|| panic!("{CONTENT}"));
        wait();
    }

    #[test]
    #[ignore = "run by a_panic_ends_the_process_wherever_it_happens"]
    fn in_a_task() {
        ends_the_process(Language::English);
        runtime().block_on(async {
            tokio::spawn(async { panic!("{CONTENT}") });
            std::future::pending::<()>().await;
        });
    }

    #[test]
    #[ignore = "run by a_panic_ends_the_process_wherever_it_happens"]
    fn in_a_pool() {
        ends_the_process(Language::English);
        runtime().block_on(async {
            tokio::task::spawn_blocking(|| panic!("{CONTENT}"));
            std::future::pending::<()>().await;
        });
    }

    #[expect(clippy::disallowed_methods, reason = "this test itself, to see it end")]
    #[test]
    fn a_panic_ends_the_process_wherever_it_happens() {
        for place in ["in_a_thread", "in_a_task", "in_a_pool"] {
            let ended = Command::new(std::env::current_exe().unwrap())
                .args(["--ignored", "--exact", "--nocapture"])
                .arg(format!("panic::tests::{place}"))
                .output()
                .unwrap();
            let said = String::from_utf8_lossy(&ended.stderr);
            assert_eq!(ended.status.code(), Some(70), "{place}: {said}");
            assert!(said.contains("error: 3Kplaces made a mistake"), "{said}");
            assert_eq!(said.lines().count(), 2, "{said}");
            assert!(!said.contains(CONTENT), "{said}");
        }
    }
}
