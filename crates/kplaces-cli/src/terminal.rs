use std::io::IsTerminal;

/// What the output goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terminal {
    /// Columns of standard output, if it is a terminal.
    pub width: Option<usize>,
    /// Whether standard output may hold colour.
    pub colour: bool,
    /// Whether standard error is a terminal: progress may be drawn.
    pub progress: bool,
    /// Whether someone can be asked.
    pub interactive: bool,
}

impl Terminal {
    /// The process's own. `no_color` is the user's wish (see <https://no-color.org>).
    pub fn of_process(no_color: bool) -> Self {
        let stdout = std::io::stdout().is_terminal();
        let width = terminal_size::terminal_size_of(std::io::stdout())
            .map(|(width, _)| usize::from(width.0).max(40));
        Self {
            width: if stdout {
                Some(width.unwrap_or(80))
            } else {
                None
            },
            colour: stdout && !no_color,
            progress: std::io::stderr().is_terminal(),
            interactive: std::io::stdin().is_terminal(),
        }
    }
}
