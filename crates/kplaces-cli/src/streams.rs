use std::io::{IsTerminal as _, Write};

use crate::CliError;
use crate::text::format::wrapped;

/// Writes to standard output. A reader that goes away, such as `head`, is not an error.
pub(crate) fn to_stdout(bytes: &[u8]) -> Result<(), CliError> {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

/// Writes a line to standard error. Nothing can be done where that fails.
pub(crate) fn to_stderr(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}

/// Writes sentences to standard error: on a terminal with lines that fit.
pub(crate) fn say_to_stderr(text: &str) {
    to_stderr(&fitting(text));
}

/// Sentences as standard error shows them: on a terminal broken between words. A question keeps the blank at its end.
pub(crate) fn fitting(text: &str) -> String {
    let width = terminal_size::terminal_size_of(std::io::stderr())
        .filter(|_| std::io::stderr().is_terminal())
        .map(|(width, _)| usize::from(width.0));
    let mut fitting = wrapped(text, width);
    if text.ends_with(' ') && !fitting.ends_with(' ') {
        fitting.push(' ');
    }
    fitting
}
