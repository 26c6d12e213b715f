//! How the driver is told: on the terminal, by the desktop, by a program of the user's.

use std::io::{ErrorKind, Write as _};

use kplaces_cli::Session;
use kplaces_config::{AlertSettings, Switch};
use kplaces_device::CliError;
use kplaces_text::{Language, Text};

use crate::alert::Alert;
use crate::notify::Desktop;
use crate::program::Program;
use crate::status_line::StatusLine;
use crate::text;

/// Tells alerts in every way that is wanted.
#[derive(Debug)]
pub(crate) struct Teller {
    json: bool,
    language: Language,
    program: Program,
    desktop: Option<Desktop>,
    line: StatusLine,
}

/// Whether somebody still reads what is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reader {
    There,
    Gone,
}

impl Teller {
    pub(crate) fn of(session: &Session, settings: &AlertSettings, notify: bool) -> Self {
        let is_wanted = notify || settings.notify == Switch::On;
        let desktop = is_wanted.then(|| Desktop::of(session)).flatten();
        let terminal = session.terminal();
        let has_line = terminal.progress && !session.json() && !session.quiet();
        let mut teller = Self {
            json: session.json(),
            language: session.language(),
            program: Program::of(&settings.command),
            desktop,
            line: StatusLine::of(has_line, terminal.width),
        };
        if is_wanted && teller.desktop.is_none() {
            teller.say(&text::desktop_not_asked());
        }
        teller
    }

    /// Tells one.
    pub(crate) fn tell(&mut self, alert: &Alert) -> Result<Reader, CliError> {
        self.line.clear();
        let sentence = alert.sentence(self.language);
        let line = if self.json {
            serde_json::to_string(&alert.json()).map_err(CliError::internal)?
        } else {
            sentence.clone()
        };
        let reader = print(&line)?;
        if let Some(desktop) = &self.desktop {
            desktop.show(sentence);
        }
        if let Err(why) = self.program.start(alert) {
            self.say(&why);
        }
        self.line.draw();
        Ok(reader)
    }

    /// Shows how things are, in one line that stays the last one; where nobody watches a terminal, nothing.
    pub(crate) fn show(&mut self, status: &str) {
        self.program.look_after();
        if self.desktop.as_ref().is_some_and(Desktop::has_refused) {
            self.desktop = None;
            self.say(&text::no_desktop());
        }
        self.line.show(status);
    }

    /// Says what is to be read by people and stays, such as that a source is gone.
    pub(crate) fn say(&mut self, words: &Text) {
        self.line.say(words.in_language(self.language));
    }

    /// Takes the line away, and sees to it that the desktop shows what it was asked for.
    pub(crate) fn end(mut self) {
        self.line.clear();
        if self.desktop.take().is_some_and(Desktop::end) {
            self.say(&text::no_desktop());
        }
    }
}

/// Prints a line at once. Who reads no more, such as `head`, wants no more.
fn print(line: &str) -> Result<Reader, CliError> {
    let mut stdout = std::io::stdout().lock();
    let written = writeln!(stdout, "{line}").and_then(|()| stdout.flush());
    match written {
        Ok(()) => Ok(Reader::There),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(Reader::Gone),
        Err(error) => Err(error.into()),
    }
}
