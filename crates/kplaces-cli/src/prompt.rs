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
