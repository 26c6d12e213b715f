//! A device with one edition on it: a home folder of its own, and nothing of the caller's.

use std::io::{BufRead as _, BufReader, IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, ensure};
use kplaces_edition::EditionId;

use crate::home::at_home;
use kplaces_tools::stand_in::Login;

/// One device.
pub(super) struct Device {
    edition: EditionId,
    program: PathBuf,
    home: PathBuf,
    work_dir: PathBuf,
    url: String,
}

/// What a command said.
pub(super) struct Said {
    command: String,
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Device {
    pub(super) fn new(
        edition: EditionId,
        program: PathBuf,
        home: PathBuf,
        work_dir: PathBuf,
        url: String,
    ) -> Self {
        Self {
            edition,
            program,
            home,
            work_dir,
            url,
        }
    }

    pub(super) fn edition(&self) -> EditionId {
        self.edition
    }

    /// Logs in the way a script does: everything on standard input.
    pub(super) fn log_in(&self, login: &Login) -> anyhow::Result<()> {
        let said = self.run(&["login", "--stdin", "--keep", "file"], &login.lines())?;
        print!("{said}");
        said.succeeds()
    }

    /// Runs a command in front of the audience.
    pub(super) fn show(&self, args: &[&str]) -> anyhow::Result<Said> {
        let said = self.run(args, "")?;
        print!("{said}");
        Ok(said)
    }

    /// Shows the map in the browser of whoever sits here, until they press Enter.
    pub(super) fn map(&self) -> anyhow::Result<()> {
        // The device has a home of its own, and the browser is not on it.
        let args = ["map", "--no-open", "--json"];
        println!("$ {}", in_words(&args));
        let mut map = self
            .command(&args)?
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .context("cannot start the map")?;
        let mut said = BufReader::new(map.stdout.take().context("the map has no output")?);
        let mut line = String::new();
        said.read_line(&mut line)?;
        let said: serde_json::Value =
            serde_json::from_str(&line).context("the map does not start")?;
        let url = said["url"].as_str().context("the map has no link")?;
        println!("\nThe map is here, for this user of this computer only, and once:\n\n  {url}\n");
        if std::io::stdin().is_terminal() {
            // The link is spent by whoever comes first; the other one sees why.
            if open::that_detached(url).is_err() {
                println!("No browser could be started: open the link by hand.");
            }
            println!("Press Enter when you have seen enough.");
        }
        std::io::stdin().read_line(&mut line)?;
        interrupt(&mut map)?;
        map.wait()?;
        Ok(())
    }

    /// How many places are on the device.
    pub(super) fn places(&self) -> anyhow::Result<u64> {
        self.status()?["places"]
            .as_u64()
            .context("no number of places")
    }

    /// How often the places have changed.
    pub(super) fn revision(&self) -> anyhow::Result<u64> {
        self.status()?["revision"].as_u64().context("no revision")
    }

    fn status(&self) -> anyhow::Result<serde_json::Value> {
        let said = self.run(&["status", "--json"], "")?;
        said.succeeds()?;
        Ok(serde_json::from_str(&said.stdout)?)
    }

    /// A command of this device: its home, and no settings of whoever started this.
    fn command(&self, args: &[&str]) -> anyhow::Result<Command> {
        std::fs::create_dir_all(&self.home)?;
        let mut command = at_home(&self.program, &self.home);
        command.args(args).current_dir(&self.work_dir);
        command.env("KPLACES_WEBFLEET__URL", &self.url);
        Ok(command)
    }

    fn run(&self, args: &[&str], input: &str) -> anyhow::Result<Said> {
        let mut child = self
            .command(args)?
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {}", self.program.display()))?;
        if let Some(mut stdin) = child.stdin.take() {
            // A program that does not read what it is given says why below.
            let _ = stdin.write_all(input.as_bytes());
        }
        let output = child.wait_with_output()?;
        Ok(Said {
            command: format!("3kplaces {}", args.join(" ")),
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        })
    }
}

/// The command line of what is told in words: `--json` is for the demonstration itself, which reads it and shows none.
fn in_words(args: &[&str]) -> String {
    let words = args.iter().filter(|arg| **arg != "--json");
    words.fold("3kplaces".to_owned(), |line, word| line + " " + word)
}

/// Ends a program as Ctrl-C does.
fn interrupt(child: &mut Child) -> anyhow::Result<()> {
    let pid = child.id().to_string();
    if cfg!(unix)
        && Command::new("kill")
            .args(["-INT", &pid])
            .status()
            .is_ok_and(|it| it.success())
    {
        return Ok(());
    }
    Ok(child.kill()?)
}

impl Said {
    /// Fails unless the exit code is 0.
    pub(super) fn succeeds(&self) -> anyhow::Result<()> {
        self.fails_with(0)
    }

    /// Fails unless the exit code is `code`.
    pub(super) fn fails_with(&self, code: i32) -> anyhow::Result<()> {
        ensure!(
            self.code == Some(code),
            "`{}` ended with {:?} instead of {code}:\n{}",
            self.command,
            self.code,
            self.stderr
        );
        Ok(())
    }

    /// Fails unless the exit code is 0 and `text` is in the answer.
    pub(super) fn says(&self, text: &str) -> anyhow::Result<()> {
        self.succeeds()?;
        ensure!(
            self.stdout.contains(text),
            "`{}` does not say `{text}`",
            self.command
        );
        Ok(())
    }
}

/// The command line, warnings, the answer, and an exit code that is not 0.
impl std::fmt::Display for Said {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "$ {}", self.command)?;
        if self.command.split(' ').any(|word| word == "--json") {
            // Whoever copies it gets JSON and nothing else.
            return f.write_str(&self.stdout);
        }
        write!(f, "{}{}", self.stderr, self.stdout)?;
        match self.code {
            Some(0) => Ok(()),
            Some(code) => writeln!(f, "(exit code {code})"),
            None => f.write_str("(ended by a signal)\n"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(command: &str, stdout: &str) -> String {
        let said = Said {
            command: command.to_owned(),
            code: Some(6),
            stdout: stdout.to_owned(),
            stderr: "warning: old\n".to_owned(),
        };
        said.to_string()
    }

    #[test]
    fn what_is_shown_as_json_is_nothing_but_json() {
        let shown = said("3kplaces status --json", "{}\n");
        assert_eq!(shown, "$ 3kplaces status --json\n{}\n");
        let shown = said("3kplaces groups", "");
        assert_eq!(shown, "$ 3kplaces groups\nwarning: old\n(exit code 6)\n");
    }

    #[test]
    fn what_is_told_in_words_is_not_announced_as_json() {
        let args = ["map", "--no-open", "--json"];
        assert_eq!(in_words(&args), "3kplaces map --no-open");
    }
}
