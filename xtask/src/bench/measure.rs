//! Running a program and taking its figures.

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use anyhow::{Context as _, bail};

use super::figures::Figure;

/// The exit code of coreutils' `timeout` when it had to end the program.
const TIMED_OUT: i32 = 124;

/// Runs programs through `kplaces-measure`, which is too small to count.
#[derive(Clone, Debug)]
pub(super) struct Meter {
    program: PathBuf,
    figures: PathBuf,
}

/// What a run took, and what it answered.
#[derive(Debug)]
pub(super) struct Ran {
    pub(super) figure: Figure,
    pub(super) stdout: Vec<u8>,
}

impl Meter {
    /// A meter of this program, which notes its figures in the file `figures`.
    pub(super) fn new(program: PathBuf, figures: PathBuf) -> Self {
        Self { program, figures }
    }

    /// Runs `command` to its end; it has to succeed.
    pub(super) fn run(&self, command: &Command) -> anyhow::Result<Ran> {
        let output = self.output(command)?;
        succeeded(command, &output)?;
        Ok(Ran {
            figure: self.noted()?,
            stdout: output.stdout,
        })
    }

    /// What the last run took.
    fn noted(&self) -> anyhow::Result<Figure> {
        let line = std::fs::read_to_string(&self.figures).context("there are no figures")?;
        parsed(&line).with_context(|| format!("no figures: {line}"))
    }

    /// The figures of `command`, unless it takes more than a minute.
    pub(super) fn within_a_minute(&self, command: &Command) -> anyhow::Result<Option<Figure>> {
        let mut limited = Command::new("timeout");
        limited
            .arg("60")
            .arg(command.get_program())
            .args(command.get_args());
        let output = self.output(&limited)?;
        if output.status.code() == Some(TIMED_OUT) {
            return Ok(None);
        }
        succeeded(command, &output)?;
        self.noted().map(Some)
    }

    /// What `command` says; the figures are in their file then.
    fn output(&self, command: &Command) -> anyhow::Result<Output> {
        let mut wrapped = Command::new(&self.program);
        wrapped
            .arg(&self.figures)
            .arg(command.get_program())
            .args(command.get_args())
            .stdin(Stdio::null());
        if let Some(folder) = command.get_current_dir() {
            wrapped.current_dir(folder);
        }
        for (name, value) in command.get_envs() {
            match value {
                Some(value) => wrapped.env(name, value),
                None => wrapped.env_remove(name),
            };
        }
        wrapped.output().context("cannot start kplaces-measure")
    }

    /// The same, when only the figures count.
    pub(super) fn figure(&self, command: &Command) -> anyhow::Result<Figure> {
        Ok(self.run(command)?.figure)
    }
}

fn succeeded(command: &Command, output: &Output) -> anyhow::Result<()> {
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    bail!("{command:?} failed ({}):\n{said}", output.status)
}

/// Nanoseconds from start to end, those of the program and of the system, and bytes of memory.
fn parsed(line: &str) -> Option<Figure> {
    let mut numbers = line.split_whitespace().map(str::parse::<f64>);
    let mut next = || numbers.next()?.ok();
    let (wall, user, system, bytes) = (next()?, next()?, next()?, next()?);
    Some(Figure {
        wall: wall / 1e9,
        cpu: (user + system) / 1e9,
        peak_mib: bytes / 1_048_576.0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_read_off_a_line() {
        let expected = Figure {
            wall: 1.5,
            cpu: 0.75,
            peak_mib: 2.0,
        };
        let line = "1500000000 500000000 250000000 2097152\n";
        assert_eq!(parsed(line), Some(expected));
        assert_eq!(parsed("1500000000 500000000"), None);
        assert_eq!(parsed("a b c d"), None);
    }
}
