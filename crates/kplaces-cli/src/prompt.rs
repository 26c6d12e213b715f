use std::io::{self, Read, Write};

use async_trait::async_trait;
use kplaces_device::text::login::Asked;
use kplaces_device::{Ask, Kind};
use kplaces_text::{Language, Text, spoken, text};
use rpassword::{ConfigBuilder, prompt_password_with_config};
use secrecy::SecretString;
use secrecy::zeroize::Zeroizing;

use crate::interrupt::unless_interrupted;
use crate::progress::Aside;
use crate::streams::{fitting, say_to_stderr};
use crate::{CliError, Terminal, text};

/// Whoever sits at the terminal.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Person {
    is_there: bool,
    language: Language,
}

impl Person {
    pub(crate) fn at(terminal: Terminal, language: Language) -> Self {
        Self {
            is_there: terminal.interactive,
            language,
        }
    }
}

#[async_trait]
impl Ask for Person {
    fn is_somebody_there(&self) -> bool {
        self.is_there
    }

    async fn passphrase(&self, question: Text) -> Result<SecretString, CliError> {
        let _aside = Aside::step();
        let question = question.in_language(self.language);
        secret(format!("{question}: "), |error| {
            text::login::unreadable(Asked::Passphrase, error)
        })
        .await
    }

    fn line(&self, question: Text) -> Result<String, CliError> {
        let _aside = Aside::step();
        let question = fitting(&spoken(question.in_language(self.language), None));
        let mut stderr = io::stderr().lock();
        let asked = write!(stderr, "{question}").and_then(|()| stderr.flush());
        asked.map_err(|error| {
            CliError::new(Kind::Store, text::errors::output()).caused_by(&error)
        })?;
        let mut line = String::new();
        let read = io::stdin().read_line(&mut line);
        Ok(read.map(|_| line).unwrap_or_default())
    }

    fn warn(&self, warning: Text) {
        let _aside = Aside::step();
        let warning = spoken(warning.in_language(self.language), None);
        say_to_stderr(&text::warning(&warning, self.language));
    }
}

/// Asks for a secret without echo of it. Interrupted, the terminal gets its echo back.
pub(crate) async fn secret(
    question: String,
    unreadable: impl Fn(&io::Error) -> CliError,
) -> Result<SecretString, CliError> {
    // Restored by its end, also where somebody further out gives up on the question.
    let mut echo = Echo::now();
    let (answer, asked) = tokio::sync::oneshot::channel();
    // A thread of its own: reading blocks, and a signal must be seen meanwhile.
    std::thread::spawn(move || {
        // Nobody listens any more after an interruption.
        // A star for each character: somebody who sees nothing types it twice.
        let stars = ConfigBuilder::new().password_feedback_mask('*').build();
        let read = prompt_password_with_config(fitting(&question), stars).map(Zeroizing::new);
        // Copied out of the text, which is wiped; making it fit could leave a copy that is not.
        let _ = answer.send(read.map(|text| SecretString::from(text.as_str())));
    });
    unless_interrupted(async {
        match asked.await {
            Ok(Ok(secret)) => Ok(secret),
            Ok(Err(error)) => Err(unreadable(&error)),
            Err(_) => Err(unreadable(&io::ErrorKind::UnexpectedEof.into())),
        }
    })
    .await
    .inspect(|_| echo.is_back())
}

/// The longest line that is a part of a login.
const MAX_LINE: usize = 64 * 1024;

/// The next line of standard input, without its end; `None` where there are no more.
///
/// It is read byte by byte, past the buffer of the standard library: that is never wiped, and a
/// password would stay in it.
pub(crate) fn next_line() -> io::Result<Option<Zeroizing<String>>> {
    let mut line = Zeroizing::new(Vec::with_capacity(MAX_LINE));
    let mut byte = Zeroizing::new([0]);
    let mut stdin = unbuffered()?;
    let mut any = false;
    while line.len() < MAX_LINE && stdin.read(&mut *byte)? == 1 {
        any = true;
        if byte[0] == b'\n' {
            break;
        }
        line.push(byte[0]);
    }
    while line.last() == Some(&b'\r') {
        line.pop();
    }
    let text = match std::str::from_utf8(&line) {
        Ok(text) if !text.contains('\0') => text,
        // As `chcp` and PowerShell may have it.
        _ => {
            return Err(io::Error::other(text!(
                "it is not UTF-8; what other programs write may be UTF-16",
                "sie ist nicht in UTF-8; was andere Programme schreiben, kann UTF-16 sein"
            )));
        }
    };
    Ok(any.then(|| Zeroizing::new(text.to_owned())))
}

#[cfg(unix)]
fn unbuffered() -> io::Result<std::fs::File> {
    use std::os::fd::AsFd;
    Ok(io::stdin().as_fd().try_clone_to_owned()?.into())
}

/// The console of Windows speaks UTF-16; only the standard library turns it into text.
#[cfg(not(unix))]
fn unbuffered() -> io::Result<io::StdinLock<'static>> {
    Ok(io::stdin().lock())
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

    /// Nothing is to be restored: who asked has done it.
    fn is_back(&mut self) {
        #[cfg(unix)]
        {
            self.terminal = None;
        }
    }
}

impl Drop for Echo {
    fn drop(&mut self) {
        #[cfg(unix)]
        if let Some(terminal) = &self.terminal {
            use rustix::termios::{OptionalActions, tcsetattr};
            // Nothing can be done where the terminal is gone.
            let _ = tcsetattr(rustix::stdio::stdin(), OptionalActions::Now, terminal);
        }
    }
}
