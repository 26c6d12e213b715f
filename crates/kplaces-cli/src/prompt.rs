use std::io;

use secrecy::SecretString;

use crate::error::CliError;
use crate::interrupt::unless_interrupted;

/// Asks for a secret without echo. Interrupted, the terminal gets its echo back.
pub(crate) async fn secret(
    question: String,
    unreadable: impl Fn(&io::Error) -> CliError,
) -> Result<SecretString, CliError> {
    let echo = Echo::now();
    let (answer, asked) = tokio::sync::oneshot::channel();
    // A thread of its own: reading blocks, and a signal must be seen meanwhile.
    std::thread::spawn(move || {
        // Nobody listens any more after an interruption.
        let _ = answer.send(rpassword::prompt_password(question).map(SecretString::from));
    });
    let read = unless_interrupted(async {
        match asked.await {
            Ok(Ok(secret)) => Ok(secret),
            Ok(Err(error)) => Err(unreadable(&error)),
            Err(_) => Err(unreadable(&io::ErrorKind::UnexpectedEof.into())),
        }
    })
    .await;
    if read.is_err() {
        echo.restore();
    }
    read
}

/// Waits until somebody presses Enter on the terminal; false when there will be no more.
///
/// A program in the background must not read its terminal: the system stops all of it for that. So it
/// is read only while the program is in front, and only when a line is there.
pub(crate) fn line_from_terminal() -> bool {
    #[cfg(unix)]
    while !(is_in_front() && has_line()) {
        std::thread::sleep(LOOK_AGAIN);
    }
    let mut line = String::new();
    io::stdin().read_line(&mut line).is_ok_and(|read| read > 0)
}

#[cfg(unix)]
const LOOK_AGAIN: std::time::Duration = std::time::Duration::from_millis(200);

#[cfg(unix)]
fn is_in_front() -> bool {
    let front = rustix::termios::tcgetpgrp(rustix::stdio::stdin());
    front.is_ok_and(|front| front == rustix::process::getpgrp())
}

#[cfg(unix)]
fn has_line() -> bool {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    let stdin = rustix::stdio::stdin();
    let mut wanted = [PollFd::new(&stdin, PollFlags::IN)];
    let at_once = Timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    poll(&mut wanted, Some(&at_once)).is_ok_and(|ready| ready > 0)
}

/// How the terminal was before the question.
struct Echo {
    #[cfg(unix)]
    terminal: Option<rustix::termios::Termios>,
}

impl Echo {
    fn now() -> Self {
        Self {
            #[cfg(unix)]
            terminal: rustix::termios::tcgetattr(rustix::stdio::stdin()).ok(),
        }
    }

    fn restore(&self) {
        #[cfg(unix)]
        if let Some(terminal) = &self.terminal {
            use rustix::termios::{OptionalActions, tcsetattr};
            // Nothing can be done where the terminal is gone.
            let _ = tcsetattr(rustix::stdio::stdin(), OptionalActions::Now, terminal);
        }
    }
}
